//! A source that fails is left alone, and tried again with one request.

use std::time::Duration;

use futures::future::join_all;
use sources::client::SourceError;
use sources::http::{FetchError, State};
use testkit::replay::{Answer, Fault, Gate};

use crate::scene::Scene;

fn state(scene: &Scene) -> State {
    scene.sources.fetcher().report().breakers[0].state
}

/// Jikan's: five failures within a minute, a minute's rest, one probe.
#[tokio::test]
async fn a_whole_cycle() {
    let scene = Scene::new().await;
    scene.replay.fault(Answer::failing(500));
    for id in 1..=2 {
        scene.serve(id);
        assert!(scene.anime(id).await.is_err());
    }
    // Two requests of three attempts each; the fifth failure opened it, and the sixth was not made.
    assert_eq!(scene.replay.total(), 5);
    assert!(matches!(state(&scene), State::Open { .. }));
    scene.serve(3);
    let held = scene.anime(3).await.expect_err("it is open");
    assert!(matches!(held, SourceError::Fetch(FetchError::Open { .. })), "{held}");
    assert_eq!(scene.replay.total(), 5, "nothing goes out while it is open");

    scene.clock.advance(Duration::from_secs(61));
    assert!(scene.anime(3).await.is_err(), "the probe fails");
    assert_eq!(scene.replay.total(), 6, "one probe, and no second attempt");
    assert!(matches!(state(&scene), State::Open { .. }));

    scene.clock.advance(Duration::from_secs(61));
    scene.replay.heal();
    let gate = Gate::shut();
    scene.replay.fault_next(1, Fault::Hold(gate.clone()));
    for id in 4..=8 {
        scene.serve(id);
    }
    let asking = join_all((4..=8).map(|id| scene.anime(id)));
    let opening = async {
        gate.until_waiting(1).await;
        gate.release();
    };
    let (answers, ()) = tokio::join!(asking, opening);
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "only the probe goes through");
    assert_eq!(state(&scene), State::Closed);
    scene.anime(5).await.expect("closed again");
}

/// A wrong question is no failure of the source.
#[tokio::test]
async fn what_is_our_fault_does_not_count() {
    let scene = Scene::new().await;
    let bad = r#"{"status":400,"type":"ValidationException","messages":{"x":["bad"]},"error":"Invalid"}"#;
    scene.replay.fault(Answer::json(bad).with_status(400));
    for id in 1..=10 {
        scene.serve(id);
        assert!(scene.anime(id).await.is_err());
    }
    assert_eq!(state(&scene), State::Closed);
}
