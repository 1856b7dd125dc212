//! Which model answers, and how another one takes its place.

use app::{App, Config, ErrorCode, SearchRequest, State, testing::TestApp};
use testkit::death;

use super::{copied, eight, fixture, health};

async fn with_text(folder: impl Into<String>) -> TestApp {
    let folder = folder.into();
    TestApp::with(|config| {
        config.model.text = folder;
        config.model.batch = 2;
    })
    .await
}

fn tiny() -> String {
    fixture("tiny-bert").display().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_is_made_ready_in_the_background_and_goes_on_after_a_kill() {
    let test = with_text(tiny()).await;
    eight(&test).await;
    let state = test.app.model_state().await;
    assert!(state.answers.starts_with("emaki-table@"), "{state:?}");
    assert!(state.in_the_making.as_deref().is_some_and(|id| id.starts_with("tiny-bert@")), "{state:?}");
    let (how, why) = health(&test.app).await;
    assert!(how == State::Degraded && why.contains("0 of 0 works"), "{why}");
    test.app.search(SearchRequest::new("moon")).await.expect("the table answers meanwhile");

    // The run is given up as soon as two batches are kept, as a kill does it.
    let hear = |progress: app::Progress| {
        if progress.done >= 4 {
            death::die();
        }
    };
    let ended = death::until_death(test.app.embed_works(&hear)).await;
    assert!(ended.is_none(), "given up in the middle: {ended:?}");
    let app = App::open(test.app.config().clone()).await.expect("another process");
    let state = app.model_state().await;
    let done = state.done;
    assert!((4..8).contains(&done) && state.in_the_making.is_some(), "{state:?}");

    let report = app.embed_works(&|_| ()).await.expect("it goes on");
    assert_eq!((report.embedded, report.is_whole), (8 - done, true), "{report:?}");
    let state = app.model_state().await;
    assert!(state.answers.starts_with("tiny-bert@") && state.in_the_making.is_none(), "{state:?}");
    assert_eq!(health(&app).await, (State::Ok, String::new()));
    assert!(!app.search(SearchRequest::new("moon")).await.expect("it answers").results.is_empty());

    test.work("A new tram", "mal:90").save().await;
    let report = app.embed_works(&|_| ()).await.expect("what is new");
    assert_eq!((report.embedded, report.unchanged), (1, 0), "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_model_before_answers_until_the_next_one_is_ready() {
    let test = with_text(tiny()).await;
    eight(&test).await;
    test.app.embed_works(&|_| ()).await.expect("the first model");
    let first = test.app.model_state().await.answers;

    let folder = tempfile::tempdir().expect("a folder");
    let second = copied("tiny-bert", folder.path());
    let mut config: Config = test.app.config().clone();
    config.model.text = second.display().to_string();
    let app = App::open(config.clone()).await.expect("the settings name another one");
    let state = app.model_state().await;
    assert_eq!((state.answers.as_str(), state.total), (first.as_str(), 0), "{state:?}");
    assert!(state.in_the_making.is_some_and(|id| id.starts_with("second-model@")));
    app.search(SearchRequest::new("moon")).await.expect("the first one answers");

    // A worker does it, asked by whoever serves.
    app.enqueue_embedding(app::EmbedWhat::Works).await.expect("a job");
    let request = app::WorkRequest { drain: true, ..app::WorkRequest::default() };
    app.work_jobs(&request, std::future::pending()).await.expect("a worker");
    let state = app.model_state().await;
    assert!(state.answers.starts_with("second-model@") && state.in_the_making.is_none(), "{state:?}");

    let again = App::open(test.app.config().clone()).await.expect("back to the first one");
    assert_eq!(again.model_state().await.answers, first, "its vectors are kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_is_no_model_is_told_and_the_table_answers_only_where_it_may() {
    let folder = tempfile::tempdir().expect("a folder");
    let broken = copied("tiny-bert", folder.path());
    std::fs::write(broken.join("model.safetensors"), b"half a file").expect("a file");
    let test = with_text(broken.display().to_string()).await;
    eight(&test).await;
    test.app.search(SearchRequest::new("moon")).await.expect("the table answers");
    let (how, why) = health(&test.app).await;
    assert!(how == State::Degraded && why.ends_with("the built-in table answers in its place"), "{why}");
    let error = test.app.embed_works(&|_| ()).await.expect_err("it cannot be used");
    assert_eq!(error.code, ErrorCode::NotConfigured);
    assert!(error.message.contains("model.safetensors"), "{error}");

    let mut config = test.app.config().clone();
    config.model.fallback = false;
    let app = App::open(config).await.expect("the store opens");
    let error = app.search(SearchRequest::new("moon")).await.expect_err("nothing may answer in its place");
    assert_eq!(error.code, ErrorCode::NotConfigured);
    assert!(error.hint.is_some_and(|hint| hint.contains("fallback = true")));
    assert_eq!(health(&app).await.0, State::Down);

    let missing = with_text("no-such-model").await;
    let error = missing.app.embed_works(&|_| ()).await.expect_err("there is no folder");
    assert!(error.to_string().contains("no-such-model"), "{error}");
    let builtin = TestApp::new().await;
    let error = builtin.app.embed_works(&|_| ()).await.expect_err("nothing is to be done");
    assert!(error.hint.is_some_and(|hint| hint.contains("`text` under [model]")));
}
