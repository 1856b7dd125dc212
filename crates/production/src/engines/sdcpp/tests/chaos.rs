//! Faults at seeded random moments: whatever happens to servers and workers, every run ends once.

use std::{sync::Mutex, time::Duration};

use testkit::sdcpp::{Script, SdCpp as Server};

use super::engine;
use crate::engines::{
    Begin, Engine, Event, Order, Outcome,
    tests::{Dice, id, recipe},
};

/// Runs, each with its own faults.
const RUNS: u64 = 30;
/// More attempts than a job is given.
const ATTEMPTS: usize = 12;

/// What workers with a job do: begin, note the name, follow, take over by it, begin again what was lost. Gives how it
/// ended, and how often the run was lost.
async fn work(server: &Server, order: &Order, dice: &mut Dice) -> (Outcome, usize) {
    let (id, noted) = (id(), Mutex::new(None::<String>));
    let (mut begin, mut lost) = (Begin::Submit, 0);
    for _ in 0..ATTEMPTS {
        // Each attempt is another worker's, who knows nothing but what was noted.
        let engine = engine(server);
        if let Some(name) = noted.lock().expect("nobody panics with it").as_deref() {
            engine.recall(&id, name);
        }
        let listener = |event: Event| {
            if let Event::Named { name } = event {
                *noted.lock().expect("nobody panics with it") = Some(name);
            }
        };
        // A worker that dies in the middle drops its run without a word.
        let life = Duration::from_millis(if dice.roll(4) == 0 { dice.roll(40) } else { 60_000 });
        match tokio::time::timeout(life, engine.run(order, &id, begin, &listener)).await {
            Err(_) => begin = Begin::Attach,
            Ok(Ok(Outcome::Lost(_))) => {
                lost += 1;
                *noted.lock().expect("nobody panics with it") = None;
                begin = Begin::Submit;
            }
            Ok(Ok(outcome)) => return (outcome, lost),
            Ok(Err(error)) => {
                assert!(error.may_pass(), "{error:?}");
                begin = Begin::Attach;
                // The queue waits before the next attempt too, and longer.
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
    }
    panic!("no end after {ATTEMPTS} attempts");
}

/// What happens meanwhile.
async fn fault(server: &Server, dice: &mut Dice) {
    let step = 1 + dice.roll(4);
    match dice.roll(6) {
        0 => server.script(|script| script.silent_orders = 1),
        1 => {
            server.script(|script| script.max_queue_size = 1);
            server.foreign(3);
        }
        kind => {
            server.hold(step);
            // Either it gets there, or it has ended or was lost before.
            let _ = tokio::time::timeout(Duration::from_millis(300), server.until_step(step - 1)).await;
            match kind {
                2 => server.expire(),
                3 => {
                    server.down();
                    // For about as long as a process takes to come up; nothing waits for it to be over.
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    server.up();
                }
                _ => server.restart(),
            }
            server.release();
        }
    }
}

#[tokio::test]
async fn every_run_ends_once_whatever_happens() {
    let server = Server::start();
    for seed in 0..RUNS {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut fate = Dice(seed ^ 0x5bd1_e995);
        let order = Order::new(recipe(seed));
        let ((outcome, lost), ()) = tokio::join!(work(&server, &order, &mut dice), fault(&server, &mut fate));
        assert!(matches!(outcome, Outcome::Done(_)), "{seed}: {outcome:?}");
        let ours = server.taken().iter().filter(|order| order["seed"] == seed).count();
        // Taken once, and once more for each time that it was lost.
        assert!(ours <= 1 + lost, "{seed}: taken {ours} times, lost {lost} times");
        server.release();
        server.script(|script| *script = Script::default());
        server.until_idle().await;
    }
}
