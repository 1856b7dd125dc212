//! The cache's engine is absent, broken, or dies in the middle: requests go on.

use sources::http::{Clock, Step};
use store::cache::Cache;
use testkit::replay::{Fault, Gate, Replay};

use crate::scene::{Scene, anime, begin, path, sources_at, work};

#[tokio::test]
async fn an_engine_that_dies_in_mid_request_fails_nothing() {
    let Some(mut redis) = testkit::RedisServer::start(1) else { return };
    let replay = Replay::start().await;
    let cache = Cache::open(&redis.url()).await.expect("it is up");
    let sources =
        sources_at(&replay.url(), Clock::manual(begin()), |builder| builder.cache(cache, 1 << 30).memory(0));
    let gate = Gate::shut();
    let route = replay.on("GET", &path(1), testkit::replay::Answer::json(work(1)));
    route.fault_next(1, Fault::Hold(gate.clone()));
    let asking = anime(&sources, 1);
    let dying = async {
        gate.until_waiting(1).await;
        redis.stop();
        gate.release();
    };
    let (answer, ()) = tokio::join!(asking, dying);
    answer.expect("the source answered");
    let again = anime(&sources, 1).await.expect("without a cache the source is asked");
    assert!(again.trace.steps.contains(&Step::CacheDown), "{:?}", again.trace);
    assert_eq!(replay.total(), 2);
    assert!(sources.fetcher().report().cache_failures > 0);
}

#[tokio::test]
async fn an_engine_that_was_never_there_fails_nothing() {
    let scene = Scene::with(|builder| {
        let cache = Cache::lazy("redis://127.0.0.1:9/0").expect("an address");
        builder.cache(cache, 1 << 30)
    })
    .await;
    scene.serve(1);
    scene.anime(1).await.expect("the source answers");
    assert!(scene.anime(1).await.expect("kept in memory").trace.is_hit());
}

/// A file that is no cache is put aside and made anew.
#[tokio::test]
async fn a_broken_file_fails_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("cache.sqlite"), vec![7; 9000]).expect("the folder is ours");
    let scene = Scene::with_file(&folder).await;
    scene.serve(1);
    scene.anime(1).await.expect("the source answers");
    let neighbour = scene.neighbour(&folder).await;
    anime(&neighbour, 1).await.expect("it is kept");
    assert_eq!(scene.asked_for(1), 1);
}
