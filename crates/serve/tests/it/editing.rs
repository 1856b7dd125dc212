//! Edits of works by hand, through the API and on the work's page.

use crate::{client::Site, scene};

const EDITS: &str = "/api/admin/works/mal:42/edits";

async fn send(site: &Site, body: &str) -> (u16, serde_json::Value) {
    let answer = site.post_json(EDITS, body).await;
    (answer.status.as_u16(), answer.json())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_edit_is_made_shown_and_taken_back() {
    let site = scene::depot().await;
    let (status, edited) =
        send(&site, r#"{"field":"episodes","value":13,"note":"with the special","by":"ann"}"#).await;
    assert_eq!((status, &edited["by_hand"], &edited["changed"]), (200, &13.into(), &true.into()), "{edited}");

    let page = site.get("/works/mal:42").await;
    let page = if page.status.as_u16() == 200 { page } else { site.get("/works/1").await };
    let html = page.text();
    assert!(html.contains("edited by hand by ann: with the special"), "{html}");
    let listed = site.get(EDITS).await.json();
    assert_eq!((&listed["edits"][0]["author"], &listed["edits"][0]["stands"]), (&"ann".into(), &true.into()));

    let (status, back) = send(&site, r#"{"action":"undo","field":"EPISODES","by":"ben"}"#).await;
    assert_eq!((status, back["by_hand"].is_null(), &back["before"]), (200, true, &13.into()), "{back}");
    assert_eq!(site.get("/api/works/mal:42").await.json()["episodes"], 12);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_fit_is_refused() {
    let site = scene::depot().await;
    for (body, status, code) in [
        (r#"{"field":"episodes","value":"many","by":"ann"}"#, 422, "invalid_parameter"),
        (r#"{"field":"plot","value":"x","by":"ann"}"#, 422, "invalid_parameter"),
        (r#"{"field":"episodes","value":0,"by":"ann"}"#, 422, "invalid_parameter"),
        (r#"{"field":"episodes","by":"ann"}"#, 422, "invalid_parameter"),
        (r#"{"action":"clear","field":"episodes","by":"ann"}"#, 404, "not_found"),
    ] {
        let (found, problem) = send(&site, body).await;
        assert_eq!((found, &problem["error_code"]), (status, &code.into()), "{body} {problem}");
        assert!(problem["hint"].is_string(), "{problem}");
    }
}
