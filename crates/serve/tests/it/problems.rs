//! Every way to ask wrongly, and what it is answered.

use std::fmt::Write as _;

use axum::body::Body;

use crate::{
    client::{request, with},
    scene,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_questions_name_what_is_wrong() {
    let site = scene::depot().await;
    let mut story = String::new();
    for path in [
        "/api/works/999",
        "/api/works/007",
        "/api/works/mal:999",
        "/api/works/nonsense",
        "/api/works/999/similar",
        "/api/works/999/characters",
        "/api/works/999/episodes",
        "/api/works/999/ratings",
        "/api/works/999/relations",
        "/api/works/999/provenance",
        "/api/works/999/history",
        "/api/works/999/streams",
        "/api/works/1/similar?q=moon",
        "/api/works/%FF",
        "/api/characters/999",
        "/api/search?color=red",
        "/api/search?limit=0",
        "/api/search?limit=101",
        "/api/search?limit=ten",
        "/api/search?q=a&q=b",
        "/api/search?year_min=3000",
        "/api/search?year_min=2000&year_max=1990",
        "/api/search?medium=radio",
        "/api/search?score_min=11",
        "/api/search?adult=yes",
        "/api/search?sort=age",
        "/api/search?order=up",
        "/api/search?cursor=zzz",
        "/api/nowhere",
    ] {
        let answer = site.get(path).await;
        let body = answer.json();
        assert!(body["hint"].as_str().is_some_and(|hint| !hint.is_empty()), "{path}: {body}");
        let _ = writeln!(
            story,
            "{path}\n  {} {}: {} {}",
            answer.status.as_u16(),
            body["error_code"],
            body["message"],
            body["details"]
        );
    }
    insta::assert_snapshot!(story);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bodies_are_looked_at() {
    let site = scene::depot().await;
    let mut story = String::new();
    for body in [
        "",
        "{",
        "[1]",
        "\"moon\"",
        r#"{"color":"red"}"#,
        r#"{"q":{}}"#,
        r#"{"year_min":2000,"year_max":1990}"#,
        r#"{"q":1e400}"#,
    ] {
        let answer = site.post_json("/api/search", body).await;
        let told = answer.json();
        assert!(told["hint"].as_str().is_some_and(|hint| !hint.is_empty()), "{body}: {told}");
        let _ = writeln!(
            story,
            "{body}\n  {} {}: {} {}",
            answer.status.as_u16(),
            told["error_code"],
            told["message"],
            told["details"]
        );
    }
    insta::assert_snapshot!(story);
    for (kind, status) in [("text/plain", 415), ("multipart/form-data; boundary=x", 400), ("", 415)] {
        let mut odd = with(request("POST", "/api/search"), "content-type", kind);
        *odd.body_mut() = Body::from("{}");
        assert_eq!(site.send(odd).await.status.as_u16(), status, "{kind}");
    }
    let mut bare = request("POST", "/api/search");
    *bare.body_mut() = Body::from("{}");
    assert_eq!(site.send(bare).await.status.as_u16(), 415);
    // A body that hides its length is stopped where the limit is.
    let large =
        site.post_json("/api/search/semantic", &format!("{{\"query\":\"{}\"}}", "a".repeat(2_000_000))).await;
    assert_eq!(large.status.as_u16(), 413);
    assert_eq!(large.json()["details"]["limit_bytes"], 1_048_576);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_get_pages_where_programs_get_envelopes() {
    let site = scene::depot().await;
    for path in
        ["/works/999", "/characters/999", "/seasons/2014/monsoon", "/tags/nobody-bears-this", "/nowhere"]
    {
        let answer = site.send(with(request("GET", path), "accept", "text/html,*/*")).await;
        assert_eq!(answer.status.as_u16(), 404, "{path}");
        assert!(answer.text().contains("Nothing is painted here"), "{path}");
        assert!(answer.text().contains("not_found"), "{path}");
    }
    let bad = site.get("/?year_min=2000&year_max=1990&q=moon").await;
    assert_eq!(bad.status.as_u16(), 422);
    assert!(bad.text().contains("That search cannot be made") && bad.text().contains("year_min"));
}
