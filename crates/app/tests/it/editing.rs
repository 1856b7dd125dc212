//! Values by hand: they win, they stay, they are told, and they can be taken back.

use app::{App, ErrorCode, WorkRef, testing::TestApp};
use model::WorkId;

fn id(number: i64) -> WorkId {
    WorkId::new(number).expect("a positive number")
}

async fn episodes(app: &App, work: i64) -> Option<u32> {
    app.work(&id(work).into()).await.expect("the work").work.episodes
}

/// Two works of two sources.
async fn scene() -> TestApp {
    let test = TestApp::new().await;
    test.work("Moonlit Depot", "mal:42").with(|record| record.episodes = Some(12)).save().await;
    test.work("Tsukikage no Eki", "anilist:420").with(|record| record.episodes = Some(11)).save().await;
    test
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_stands_through_imports_and_is_told_as_the_winner() {
    let test = scene().await;
    let work = WorkRef::Id(id(1));
    let edited =
        test.app.edit_work(&work, "episodes", "13", "ann", "with the special").await.expect("an edit");
    assert!(edited.changed && edited.edits == 1);
    test.work("Moonlit Depot", "mal:42").with(|record| record.episodes = Some(14)).save().await;
    assert_eq!(episodes(&test.app, 1).await, Some(13));

    let told = test.app.provenance(&work, Some("episodes")).await.expect("claims");
    let short: Vec<_> =
        told.claims.iter().map(|c| (c.source.to_string(), c.value.clone(), c.chosen)).collect();
    assert_eq!(short[0], ("manual".to_owned(), serde_json::json!(13), true));
    assert_eq!((short[1].1.clone(), short[1].2), (serde_json::json!(14), false));
    assert!(told.claims[0].why.contains("ann: with the special"), "{}", told.claims[0].why);
    assert!(told.claims[0].at.is_some());

    // The same again is no second edit.
    let again = test.app.edit_work(&work, "EPISODES", "13", "ben", "").await.expect("nothing to do");
    assert_eq!((again.edits, again.changed), (0, false));
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_are_taken_back_one_by_one_or_all() {
    let test = scene().await;
    let work = WorkRef::Id(id(1));
    for value in ["13", "15"] {
        test.app.edit_work(&work, "episodes", value, "ann", "").await.expect("an edit");
    }
    let back = test.app.take_edit_back(&work, "episodes", false, "ben", "a slip").await.expect("taken back");
    assert_eq!((back.by_hand, episodes(&test.app, 1).await), (Some(serde_json::json!(13)), Some(13)));
    let back = test.app.take_edit_back(&work, "episodes", true, "ben", "").await.expect("taken back");
    assert_eq!((back.by_hand, episodes(&test.app, 1).await), (None, Some(12)));
    let none =
        test.app.take_edit_back(&work, "episodes", true, "ben", "").await.expect_err("nothing is left");
    assert_eq!(none.code, ErrorCode::NotFound);

    let all = test.app.work_edits(&work, None).await.expect("edits");
    let by: Vec<_> = all.iter().map(|edit| (edit.id, edit.stands, edit.taken_back_by.clone())).collect();
    assert_eq!(by, [(2, false, Some("ben".to_owned())), (1, false, Some("ben".to_owned()))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_follows_its_work_into_a_merge() {
    let test = scene().await;
    test.app.edit_work(&id(2).into(), "title", "Depot by Moonlight", "ann", "").await.expect("an edit");
    test.app.registry_merge(id(1), id(2), "keeper", "one and the same").await.expect("they merge");
    let page = test.app.work(&id(2).into()).await.expect("the survivor");
    assert_eq!((page.work.id, page.work.title.as_str()), (id(1), "Depot by Moonlight"));
    assert_eq!(test.app.work_edits(&id(1).into(), Some("title")).await.expect("edits").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_is_refused_and_changes_nothing() {
    let test = scene().await;
    let work = WorkRef::Id(id(1));
    for (field, value) in
        [("episodes", "many"), ("episodes", "0"), ("format", "tvv"), ("plot", "x"), ("statistics", "{}")]
    {
        let error = test.app.edit_work(&work, field, value, "ann", "").await.expect_err("it does not fit");
        assert_eq!(error.code, ErrorCode::InvalidParameter, "{field} {value}");
        assert!(error.hint.is_some(), "{field} {value}");
    }
    let unknown =
        test.app.edit_work(&id(9).into(), "episodes", "1", "ann", "").await.expect_err("no such work");
    assert_eq!(unknown.code, ErrorCode::NotFound);
    assert!(test.app.work_edits(&work, None).await.expect("edits").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_keepers_set_in_their_row_holds_for_the_work() {
    let test = scene().await;
    test.keep(app::Form::Series, "mal:42", &[("name", "Moonlit Depot"), ("media_type", "anime")]).await;
    let row = app::KeptRow::parse("series", "mal:42").expect("a row");
    let hand = test.app.hand("main", "ann", "web");
    test.app.curate_set(hand, &row, "name", Some("Depot by Moonlight"), None).await.expect("an edit");
    test.app.sync_index(&|_| ()).await.expect("the index follows");
    let title = async || test.app.work(&id(1).into()).await.expect("the work").work.title;
    assert_eq!(title().await, "Depot by Moonlight");
    let told = test.app.provenance(&id(1).into(), Some("title")).await.expect("claims");
    assert!(told.claims[0].chosen && told.claims[0].why.contains("mal:42"), "{:?}", told.claims[0]);

    // An edit of the work itself says more.
    test.app.edit_work(&id(1).into(), "title", "Moonlit Depot!", "ben", "").await.expect("an edit");
    assert_eq!(title().await, "Moonlit Depot!");
}
