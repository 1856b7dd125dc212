//! The tools on people: listed and answered only where people are open, to those who may see them, names masked.

use serde_json::{Value, json};

use crate::{
    client::{Site, with},
    mcp::{asked, message, misfit},
    people_scene::Peopled,
};

async fn ask(site: &Site, token: Option<&str>, method: &str, params: Value) -> Value {
    let mut request = asked(method, params, &json!({}));
    if let Some(token) = token {
        request = with(request, "authorization", &format!("Bearer {token}"));
    }
    message(&site.send(request).await)
}

async fn tools(site: &Site, token: Option<&str>) -> Vec<Value> {
    let listed = ask(site, token, "tools/list", json!({})).await;
    listed["result"]["tools"].as_array().cloned().expect("a list")
}

fn has(tools: &[Value], name: &str) -> bool {
    tools.iter().any(|tool| tool["name"] == name)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tools_on_people_are_there_for_those_only_who_may_see_people() {
    let off = Site::local().await;
    assert!(!has(&tools(&off, None).await, "list_people"));
    let call = |name: &str| json!({ "name": name, "arguments": { "person": "4" } });
    let unknown = ask(&off, None, "tools/call", call("get_person")).await;
    assert_eq!(unknown["error"]["code"], -32602, "{unknown}");
    let peopled = Peopled::read().await;
    for token in [None, Some(peopled.outsider.as_str())] {
        assert!(!has(&tools(&peopled.site, token).await, "get_person"), "{token:?}");
        let refused = ask(&peopled.site, token, "tools/call", call("get_person")).await;
        let told = refused["result"]["content"][0]["text"].as_str().expect("an envelope");
        assert!(told.contains("\"forbidden\"") && told.contains("people"), "{told}");
    }
    let (without, with) =
        (tools(&peopled.site, None).await, tools(&peopled.site, Some(&peopled.reader)).await);
    assert_eq!(with.len(), without.len() + 2);
    assert!(has(&with, "list_people") && has(&with, "get_person"));
    let more = json!(with).to_string().chars().count() - json!(without).to_string().chars().count();
    assert!(more <= 3_000, "{more} characters more");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_and_their_files_are_told_with_names_masked() {
    let peopled = Peopled::downloaded().await;
    let tools = tools(&peopled.site, Some(&peopled.reader)).await;
    let told = async |name: &str, arguments: Value| {
        let params = json!({ "name": name, "arguments": arguments });
        let mut answer = ask(&peopled.site, Some(&peopled.reader), "tools/call", params).await;
        assert_eq!(answer["result"]["isError"], false, "{name}: {answer}");
        let told = answer["result"]["structuredContent"].take();
        let tool = tools.iter().find(|tool| tool["name"] == name).expect("a tool");
        assert_eq!(misfit(&tool["outputSchema"], &told, "answer"), None, "{name}: {told}");
        assert!(!told.to_string().contains("example.org") && !told.to_string().contains("Ishida"), "{told}");
        told
    };
    let lost = told("list_people", json!({ "status": "lost" })).await;
    assert_eq!((&lost["people"][0]["key"], &lost["people"][0]["lost"]), (&json!("151#2"), &json!(2)));
    let file = told("get_person", json!({ "person": "4" })).await["files"][0]["asset_id"].clone();
    let owner = told("list_people", json!({ "file": file })).await;
    assert_eq!(
        (&owner["people"][0]["key"], owner["people"].as_array().map(Vec::len)),
        (&json!("4"), Some(1))
    );
    let girl = told("get_person", json!({ "person": "151#2" })).await;
    assert!(
        girl["files"][0]["failure"].as_str().is_some_and(|why| why.starts_with("permission: ")),
        "{girl}"
    );
    let porter = told("get_person", json!({ "person": "151", "limit": 1 })).await;
    assert_eq!((&porter["total"], &porter["documents"][0]["state"]), (&json!(2), &json!("fetched")));
    let cursor = porter["next_cursor"].clone();
    let rest = told("get_person", json!({ "person": "151", "limit": 1, "cursor": cursor })).await;
    assert_ne!(rest["files"][0]["asset_id"], porter["files"][0]["asset_id"]);
    let (mut seen, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let page = told("list_people", json!({ "budget": 200, "cursor": cursor })).await;
        seen.extend(page["people"].as_array().expect("a list").iter().map(|person| person["key"].clone()));
        cursor = page["next_cursor"].clone();
        if cursor.is_null() {
            break;
        }
    }
    assert_eq!(seen, ["4", "151", "151#2", "2", "1"], "a small budget cuts pages, and loses nobody");
    let params = json!({ "name": "get_person", "arguments": { "person": "999" } });
    let nobody = ask(&peopled.site, Some(&peopled.reader), "tools/call", params).await;
    assert_eq!(nobody["result"]["isError"], true, "{nobody}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_of_files_end_and_give_each_file_once() {
    let peopled = Peopled::downloaded().await;
    let ask_for = async |arguments: Value| {
        let params = json!({ "name": "get_person", "arguments": arguments });
        let mut answer = ask(&peopled.site, Some(&peopled.reader), "tools/call", params).await;
        assert_eq!(answer["result"]["isError"], false, "{answer}");
        answer["result"]["structuredContent"].take()
    };
    let whole = ask_for(json!({ "person": "151" })).await;
    let ids = |page: &Value| -> Vec<String> {
        let files = page["files"].as_array().expect("a list");
        files.iter().map(|file| file["asset_id"].as_str().expect("an id").to_owned()).collect()
    };
    let (mut seen, mut cursor) = (Vec::new(), Value::Null);
    for _ in 0..10 {
        let page = ask_for(json!({ "person": "151", "limit": 1, "cursor": cursor })).await;
        seen.extend(ids(&page));
        cursor = page["next_cursor"].clone();
        if cursor.is_null() {
            break;
        }
    }
    assert!(cursor.is_null(), "the pages end");
    assert_eq!(seen, ids(&whole), "each file once, in the same order");
    assert_eq!(seen.len(), 2);
}
