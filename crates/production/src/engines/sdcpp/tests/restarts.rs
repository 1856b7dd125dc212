//! Servers that go away and workers that die.

use testkit::sdcpp::SdCpp as Server;

use super::{done, engine, meanwhile, named, order};
use crate::engines::{
    Begin, Engine, Event, Lost, Outcome,
    tests::{id, run},
};

#[tokio::test]
async fn a_server_that_was_started_anew_has_lost_the_run() {
    let server = Server::start();
    server.hold(2);
    let id = id();
    let engine = engine(&server);
    let (_, outcome) = meanwhile(&engine, &id, async {
        server.until_step(1).await;
        server.restart();
    })
    .await;
    assert!(matches!(outcome, Ok(Outcome::Lost(Lost::Restarted))), "{outcome:?}");
    server.release();
    let (_, again) = run(&engine, &order(11), &id, Begin::Submit).await;
    assert!(done(&again), "{again:?}");
    assert_eq!(server.orders().len(), 2, "handed in once, and once more");
    // The same, where it was started anew between two attempts.
    server.restart();
    let (_, again) = run(&engine, &order(11), &id, Begin::Submit).await;
    assert!(done(&again) && server.orders().len() == 3, "{again:?}");
}

#[tokio::test]
async fn a_run_is_taken_over_from_a_worker_that_died_by_its_name() {
    let server = Server::start();
    server.hold(2);
    let (id, order) = (id(), order(5));
    let dying = engine(&server);
    let (tell, told) = std::sync::mpsc::channel();
    let listener = |event: Event| drop(tell.send(event));
    tokio::select! {
        _ = dying.run(&order, &id, Begin::Submit, &listener) => panic!("it is held"),
        // It asks how the run stands when it knows its name.
        () = server.until_looks(1) => {}
    }
    let told: Vec<Event> = told.try_iter().collect();
    let name = named(&told).expect("it was told").to_owned();
    let stranger = engine(&server);
    let (_, unknown) = run(&stranger, &order, &id, Begin::Attach).await;
    assert!(matches!(unknown, Ok(Outcome::Lost(_))), "without its name nobody finds it: {unknown:?}");
    server.release();
    let other = engine(&server);
    other.recall(&id, &name);
    let (told, outcome) = run(&other, &order, &id, Begin::Attach).await;
    let Ok(Outcome::Done(made)) = outcome else { panic!("{outcome:?} after {told:?}") };
    assert_eq!(server.orders().len(), 1, "it was not handed in again");
    assert_eq!(made.made_by.graph.expect("it is told")["seed"], 5);
    let (_, later) = run(&other, &order, &id, Begin::Attach).await;
    assert!(done(&later), "what has ended is fetched: {later:?}");
    server.expire();
    let (_, dropped) = run(&other, &order, &id, Begin::Attach).await;
    assert!(matches!(dropped, Ok(Outcome::Lost(Lost::Removed))), "{dropped:?}");
}

#[tokio::test]
async fn a_cancelled_run_stays_so_for_whoever_takes_it_over() {
    let server = Server::start();
    server.hold(1);
    server.foreign(1).expect("there is room");
    let (id, engine) = (id(), engine(&server));
    let (told, outcome) = meanwhile(&engine, &id, async {
        server.until_looks(1).await;
        engine.cancel(&id).await.expect("it answers");
    })
    .await;
    assert!(matches!(outcome, Ok(Outcome::Cancelled)), "{outcome:?}");
    let other = super::engine(&server);
    other.recall(&id, named(&told).expect("it was told"));
    let (_, outcome) = run(&other, &order(11), &id, Begin::Attach).await;
    assert!(matches!(outcome, Ok(Outcome::Cancelled)), "{outcome:?}");
}

#[tokio::test]
async fn a_server_that_comes_back_is_followed_and_one_that_does_not_gives_the_run_back() {
    let server = Server::start();
    server.hold(2);
    let (id, engine) = (id(), engine(&server));
    let (_, outcome) = meanwhile(&engine, &id, async {
        server.until_step(1).await;
        server.down();
    })
    .await;
    let error = outcome.expect_err("nobody is at home");
    assert!(error.may_pass() && !format!("{error:?}").contains("http://"), "{error:?}");
    server.up();
    server.release();
    let (_, outcome) = run(&engine, &order(11), &id, Begin::Attach).await;
    assert!(done(&outcome), "{outcome:?}");
    assert_eq!(server.orders().len(), 1);
}

#[tokio::test]
async fn a_break_is_told_and_concludes_nothing() {
    let server = Server::start();
    server.hold(2);
    let (id, engine) = (id(), engine(&server));
    let gone = tokio::sync::Notify::new();
    let told = std::sync::Mutex::new(Vec::new());
    let listener = |event: Event| {
        if event == Event::Disconnected {
            gone.notify_one();
        }
        told.lock().expect("nobody panics with it").push(event);
    };
    let order = order(4);
    let (outcome, ()) = tokio::join!(engine.run(&order, &id, Begin::Submit, &listener), async {
        server.until_step(1).await;
        server.down();
        gone.notified().await;
        server.up();
        server.release();
    });
    assert!(done(&outcome), "{outcome:?}");
    let told = told.into_inner().expect("nobody panics with it");
    let place = |wanted: &Event| told.iter().position(|event| event == wanted);
    assert!(place(&Event::Disconnected) < place(&Event::Reconnected), "{told:?}");
    assert!(place(&Event::Reconnected).is_some(), "{told:?}");
}

#[tokio::test]
async fn an_order_without_an_answer_is_given_back_and_not_taken_for_done() {
    let server = Server::start();
    server.script(|script| script.silent_orders = 1);
    let (id, engine) = (id(), engine(&server));
    let (told, outcome) = run(&engine, &order(4), &id, Begin::Submit).await;
    let error = outcome.expect_err("nobody knows whether it was heard");
    assert!(error.may_pass() && named(&told).is_none(), "{error:?}");
    let (_, attached) = run(&engine, &order(4), &id, Begin::Attach).await;
    assert!(matches!(attached, Ok(Outcome::Lost(_))), "{attached:?}");
    let (_, again) = run(&engine, &order(4), &id, Begin::Submit).await;
    assert!(done(&again), "{again:?}");
    let (_, known) = run(&engine, &order(4), &id, Begin::Submit).await;
    assert!(done(&known), "{known:?}");
    assert_eq!(server.orders().len(), 2, "one that is known is not handed in twice");
}
