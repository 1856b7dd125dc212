//! Questions in the terminal, and that every door gives the same answer to them.

use serde_json::{Value, json};

use crate::{
    emaki::{Emaki, snapshot},
    fixtures,
    mcp::Assistant,
    serve::Server,
};

fn ids(answer: &Value) -> Vec<i64> {
    let results = answer["results"].as_array().expect("a list");
    results.iter().filter_map(|hit| hit["id"].as_i64()).collect()
}

#[test]
fn a_question_shows_how_it_was_understood() {
    let emaki = fixtures::imported();
    snapshot!("ask", emaki.run(&["ask", "anime about railways since 2010, no romance"]));
    snapshot!("ask_nothing", emaki.run(&["ask", "movies from the 1950s under 20 minutes"]));
    let explained = emaki.run(&["ask", "anime since 2010", "--explain", "--limit", "1"]);
    assert!(explained.stderr.contains("year_min:2010, from “since 2010”"), "{explained}");
    let dropped = emaki.json(&["ask", "anime since 2010", "--drop", "year_min:2010"]);
    assert!(ids(&dropped).len() > ids(&emaki.json(&["ask", "anime since 2010"])).len());
}

#[test]
fn a_session_goes_on_from_run_to_run() {
    let emaki = fixtures::imported();
    let first = emaki.json(&["ask", "anime since 1990", "--session", "tea"]);
    let next = emaki.json(&["ask", "only movies", "--session", "tea"]);
    assert_eq!(next["metadata"]["is_follow_up"], true, "{next}");
    assert_eq!(next["conversation_id"], first["conversation_id"]);
    assert!(ids(&next).len() < ids(&first).len());
    let alone = emaki.json(&["ask", "only movies"]);
    assert_eq!(alone["conversation_id"], Value::Null, "nobody asked for it to be kept");
}

#[test]
fn a_question_that_cannot_be_read_says_why() {
    let emaki = Emaki::new();
    snapshot!("ask_bad_slots", emaki.run(&["ask", "x", "--slots", "{"]));
    snapshot!("ask_bad_drop", emaki.run(&["ask", "x", "--drop", "color:red"]));
    snapshot!("ask_bad_level", emaki.run(&["ask", "x", "--enhance", "deepest"]));
    assert_eq!(emaki.run(&["ask"]).code, Some(2));
}

#[test]
fn every_door_gives_the_same_answer() {
    let emaki = fixtures::imported();
    let server = Server::start(&emaki, &["serve", "--listen", "127.0.0.1:0"], &[]);
    server.wait_for("/api/search?q=moonlit", "Moonlit Depot");
    let mut assistant = Assistant::start(&emaki);
    assistant.greet("2025-11-25");
    for (call, words) in (1..).zip([
        "moonlit depot",
        "mooonlit depto",
        "anime since 2010",
        "OVAs before 2012",
        "something like Moonlit Depot",
        "mystery without romance",
        "月明かり",
    ]) {
        let by_command = ids(&emaki.json(&["ask", words]));
        let body = json!({"query": words}).to_string();
        let (status, body) = server.post("/api/query", &body);
        assert_eq!(status, 200, "{words}: {body}");
        let start = body.find('{').expect("JSON");
        let end = body.rfind('}').expect("JSON");
        let by_api = ids(&serde_json::from_str(&body[start..=end]).expect("JSON"));
        assert_eq!(by_api, by_command, "{words}");
        let query = "query($words: String!) { ask(query: $words) { edges { node { id } } } }";
        let body = json!({ "query": query, "variables": { "words": words } }).to_string();
        let (status, body) = server.post("/graphql", &body);
        assert_eq!(status, 200, "{words}: {body}");
        let (start, end) = (body.find('{').expect("JSON"), body.rfind('}').expect("JSON"));
        let graph: Value = serde_json::from_str(&body[start..=end]).expect("JSON");
        let edges = graph["data"]["ask"]["edges"].as_array().expect("a list");
        let by_graph: Vec<i64> =
            edges.iter().filter_map(|edge| edge["node"]["id"].as_str()?.parse().ok()).collect();
        assert_eq!(by_graph, by_command, "{words}");
        let asked = json!({ "question": words, "limit": 20, "detail": "brief", "budget": 20_000 });
        let told = assistant.ask(call, "tools/call", &json!({ "name": "ask_catalog", "arguments": asked }));
        let works = told["result"]["structuredContent"]["works"].as_array().expect("a list");
        let by_assistant: Vec<i64> = works.iter().filter_map(|work| work["id"].as_i64()).collect();
        assert_eq!(by_assistant, by_command, "{words}");
        let address = words.bytes().fold(String::new(), |address, byte| format!("{address}%{byte:02X}"));
        let (status, page) = server.get(&format!("/?q={address}"));
        assert_eq!(status, 200, "{words}");
        let by_page: Vec<i64> = page
            .split("<h2 class=\"hit__title\"><a href=\"/works/")
            .skip(1)
            .filter_map(|rest| rest.split('"').next()?.parse().ok())
            .collect();
        assert_eq!(by_page, by_command, "{words}");
        assert!(!by_command.is_empty(), "{words}");
    }
}
