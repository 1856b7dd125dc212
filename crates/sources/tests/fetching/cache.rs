//! What is kept, how long, and what never is.

use sources::http::{How, Kept, Step, Tier};
use testkit::replay::Answer;

use crate::scene::{Scene, ask, path, work};

/// A day is a day, however often and late it is read, and whatever the answer says of its age.
#[tokio::test]
async fn an_answer_is_good_for_its_class_and_not_a_read_longer() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let scene = Scene::with_file(&folder).await;
    scene.replay.on(
        "GET",
        &path(1),
        Answer::json(work(1)).with_header("cache-control", "no-cache, max-age=1"),
    );
    scene.anime(1).await.expect("it is there");
    scene.pass(23);
    let hit = scene.anime(1).await.expect("it is kept");
    assert_eq!(hit.trace.steps, [Step::Hit { tier: Tier::Memory }]);
    scene.pass(2);
    scene.anime(1).await.expect("it is there");
    assert_eq!(scene.asked_for(1), 2);
}

#[tokio::test]
async fn another_process_finds_what_was_kept() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let scene = Scene::with_file(&folder).await;
    scene.serve(1);
    let first = scene.anime(1).await.expect("it is there");
    let neighbour = scene.neighbour(&folder).await;
    let second = crate::scene::anime(&neighbour, 1).await.expect("it is kept");
    assert_eq!(second.trace.steps, [Step::Hit { tier: Tier::Shared }]);
    assert_eq!((first.parsed, first.body), (second.parsed, second.body));
    assert_eq!(scene.asked_for(1), 1);
}

#[tokio::test]
async fn some_answers_are_never_kept() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let scene = Scene::with_file(&folder).await;
    for (id, header, value) in
        [(1, "cache-control", "no-store"), (2, "cache-control", "private, max-age=600"), (3, "vary", "*")]
    {
        scene.replay.on("GET", &path(id), Answer::json(work(id)).with_header(header, value));
        for _ in 0..2 {
            scene.anime(id).await.expect("it is there");
        }
        assert_eq!(scene.asked_for(id), 2, "{header}: {value}");
    }
}

/// An error dressed as 200 is no answer, and a failure is none either.
#[tokio::test]
async fn errors_are_never_kept() {
    let scene = Scene::new().await;
    let dressed = r#"{"status":500,"type":"UpstreamException","message":"MyAnimeList is down","error":null}"#;
    let route = scene.serve(1);
    route.fault_next(1, Answer::json(dressed));
    assert!(scene.anime(1).await.is_err());
    scene.anime(1).await.expect("the error was not kept");
    assert_eq!(scene.asked_for(1), 2);
}

#[tokio::test]
async fn what_is_not_there_is_believed_for_an_hour() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let scene = Scene::with_file(&folder).await;
    let route = scene.serve(1);
    let none = r#"{"status":404,"type":"BadResponseException","message":"Resource does not exist","error":"404 on x"}"#;
    route.fault_next(1, Answer::json(none).with_status(404));
    for _ in 0..3 {
        let error = scene.anime(1).await.expect_err("there is no such work");
        assert_eq!(error.to_string(), "jikan: there is no such entry");
    }
    assert_eq!(scene.asked_for(1), 1, "asked once for what is not there");
    scene.pass(2);
    scene.anime(1).await.expect("it is there by now");
}

#[tokio::test]
async fn an_old_answer_is_asked_about_and_freshened() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let scene = Scene::with_file(&folder).await;
    scene.replay.on(
        "GET",
        &path(1),
        Answer::json(work(1)).etag("\"v1\"").with_header("x-ratelimit-limit", "60"),
    );
    scene.anime(1).await.expect("it is there");
    scene.pass(25);
    let again = scene.anime(1).await.expect("it is still good");
    assert!(again.trace.steps.contains(&Step::Revalidated), "{:?}", again.trace);
    let asked = scene.replay.requests();
    assert_eq!(asked[1].header("if-none-match"), Some("\"v1\""));
    assert_eq!(again.parsed.records[0].title.as_deref(), Some("Moonlit Depot"));
    scene.pass(23);
    assert!(scene.anime(1).await.expect("it is fresh again").trace.is_hit());
    assert_eq!(scene.asked_for(1), 2);
}

/// When the source fails an old answer beats none, but not for ever.
#[tokio::test]
async fn an_old_answer_stands_in_for_a_failure_for_a_while() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let scene = Scene::with_file(&folder).await;
    let route = scene.serve(1);
    scene.anime(1).await.expect("it is there");
    route.fault(Answer::failing(503));
    scene.pass(25);
    let old = scene.anime(1).await.expect("an old one");
    assert!(old.trace.is_stale(), "{:?}", old.trace);
    scene.pass(24);
    assert!(scene.anime(1).await.is_err(), "two days old is too old");
}

#[tokio::test]
async fn a_wish_may_skip_the_cache_or_the_network() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let scene = Scene::with_file(&folder).await;
    scene.serve(1);
    let only = How { kept: Kept::Only, ..How::default() };
    assert!(ask(&scene.sources, 1, &only).await.is_err(), "nothing is kept yet");
    scene.anime(1).await.expect("it is there");
    let anew = How { kept: Kept::Refresh, ..How::default() };
    ask(&scene.sources, 1, &anew).await.expect("it is there");
    assert_eq!(scene.asked_for(1), 2);
    scene.pass(30);
    ask(&scene.sources, 1, &only).await.expect("old, but kept");
    assert_eq!(scene.asked_for(1), 2);
}

/// What was kept and got damaged is fetched again, and never given.
#[tokio::test]
async fn a_damaged_answer_is_forgotten() {
    let scene = Scene::new().await;
    let route = scene.serve(1);
    route.fault_next(1, Answer::json(r#"{"data":{"mal_id":1,"tit"#));
    assert!(scene.anime(1).await.is_err());
    scene.anime(1).await.expect("it was not kept");
}

#[tokio::test]
async fn every_tier_is_counted() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let scene = Scene::with_file(&folder).await;
    scene.serve(1);
    for _ in 0..3 {
        scene.anime(1).await.expect("it is there");
    }
    let report = scene.sources.fetcher().report();
    let hits: Vec<_> = report.tiers.iter().map(|(tier, counts)| (*tier, counts.hits)).collect();
    assert_eq!(hits, [(Tier::Memory, 2), (Tier::Shared, 0), (Tier::Community, 0)]);
    assert_eq!(report.sources[0].1.requests, 1);
}
