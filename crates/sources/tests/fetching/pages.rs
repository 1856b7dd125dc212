//! Pages: robots.txt, results that are read once, pages that block.

use model::SourceId;
use sources::{
    client::{Asked, SourceError},
    http::How,
    providers::Ask,
};
use testkit::replay::Answer;

use crate::scene::Scene;

const LIVECHART: SourceId = SourceId::known("livechart");
const PAGE: &[u8] = include_bytes!("../../fixtures/livechart/anime.html");

async fn page(scene: &Scene, id: u32) -> Result<Asked, SourceError> {
    scene.sources.ask(&LIVECHART, &Ask::new("anime").with("id", id.to_string()), &How::default()).await
}

#[tokio::test]
async fn robots_txt_is_read_once_a_day_and_heeded() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let scene = Scene::with_file(&folder).await;
    scene.replay.robots("User-agent: *\nDisallow: /anime/2\n");
    for id in 1..=3 {
        scene.replay.on("GET", &format!("/anime/{id}"), Answer::html(PAGE));
    }
    page(&scene, 1).await.expect("it is allowed");
    let refused = page(&scene, 2).await.expect_err("it is forbidden");
    assert!(refused.to_string().contains("robots.txt forbids"), "{refused}");
    page(&scene, 3).await.expect("it is allowed");
    assert_eq!((scene.replay.count("/robots.txt"), scene.replay.count("/anime/2")), (1, 0));
    scene.pass(25);
    page(&scene, 1).await.expect("it is allowed");
    assert_eq!(scene.replay.count("/robots.txt"), 2);
    let site = scene.replay.url().parse().expect("an address");
    let known = scene.sources.fetcher().robots(&site).await.expect("it was read");
    assert_eq!(known.at, scene.clock.now());
}

/// A site that cannot say what it allows is not asked for anything else.
#[tokio::test]
async fn a_silent_robots_txt_forbids_all() {
    let scene = Scene::new().await;
    scene.replay.on("GET", "/robots.txt", Answer::failing(503));
    scene.replay.on("GET", "/anime/1", Answer::html(PAGE));
    assert!(page(&scene, 1).await.expect_err("nobody knows").to_string().contains("cannot be read"));
    assert_eq!(scene.replay.count("/anime/1"), 0);
    scene.replay.on("GET", "/robots.txt", Answer::status(404));
    scene.pass(1);
    page(&scene, 1).await.expect("there are no rules");
}

#[tokio::test]
async fn a_page_that_blocks_is_never_kept() {
    let scene = Scene::new().await;
    scene.replay.robots("");
    let route = scene.replay.on("GET", "/anime/1", Answer::html(PAGE));
    route.fault_next(1, Answer::just_a_moment(503));
    let blocked = page(&scene, 1).await.expect_err("it blocks");
    assert!(blocked.to_string().contains("blocked"), "{blocked}");
    assert_eq!(route.count(), 1, "knocking again would not help");
    page(&scene, 1).await.expect("it lets us in");
}

/// What was read out of a page is kept by the version of its reader, for other processes too.
#[tokio::test]
async fn a_page_is_read_once() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let scene = Scene::with_file(&folder).await;
    scene.replay.robots("");
    scene.replay.on("GET", "/anime/1", Answer::html(PAGE));
    let first = page(&scene, 1).await.expect("it is there");
    let cache = scene.sources.fetcher().cache().expect("there is one").clone();
    let results = async || {
        let listed = cache
            .list(&store::cache::ListFilter { limit: 99, ..Default::default() })
            .await
            .expect("it lists");
        listed.iter().filter(|entry| entry.endpoint.contains("read, version")).count()
    };
    assert_eq!(results().await, 1);
    let neighbour = scene.neighbour(&folder).await;
    let ask = Ask::new("anime").with("id", "1");
    let second = neighbour.ask(&LIVECHART, &ask, &How::default()).await.expect("it is kept");
    assert_eq!(first.parsed, second.parsed);
    assert_eq!(results().await, 1);
}
