//! Answers that are wrong, strange, huge or malicious.

use testkit::sdcpp::SdCpp as Server;

use super::{SdCpp, done, engine, order, settings};
use crate::engines::{
    Begin, Engine, EngineError, Outcome, png,
    tests::{id, run},
};

async fn error(engine: &SdCpp) -> EngineError {
    run(engine, &order(7), &id(), Begin::Submit).await.1.expect_err("it is wrong")
}

#[tokio::test]
async fn pictures_are_looked_at_before_they_are_kept() {
    let server = Server::start();
    let engine = engine(&server);
    for (instead, told) in
        [(b"<html>".to_vec(), "no PNG"), (png::pack(4, 4, &[7; 48])[..60].to_vec(), "damaged")]
    {
        server.script(|script| script.instead_of_picture = Some(instead));
        let error = error(&engine).await;
        assert!(matches!(error, EngineError::Picture { .. }) && error.to_string().contains(told), "{error}");
    }
    server.script(|script| script.instead_of_base64 = Some("data:image/png;base64,%%%".to_owned()));
    let error = error(&engine).await;
    assert!(error.to_string().contains("no base64"), "{error}");
}

#[tokio::test]
async fn what_is_too_large_is_not_read_to_its_end() {
    let server = Server::start();
    let mut small = settings(&server);
    small.largest_picture = 100;
    let small = SdCpp::new(small).expect("TLS is there");
    let told = error(&small).await.to_string();
    assert!(told.contains("more than 100 bytes"), "{told}");
    server.script(|script| script.instead_of_base64 = Some("A".repeat(1 << 20)));
    let told = error(&small).await.to_string();
    assert!(told.contains("more than 65672 bytes"), "{told}");
    server.script(|script| script.refuses = Some((202, "[".repeat(17 << 20))));
    let told = error(&small).await.to_string();
    assert!(told.contains("more than 16777216 bytes"), "{told}");
}

#[tokio::test]
async fn an_id_that_leads_elsewhere_is_not_followed() {
    let server = Server::start();
    let engine = engine(&server);
    for bad in ["", "../../v1/models", "job_1/cancel", "job 1", "job_1?x=", "http://elsewhere.example/"] {
        server.script(|script| script.instead_of_id = Some(bad.to_owned()));
        let error = error(&engine).await;
        assert!(error.may_pass() && error.to_string().contains("no usable id"), "{error}");
    }
    assert_eq!(server.looks(), 0, "nothing was asked under such a name");
    server.script(|script| script.instead_of_id = None);
    let id = id();
    engine.recall(&id, "../../sdcpp/v1/capabilities");
    let (_, outcome) = run(&engine, &order(1), &id, Begin::Attach).await;
    assert!(matches!(outcome, Ok(Outcome::Lost(_))) && server.looks() == 0, "{outcome:?}");
}

#[tokio::test]
async fn nonsense_about_a_job_is_no_end_of_it() {
    let server = Server::start();
    let engine = engine(&server);
    let strange = [
        (200, "<html>".to_owned()),
        (200, r#"{"status":"dreaming"}"#.to_owned()),
        (200, r#"{"id":"job_of_another","status":"completed"}"#.to_owned()),
        (200, "[".repeat(10_000)),
        (404, "<h1>no such page</h1>".to_owned()),
        (404, String::new()),
        (500, r#"{"error":"server_error"}"#.to_owned()),
        (302, String::new()),
    ];
    for (status, body) in strange {
        server.script(|script| script.instead_of_job = Some((status, body.clone())));
        let told = error(&engine).await;
        assert!(told.may_pass() && matches!(told, EngineError::Answer { .. }), "{status}: {told:?}");
        assert!(told.to_string().len() < 400, "{told}");
    }
    server.script(|script| script.instead_of_job = None);
    let (_, outcome) = run(&engine, &order(1), &id(), Begin::Submit).await;
    assert!(done(&outcome), "{outcome:?}");
}

#[tokio::test]
async fn a_strange_answer_to_an_order_is_told_as_one() {
    let server = Server::start();
    let engine = engine(&server);
    for (status, body, may_pass) in [
        (500, r#"{"error":"server_error","message":"bad_alloc"}"#, true),
        (503, "loading", true),
        (202, "{}", true),
        (202, "no JSON", true),
        (400, r#"{"error":"invalid json","message":"at line 1"}"#, false),
        (413, "", false),
    ] {
        server.script(|script| script.refuses = Some((status, body.to_owned())));
        let error = error(&engine).await;
        assert_eq!(error.may_pass(), may_pass, "{status}: {error}");
    }
}
