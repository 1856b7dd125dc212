//! What is airing and what is asked for is asked again: once, within the budget, and not while it is paused.

use app::{ErrorCode, JobQuestion, Scheduled, testing::TestApp};
use model::Status;

/// Two works that are airing, and one that is over.
async fn scene() -> TestApp {
    scene_with(|_| ()).await
}

async fn scene_with(change: impl FnOnce(&mut app::Config)) -> TestApp {
    let test = TestApp::with(change).await;
    for (title, id, status) in [
        ("Moonlit Depot", "mal:42", Status::Ongoing),
        ("Paper Lanterns", "mal:43", Status::Ongoing),
        ("Glass Orchard", "mal:44", Status::Finished),
    ] {
        test.work(title, id).with(|record| record.status = Some(status)).save().await;
    }
    test
}

async fn scheduled(test: &TestApp) -> Scheduled {
    test.app.schedule_refreshes().await.expect("a sound store")
}

/// Policies and works of the jobs that were made.
async fn payloads(test: &TestApp) -> Vec<(String, i64)> {
    let question =
        JobQuestion { kind: Some("refresh".to_owned()), limit: Some(500), ..JobQuestion::default() };
    let jobs = test.app.jobs(&question).await.expect("a list").jobs;
    let mut payloads: Vec<_> = jobs
        .iter()
        .map(|job| {
            let policy = job.payload["policy"].as_str().expect("a policy").to_owned();
            (policy, job.payload["work"].as_i64().expect("a work"))
        })
        .collect();
    payloads.sort();
    payloads
}

#[tokio::test(flavor = "multi_thread")]
async fn what_airs_now_is_refreshed_by_each_policy_once() {
    let test = scene().await;
    let first = scheduled(&test).await;
    assert_eq!((first.airing, first.asked), (2, 0));
    assert!(first.jobs >= 4, "{first:?}");
    let made = payloads(&test).await;
    assert_eq!(made.len(), first.jobs);
    for policy in ["refresh.api", "refresh.streaming"] {
        let works: Vec<i64> = made.iter().filter(|(id, _)| id == policy).map(|(_, work)| *work).collect();
        assert_eq!(works, [1, 2], "{policy}: {made:?}");
    }
    assert_eq!(scheduled(&test).await.jobs, 0, "nothing is due any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_for_is_refreshed_although_it_is_over() {
    let test = scene().await;
    let three = "mal:44".parse().expect("a reference");
    test.app.work(&three).await.expect("it is there");
    test.app.save_books().await;
    assert_eq!(scheduled(&test).await.asked, 1);
    let made = payloads(&test).await;
    assert!(made.contains(&("refresh.api".to_owned(), 3)), "{made:?}");
    assert!(!made.contains(&("refresh.streaming".to_owned(), 3)), "it does not air: {made:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn schedulers_side_by_side_schedule_once() {
    let test = scene().await;
    let many: Vec<_> = (0..6)
        .map(|_| {
            let app = test.app.clone();
            tokio::spawn(async move { app.schedule_refreshes().await })
        })
        .collect();
    let mut jobs = 0;
    for scheduler in many {
        jobs += scheduler.await.expect("no panic").expect("a sound store").jobs;
    }
    let mut made = payloads(&test).await;
    assert_eq!(made.len(), jobs);
    made.dedup();
    assert_eq!(made.len(), jobs, "none twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_holds_and_ends() {
    let test = scene().await;
    assert!(test.app.pause_jobs("refresh", "keeper").await.expect("it may be paused").changed);
    assert_eq!(scheduled(&test).await, Scheduled::default());
    assert!(test.app.resume_jobs("refresh").await.expect("it may go on").changed);
    assert!(scheduled(&test).await.jobs > 0);
    let refused = test.app.pause_jobs("lunch", "keeper").await.expect_err("nothing of that name");
    assert_eq!(refused.code, ErrorCode::InvalidParameter);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_budget_nobody_is_asked() {
    let test = scene_with(|config| config.refresh.share = 0.0).await;
    assert_eq!(scheduled(&test).await.jobs, 0);
    let off = scene_with(|config| config.refresh.enabled = false).await;
    assert_eq!(scheduled(&off).await, Scheduled::default());
    let one = scene_with(|config| {
        for (name, age) in &mut config.refresh.max_age_s {
            *age = if name == "api" { 60 } else { 0 };
        }
    })
    .await;
    scheduled(&one).await;
    let made = payloads(&one).await;
    assert_eq!(made, [("refresh.api".to_owned(), 1), ("refresh.api".to_owned(), 2)]);
}
