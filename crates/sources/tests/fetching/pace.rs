//! Sources are never asked faster than they allow, by however many at once.

use std::time::Duration;

use futures::future::join_all;
use sources::{
    client::SourceError,
    http::{FetchError, How, Step, Wait, clock::between},
};
use testkit::replay::Answer;

use crate::scene::{Scene, anime, ask, begin};

/// Two processes with one cache share one pace: 3 in a second and 60 in a minute are for both together.
#[tokio::test]
async fn processes_share_a_pace() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let scene = Scene::with_file(&folder).await;
    let neighbour = scene.neighbour(&folder).await;
    scene.replay.serve("GET", "/anime/{id}/full", |request| {
        let id = request.path.split('/').nth(2).and_then(|id| id.parse().ok()).unwrap_or(1);
        Answer::json(crate::scene::work(id))
    });
    for id in 0..60 {
        anime(&scene.sources, 2 * id + 1).await.expect("it is there");
        anime(&neighbour, 2 * id + 2).await.expect("it is there");
    }
    assert_eq!(scene.replay.total(), 120);
    let took = between(begin(), scene.clock.now());
    // Sixty go out at three a second, and each of the other sixty a minute after one of them; a little
    // margin is kept on top of both.
    assert!((84..88).contains(&took.as_secs()), "{took:?}");
}

/// A source that names its time is left alone until then, by every process.
#[tokio::test]
async fn retry_after_holds_for_all() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let scene = Scene::with_file(&folder).await;
    let neighbour = scene.neighbour(&folder).await;
    scene.serve(1).fault_next(1, Answer::too_many().retry_after(30));
    scene.serve(2);
    let first = scene.anime(1).await.expect("it waits and asks again");
    assert!(
        first.trace.steps.iter().any(|step| matches!(step, Step::Waited { ms: 30_000.., why: Wait::Pace }))
    );
    let date = jiff::Timestamp::from(scene.clock.now()) + Duration::from_hours(1);
    scene.serve(3).fault_next(9, Answer::too_many().retry_at(date));
    assert!(ask(&scene.sources, 3, &How::default()).await.is_err(), "an hour is longer than it may take");
    let held = anime(&neighbour, 2).await.expect_err("the other process knows");
    assert!(matches!(held, SourceError::Fetch(FetchError::Paced { .. })), "{held}");
    assert_eq!(scene.asked_for(2), 0);
    scene.clock.advance(Duration::from_hours(1));
    anime(&neighbour, 2).await.expect("the hour is over");
}

/// A limit that is read from the headers lowers the pace at once.
#[tokio::test]
async fn a_lower_limit_is_learned() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let scene = Scene::with_file(&folder).await;
    scene.replay.serve("GET", "/anime/{id}/full", |_| {
        Answer::json(crate::scene::work(1)).with_header("x-ratelimit-limit", "6")
    });
    for id in 1..=13 {
        scene.anime(id).await.expect("it is there");
    }
    let took = between(begin(), scene.clock.now());
    // Twice a minute, with the margin that every limit has.
    assert!(took >= Duration::from_secs(122), "{took:?}");
}

/// Nobody waits longer than they said, and nothing goes out then.
#[tokio::test]
async fn patience_ends() {
    let scene = Scene::new().await;
    for id in 1..=61 {
        scene.serve(id);
    }
    let hurried = How { patience: Duration::from_secs(5), ..How::default() };
    let background = How::background();
    for id in 1..=60 {
        ask(&scene.sources, id, &background).await.expect("it is there");
    }
    let late = ask(&scene.sources, 61, &hurried).await.expect_err("the minute is used up");
    assert!(matches!(late, SourceError::Fetch(FetchError::Paced { .. })), "{late}");
    assert_eq!(scene.asked_for(61), 0);
    let all = join_all((1..=60).map(|id| scene.anime(id))).await;
    assert!(all.iter().all(Result::is_ok), "what is kept needs no pace");
}
