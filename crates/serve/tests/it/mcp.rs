//! The door for assistants over HTTP: what its tools answer, and what they refuse.

use app::{App, Scope, testing::TestApp};
use axum::{body::Body, http::Request};
use futures::StreamExt as _;
use serde_json::{Value, json};

use crate::{
    client::{Answer, Site, request, with},
    scene,
};

/// The revision in which each request stands for itself.
const MODERN: &str = "2026-07-28";

/// A request of the protocol, with what a client of today says beside it.
pub fn asked(method: &str, params: Value, capabilities: &Value) -> Request<Body> {
    let mut params = params;
    let mut meta = params["_meta"].take().as_object().cloned().unwrap_or_default();
    meta.insert("io.modelcontextprotocol/protocolVersion".into(), json!(MODERN));
    meta.insert("io.modelcontextprotocol/clientCapabilities".into(), capabilities.clone());
    meta.insert("io.modelcontextprotocol/clientInfo".into(), json!({ "name": "test", "version": "1" }));
    params["_meta"] = Value::Object(meta);
    let name = params["name"].as_str().or(params["uri"].as_str()).unwrap_or_default().to_owned();
    let mut asked = with(request("POST", "/mcp"), "content-type", "application/json");
    asked = with(asked, "accept", "application/json, text/event-stream");
    asked = with(with(asked, "mcp-protocol-version", MODERN), "mcp-method", method);
    if !name.is_empty() {
        asked = with(asked, "mcp-name", &name);
    }
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
    *asked.body_mut() = Body::from(body.to_string());
    asked
}

/// The message in an answer, whether it came as JSON or as the last event of a stream.
pub fn message(answer: &Answer) -> Value {
    if answer.header("content-type").starts_with("application/json") {
        return answer.json();
    }
    let text = answer.text();
    let mut events = text.lines().filter_map(|line| line.strip_prefix("data:")).map(str::trim);
    let last = events.rfind(|data| !data.is_empty());
    serde_json::from_str(last.unwrap_or_else(|| panic!("{}: {text}", answer.status)))
        .expect("an event is JSON")
}

async fn ask(site: &Site, method: &str, params: Value) -> Value {
    message(&site.send(asked(method, params, &json!({}))).await)
}

/// The result of a call.
async fn call(site: &Site, name: &str, arguments: Value) -> Value {
    ask(site, "tools/call", json!({ "name": name, "arguments": arguments })).await["result"].take()
}

/// The answer of a call that went well, held against its schema.
pub async fn told(site: &Site, name: &str, arguments: Value) -> Value {
    let mut result = call(site, name, arguments).await;
    assert_eq!(result["isError"], false, "{name}: {result}");
    let text = result["content"][0]["text"].as_str().expect("text");
    assert_eq!(serde_json::from_str::<Value>(text).expect("JSON"), result["structuredContent"], "{name}");
    let tools = ask(site, "tools/list", json!({})).await;
    let tools = tools["result"]["tools"].as_array().expect("a list");
    let tool = tools.iter().find(|tool| tool["name"] == name).expect("a tool");
    let told = result["structuredContent"].take();
    assert_eq!(misfit(&tool["outputSchema"], &told, "answer"), None, "{name}: {told}");
    told
}

/// The envelope of a call that was refused.
async fn refused(site: &Site, name: &str, arguments: Value) -> Value {
    let result = call(site, name, arguments).await;
    assert_eq!(result["isError"], true, "{name}: {result}");
    let envelope: Value =
        serde_json::from_str(result["content"][0]["text"].as_str().expect("text")).expect("an envelope");
    assert!(envelope["hint"].is_string(), "it says what to do next: {envelope}");
    assert_eq!(envelope["correlation_id"], result["_meta"]["emaki/correlation_id"]);
    envelope
}

