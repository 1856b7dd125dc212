//! Decisions by hand, and what they do to ids, pages and searches.

use app::{ErrorCode, SearchRequest, WorkRef, testing::TestApp};
use model::WorkId;

fn id(number: i64) -> WorkId {
    WorkId::new(number).expect("a positive number")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merged_work_leads_to_the_survivor_everywhere() {
    let test = TestApp::new().await;
    test.work("Moonlit Depot", "mal:42").save().await;
    test.work("Tsukikage no Eki", "anilist:420").save().await;
    test.app.registry_merge(id(1), id(2), "keeper", "one and the same").await.expect("they merge");
    test.app.sync_index(&|_| ()).await.expect("the index follows");

    let page = test.app.work(&WorkRef::Id(id(2))).await.expect("the survivor");
    assert_eq!((page.work.id, page.redirected_from), (id(1), Some(id(2))));
    let answer = test.app.search(SearchRequest::new("Tsukikage no Eki")).await.expect("an answer");
    assert_eq!(answer.results.iter().map(|hit| hit.id).collect::<Vec<_>>(), [id(1)]);
    let told = test.app.registry_explain("2").await.expect("an explanation");
    assert_eq!(told.id.get(), 1);
    assert_eq!(told.links.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forbidden_link_stays_forbidden_through_the_next_import() {
    let test = TestApp::new().await;
    let other = "anilist:420".parse::<model::ExternalId>().expect("an id");
    let both = |r: &mut model::Record| r.external_ids.push(other.clone());
    test.work("Moonlit Depot", "mal:42").with(both).save().await;
    test.app.registry_unlink(&other, id(1), "keeper", "the film is another work").await.expect("a decision");
    test.work("Moonlit Depot", "mal:42").with(both).year(2014).save().await;
    let error = test.app.work(&WorkRef::External(other.clone())).await.expect_err("it means nothing now");
    assert_eq!(error.code, ErrorCode::NotFound);

    test.app.registry_link(&other, id(1), "keeper", "it was right after all").await.expect("a decision");
    let page = test.app.work(&WorkRef::External(other)).await.expect("the work");
    assert_eq!((page.work.id, page.work.year), (id(1), Some(2014)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_id_of_a_work_cannot_be_taken_away() {
    let test = TestApp::new().await;
    test.work("Moonlit Depot", "mal:42").save().await;
    let subject = "mal:42".parse().expect("an id");
    let error =
        test.app.registry_unlink(&subject, id(1), "keeper", "").await.expect_err("nothing would be left");
    assert_eq!(error.code, ErrorCode::Conflict);
}
