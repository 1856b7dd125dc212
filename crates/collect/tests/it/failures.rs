//! Failures of all sizes, and going on after them.

use collect::Options;
use testkit::replay::{Answer, Gate};

use crate::scene::{Scene, serve_list, serve_work, told};

const CHARACTERS: [(u32, &str, Option<u32>); 3] =
    [(501, "Wren", Some(9)), (502, "Odile", Some(9)), (503, "Mira", Some(9))];

async fn one_season() -> Scene {
    let scene = Scene::new().await;
    serve_list(&scene.replay, "animelist", &[(11, "Moonlit Depot")]);
    serve_work(&scene.replay, "anime", 11, "Moonlit Depot", &CHARACTERS);
    scene
}

#[tokio::test]
async fn what_failed_is_tried_again_but_not_for_ever() {
    let scene = one_season().await;
    let broken = scene.replay.on("GET", "/jikan/characters/502", Answer::json("{").with_status(200));
    let report = scene.run("mal").await;
    assert!(!report.is_whole());
    insta::assert_snapshot!("failed_once", told(&report) + &scene.journal().await);
    for _ in 0..3 {
        scene.run("mal").await;
    }
    assert_eq!(broken.count(), 3, "three runs, and no more");
    assert_eq!(scene.asked("/jikan/characters/501"), 1, "the others were asked for once");
    let retry = Options { retry_failed: true, ..Options::default() };
    scene.collect(&["mal"], retry).await;
    assert_eq!(broken.count(), 4, "unless it is wished");
    serve_work(&scene.replay, "anime", 11, "Moonlit Depot", &CHARACTERS);
    assert!(scene.collect(&["mal"], retry).await.is_whole());
    assert_eq!(scene.ids("character").await, ["501", "502", "503"]);
}

#[tokio::test]
async fn what_is_not_there_is_not_asked_for_again() {
    let scene = one_season().await;
    let gone = Answer::json(include_str!("../../../sources/fixtures/jikan/not-found.json")).with_status(404);
    let route = scene.replay.on("GET", "/jikan/characters/502", gone);
    let report = scene.run("mal").await;
    assert_eq!((report.is_whole(), report.sources[0].characters.not_found), (true, 1));
    scene.run("mal").await;
    assert_eq!(route.count(), 1);
}

#[tokio::test]
async fn a_series_whose_details_fail_leaves_no_orphans() {
    let scene = one_season().await;
    let details = scene.replay.on("GET", "/jikan/anime/11/full", Answer::failing(500));
    let report = scene.run("mal").await;
    assert_eq!((report.sources[0].series.failed, scene.ids("character").await.len()), (1, 0));
    assert_eq!(scene.asked("/jikan/anime/11/characters"), 0);
    details.now(Answer::failing(500));
    drop(details);
    serve_work(&scene.replay, "anime", 11, "Moonlit Depot", &CHARACTERS);
    // Nor does one whose list of characters fails.
    let cast = scene.replay.on("GET", "/jikan/anime/11/characters", Answer::failing(503));
    scene.run("mal").await;
    assert_eq!((scene.ids("series").await.len(), scene.ids("character").await.len()), (0, 0));
    drop(cast);
    serve_work(&scene.replay, "anime", 11, "Moonlit Depot", &CHARACTERS);
    // Its breaker may still be open from the failures.
    scene.clock.advance(std::time::Duration::from_mins(5));
    assert!(scene.run("mal").await.is_whole());
    assert_eq!(scene.ids("character").await.len(), 3);
}

#[tokio::test]
async fn a_source_that_is_down_leaves_the_others_whole() {
    let scene = one_season().await.with_ids("vndb", &["v9001"]);
    scene.replay.on("POST", "/vndb/**", Answer::just_a_moment(403));
    scene.write("lantern_series.csv", "name\nNight Ferry\n");
    scene.write("lantern_characters.csv", "name,series\nWren,Night Ferry\n");
    let report = scene.collect(&["mal", "vndb", "lantern"], Options::default()).await;
    insta::assert_snapshot!(told(&report));
    assert!(!report.is_whole() && !report.is_nothing());
    assert_eq!(scene.ids("character").await.len(), 4);
}

#[tokio::test]
async fn a_source_that_keeps_failing_is_left_alone_and_its_items_stay() {
    let scene = Scene::new().await;
    let many: Vec<(u32, &str)> = (1..=20).map(|id| (id, "Depot")).collect();
    serve_list(&scene.replay, "animelist", &many);
    scene.replay.on("GET", "/jikan/**", Answer::failing(503));
    let report = scene.run("mal").await;
    let source = &report.sources[0];
    assert!(
        source.stopped.as_ref().is_some_and(|stopped| stopped.reason.contains("left alone")),
        "{}",
        told(&report)
    );
    assert!(source.series.pending >= 10, "most were never tried: {}", told(&report));
    let asked = scene.replay.total();
    assert!(asked < 40, "{asked} requests to a source that is down");
}

#[tokio::test]
async fn a_run_that_is_killed_goes_on_where_it_was() {
    let scene = one_season().await;
    let gate = Gate::shut();
    let held = scene.replay.on("GET", "/jikan/characters/503", Answer::status(500));
    held.fault(testkit::replay::Fault::Hold(gate.clone()));
    tokio::select! {
        report = scene.run("mal") => panic!("it waits at the gate: {}", told(&report)),
        () = until_written(&scene, &gate) => {}
    }
    assert_eq!(scene.ids("character").await, ["501", "502"], "what was finished is written");
    // The answer that was held never comes.
    drop(held);
    scene.replay.forget();
    serve_work(&scene.replay, "anime", 11, "Moonlit Depot", &CHARACTERS);
    assert!(scene.run("mal").await.is_whole());
    let asked: Vec<String> = scene.replay.requests().iter().map(|request| request.path.clone()).collect();
    assert_eq!(asked, ["/mal/users/@me/animelist", "/jikan/characters/503"], "no finished page again");
    assert_eq!(scene.ids("character").await, ["501", "502", "503"]);
}

/// Comes back when one answer is held and what came before it is stored.
async fn until_written(scene: &Scene, gate: &Gate) {
    gate.until_waiting(1).await;
    while scene.ids("character").await.len() < 2 {
        tokio::task::yield_now().await;
    }
}
