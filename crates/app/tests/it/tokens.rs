//! The life of a token.

use app::{ErrorCode, Scope, testing::TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn a_token_opens_the_door_until_it_is_revoked() {
    let test = TestApp::new().await;
    let made = test.app.create_token("reader", &[Scope::Read], None).await.expect("a token");
    let found = test.app.authenticate(&made.secret).await.expect("an answer");
    assert_eq!(found.map(|p| (p.name, p.scopes)), Some(("reader".into(), vec![Scope::Read])));

    let twice = test.app.create_token("reader", &[Scope::Admin], None).await.expect_err("the name is taken");
    assert_eq!(twice.code, ErrorCode::Conflict);
    test.app.revoke_token("reader").await.expect("it is revoked");
    assert_eq!(test.app.authenticate(&made.secret).await.expect("an answer"), None);
    assert_eq!(test.app.authenticate("emaki_00").await.expect("an answer"), None);
    let unknown = test.app.revoke_token("nobody").await.expect_err("no such token");
    assert_eq!(unknown.code, ErrorCode::NotFound);

    let actions: Vec<String> =
        test.app.audit(10).await.expect("the log").into_iter().map(|entry| entry.action).collect();
    assert_eq!(actions, ["token.revoke", "token.create"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_ends_by_itself() {
    let test = TestApp::new().await;
    let made = test.app.create_token("brief", &[Scope::Read], Some(test.app.now())).await.expect("a token");
    assert_eq!(test.app.authenticate(&made.secret).await.expect("an answer"), None);
}
