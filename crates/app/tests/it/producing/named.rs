//! Pictures of an engine that names its runs itself: whoever takes a job over finds the run by its name.

use app::{App, Clock, WorkRequest, testing::TestApp};
use model::Instant;
use production::EngineConfig;
use serde_json::json;
use testkit::sdcpp::SdCpp;

/// After any lease, in microseconds.
const HOUR: i64 = 3_600_000_000;

async fn test(server: &SdCpp) -> TestApp {
    let url = Some(server.url());
    TestApp::with(|config| {
        let engine =
            EngineConfig { kind: "sdcpp".to_owned(), url, token: None, model: None, weight: 1, at_once: 1 };
        config.production.engines.insert("forge".to_owned(), engine);
        config.production.preload = false;
    })
    .await
}

async fn work(app: &App) {
    let request = WorkRequest { kinds: vec!["generate".to_owned()], drain: true, ..WorkRequest::default() };
    app.work_jobs(&request, std::future::pending()).await.expect("a sound store");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dead_workers_run_is_found_by_its_name() {
    let server = SdCpp::start();
    let test = test(&server).await;
    let wish = json!({"prompt": "a lamp", "width": 64, "height": 64, "seed": 9});
    let wished = test.app.generate(wish, "ben").await.expect("a sound wish");
    server.hold(2);
    tokio::select! {
        () = work(&test.app) => panic!("it is held"),
        // It has asked again, so what the run is called is noted.
        () = server.until_looks(3) => {}
    }
    // Another process, which knows nothing but the store.
    let at = Instant::from_micros(test.app.now().as_micros() + HOUR);
    let other =
        App::open_at(test.app.config().clone(), Clock::fixed(at)).await.expect("the store opens again");
    server.release();
    work(&other).await;
    let job = other.picture_job(wished.job_id.as_str()).await.expect("it is there");
    assert_eq!(job.status, "completed", "{:?}", job.error);
    assert_eq!(server.orders().len(), 1, "the run was followed and not begun again");
    let made = job.recipe.and_then(|recipe| recipe.made_by).expect("it is told");
    assert_eq!((made.kind.as_str(), made.engine.as_str(), made.is_draft), ("sdcpp", "forge", false));
    assert_eq!(made.graph.expect("it is told")["seed"], 9);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_the_engine_forgot_is_begun_again_once() {
    let server = SdCpp::start();
    let test = test(&server).await;
    let wish = json!({"prompt": "a lamp", "width": 64, "height": 64});
    let wished = test.app.generate(wish, "ben").await.expect("a sound wish");
    server.hold(2);
    tokio::select! {
        () = work(&test.app) => panic!("it is held"),
        () = server.until_looks(3) => {}
    }
    server.restart();
    server.release();
    let at = Instant::from_micros(test.app.now().as_micros() + HOUR);
    let other =
        App::open_at(test.app.config().clone(), Clock::fixed(at)).await.expect("the store opens again");
    work(&other).await;
    let job = other.picture_job(wished.job_id.as_str()).await.expect("it is there");
    assert_eq!(job.status, "completed", "{:?}", job.error);
    assert_eq!(server.orders().len(), 2, "once, and once more");
}
