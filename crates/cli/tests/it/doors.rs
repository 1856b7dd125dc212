//! One question, one answer: the same works in the same order by commands, REST, GraphQL and the assistants' tools.

use serde_json::{Value, json};

use crate::{emaki::Emaki, fixtures, mcp::Assistant, serve::Server};

/// A catalog with a timetable, and every door to it.
struct Doors {
    emaki: Emaki,
    server: Server,
    assistant: Assistant,
    calls: u32,
}

/// What each door says, reduced to what must be the same.
struct Said {
    command: Value,
    rest: Value,
    graph: Value,
    tool: Value,
}

impl Doors {
    fn open() -> Self {
        let emaki = fixtures::imported();
        let airing =
            |episode: &str, at: &str| json!({ "episode": episode, "at": at, "zone": "UTC", "kind": "raw" });
        let stated = json!({
            "source": "anilist", "kind": "work", "external_id": "anilist:990001", "medium": "ANIME",
            "title": "Lantern Timetable", "status": "ONGOING", "year": 2031, "episodes": 12,
            "airings": [airing("1", "2031-04-06T16:30:00Z"), airing("2", "2031-04-13T16:30:00Z")],
        });
        emaki.write("airing.jsonl", format!("{stated}\n"));
        let ran = emaki.run(&["--quiet", "import", "airing.jsonl"]);
        assert_eq!(ran.code, Some(0), "{ran}");
        let server = Server::start(&emaki, &["serve", "--listen", "127.0.0.1:0"], &[]);
        server.wait_for("/api/search?q=moonlit", "Moonlit Depot");
        let mut assistant = Assistant::start(&emaki);
        assistant.greet("2025-11-25");
        Self { emaki, server, assistant, calls: 0 }
    }

    fn rest(&self, path: &str) -> Value {
        let (status, body) = self.server.get(path);
        assert_eq!(status, 200, "{path}: {body}");
        within(&body)
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        let (status, body) = self.server.post(path, &body.to_string());
        assert_eq!(status, 200, "{path}: {body}");
        within(&body)
    }

    fn graph(&self, query: &str) -> Value {
        let answer = self.post("/graphql", &json!({ "query": query }));
        assert_eq!(answer["errors"], Value::Null, "{query}: {answer}");
        answer["data"].clone()
    }

    fn tool(&mut self, name: &str, arguments: &Value) -> Value {
        self.calls += 1;
        let params = json!({ "name": name, "arguments": arguments });
        let told = self.assistant.ask(self.calls, "tools/call", &params);
        assert_ne!(told["result"]["isError"], true, "{name}: {told}");
        told["result"]["structuredContent"].clone()
    }
}

impl Said {
    /// Holds all doors against the command's answer, of which there must be something.
    fn agrees(&self, what: &str) {
        assert!(!self.command.as_array().is_some_and(Vec::is_empty) && !self.command.is_null(), "{what}");
        assert_eq!(self.rest, self.command, "{what} by REST");
        assert_eq!(self.graph, self.command, "{what} by GraphQL");
        assert_eq!(self.tool, self.command, "{what} by a tool");
    }
}

/// The JSON in a body.
fn within(body: &str) -> Value {
    let (start, end) = (body.find('{').expect("JSON"), body.rfind('}').expect("JSON"));
    serde_json::from_str(&body[start..=end]).expect("JSON")
}

/// What `read` makes of each entry of a list.
fn each(list: &Value, read: impl Fn(&Value) -> Value) -> Value {
    list.as_array().unwrap_or_else(|| panic!("no list: {list}")).iter().map(read).collect()
}

/// A number, also where it is written as text: GraphQL's ids are.
fn number(value: &Value) -> Value {
    match value.as_str().and_then(|text| text.rsplit(':').next()?.parse::<i64>().ok()) {
        Some(number) => number.into(),
        None => value.clone(),
    }
}

fn id(entry: &Value) -> Value {
    number(&entry["id"])
}

/// The works of a connection's edges.
fn nodes(list: &Value) -> Value {
    each(&list["edges"], |edge| id(&edge["node"]))
}

