//! Takes stand beside works at every door that searches, and only where they answer.

use app::testing::TestApp;
use serde_json::{Value, json};

use crate::{client::Site, desk::work, mcp::told};

/// A site where one picture was made; gives the take's id.
async fn gallery() -> (Site, String) {
    let site = Site::local().await;
    let wish = json!({ "prompt": "a lamp on a <pier>", "width": 64, "height": 64 });
    let asked = site.post_json("/generate", &wish.to_string()).await;
    assert_eq!(asked.status.as_u16(), 200, "{}", asked.text());
    work(&site).await;
    let takes = site.get("/api/anime/takes").await.json();
    let take = takes["takes"][0]["id"].as_str().expect("an id").to_owned();
    (site, take)
}

async fn graph(site: &Site, query: &str) -> Value {
    let answer = site.post_json("/graphql", &json!({ "query": query }).to_string()).await.json();
    assert_eq!(answer["errors"], Value::Null, "{query}: {answer}");
    answer["data"].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn takes_are_found_at_every_door() {
    let (site, take) = gallery().await;
    let rest = site.get("/api/search?q=lamp+pier").await.json();
    assert_eq!((&rest["takes"][0]["id"], &rest["takes"][0]["source"]), (&json!(take), &json!("take")));
    for field in ["search", "ask"] {
        let asked = "{ id relevance words prompt verdict starred is_draft project_id thumbnail file }";
        let found = graph(&site, &format!("{{ {field}(query: \"lamp pier\") {{ takes {asked} }} }}")).await;
        let found = &found[field]["takes"];
        assert_eq!((&found[0]["id"], &found[1]), (&json!(take), &Value::Null), "{field}: {found}");
        assert_eq!((&found[0]["verdict"], &found[0]["is_draft"]), (&json!("draft"), &json!(true)));
        let thumbnail = site.get(found[0]["thumbnail"].as_str().expect("an address")).await;
        let file = site.get(found[0]["file"].as_str().expect("an address")).await;
        assert_eq!((thumbnail.status.as_u16(), file.header("content-type")), (200, "image/png"));
    }
    let mcp = told(&site, "search_works", json!({ "query": "lamp pier" })).await;
    assert_eq!((&mcp["takes"][0]["id"], &mcp["takes"][0]["source"]), (&json!(take), &json!("take")), "{mcp}");
    let page = site.get("/?q=lamp+pier").await.text();
    assert!(page.contains(&format!("href=\"/desk/takes/{take}\"")), "{page}");
    assert!(page.contains("a lamp on a &#60;pier&#62;") && !page.contains("<pier>"), "{page}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn takes_that_answer_nothing_stand_nowhere() {
    let (site, _) = gallery().await;
    assert!(site.get("/api/search?q=volcano").await.json()["takes"].is_null());
    let found = graph(&site, "{ search(query: \"volcano\") { totalCount takes { id } } }").await;
    assert_eq!(found["search"]["takes"], json!([]));
    let none = graph(&site, "{ search { takes { id } } }").await;
    assert_eq!(none["search"]["takes"], json!([]), "no words ask for none");
    let mcp = told(&site, "search_works", json!({ "query": "volcano" })).await;
    assert!(mcp["takes"].is_null(), "{mcp}");
    assert!(!site.get("/?q=volcano").await.text().contains("/desk/takes/"));
    // Where nothing is made, nothing is looked for.
    let off = Site::on(TestApp::with(|config| config.production.enabled = false).await, "127.0.0.1:8000");
    let found = graph(&off, "{ search(query: \"lamp\") { takes { id } } }").await;
    assert_eq!(found["search"]["takes"], json!([]));
}
