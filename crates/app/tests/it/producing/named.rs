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
        // A wish to cancel is heard within a third of it.
        config.jobs.lease_ms = 150;
    })
    .await
}

async fn work(app: &App) {
    let request = WorkRequest { kinds: vec!["generate".to_owned()], drain: true, ..WorkRequest::default() };
    app.work_jobs(&request, std::future::pending()).await.expect("a sound store");
}

/// Takes one job and runs it to its end.
async fn work_once(app: &App) {
    let request = WorkRequest { kinds: vec!["generate".to_owned()], once: true, ..WorkRequest::default() };
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_of_a_dead_worker_is_cancelled_while_its_job_waits_for_a_place() {
    let server = SdCpp::start();
    server.script(|script| script.can_stop = true);
    let test = test(&server).await;
    let wish = json!({"prompt": "a lamp", "width": 64, "height": 64});
    let begun = test.app.generate(wish, "ben").await.expect("a sound wish");
    server.hold(2);
    tokio::select! {
        () = work(&test.app) => panic!("it is held"),
        () = server.until_looks(3) => {}
    }
    let at = Instant::from_micros(test.app.now().as_micros() + HOUR);
    let other =
        App::open_at(test.app.config().clone(), Clock::fixed(at)).await.expect("the store opens again");
    let wish = json!({"prompt": "a boat", "width": 64, "height": 64, "priority": 9});
    let first = other.generate(wish, "ben").await.expect("a sound wish");
    let cancelling = async {
        // From here on the only place is taken.
        server.until_orders(2).await;
        let cancel = async {
            while other.picture_job(begun.job_id.as_str()).await.expect("it is there").status == "queued" {
                tokio::task::yield_now().await;
            }
            other.cancel_picture(begun.job_id.as_str(), "ben").await.expect("it is alive");
        };
        tokio::join!(work_once(&other), cancel);
        server.release();
    };
    tokio::join!(work_once(&other), cancelling);
    for (wished, status) in [(&begun, "cancelled"), (&first, "completed")] {
        let job = other.picture_job(wished.job_id.as_str()).await.expect("it is there");
        assert_eq!(job.status, status, "{:?}", job.error);
    }
    let ended: Vec<&str> = server.jobs().into_iter().map(|(_, status)| status).collect();
    assert_eq!(ended, ["cancelled", "completed"], "the engine was told before anything was let go on");
}
