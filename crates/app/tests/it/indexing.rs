//! The index follows the store, in this process and in others.

use app::{App, ImportRequest, IndexOutcome, SearchRequest, testing::TestApp};

async fn found(app: &App, query: &str) -> usize {
    app.search(SearchRequest::new(query)).await.expect("an answer").results.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_look_has_nothing_to_do() {
    let test = TestApp::new().await;
    test.work("Moonlit Depot", "mal:42").save().await;
    let again = test.app.sync_index(&|_| ()).await.expect("a report");
    assert_eq!((again.outcome, again.works), (IndexOutcome::Current, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_process_sees_a_commit_when_it_looks() {
    let test = TestApp::new().await;
    test.work("Moonlit Depot", "mal:42").save().await;
    let other = App::open(test.app.config().clone()).await.expect("a second process");
    assert_eq!(found(&other, "moonlit").await, 1);
    test.work("Sunlit Quay", "mal:43").save().await;
    let report = other.sync_index(&|_| ()).await.expect("a report");
    assert_eq!(report.outcome, IndexOutcome::Current);
    assert_eq!(found(&other, "sunlit").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_store_gets_a_new_index() {
    let test = TestApp::new().await;
    test.work("Moonlit Depot", "mal:42").save().await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("backup.emaki");
    test.app.backup(&file).await.expect("a backup");
    test.work("Sunlit Quay", "mal:43").save().await;
    test.app.restore(&file).await.expect("it is restored");

    let app = App::open(test.app.config().clone()).await.expect("the restored store opens");
    app.sync_index(&|_| ()).await.expect("the index follows");
    assert_eq!((found(&app, "moonlit").await, found(&app, "sunlit").await), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_index_is_made_again() {
    let test = TestApp::new().await;
    test.work("Moonlit Depot", "mal:42").save().await;
    let config = test.app.config().clone();
    let backup = tempfile::tempdir().expect("a folder");
    std::fs::rename(config.index_dir(), backup.path().join("index")).expect("the index can be moved away");
    let app = App::open(config).await.expect("the store opens without an index");
    let report = app.sync_index(&|_| ()).await.expect("a report");
    assert_eq!((report.outcome, report.works), (IndexOutcome::Rebuilt, 1));
    assert_eq!(found(&app, "moonlit").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_of_relations_is_a_change_of_the_works_it_ties() {
    let test = TestApp::new().await;
    for (title, id) in [("Moonlit Depot", "mal:42"), ("Sunlit Quay", "mal:43"), ("Foggy Pier", "mal:44")] {
        test.work(title, id).save().await;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("relations.csv");
    std::fs::write(&file, "mal_id,related_mal_id,relation_type\n42,43,SEQUEL\n").expect("a file");
    let import = ImportRequest { inputs: vec![file.display().to_string()], ..ImportRequest::default() };
    test.app.import(&import, &|_| ()).await.expect("it is imported");
    let report = test.app.sync_index(&|_| ()).await.expect("a report");
    assert_eq!((report.outcome, report.works), (IndexOutcome::Updated, 2));

    test.app.import(&import, &|_| ()).await.expect("it is imported again");
    let again = test.app.sync_index(&|_| ()).await.expect("a report");
    assert_eq!(again.outcome, IndexOutcome::Current, "nothing new was said");
}
