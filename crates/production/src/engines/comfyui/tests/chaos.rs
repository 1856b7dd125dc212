//! Faults at seeded random moments: whatever happens to sockets, servers and workers, every run ends once.

use std::time::Duration;

use testkit::comfyui::ComfyUi as Server;

use super::named;
use crate::engines::{
    Begin, ComfyUi, Engine, EngineError, Order, Outcome, PromptId,
    tests::{Dice, id, recipe},
};

/// Runs, each with its own faults.
const RUNS: u64 = 40;
/// More attempts than a job is given.
const ATTEMPTS: usize = 12;

/// What a worker with a job does: begins, follows, takes over, begins again what was lost.
async fn work(server: &Server, order: &Order, id: &PromptId, dice: &mut Dice) -> (Outcome, usize) {
    let (mut begin, mut lost) = (Begin::Submit, 0);
    for _ in 0..ATTEMPTS {
        // Each attempt is another worker's, who knows nothing but the id.
        let engine: ComfyUi = named("studio", server);
        // A worker that dies in the middle drops its run without a word.
        let life = Duration::from_millis(if dice.roll(4) == 0 { dice.roll(40) } else { 60_000 });
        match tokio::time::timeout(life, engine.run(order, id, begin, &|_| ())).await {
            Err(_) => begin = Begin::Submit,
            Ok(Ok(Outcome::Lost(_))) => {
                lost += 1;
                begin = Begin::Submit;
            }
            Ok(Ok(outcome)) => return (outcome, lost),
            Ok(Err(error)) => {
                assert!(error.may_pass(), "{error:?}");
                begin = if dice.roll(2) == 0 { Begin::Attach } else { Begin::Submit };
            }
        }
    }
    panic!("no end after {ATTEMPTS} attempts");
}

/// What happens meanwhile.
async fn fault(server: &Server, id: &PromptId, dice: &mut Dice) {
    let step = 1 + dice.roll(4);
    match dice.roll(8) {
        0 => server.script(|script| script.silent_orders = 1),
        1 => server.script(|script| script.drops_last_words = true),
        2 => server.remove(id.as_str()),
        kind => {
            server.hold_before_step(step);
            // Either it gets there, or it has ended or was lost before.
            let reached = server.until_step(id.as_str(), step - 1);
            let _ = tokio::time::timeout(Duration::from_millis(400), reached).await;
            match kind {
                3 | 4 => server.drop_sockets(),
                5 => server.restart(),
                6 => {
                    server.down();
                    // For about as long as a process takes to come up; nothing waits for it to be over.
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    server.up();
                }
                _ => {
                    server.drop_sockets();
                    server.restart();
                }
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
        let (id, order) = (id(), Order::new(recipe(seed)));
        let ((outcome, lost), ()) =
            tokio::join!(work(&server, &order, &id, &mut dice), fault(&server, &id, &mut fate));
        assert!(matches!(outcome, Outcome::Done(_)), "{seed}: {outcome:?}");
        let ours = server.orders().iter().filter(|order| order["prompt_id"] == id.as_str()).count();
        // Handed in once, and once more for each time that it was lost.
        assert!(ours <= 1 + lost.max(1), "{seed}: handed in {ours} times, lost {lost} times");
        server.release();
        server.script(|script| *script = testkit::comfyui::Script::default());
    }
    let unknown: Result<Outcome, EngineError> =
        named("studio", &server).run(&Order::new(recipe(1)), &id(), Begin::Attach, &|_| ()).await;
    assert!(matches!(unknown, Ok(Outcome::Lost(_))), "{unknown:?}");
}
