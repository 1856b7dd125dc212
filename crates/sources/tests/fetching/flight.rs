//! Many who want one thing at one time.

use futures::future::join_all;
use sources::http::Step;
use testkit::replay::{Fault, Gate};

use crate::scene::Scene;

#[tokio::test]
async fn a_thousand_at_once_are_one_request() {
    for shared in [false, true] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let scene = if shared { Scene::with_file(&folder).await } else { Scene::new().await };
        let gate = Gate::shut();
        scene.serve(1).fault_next(1, Fault::Hold(gate.clone()));
        let asking = join_all((0..1000).map(|_| scene.anime(1)));
        let opening = async {
            gate.until_waiting(1).await;
            gate.release();
        };
        let (answers, ()) = tokio::join!(asking, opening);
        assert!(answers.iter().all(Result::is_ok));
        assert_eq!(scene.asked_for(1), 1);
        let joined = answers.iter().filter(|answer| {
            answer.as_ref().is_ok_and(|asked| asked.trace.steps.first() == Some(&Step::Joined))
        });
        assert_eq!(joined.count(), 999);
    }
}

/// Whoever gives up leaves the request to those who still wait, and its answer is kept.
#[tokio::test]
async fn a_flight_lands_without_its_first_passenger() {
    let scene = Scene::new().await;
    let gate = Gate::shut();
    scene.serve(1).fault_next(1, Fault::Hold(gate.clone()));
    {
        let impatient = scene.anime(1);
        let leaving = gate.until_waiting(1);
        tokio::select! {
            _ = impatient => panic!("it is held"),
            () = leaving => {}
        }
    }
    gate.release();
    scene.anime(1).await.expect("it is there");
    assert_eq!(scene.asked_for(1), 1);
}

#[tokio::test]
async fn failures_are_shared_and_not_multiplied() {
    let scene = Scene::new().await;
    scene.serve(1).fault(testkit::replay::Answer::failing(500));
    let answers = join_all((0..100).map(|_| scene.anime(1))).await;
    assert!(answers.iter().all(Result::is_err));
    assert_eq!(scene.asked_for(1), 3, "three attempts of one request");
}
