//! Queues that are full, cancellations and failures.

use testkit::sdcpp::SdCpp as Server;

use super::{done, engine, meanwhile, order};
use crate::engines::{
    Begin, Engine, EngineError, Event, Outcome,
    tests::{id, run},
};

#[tokio::test]
async fn a_full_queue_is_waited_for() {
    let server = Server::start();
    server.script(|script| script.max_queue_size = 1);
    server.hold(1);
    server.foreign(1).expect("there is room for one");
    assert_eq!(server.foreign(1), None, "and for no more");
    let id = id();
    let engine = engine(&server);
    let (told, outcome) = meanwhile(&engine, &id, async {
        server.until_orders(2).await;
        server.release();
    })
    .await;
    assert!(done(&outcome), "{outcome:?}");
    assert_eq!(told[..2], [Event::Waiting { ahead: 1 }, Event::Accepted], "{told:?}");
}

#[tokio::test]
async fn a_queue_that_stays_full_gives_the_order_back() {
    let server = Server::start();
    server.script(|script| script.max_queue_size = 1);
    server.hold(1);
    server.foreign(1).expect("there is room for one");
    let error = run(&engine(&server), &order(1), &id(), Begin::Submit).await.1.expect_err("there is no room");
    assert!(matches!(error, EngineError::Full { .. }) && error.may_pass(), "{error:?}");
    assert_eq!(error.to_string(), "the queue of the engine `forge` is full");
    let (waiting, engine) = (id(), engine(&server));
    let (_, outcome) = meanwhile(&engine, &waiting, async {
        server.until_orders(server.orders().len() + 2).await;
        engine.cancel(&waiting).await.expect("nothing is to be told to the server");
    })
    .await;
    assert!(matches!(outcome, Ok(Outcome::Cancelled)), "{outcome:?}");
    assert_eq!(server.jobs().len(), 1, "only the other's");
}

#[tokio::test]
async fn a_waiting_run_is_cancelled_and_no_other() {
    let server = Server::start();
    server.hold(1);
    let theirs = server.foreign(2).expect("there is room");
    let id = id();
    let engine = engine(&server);
    let (_, outcome) = meanwhile(&engine, &id, async {
        server.until_looks(1).await;
        engine.cancel(&id).await.expect("it answers");
        engine.cancel(&id).await.expect("twice is no error");
    })
    .await;
    assert!(matches!(outcome, Ok(Outcome::Cancelled)), "{outcome:?}");
    server.release();
    server.until_idle().await;
    let jobs = server.jobs();
    assert!(jobs.contains(&(theirs, "completed")), "another's run is left alone: {jobs:?}");
    assert!(jobs.iter().any(|(_, status)| *status == "cancelled"), "{jobs:?}");
}

#[tokio::test]
async fn a_run_under_way_is_given_up_and_the_maker_told_that_it_goes_on_there() {
    let server = Server::start();
    server.hold(3);
    let id = id();
    let engine = engine(&server);
    let (_, outcome) = meanwhile(&engine, &id, async {
        server.until_step(2).await;
        server.until_looks(1).await;
        let error = engine.cancel(&id).await.expect_err("it cannot be stopped");
        assert!(error.to_string().contains("thrown away"), "{error}");
    })
    .await;
    assert!(matches!(outcome, Ok(Outcome::Cancelled)), "{outcome:?}");
    assert_eq!(server.jobs()[0].1, "generating");
    server.release();
    server.until_idle().await;
}

#[tokio::test]
async fn a_run_under_way_is_stopped_where_the_server_can() {
    let server = Server::start();
    server.script(|script| script.can_stop = true);
    server.hold(3);
    let id = id();
    let engine = engine(&server);
    let (_, outcome) = meanwhile(&engine, &id, async {
        server.until_step(2).await;
        server.until_looks(1).await;
        engine.cancel(&id).await.expect("it stops");
    })
    .await;
    assert!(matches!(outcome, Ok(Outcome::Cancelled)), "{outcome:?}");
    server.until_idle().await;
    assert_eq!(server.jobs()[0].1, "cancelled");
}

#[tokio::test]
async fn a_failure_is_an_outcome_with_its_words() {
    let server = Server::start();
    let engine = engine(&server);
    for (message, may_pass) in [("generate_image returned no results", true), ("unsupported job kind", false)]
    {
        server.script(|script| script.fails = Some(message.to_owned()));
        match run(&engine, &order(2), &id(), Begin::Submit).await.1 {
            Ok(Outcome::Failed(fault)) => {
                assert_eq!((fault.message.as_str(), fault.may_pass), (message, may_pass));
                assert_eq!(fault.kind, "generation_failed");
            }
            other => panic!("{other:?}"),
        }
    }
    server.script(|script| {
        script.fails = None;
        script.loses_pictures = true;
    });
    match run(&engine, &order(2), &id(), Begin::Submit).await.1 {
        Ok(Outcome::Failed(fault)) => assert_eq!(fault.kind, "NoPicture"),
        other => panic!("{other:?}"),
    }
}
