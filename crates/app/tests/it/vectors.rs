//! Vectors beside the index: filled, followed, shared by processes, held against the store, and gone without.

use app::{App, Config, FindingState, SearchRequest, State, VectorOutcome, VerifyRequest, testing::TestApp};
use qdrant::testing::{Fault, Server};

/// Words that are in no text, so that only meaning can find something.
const QUESTION: &str = "a railway shed under the night sky";

async fn on(server: &Server) -> TestApp {
    let url = server.url();
    TestApp::with(move |config: &mut Config| config.vector_url = url).await
}

async fn catalog(test: &TestApp) {
    test.work("Moonlit Depot", "mal:42").tags(&["trains", "mystery"]).year(1999).save().await;
    test.work("Sunlit Quay", "mal:43").tags(&["sailing", "comedy"]).save().await;
    test.work("Foggy Pier", "mal:44").tags(&["fishing", "drama"]).save().await;
}

/// The titles that a question finds, and whether the engine was missing.
async fn found(app: &App, query: &str) -> (Vec<String>, bool) {
    let answer = app.search(SearchRequest::new(query)).await.expect("an answer");
    (answer.results.into_iter().map(|hit| hit.card.title).collect(), !answer.degraded.is_empty())
}

#[tokio::test(flavor = "multi_thread")]
async fn works_are_filled_in_once_and_followed_from_then_on() {
    let server = Server::start();
    let test = on(&server).await;
    catalog(&test).await;
    let first = test.app.sync_vectors(&|_| ()).await.expect("the server answers");
    assert_eq!((first.outcome, first.works), (VectorOutcome::Filled, 3));
    let (titles, degraded) = found(&test.app, QUESTION).await;
    assert!(titles.contains(&"Moonlit Depot".to_owned()) && !degraded, "{titles:?}");

    test.work("Starlit Lighthouse", "mal:45").save().await;
    let next = test.app.sync_vectors(&|_| ()).await.expect("the server answers");
    assert_eq!((next.outcome, next.works), (VectorOutcome::Updated, 1));
    let again = test.app.sync_vectors(&|_| ()).await.expect("the server answers");
    assert_eq!((again.outcome, again.works), (VectorOutcome::Current, 0));

    let verdicts = test.app.verify_index(&VerifyRequest::default()).await.expect("both can be asked");
    let engines: Vec<&str> = verdicts.iter().map(|verdict| verdict.engine.as_str()).collect();
    assert_eq!(engines, ["built_in", "qdrant"]);
    assert!(verdicts.iter().all(app::EngineVerdict::is_sound), "{verdicts:?}");
    assert!(verdicts.iter().all(|verdict| verdict.sampled == 4), "{verdicts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_processes_search_what_one_has_filled() {
    let server = Server::start();
    let test = on(&server).await;
    catalog(&test).await;
    test.app.sync_vectors(&|_| ()).await.expect("the server answers");
    let mut config = test.app.config().clone();
    let elsewhere = tempfile::tempdir().expect("a folder");
    config.data_dir = elsewhere.path().to_owned();
    let other = App::open(config).await.expect("a process on another machine");
    other.sync_index(&|_| ()).await.expect("it has an index of its own");
    server.calls();
    let report = other.sync_vectors(&|_| ()).await.expect("the server answers");
    assert_eq!(report.outcome, VectorOutcome::Current);
    assert!(!server.calls().contains(&"Points/Upsert".to_owned()), "nothing is sent twice");
    assert_eq!(found(&other, QUESTION).await, found(&test.app, QUESTION).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_broken_off_is_gone_on_with() {
    let server = Server::start();
    let test = on(&server).await;
    catalog(&test).await;
    // The books of the new collection are written, the works are not.
    server.fail("Points/CreateFieldIndex", Fault::Status(9, "disk full"));
    let error = test.app.sync_vectors(&|_| ()).await.expect_err("it fails");
    assert_eq!(error.code.as_str(), "source_unavailable");
    let report = test.app.sync_vectors(&|_| ()).await.expect("the next time");
    assert_eq!((report.outcome, report.works), (VectorOutcome::Filled, 3));
    assert_eq!(server.collections().len(), 1, "what was begun is gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_process_left_goes_though_nothing_changes() {
    let server = Server::start();
    let test = on(&server).await;
    catalog(&test).await;
    test.app.sync_vectors(&|_| ()).await.expect("the server answers");
    // Killed after the switch to a new collection, and before the one before was taken away.
    server.fail("Collections/Delete", Fault::Status(7, "not now"));
    test.app.rebuild_vectors(&|_| ()).await.expect_err("the one before stays");
    assert_eq!(server.collections().len(), 2);
    let again = App::open(test.app.config().clone()).await.expect("another process");
    let report = again.sync_vectors(&|_| ()).await.expect("the server answers");
    assert_eq!(report.outcome, VectorOutcome::Current);
    assert_eq!(server.collections().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_work_that_changed_has_new_vectors_there_before_the_model_has_kept_them() {
    let server = Server::start();
    let url = server.url();
    let test = TestApp::with(move |config: &mut Config| {
        config.vector_url = url;
        config.model.text = crate::modeling::fixture("tiny-bert").display().to_string();
    })
    .await;
    catalog(&test).await;
    test.app.embed_works(&|_| ()).await.expect("vectors of the model");
    test.app.sync_vectors(&|_| ()).await.expect("the server answers");
    let id = "mal:42".parse().expect("an id");
    test.app
        .edit_work_as(&id, "title", serde_json::json!("A thief of ghosts"), "ann", "")
        .await
        .expect("sound");
    test.app.sync_index(&|_| ()).await.expect("the index follows");
    let report = test.app.sync_vectors(&|_| ()).await.expect("the server answers");
    assert_eq!((report.outcome, report.works), (VectorOutcome::Updated, 1));
    // The model keeps its own of the new text only now; they are what was sent.
    test.app.embed_works(&|_| ()).await.expect("what is new");
    let verdicts = test.app.verify_index(&VerifyRequest::default()).await.expect("both can be asked");
    assert!(verdicts[1].is_sound(), "{verdicts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_differs_is_found_and_named() {
    let server = Server::start();
    let test = on(&server).await;
    catalog(&test).await;
    test.app.sync_vectors(&|_| ()).await.expect("the server answers");
    let [collection] = server.collections().try_into().expect("one collection");
    server.lose(&collection, 1);
    server.damage(&collection, 3, "tags");
    test.work("Starlit Lighthouse", "mal:45").save().await;

    let verdicts = test.app.verify_index(&VerifyRequest::default()).await.expect("both can be asked");
    assert!(verdicts[0].is_sound(), "{verdicts:?}");
    let told = &verdicts[1];
    let missing: Vec<i64> = told.missing_works.iter().map(|work| work.get()).collect();
    assert_eq!((told.stored, told.works, told.missing, missing), (4, 2, 2, vec![1, 4]));
    assert!(told.behind > 0);
    let differing: Vec<_> =
        told.differing.iter().map(|work| (work.work.get(), work.what.join(" and "))).collect();
    assert_eq!(differing, [(3, "title and vector tags".to_owned())]);

    let report = test.app.rebuild_vectors(&|_| ()).await.expect("the server answers");
    assert_eq!((report.outcome, report.works), (VectorOutcome::Filled, 4));
    let verdicts = test.app.verify_index(&VerifyRequest::default()).await.expect("both can be asked");
    assert!(verdicts.iter().all(app::EngineVerdict::is_sound), "{verdicts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_server_the_other_arms_answer() {
    let server = Server::start();
    let test = on(&server).await;
    catalog(&test).await;
    test.app.sync_vectors(&|_| ()).await.expect("the server answers");
    let down = server.down();
    assert!(found(&test.app, QUESTION).await.1, "the answer says that meaning is missing");
    assert_eq!(found(&test.app, "moonlit depot").await, (vec!["Moonlit Depot".to_owned()], false));
    let health = test.app.health().await;
    let part = health.parts.iter().find(|part| part.name == "vectors").expect("a part of its own");
    assert_eq!(part.state, State::Degraded);
    let reason = part.reason.as_deref().expect("a reason");
    assert!(reason.starts_with("searches go on without meaning"), "{reason}");
    assert_eq!(
        test.app.sync_vectors(&|_| ()).await.expect_err("it fails").code.as_str(),
        "source_unavailable"
    );
    let status = test.app.index_status().await.expect("the rest is told");
    assert!(status.engines[1].trouble.is_some() && status.engines[0].trouble.is_none());
    drop(down);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_out_of_a_file_and_one_that_is_wrong() {
    let server = Server::start();
    server.ask_for("swordfish");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("key");
    std::fs::write(&file, "swordfish\n").expect("the folder is ours");
    let url = server.url();
    let test = TestApp::with(|config: &mut Config| {
        config.vector_url.clone_from(&url);
        config.vector_token_file = file;
    })
    .await;
    catalog(&test).await;
    test.app.sync_vectors(&|_| ()).await.expect("the key is right");

    let mut wrong = test.app.config().clone();
    wrong.vector_token_file = std::path::PathBuf::new();
    let findings = App::doctor(&wrong).await;
    let finding = findings.iter().find(|finding| finding.check == "vectors").expect("it is looked at");
    assert_eq!(finding.state, FindingState::Warning);
    assert!(finding.message.contains("key"), "{}", finding.message);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let test = TestApp::new().await;
    let mut config = test.app.config().clone();
    config.data_dir = folder.path().to_owned();
    config.vector_url = "not an address".to_owned();
    let error = App::open(config).await.map(drop).expect_err("it is refused");
    assert_eq!(error.code.as_str(), "invalid_input");
    assert!(error.hint.is_some_and(|hint| hint.contains("6334")));
}
