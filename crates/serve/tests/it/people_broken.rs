//! A store that fails while people and their sessions are read: every door says so, and none shows an empty list.

use serde_json::{Value, json};
use sqlx::{Connection as _, Executor as _, SqliteConnection};

use crate::{
    client::with,
    mcp::{asked, message},
    people_scene::Peopled,
};

/// Does something to the database's file behind the app's back.
async fn change(peopled: &Peopled, sql: &'static str) {
    let url = &peopled.site.app.app.config().database_url;
    let path = url.strip_prefix("sqlite:").expect("tests are on SQLite");
    let mut raw = SqliteConnection::connect(path).await.expect("the file is there");
    raw.execute(sql).await.expect("the table is there");
    raw.close().await.expect("the connection closes");
}

/// What a door answers that cannot read: a failure of ours with its envelope, and nothing of how it came about.
async fn is_told(peopled: &Peopled, path: &str, code: &str) {
    let answer = peopled.get(path).await;
    assert_eq!(answer.status.as_u16(), 500, "{path}: {}", answer.text());
    assert!(!answer.text().contains("no such table"), "{path}: {}", answer.text());
    if path.starts_with("/api/") {
        let told = answer.json();
        assert_eq!(told["error_code"], code, "{path}: {told}");
        assert!(told["message"].is_string() && told["correlation_id"].is_string(), "{path}: {told}");
        for list in ["sessions", "assets", "people", "failures"] {
            assert!(told[list].is_null(), "{path}: {told}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_that_cannot_be_read_are_no_empty_list() {
    let peopled = Peopled::downloaded().await;
    let before = peopled.json("/api/download-sessions").await;
    let id = before["sessions"][0]["session_id"].as_str().expect("there is one").to_owned();
    change(&peopled, "ALTER TABLE download_sessions RENAME TO elsewhere").await;
    let one = format!("/api/download-sessions/{id}");
    let events = format!("{one}/events");
    for path in ["/api/download-sessions", &one, &events, "/people/sessions", "/people/sessions?part=list"] {
        is_told(&peopled, path, "internal").await;
    }
    change(&peopled, "ALTER TABLE elsewhere RENAME TO download_sessions").await;
    assert_eq!(peopled.json("/api/download-sessions").await, before, "what is mended is shown again");
    // The same where the table is there and a row of it makes no sense: the others are not told as if they were all.
    peopled.download().await;
    assert_eq!(peopled.json("/api/download-sessions").await["sessions"].as_array().map(Vec::len), Some(2));
    change(&peopled, "UPDATE download_sessions SET bytes = 'many' WHERE status = 'partly'").await;
    for path in ["/api/download-sessions", &one, "/people/sessions"] {
        is_told(&peopled, path, "damaged").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_that_cannot_be_read_are_no_empty_list() {
    let peopled = Peopled::downloaded().await;
    let film = peopled.asset("drive_file", "downloaded").await;
    let call = async |name: &str, arguments: Value| {
        let params = json!({ "name": name, "arguments": arguments });
        let request = asked("tools/call", params, &json!({}));
        let request = with(request, "authorization", &format!("Bearer {}", peopled.reader));
        message(&peopled.site.send(request).await)["result"].take()
    };
    let tools = [("list_people", json!({})), ("get_person", json!({ "person": "4" }))];
    change(&peopled, "ALTER TABLE assets RENAME TO elsewhere").await;
    let (one, content) = (format!("/api/assets/{film}"), format!("/api/assets/{film}/content"));
    for path in [
        "/api/assets",
        "/api/assets/failures",
        &one,
        &content,
        "/api/people",
        "/api/people/4",
        "/people",
        "/people/4",
        "/people/failures",
    ] {
        is_told(&peopled, path, "internal").await;
    }
    for (name, arguments) in &tools {
        let failed = call(name, arguments.clone()).await;
        assert_eq!(failed["isError"], true, "{name}: {failed}");
        assert!(failed["structuredContent"]["people"].is_null(), "{name}: {failed}");
        let told = failed["content"][0]["text"].as_str().expect("an envelope");
        assert!(!told.contains("no such table"), "{name}: {told}");
        let told: Value = serde_json::from_str(told).expect("JSON");
        assert_eq!(told["error_code"], "internal", "{name}: {told}");
    }
    change(&peopled, "ALTER TABLE elsewhere RENAME TO assets").await;
    for (name, arguments) in tools {
        let told = call(name, arguments).await;
        assert_eq!(told["isError"], false, "{name}: {told}");
    }
}