#[test]
fn every_door_agrees_on_every_use() {
    let mut doors = Doors::open();
    for (flags, address, arguments, tool) in [
        (
            vec!["moonlit depot"],
            "q=moonlit+depot",
            r#"query: "moonlit depot""#,
            json!({ "query": "moonlit depot" }),
        ),
        (
            vec!["mooonlit depto", "--medium", "anime"],
            "q=mooonlit+depto&medium=anime",
            r#"query: "mooonlit depto", filters: { medium: ANIME }"#,
            json!({ "query": "mooonlit depto", "medium": "anime" }),
        ),
        (
            vec!["", "--year_min", "2000", "--sort", "year", "--order", "asc"],
            "year_min=2000&sort=year&order=asc",
            "filters: { year_min: 2000, sort: year, order: asc }",
            json!({ "query": "", "year_min": 2000, "sort": "year", "order": "asc" }),
        ),
    ] {
        let command = doors.emaki.json(&[&["search", "--limit", "10"], flags.as_slice()].concat());
        let graph =
            doors.graph(&format!("{{ search({arguments}, first: 10) {{ edges {{ node {{ id }} }} }} }}"));
        let mut wanted = tool;
        wanted["limit"] = json!(10);
        wanted["detail"] = json!("brief");
        let said = Said {
            command: each(&command["results"], id),
            rest: each(&doors.rest(&format!("/api/search?limit=10&{address}"))["results"], id),
            graph: nodes(&graph["search"]),
            tool: each(&doors.tool("search_works", &wanted)["works"], id),
        };
        said.agrees(&format!("a search for {address}"));
    }

    let words = "anime since 2010";
    let graph = doors.graph(&format!(r#"{{ ask(query: "{words}") {{ edges {{ node {{ id }} }} }} }}"#));
    let asked = json!({ "question": words, "limit": 20, "detail": "brief", "budget": 20_000 });
    let said = Said {
        command: each(&doors.emaki.json(&["ask", words])["results"], id),
        rest: each(&doors.post("/api/query", &json!({ "query": words }))["results"], id),
        graph: nodes(&graph["ask"]),
        tool: each(&doors.tool("ask_catalog", &asked)["works"], id),
    };
    said.agrees("a question");

    let found = doors.emaki.json(&["search", "moonlit depot", "--medium", "anime", "--limit", "1"]);
    let work = found["results"][0]["id"].to_string();
    let graph = doors.graph(&format!("{{ similar(id: {work}, first: 5) {{ edges {{ node {{ id }} }} }} }}"));
    let asked = json!({ "work": work, "limit": 5, "detail": "brief" });
    let said = Said {
        command: each(&doors.emaki.json(&["similar", &work, "--limit", "5"])["results"], id),
        rest: each(&doors.rest(&format!("/api/works/{work}/similar?limit=5"))["results"], id),
        graph: nodes(&graph["similar"]),
        tool: each(&doors.tool("similar_works", &asked)["works"], id),
    };
    said.agrees("similar works");

    let picked = |pick: &Value| id(if pick["work"].is_object() { &pick["work"] } else { pick });
    let graph = doors.graph(&format!(
        r#"{{ recommend(wish: {{ works: ["{work}"] }}, first: 5) {{ picks {{ work {{ id }} }} }} }}"#
    ));
    let said = Said {
        command: each(&doors.emaki.json(&["recommend", &work, "--limit", "5"])["picks"], picked),
        rest: each(&doors.post("/api/recommend", &json!({ "works": [work], "limit": 5 }))["picks"], picked),
        graph: each(&graph["recommend"]["picks"], picked),
        tool: each(&doors.tool("recommend_works", &json!({ "works": [work], "limit": 5 }))["picks"], picked),
    };
    said.agrees("recommendations");
}

#[test]
fn every_door_tells_the_same_of_a_work_and_of_the_week() {
    let mut doors = Doors::open();
    let found = doors.emaki.json(&["search", "moonlit depot", "--medium", "anime", "--limit", "1"]);
    let work = found["results"][0]["id"].to_string();
    let told = |page: &Value| {
        let of = if page["work"].is_object() { &page["work"] } else { page };
        json!([id(of), of["title"], of["medium"], of["format"], of["year"], of["tags"]])
    };
    let graph = doors.graph(&format!("{{ work(id: {work}) {{ id title medium format year tags }} }}"));
    let fields = json!(["id", "title", "medium", "format", "year", "genres", "tags"]);
    let mut tool = doors.tool("get_work", &json!({ "work": work, "fields": fields }));
    // A tool has little room: what stands among the genres is not said once more among the tags.
    let of = if tool["work"].is_object() { &mut tool["work"] } else { &mut tool };
    let words = [&of["genres"], &of["tags"]].into_iter().filter_map(Value::as_array).flatten();
    let mut words: Vec<String> = words.filter_map(Value::as_str).map(str::to_lowercase).collect();
    words.sort();
    of["tags"] = words.into();
    let said = Said {
        command: told(&doors.emaki.json(&["work", &work])),
        rest: told(&doors.rest(&format!("/api/works/{work}"))),
        graph: told(&graph["work"]),
        tool: told(&tool),
    };
    said.agrees("a work");

    let named = |member: &Value| {
        let inner = ["node", "character"].into_iter().find(|name| member[*name].is_object());
        let of = inner.map_or(member, |name| &member[name]);
        json!([id(of), of["name"], member["role"]])
    };
    let graph = doors.graph(&format!(
        "{{ work(id: {work}) {{ characters(first: 50) {{ edges {{ role node {{ id name }} }} }} }} }}"
    ));
    let said = Said {
        command: each(&doors.emaki.json(&["work", &work])["characters"], named),
        rest: each(&doors.rest(&format!("/api/works/{work}/characters"))["characters"], named),
        graph: each(&graph["work"]["characters"]["edges"], named),
        tool: each(&doors.tool("get_characters", &json!({ "work": work, "limit": 50 }))["characters"], named),
    };
    said.agrees("characters");

    let (from, days, zone) = ("2031-04-06", "9", "Europe/Berlin");
    let flat = |schedule: &Value| -> Value {
        let days = schedule["days"].as_array().expect("days").iter();
        days.flat_map(|day| day["airings"].as_array().expect("a list"))
            .map(|airing| {
                let of = if airing["work"].is_object() { &airing["work"] } else { airing };
                json!([id(of), airing["episode"]])
            })
            .collect()
    };
    let graph = doors.graph(&format!(
        r#"{{ schedule(filters: {{ from: "{from}", days: {days}, zone: "{zone}" }}, first: 50) {{ edges {{ node {{
             episode work {{ id }} }} }} }} }}"#
    ));
    let asked = json!({ "from": from, "days": 9, "zone": zone, "predicted": true });
    let said = Said {
        command: flat(&doors.emaki.json(&["schedule", "--from", from, "--days", days, "--zone", zone])),
        rest: flat(&doors.rest(&format!("/api/schedule?from={from}&days={days}&zone=Europe%2FBerlin"))),
        graph: each(&graph["schedule"]["edges"], |edge| {
            json!([id(&edge["node"]["work"]), edge["node"]["episode"]])
        }),
        tool: each(&doors.tool("list_schedule", &asked)["airings"], |airing| {
            json!([id(airing), airing["episode"]])
        }),
    };
    said.agrees("the schedule");

    // What was asked for is counted in the process that was asked; when it tells, the store knows, and all do. The
    // tool's process has been asked for the work above, so it tells once before anything is compared.
    doors.tool("list_trending", &json!({ "limit": 5 }));
    for _ in 0..3 {
        doors.post("/api/query", &json!({ "query": "moonlit depot" }));
    }
    let hot = |item: &Value| json!([item["id"], item["name"], item["last_day"]]);
    let rest = each(&doors.rest("/api/trending?limit=5")["results"], hot);
    let graph = doors.graph("{ trending(kind: works, first: 5) { results { name last_day work { id } } } }");
    let said = Said {
        command: each(&doors.emaki.json(&["trending", "--limit", "5"])["results"], hot),
        rest,
        graph: each(&graph["trending"]["results"], |item| {
            json!([id(&item["work"]), item["name"], item["last_day"]])
        }),
        tool: each(&doors.tool("list_trending", &json!({ "limit": 5 }))["results"], hot),
    };
    said.agrees("what trends");
}

#[test]
fn every_route_to_other_sites_has_its_command() {
    let description: Value = serde_json::from_str(serve::openapi_json()).expect("JSON");
    let paths = description["paths"].as_object().expect("paths");
    let mut routes: Vec<&str> = paths.keys().filter_map(|path| path.strip_prefix("/api/external/")).collect();
    routes.sort_unstable();
    let emaki = Emaki::new();
    let listed = emaki.json(&["source", "external"]);
    let mut commands: Vec<&str> =
        listed.as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    commands.sort_unstable();
    assert!(routes.len() > 20, "{routes:?}");
    assert_eq!(commands, routes);
    // How a site fares is told from what is known here, and by the path as it is written.
    for path in ["mal/health", "/api/external/mal/health"] {
        let told = emaki.json(&["source", "external", path]);
        assert_eq!(
            (&told["service"], told["sources"].as_array().map(Vec::is_empty)),
            (&json!("mal"), Some(false))
        );
    }
    let ran = emaki.run(&["--json", "source", "external", "mal/health", "limit=5"]);
    assert!(ran.code == Some(2) && ran.stderr.contains("invalid_parameter"), "{ran}");
    assert_eq!(emaki.run(&["source", "external", "nobody/health"]).code, Some(1));
}
