//! Pictures of an engine that names its runs itself: whoever takes a job over finds the run by its name.

use app::{App, Clock, PictureJobView, Wished, WorkRequest, testing::TestApp};
use model::Instant;
use production::EngineConfig;
use serde_json::{Value, json};
use store::JobId;
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

async fn ask(app: &App, mut wish: Value) -> Wished {
    wish["width"] = 64.into();
    wish["height"] = 64.into();
    app.generate(wish, "ben").await.expect("a sound wish")
}

/// Runs jobs of a kind until none is alive.
async fn work(app: &App, kind: &str) {
    let request = WorkRequest { kinds: vec![kind.to_owned()], drain: true, ..WorkRequest::default() };
    app.work_jobs(&request, std::future::pending()).await.expect("a sound store");
}

/// Takes one picture and makes it.
async fn work_once(app: &App) {
    let request = WorkRequest { kinds: vec!["generate".to_owned()], once: true, ..WorkRequest::default() };
    app.work_jobs(&request, std::future::pending()).await.expect("a sound store");
}

async fn job(app: &App, id: &JobId) -> PictureJobView {
    app.picture_job(id.as_str()).await.expect("it is there")
}

/// Asks for a picture whose worker dies while the server makes it and holds it; gives the wish, and another process that
/// knows nothing but the store, when the lease is over.
async fn left_behind(test: &TestApp, server: &SdCpp, wish: Value) -> (Wished, App) {
    let wished = ask(&test.app, wish).await;
    server.hold(2);
    tokio::select! {
        () = work(&test.app, "generate") => panic!("it is held"),
        // It has asked again, so what the run is called is noted.
        () = server.until_looks(3) => {}
    }
    let at = Instant::from_micros(test.app.now().as_micros() + HOUR);
    let other = App::open_at(test.app.config().clone(), Clock::fixed(at)).await;
    (wished, other.expect("the store opens again"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dead_workers_run_is_found_by_its_name() {
    let server = SdCpp::start();
    let test = test(&server).await;
    let (wished, other) = left_behind(&test, &server, json!({"prompt": "a lamp", "seed": 9})).await;
    server.release();
    work(&other, "generate").await;
    let job = job(&other, &wished.job_id).await;
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
    let (wished, other) = left_behind(&test, &server, json!({"prompt": "a lamp"})).await;
    server.restart();
    server.release();
    work(&other, "generate").await;
    let job = job(&other, &wished.job_id).await;
    assert_eq!(job.status, "completed", "{:?}", job.error);
    assert_eq!(server.orders().len(), 2, "once, and once more");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_of_a_dead_worker_is_cancelled_while_its_job_waits_for_a_place() {
    let server = SdCpp::start();
    server.script(|script| script.can_stop = true);
    let test = test(&server).await;
    let (begun, other) = left_behind(&test, &server, json!({"prompt": "a lamp"})).await;
    let first = ask(&other, json!({"prompt": "a boat", "priority": 9})).await;
    let cancelling = async {
        // From here on the only place is taken.
        server.until_orders(2).await;
        let cancel = async {
            while job(&other, &begun.job_id).await.status == "queued" {
                tokio::task::yield_now().await;
            }
            other.cancel_picture(begun.job_id.as_str(), "ben").await.expect("it is alive");
        };
        tokio::join!(work_once(&other), cancel);
        server.release();
    };
    tokio::join!(work_once(&other), cancelling);
    for (wished, status) in [(&begun, "cancelled"), (&first, "completed")] {
        let job = job(&other, &wished.job_id).await;
        assert_eq!(job.status, status, "{:?}", job.error);
    }
    let ended: Vec<&str> = server.jobs().into_iter().map(|(_, status)| status).collect();
    assert_eq!(ended, ["cancelled", "completed"], "the engine was told before anything was let go on");
}

/// Ends leases that are over, and takes no picture.
async fn end_leases(app: &App) {
    work(app, "probe").await;
}

async fn cancel(app: &App, id: &JobId) {
    app.cancel_picture(id.as_str(), "ben").await.expect("it is alive");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_engine_is_told_of_a_picture_that_is_cancelled_while_no_worker_has_it() {
    for is_queued_again in [true, false] {
        let server = SdCpp::start();
        server.script(|script| script.can_stop = true);
        let test = test(&server).await;
        let (begun, other) = left_behind(&test, &server, json!({"prompt": "a lamp"})).await;
        if is_queued_again {
            end_leases(&other).await;
            assert_eq!(job(&other, &begun.job_id).await.status, "queued");
        }
        cancel(&other, &begun.job_id).await;
        end_leases(&other).await;
        assert_eq!(job(&other, &begun.job_id).await.status, "cancelled");
        work(&other, "withdraw").await;
        // It is held before a step, and goes no further than that.
        server.until_idle().await;
        let ended: Vec<&str> = server.jobs().into_iter().map(|(_, status)| status).collect();
        assert_eq!(ended, ["cancelled"]);
    }
}