/// Holds a value against a schema and names the first place where it does not fit.
pub fn misfit(schema: &Value, value: &Value, place: &str) -> Option<String> {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if let Some(wanted) = schema["type"].as_str()
        && wanted != kind
        && !(wanted == "number" && kind == "integer")
    {
        return Some(format!("{place} is {kind}, not {wanted}"));
    }
    if let Value::Array(items) = value {
        let mut items = items.iter().enumerate();
        return items.find_map(|(at, item)| misfit(&schema["items"], item, &format!("{place}[{at}]")));
    }
    let fields = value.as_object()?;
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    if let Some(missing) = required.into_iter().find(|name| !fields.contains_key(*name)) {
        return Some(format!("{place}.{missing} is missing"));
    }
    fields
        .iter()
        .find_map(|(name, field)| misfit(&schema["properties"][name], field, &format!("{place}.{name}")))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_of_tools_is_complete_and_costs_little() {
    let site = Site::local().await;
    let listed = ask(&site, "tools/list", json!({})).await;
    let tools = listed["result"]["tools"].as_array().expect("a list");
    for tool in tools {
        assert_eq!(tool["inputSchema"]["type"], "object", "{tool}");
        assert_eq!(tool["outputSchema"]["type"], "object", "{tool}");
        let annotations = &tool["annotations"];
        assert!(tool["title"].is_string() && annotations["readOnlyHint"].is_boolean(), "{tool}");
    }
    let characters = listed["result"]["tools"].to_string().chars().count();
    assert!(characters <= 20_000, "{} tokens at four characters each", characters / 4);
    insta::assert_json_snapshot!(tools.iter().map(|tool| &tool["name"]).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_tool_answers_what_its_schema_says() {
    let site = scene::depot().await;
    let answers = [
        (
            "search_works",
            json!({ "query": "moonlit depot", "limit": 2, "fields": ["year", "tags", "synopsis"] }),
        ),
        ("search_works", json!({ "tags_any": "drama", "sort": "year", "detail": "brief" })),
        ("get_work", json!({ "work": "mal:42" })),
        ("get_work", json!({ "work": "moonlit depot ii", "fields": ["year", "tags"] })),
        ("similar_works", json!({ "work": "1", "detail": "brief" })),
        ("related_works", json!({ "work": 1.to_string() })),
        ("get_characters", json!({ "work": "emaki://work/1" })),
        ("get_characters", json!({ "character": "mal_character:6" })),
        ("list_episodes", json!({ "work": "1" })),
        ("list_season", json!({ "year": 2014, "season": "fall", "detail": "brief" })),
        ("where_to_watch", json!({ "work": "1", "region": "DE" })),
        ("compare_ratings", json!({ "works": ["1", "2"], "history": true })),
        ("explain_work", json!({ "work": "1", "field": "title" })),
        ("list_sources", json!({ "source": "anilist" })),
        ("catalog_stats", json!({ "limit": 3 })),
        ("ask_catalog", json!({ "question": "drama about trains before 2015", "detail": "brief" })),
        ("recommend_works", json!({ "works": ["1"], "limit": 2 })),
        ("watch_order", json!({ "work": "2" })),
        ("list_schedule", json!({ "from": "2014-10-05", "days": 2, "zone": "Asia/Tokyo" })),
        ("list_trending", json!({ "kind": "tags" })),
    ];
    let mut seen = Vec::new();
    for (name, arguments) in answers {
        let mut told = told(&site, name, arguments.clone()).await;
        for (name, shown) in [("conversation", "[id]"), ("next_cursor", "[cursor]")] {
            if told[name].is_string() {
                told[name] = json!(shown);
            }
        }
        seen.push(json!({ "tool": name, "asked": arguments, "told": told }));
    }
    insta::assert_json_snapshot!(seen);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refusals_say_what_and_what_next() {
    let site = scene::depot().await;
    for (name, arguments, code) in [
        ("get_work", json!({ "work": "mal:4711" }), "not_found"),
        ("get_work", json!({ "work": "1", "fields": ["plot"] }), "invalid_parameter"),
        ("get_work", json!({}), "invalid_parameter"),
        ("search_works", json!({ "color": "red" }), "invalid_parameter"),
        ("search_works", json!({ "limit": "many" }), "invalid_parameter"),
        ("search_works", json!({ "sort": "age" }), "invalid_parameter"),
        ("search_works", json!({ "budget": 7 }), "invalid_parameter"),
        ("list_season", json!({ "season": "monsoon" }), "invalid_parameter"),
        ("get_characters", json!({}), "invalid_parameter"),
        ("where_to_watch", json!({ "work": "1", "region": "Germany" }), "invalid_parameter"),
        ("list_episodes", json!({ "work": "1", "cursor": "zz" }), "invalid_parameter"),
        ("explain_work", json!({ "work": "1", "field": "plot" }), "invalid_parameter"),
        ("ask_catalog", json!({ "question": " " }), "invalid_parameter"),
        ("list_schedule", json!({ "week": "next", "from": "2014-10-05" }), "invalid_parameter"),
        ("list_schedule", json!({ "week": "current", "days": 3 }), "invalid_parameter"),
    ] {
        let envelope = refused(&site, name, arguments.clone()).await;
        assert_eq!(envelope["error_code"], code, "{name} {arguments}: {envelope}");
    }
    let by = refused(&site, "watch_order", json!({ "work": "1", "by": "author" })).await;
    assert_eq!(by["details"]["parameter"], "by", "the argument and not its value: {by}");
    let tag = refused(&site, "search_works", json!({ "tags_all": ["dramma"] })).await;
    assert_eq!(
        (&tag["details"]["parameter"], &tag["details"]["near"]),
        (&json!("tags_all"), &json!(["drama"]))
    );
    let unknown = ask(&site, "tools/call", json!({ "name": "guess", "arguments": {} })).await;
    assert_eq!(unknown["error"]["code"], -32602, "{unknown}");
    let missing = ask(&site, "resources/read", json!({ "uri": "emaki://nowhere" })).await;
    assert_eq!(missing["error"]["code"], -32602, "{missing}");
    assert_eq!(missing["error"]["data"]["uri"], "emaki://nowhere");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_small_budget_cuts_is_reached_page_by_page() {
    let site = Site::local().await;
    for number in 0..40 {
        let title = format!("Lantern Street {number:02}");
        site.app.work(&title, &format!("mal:{number}")).year(1980 + number).save().await;
    }
    let (mut seen, mut cursor, mut pages) = (Vec::new(), Value::Null, 0);
    loop {
        let page = told(&site, "search_works", json!({ "limit": 30, "budget": 400, "cursor": cursor })).await;
        assert!(page.to_string().chars().count() <= 1_600, "a page keeps to its budget: {page}");
        seen.extend(page["works"].as_array().expect("a list").iter().map(|work| work["id"].to_string()));
        pages += 1;
        cursor = page["next_cursor"].clone();
        if cursor.is_null() {
            break;
        }
    }
    assert!(pages > 2, "the budget cut: {pages} pages");
    let total = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!((total, seen.len()), (40, 40), "each work once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn spoilers_are_masked_unless_asked_for() {
    let site = scene::depot().await;
    site.app
        .character("Night Clerk", "mal_character:9")
        .appears_in("mal:7")
        .with(|record| record.synopsis = Some("Polite. ~!Owns the train.!~".to_owned()))
        .save()
        .await;
    let safe = told(&site, "get_characters", json!({ "work": "4" })).await;
    let open = told(&site, "get_characters", json!({ "work": "4", "spoilers": true })).await;
    assert!(!safe.to_string().contains("Owns the train"), "{safe}");
    assert!(open.to_string().contains("Owns the train"), "{open}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_title_of_two_works_is_asked_about_where_the_client_can() {
    let site = Site::local().await;
    site.app.work("Twin Rivers", "mal:7").year(1999).save().await;
    site.app.work("Twin Rivers", "mal:8").year(2009).save().await;
    let envelope = refused(&site, "get_work", json!({ "work": "Twin Rivers" })).await;
    assert_eq!(envelope["error_code"], "ambiguous_title");
    assert_eq!(envelope["details"]["candidates"].as_array().map(Vec::len), Some(2), "{envelope}");

    let client = json!({ "elicitation": { "form": {} } });
    let params = json!({ "name": "get_work", "arguments": { "work": "Twin Rivers", "fields": ["year"] } });
    let asked_back = message(&site.send(asked("tools/call", params.clone(), &client)).await);
    let asked_back = &asked_back["result"];
    assert_eq!(asked_back["resultType"], "input_required", "{asked_back}");
    let form = &asked_back["inputRequests"]["which:Twin Rivers"]["params"]["requestedSchema"];
    let offered = form["properties"]["work"]["oneOf"].as_array().expect("choices");
    let mut again = params;
    let answer = json!({ "action": "accept", "content": { "work": offered[1]["const"] } });
    again["inputResponses"] = json!({ "which:Twin Rivers": answer });
    let result = message(&site.send(asked("tools/call", again.clone(), &client)).await);
    let work = &result["result"]["structuredContent"]["work"];
    assert!(
        offered[1]["title"].as_str().is_some_and(|line| line.contains(&work["year"].to_string())),
        "{work}"
    );

    again["inputResponses"] = json!({ "which:Twin Rivers": { "action": "decline" } });
    let result = message(&site.send(asked("tools/call", again, &client)).await);
    assert_eq!(result["result"]["isError"], true, "{result}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn resources_prompts_and_completions_are_there() {
    let site = scene::depot().await;
    let mut seen = Vec::new();
    for (method, params) in [
        ("server/discover", json!({})),
        ("resources/list", json!({})),
        ("resources/templates/list", json!({})),
        ("prompts/list", json!({})),
        ("prompts/get", json!({ "name": "compare", "arguments": { "first": "1", "second": "2" } })),
        (
            "completion/complete",
            json!({ "ref": { "type": "ref/prompt", "name": "compare" },
            "argument": { "name": "first", "value": "moon" } }),
        ),
        (
            "completion/complete",
            json!({ "ref": { "type": "ref/prompt", "name": "discover" },
            "argument": { "name": "genre", "value": "dra" } }),
        ),
        (
            "completion/complete",
            json!({ "ref": { "type": "ref/resource", "uri": "emaki://work/{id}" },
            "argument": { "name": "id", "value": "moonlit depot" } }),
        ),
    ] {
        let answer = ask(&site, method, params.clone()).await;
        assert!(answer["result"].is_object(), "{method}: {answer}");
        seen.push(json!({ "method": method, "params": params, "result": answer["result"] }));
    }
    insta::assert_json_snapshot!(seen);
    for uri in [
        "emaki://stats",
        "emaki://schema",
        "emaki://sources",
        "emaki://capabilities",
        "emaki://work/mal:42",
        "emaki://work/1/characters",
        "emaki://work/1/episodes",
        "emaki://work/1/ratings",
        "emaki://work/1/relations",
        "emaki://work/1/provenance",
        "emaki://work/1/history",
        "emaki://work/1/streams",
        "emaki://character/1",
        "emaki://season/2014/fall",
    ] {
        let answer = ask(&site, "resources/read", json!({ "uri": uri })).await;
        let text =
            answer["result"]["contents"][0]["text"].as_str().unwrap_or_else(|| panic!("{uri}: {answer}"));
        assert!(serde_json::from_str::<Value>(text).is_ok(), "{uri}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_callers_correlation_id_comes_back() {
    let site = scene::depot().await;
    let params =
        json!({ "name": "catalog_stats", "arguments": {}, "_meta": { "emaki/correlation_id": "abc-1" } });
    let answer = message(&site.send(asked("tools/call", params.clone(), &json!({}))).await);
    assert_eq!(answer["result"]["_meta"]["emaki/correlation_id"], "abc-1");
    let params = json!({ "name": "catalog_stats", "arguments": {} });
    let carried = with(asked("tools/call", params, &json!({})), "x-correlation-id", "abc-2");
    let answer = site.send(carried).await;
    assert_eq!(answer.header("x-correlation-id"), "abc-2");
    assert_eq!(message(&answer)["result"]["_meta"]["emaki/correlation_id"], "abc-2");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn old_names_answer_where_they_are_turned_on() {
    let off = scene::depot().await;
    let answer =
        ask(&off, "tools/call", json!({ "name": "search_anime", "arguments": { "query": "x" } })).await;
    assert_eq!(answer["error"]["code"], -32602);
    let site = Site::on(TestApp::with(|config| config.mcp.old_names = true).await, "127.0.0.1:8000");
    scene::fill(&site).await;
    let found = call(&site, "search_anime", json!({ "query": "moonlit depot", "limit": 500 })).await;
    assert_eq!(found["structuredContent"]["works"][0]["title"], "Moonlit Depot", "{found}");
    let nested = json!({ "input": { "id": "42", "platform": "jikan" } });
    let work = call(&site, "get_anime_basic", nested).await;
    assert_eq!(work["structuredContent"]["work"]["id"], 1, "{work}");
    let stats = ask(&site, "resources/read", json!({ "uri": "anime://database/stats" })).await;
    assert!(stats["result"].is_object(), "{stats}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_may_look_may_not_refresh() {
    let site = Site::on(TestApp::new().await, "0.0.0.0:8000");
    scene::fill(&site).await;
    let app: &App = &site.app.app;
    let reader = app.create_token("reader", &[Scope::Read], None).await.expect("a new name").secret;
    let params = json!({ "name": "refresh_work", "arguments": { "work": "1" } });
    let by = with(asked("tools/call", params, &json!({})), "authorization", &format!("Bearer {reader}"));
    let answer = message(&site.send(by).await);
    let envelope = answer["result"]["content"][0]["text"].as_str().expect("text");
    assert!(envelope.contains("\"forbidden\""), "{envelope}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_are_bounded() {
    let site = Site::on(TestApp::with(|config| config.mcp.max_sessions = 1).await, "127.0.0.1:8000");
    let hello = || {
        let mut hello = with(request("POST", "/mcp"), "content-type", "application/json");
        hello = with(hello, "accept", "application/json, text/event-stream");
        let client = json!({ "name": "test", "version": "1" });
        let params = json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client });
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params });
        *hello.body_mut() = Body::from(body.to_string());
        hello
    };
    let first = site.send(hello()).await;
    assert_eq!(first.status.as_u16(), 200, "{}", first.text());
    let session = first.header("mcp-session-id").to_owned();
    assert!(!session.is_empty());
    let second = site.send(hello()).await;
    assert_eq!((second.status.as_u16(), second.json()["error_code"].as_str()), (503, Some("busy")));
    let gone = site.send(with(request("DELETE", "/mcp"), "mcp-session-id", &session)).await;
    assert!(gone.status.is_success(), "{}", gone.text());
    assert_eq!(site.send(hello()).await.status.as_u16(), 200, "a place is free again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_is_no_message_is_told_in_the_protocols_own_words() {
    let site = Site::local().await;
    let sent = |kind: &str, body: &str| {
        let mut sent = with(request("POST", "/mcp"), "content-type", kind);
        sent = with(sent, "accept", "application/json, text/event-stream");
        *sent.body_mut() = Body::from(body.to_owned());
        sent
    };
    for (body, code) in [
        ("moon", -32_700),
        ("{\"jsonrpc\": \"2.0\"", -32_700),
        ("", -32_700),
        ("{\"moon\": 1}", -32_600),
        ("[1, 2]", -32_600),
    ] {
        let answer = site.send(sent("application/json", body)).await;
        assert_eq!(answer.status.as_u16(), 400, "{body}: {}", answer.text());
        let told = answer.json();
        assert_eq!(
            (&told["jsonrpc"], &told["id"], &told["error"]["code"]),
            (&json!("2.0"), &json!(null), &json!(code)),
            "{body}: {told}"
        );
    }
    let other = site.send(sent("text/plain", "moon")).await;
    assert_eq!(
        (other.status.as_u16(), other.json()["error_code"].as_str()),
        (415, Some("unsupported_media_type"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_older_transport_is_off_unless_turned_on() {
    let off = Site::local().await;
    let listen = || with(request("GET", "/mcp/sse"), "accept", "text/event-stream");
    assert_eq!(off.send(listen()).await.json()["error_code"], "not_configured");

    let site = Site::on(TestApp::with(|config| config.mcp.sse = true).await, "127.0.0.1:8000");
    let mut stream = site.listen(listen()).await;
    let address = stream.next().await.expect("the address");
    let address =
        address.lines().find_map(|line| line.strip_prefix("data: ")).expect("an address").to_owned();
    let client = json!({ "name": "test", "version": "1" });
    let params = json!({ "protocolVersion": "2024-11-05", "capabilities": {}, "clientInfo": client });
    let hello = json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params });
    assert_eq!(site.post_json(&address, &hello.to_string()).await.status.as_u16(), 202);
    let answer = stream.next().await.expect("an answer");
    assert!(answer.contains("event: message") && answer.contains("2024-11-05"), "{answer}");
    drop(stream);
    let gone = site.post_json("/mcp/messages?sessionId=0", "{}").await;
    assert_eq!(gone.json()["error_code"], "not_found");
}
