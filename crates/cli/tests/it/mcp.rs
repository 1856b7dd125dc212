//! `emaki mcp` as an assistant starts it, spoken to in plain JSON-RPC and by the official clients.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use serde_json::{Value, json};

use crate::{emaki::Emaki, fixtures};

/// A running `emaki mcp`, killed when the test ends early.
pub struct Assistant {
    child: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
}

impl Assistant {
    pub fn start(emaki: &Emaki) -> Self {
        let mut command = emaki.command(&["mcp"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the binary starts");
        let (to, from) = (child.stdin.take(), child.stdout.take().expect("a pipe"));
        Self { child, to, from: BufReader::new(from) }
    }

    fn say(&mut self, line: &str) {
        writeln!(self.to.as_mut().expect("still open"), "{line}").expect("it listens");
    }

    /// The next line; all of stdout is the protocol.
    fn hear(&mut self) -> Value {
        let mut line = String::new();
        self.from.read_line(&mut line).expect("a line");
        let message: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
        assert_eq!(message["jsonrpc"], "2.0", "{line}");
        message
    }

    pub fn ask(&mut self, id: u32, method: &str, params: &Value) -> Value {
        self.say(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string());
        loop {
            let message = self.hear();
            if message["id"] == id {
                return message;
            }
        }
    }

    pub fn greet(&mut self, revision: &str) -> Value {
        let client = json!({ "name": "test", "version": "1" });
        let params = json!({ "protocolVersion": revision, "capabilities": {}, "clientInfo": client });
        let answer = self.ask(0, "initialize", &params);
        self.say(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);
        answer
    }

    /// Closes stdin; the rest of stdout, and how it ended.
    fn end(mut self) -> (String, Option<i32>) {
        drop(self.to.take());
        let mut rest = String::new();
        while self.from.read_line(&mut rest).expect("lines") > 0 {}
        (rest, self.child.wait().expect("it ends").code())
    }
}

impl Drop for Assistant {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn it_speaks_the_protocol_and_nothing_else() {
    let emaki = fixtures::imported();
    emaki.run(&["search", "moonlit"]); // makes the index
    let mut assistant = Assistant::start(&emaki);
    let hello = assistant.greet("2025-11-25");
    let found = json!({ "name": "search_works", "arguments": { "query": "moonlit depot", "limit": 3, "detail": "brief" } });
    let missing = json!({ "name": "get_work", "arguments": { "work": "mal:999999" } });
    let mut heard = vec![hello];
    for (id, method, params) in [
        (1, "ping", json!({})),
        (2, "tools/call", found),
        (3, "tools/call", missing),
        (4, "logging/setLevel", json!({ "level": "debug" })),
        (5, "resources/templates/list", json!({})),
        (6, "no/such", json!({})),
    ] {
        heard.push(assistant.ask(id, method, &params));
    }
    for message in &mut heard {
        if message["result"]["_meta"]["emaki/correlation_id"].is_string() {
            message["result"]["_meta"]["emaki/correlation_id"] = json!("[id]");
        }
        if let Some(text) = message["result"]["content"][0]["text"].as_str()
            && text.contains("correlation_id")
        {
            let mut envelope: Value = serde_json::from_str(text).expect("an envelope");
            envelope["correlation_id"] = json!("[id]");
            message["result"]["content"][0]["text"] = envelope;
        }
    }
    assert_eq!(assistant.end(), (String::new(), Some(0)));
    heard[0]["result"]["serverInfo"]["version"] = json!("[version]");
    insta::assert_json_snapshot!(heard);
}

#[test]
fn what_is_no_message_is_refused_and_the_talk_goes_on() {
    let emaki = fixtures::imported();
    let mut assistant = Assistant::start(&emaki);
    assistant.say("not json");
    let refused = assistant.hear();
    assert_eq!((&refused["id"], &refused["error"]["code"]), (&Value::Null, &json!(-32700)), "{refused}");
    assert!(refused.as_object().is_some_and(|message| message.contains_key("id")), "{refused}");
    assistant.greet("2025-11-25");
    assistant.say(r#"{"color":"red"}"#);
    let refused = assistant.hear();
    assert_eq!((&refused["id"], &refused["error"]["code"]), (&Value::Null, &json!(-32600)), "{refused}");
    assert!(assistant.ask(1, "ping", &json!({}))["result"].is_object());
    assert_eq!(assistant.end(), (String::new(), Some(0)));
}

#[test]
fn a_failure_is_answered_after_stdin_is_closed() {
    let emaki = fixtures::imported();
    let mut assistant = Assistant::start(&emaki);
    assistant.greet("2025-11-25");
    let missing = json!({ "name": "get_work", "arguments": { "work": "mal:999999" } });
    for id in [7, 8, 9] {
        let call = json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": missing });
        assistant.say(&call.to_string());
    }
    // Nobody is told of failures on the way any more, and each of them is answered.
    let (rest, code) = assistant.end();
    let told: Vec<Value> =
        rest.lines().map(|line| serde_json::from_str(line).expect("a line of the protocol")).collect();
    for id in [7, 8, 9] {
        let answer = told.iter().find(|message| message["id"] == id);
        assert_eq!(answer.map(|answer| &answer["result"]["isError"]), Some(&json!(true)), "{rest}");
    }
    assert_eq!(code, Some(0));
}

#[test]
fn each_revision_is_answered_in_its_own_way() {
    let emaki = fixtures::imported();
    for revision in ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"] {
        let mut assistant = Assistant::start(&emaki);
        assert_eq!(assistant.greet(revision)["result"]["protocolVersion"], revision);
        assert!(assistant.ask(1, "tools/list", &json!({}))["result"]["tools"].is_array());
        assert_eq!(assistant.end().1, Some(0));
    }
    // Since 2026-07-28 nobody greets.
    let mut assistant = Assistant::start(&emaki);
    let meta = json!({ "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {} });
    let known = assistant.ask(1, "server/discover", &json!({ "_meta": meta }));
    assert!(known["result"]["supportedVersions"].to_string().contains("2025-11-25"), "{known}");
    let tools = assistant.ask(2, "tools/list", &json!({ "_meta": meta }));
    assert!(tools["result"]["tools"].is_array(), "{tools}");
    assert_eq!(assistant.end().1, Some(0));
}

#[test]
fn nonsense_is_answered_and_survived() {
    let emaki = fixtures::imported();
    let mut assistant = Assistant::start(&emaki);
    assistant.greet("2025-11-25");
    assistant.say("this is no JSON");
    assistant.say(&format!(
        r#"{{"jsonrpc":"2.0","id":8,"method":"ping","params":{{"x":"{}"}}}}"#,
        "y".repeat(9 << 20)
    ));
    let answer = assistant.ask(9, "ping", &json!({}));
    assert!(answer["result"].is_object(), "{answer}");
    assert_eq!(assistant.end().1, Some(0));
}

/// What a client saw over pipes and over HTTP; `None`, said aloud, without the client.
fn seen_by(program: Option<&str>, variable: &str, script: &str, works: &Emaki) -> Option<[Value; 2]> {
    let Some(program) = program else {
        eprintln!("skipped: 1 checks, {variable} names no client (`cargo xtask conformance` sets it)");
        return None;
    };
    let script = format!("{}/tests/it/fixtures/mcp/{script}", env!("CARGO_MANIFEST_DIR"));
    let run = |arguments: &[&str]| {
        let mut command = Command::new(program);
        command.arg(&script).args(arguments).env("NODE_MODULES", std::env::var(variable).unwrap_or_default());
        let ran = command.output().expect("the client starts");
        let told = String::from_utf8_lossy(&ran.stdout);
        assert!(ran.status.success(), "{told}\n{}", String::from_utf8_lossy(&ran.stderr));
        serde_json::from_str::<Value>(&told).expect("the client prints JSON")
    };
    let folder = works.path("data").display().to_string();
    let over_pipes = run(&["stdio", env!("CARGO_BIN_EXE_emaki"), &folder]);
    let mut server = works.command(&["serve", "--listen", "127.0.0.1:0", "--workers", "0"]);
    let mut server = server.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the binary starts");
    let mut line = String::new();
    BufReader::new(server.stdout.as_mut().expect("a pipe")).read_line(&mut line).expect("the address");
    let url = format!("{}/mcp", line.trim().trim_start_matches("Emaki is at "));
    let over_http = run(&["http", &url]);
    let _ = server.kill();
    let _ = server.wait();
    Some([over_pipes, over_http])
}

/// A catalog with two works of one title.
fn works() -> Emaki {
    let emaki = fixtures::imported();
    let twins = ["1999", "2009"].map(|year| {
        json!({ "source": "mal", "kind": "work", "external_id": format!("mal:99{year}"), "medium": "ANIME",
            "format": "TV", "title": "Twin Rivers", "year": year.parse::<i16>().expect("a year") })
        .to_string()
    });
    let file = emaki.write("twins.jsonl", twins.join("\n"));
    let ran = emaki.run(&["import", &file.display().to_string()]);
    assert_eq!(ran.code, Some(0), "{ran}");
    emaki
}

fn check(seen: &Value) {
    for (mode, seen) in seen.as_object().expect("an object") {
        assert_eq!(seen["found"][0], "Moonlit Depot", "{mode}: {seen}");
        assert_eq!(seen["error"], json!([true, "not_found"]), "{mode}: {seen}");
        assert!(seen["tools"].as_array().is_some_and(|tools| tools.len() >= 12), "{mode}: {seen}");
        assert!(seen["prompts"].as_array().is_some_and(|prompts| prompts.len() >= 4), "{mode}: {seen}");
    }
}

#[test]
fn the_official_python_client_gets_on_with_it() {
    let python = std::env::var("EMAKI_TEST_MCP_PYTHON").ok();
    let Some(seen) = seen_by(python.as_deref(), "EMAKI_TEST_MCP_PYTHON", "client.py", &works()) else {
        return;
    };
    for seen in &seen {
        check(seen);
        for mode in ["legacy", "auto"] {
            assert_eq!(seen[mode]["same_in_text"], true, "{mode}: {seen}");
            assert!(seen[mode]["chosen"].is_i64(), "{mode}: the user was asked: {seen}");
        }
    }
}

#[test]
fn the_official_typescript_client_gets_on_with_it() {
    let folder = std::env::var("EMAKI_TEST_MCP_NODE_MODULES").ok();
    let node = folder.as_ref().map(|_| "node");
    let Some(seen) = seen_by(node, "EMAKI_TEST_MCP_NODE_MODULES", "client.mjs", &works()) else { return };
    seen.iter().for_each(check);
}

/// What each tool is asked; a new one has to be added here.
fn questions() -> Vec<(&'static str, Value)> {
    vec![
        ("search_works", json!({ "query": "moonlit depot" })),
        ("ask_catalog", json!({ "question": "drama about trains" })),
        ("get_work", json!({ "work": "1", "detail": "full" })),
        ("similar_works", json!({ "work": "1" })),
        ("related_works", json!({ "work": "1" })),
        ("recommend_works", json!({ "works": ["1"] })),
        ("get_characters", json!({ "work": "1" })),
        ("list_episodes", json!({ "work": "1" })),
        ("list_season", json!({ "year": 2014, "season": "fall" })),
        ("list_schedule", json!({ "days": 2 })),
        ("list_trending", json!({ "kind": "works" })),
        ("watch_order", json!({ "work": "1" })),
        ("where_to_watch", json!({ "work": "1" })),
        ("compare_ratings", json!({ "works": ["1", "2"] })),
        ("explain_work", json!({ "work": "1" })),
        ("catalog_stats", json!({})),
        ("list_sources", json!({})),
        ("refresh_work", json!({ "work": "1" })),
        // One pixel is no picture that could be compared: the tool says so in its envelope.
        (
            "search_by_image",
            json!({ "image": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==" }),
        ),
    ]
}

/// Asks every tool that is listed, and tells which gave a structured answer.
fn answered_by(mut ask: impl FnMut(&str, &Value) -> Value) -> Vec<String> {
    let questions = questions();
    let listed = ask("tools/list", &json!({}));
    let mut answered = Vec::new();
    for tool in listed["result"]["tools"].as_array().expect("a list") {
        let name = tool["name"].as_str().expect("a name");
        let known = questions.iter().find(|(known, _)| *known == name);
        let (_, arguments) = known.unwrap_or_else(|| panic!("`{name}` is asked nothing here"));
        let told = ask("tools/call", &json!({ "name": name, "arguments": arguments }));
        let result = &told["result"];
        if result["isError"] == true {
            assert_eq!(name, "search_by_image", "{told}");
            assert!(
                result["content"][0]["text"].as_str().is_some_and(|text| text.contains("error_code")),
                "{told}"
            );
        } else {
            assert!(result["structuredContent"].is_object(), "{name}: {told}");
        }
        answered.push(name.to_owned());
    }
    assert_eq!(answered.len(), questions.len(), "each question has its tool: {answered:?}");
    answered
}

#[test]
fn every_tool_answers_over_pipes_and_over_http() {
    let emaki = works();
    emaki.run(&["search", "moonlit"]); // makes the index
    let mut assistant = Assistant::start(&emaki);
    assistant.greet("2025-11-25");
    let mut id = 0;
    let over_pipes = answered_by(|method, params| {
        id += 1;
        assistant.ask(id, method, params)
    });
    assert_eq!(assistant.end().1, Some(0));

    let server =
        crate::serve::Server::start(&emaki, &["serve", "--listen", "127.0.0.1:0", "--workers", "0"], &[]);
    server.wait_for("/api/search?q=moonlit", "Moonlit Depot");
    let client = json!({ "name": "test", "version": "1" });
    let hello = json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client });
    let (session, _) = server.post_rpc(None, "initialize", &hello);
    let session = session.expect("a session is named");
    server.greeted(&session);
    let over_http = answered_by(|method, params| server.post_rpc(Some(&session), method, params).1);
    assert_eq!(over_http, over_pipes);
}
