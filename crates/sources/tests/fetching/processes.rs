//! Four processes want the same thing at the same time, over one cache of each kind.

use std::process::{Child, Command, Stdio};

use futures::future::join_all;
use sources::http::Clock;
use store::cache::Cache;
use testkit::replay::{Answer, Fault, Gate, Replay};

use crate::scene::{anime, path, sources_at, work};

const PROCESSES: usize = 4;
/// A thousand in all.
const EACH: usize = 250;
/// How a child learns of the cache and the server.
const CACHE: &str = "EMAKI_TEST_CACHE_OF_PARENT";
const SERVER: &str = "EMAKI_TEST_SERVER_OF_PARENT";

/// What each child does; the parent starts it by name.
#[tokio::test]
#[ignore = "a part of the tests beside it, which start it in processes of its own"]
async fn child() {
    let variable = |name: &str| std::env::var(name).expect("only the parent starts this");
    let cache = Cache::open(&variable(CACHE)).await.expect("the parent's cache opens");
    let sources = sources_at(&variable(SERVER), Clock::system(), |builder| builder.cache(cache, 1 << 30));
    let answers = join_all((0..EACH).map(|_| anime(&sources, 1))).await;
    for answer in answers {
        let answer = answer.expect("it is there");
        assert_eq!(answer.parsed.records[0].title.as_deref(), Some("Moonlit Depot"));
    }
}

fn start(cache: &str, server: &str) -> Child {
    Command::new(std::env::current_exe().expect("the test knows its own program"))
        .args(["--exact", "processes::child", "--ignored", "--nocapture"])
        .env(CACHE, cache)
        .env(SERVER, server)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the test's program starts")
}

/// All children ask before the server answers one of them.
async fn one_request(cache: &str) {
    let replay = Replay::start().await;
    let gate = Gate::shut();
    replay.on("GET", &path(1), Answer::json(work(1))).fault_next(1, Fault::Hold(gate.clone()));
    let children: Vec<Child> = (0..PROCESSES).map(|_| start(cache, &replay.url())).collect();
    gate.until_waiting(1).await;
    gate.release();
    for child in children {
        let output = tokio::task::spawn_blocking(|| child.wait_with_output())
            .await
            .expect("it ends")
            .expect("it ends");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(replay.total(), 1, "a thousand wishes of four processes");
}

#[tokio::test]
async fn over_one_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    one_request(&format!("sqlite:{}", folder.path().join("cache.sqlite").display())).await;
}

#[tokio::test]
async fn over_redis() {
    let Some(redis) = testkit::RedisServer::start(1) else { return };
    one_request(&redis.url()).await;
}

#[tokio::test]
async fn over_postgresql() {
    let Some(database) = testkit::PrivateDatabase::create(1).await else { return };
    one_request(&database.url()).await;
}

/// A leader that dies takes nobody with it: its lease ends, and another asks.
#[tokio::test]
async fn a_dead_leader_is_succeeded() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let cache = format!("sqlite:{}", folder.path().join("cache.sqlite").display());
    let replay = Replay::start().await;
    let gate = Gate::shut();
    replay.on("GET", &path(1), Answer::json(work(1))).fault_next(1, Fault::Hold(gate.clone()));
    let mut leader = start(&cache, &replay.url());
    gate.until_waiting(1).await;
    leader.kill().expect("it is ours");
    let _ = leader.wait();
    let follower = start(&cache, &replay.url());
    let output =
        tokio::task::spawn_blocking(|| follower.wait_with_output()).await.expect("it ends").expect("it ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(replay.total(), 2);
}
