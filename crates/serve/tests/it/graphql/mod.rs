//! The GraphQL door as programs meet it.

mod batching;
mod browser;
mod limits;
mod over_http;

use app::testing::TestApp;
use model::{Airing, AiringKind, Instant, SourceId, Status};
use serde_json::{Value, json};

use crate::{client::Site, scene};

/// The answer to a document, with its variables.
async fn asked(site: &Site, query: &str, variables: Value) -> Value {
    let body = json!({ "query": query, "variables": variables }).to_string();
    site.post_json("/graphql", &body).await.json()
}

/// The data of an answer without failures.
async fn data(site: &Site, query: &str) -> Value {
    let mut answer = asked(site, query, json!({})).await;
    assert_eq!(answer["errors"], Value::Null, "{query}: {answer}");
    answer["data"].take()
}

/// The first failure of an answer: its code and message.
async fn failure(site: &Site, query: &str) -> (String, String) {
    let answer = asked(site, query, json!({})).await;
    let first = &answer["errors"][0];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    assert!(!text(&first["extensions"]["correlation_id"]).is_empty(), "{query}: {answer}");
    (text(&first["extensions"]["code"]), text(&first["message"]))
}

/// Numbers to four digits, and no times.
fn steady(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => {
            Value::from((number.as_f64().unwrap_or_default() * 1e4).round() / 1e4)
        }
        Value::Array(items) => items.into_iter().map(steady).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(name, _)| name != "took_ms")
            .map(|(name, v)| (name, steady(v)))
            .collect(),
        other => other,
    }
}

/// The scene, with a broadcast of one of its works.
async fn airing() -> Site {
    let site = scene::depot().await;
    let moment = |text: &str| Instant::from(text.parse::<jiff::Timestamp>().expect("a moment"));
    site.app
        .work("Paper <Lanterns> & Sons", "mal:7")
        .year(1970)
        .with(|record| {
            record.source = SourceId::known("anilist");
            record.status = Some(Status::Ongoing);
            record.airings = vec![Airing {
                episode: "1".to_owned(),
                at: moment("1970-01-04T16:30:00Z"),
                zone: Some("UTC".to_owned()),
                kind: AiringKind::Raw,
            }];
        })
        .save()
        .await;
    site
}

macro_rules! snapshots {
    ($($name:ident: $query:literal),+ $(,)?) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            let site = airing().await;
            insta::assert_json_snapshot!(steady(data(&site, $query).await));
        }
    )+};
}

snapshots! {
    a_work_with_all_its_parts: r#"{ work(id: "mal:42") {
        id redirected_from title title_native title_english medium format status year season episode_count duration_s
        score popularity image external_ids studios adult titles { text language kind script } synopsis
        synopses { text source } tags genres producers images { url kind } start_date end_date origin rating sources
        characters { totalCount edges { role node { id number name name_native nicknames gender favorites external_ids
          works { edges { role node { id } } } } voices { name } } }
        staff { totalCount edges { name roles node { name } } }
        relations { totalCount edges { kind sources node { id title medium } } } unresolved_relations { kind external_id }
        ratings { shown { value scale_max normalized votes } by_source { source score { normalized } } mean median votes
          note ranking { rank source from_median share } outliers { source } users { count } }
        episodes { totalCount edges { node { number title duration_s filler recap } } }
    } }"#,
    a_search_with_reasons_and_facets: r#"{ search(query: "moonlit depot", filters: { year_min: 2000, medium: [ANIME] }) {
        totalCount facets { medium { value count } decade { value count } tags { value count } }
        understood { intent words filters parts { words meaning value required } seed { id } }
        edges { relevance why { matched { text form distance } fields filters arms { arm rank } } node { id title } }
    } }"#,
    ids_of_every_kind: r#"{
        a: node(id: "1") { __typename id ... on Work { title } }
        b: node(id: "mal:42") { id }
        c: node(id: "character:1") { __typename id ... on Character { name } }
        d: node(id: "mal_character:6") { id }
        e: node(id: "mal:999") { id }
        works(ids: ["2", "mal:7", "999", "nothing", "character:1"]) { id title }
        characters(ids: ["1", "character:2", "mal_character:5", "mal:42"]) { id name }
        character(id: "mal_character:5") { name works { edges { node { title } } } }
        people(ids: ["1"]) { name }
    }"#,
    what_is_like_and_what_may_be_liked: r#"{
        similar(id: "mal:42", filters: { medium: [ANIME] }) { totalCount edges { node { id } why { similarity { tags relation } } } }
        recommend(wish: { works: ["1"], medium: [ANIME, MANGA], sequels: true }, first: 2) {
          by matched unmatched { named } picks { score work { id title } reasons { kind share text work { id } } } }
    }"#,
    the_order_of_a_story_and_what_is_shown: r#"{
        watch_order(id: "2") { medium cut release { place role work { id title } } story { place after why } contradictions { work } }
        schedule(filters: { week: "1970-01-05", zone: "Asia/Tokyo" }, first: 1) {
          totalCount from to zone pageInfo { hasNextPage }
          edges { node { date weekday time episode kind state at broadcast { time } sources conflicts { said } work { title } } } }
    }"#,
    what_is_asked_for_most: r"{ trending { kind totalCount results { rank name work { id } } } }",
    a_question_and_how_it_was_read: r#"{ ask(query: "drama anime since 2012") {
        totalCount chips { slot value label words effect } edges { node { id title } }
    } }"#,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_question_has_the_same_answer_at_every_door() {
    let site = airing().await;
    let ids = |edges: &Value| -> Vec<i64> {
        let edges = edges.as_array().expect("a list");
        edges.iter().filter_map(|edge| edge["node"]["id"].as_str()?.parse().ok()).collect()
    };
    for (address, arguments) in [
        ("q=moonlit+depot", r#"query: "moonlit depot""#),
        ("q=mooonlit+depto&medium=anime", r#"query: "mooonlit depto", filters: { medium: ANIME }"#),
        ("tags_all=drama&sort=year&order=asc", r#"filters: { tags_all: ["drama"], sort: year, order: asc }"#),
        ("year_max=2000&adult=include", "filters: { year_max: 2000, adult: include }"),
    ] {
        let by_rest = site.get(&format!("/api/search?{address}")).await.json();
        let by_graph =
            data(&site, &format!("{{ search({arguments}) {{ totalCount edges {{ node {{ id }} }} }} }}"))
                .await;
        let rest: Vec<i64> = by_rest["results"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|hit| hit["id"].as_i64())
            .collect();
        assert_eq!(ids(&by_graph["search"]["edges"]), rest, "{address}");
        assert_eq!(by_graph["search"]["totalCount"], by_rest["total"], "{address}");
        assert!(!rest.is_empty(), "{address}");
    }
    let graph = data(
        &site,
        "{ work(id: 1) { ratings { shown { normalized } mean votes } characters { edges { node { number name } } } } }",
    )
    .await;
    let (work, rest) = (&graph["work"], site.get("/api/works/1/ratings").await.json());
    assert_eq!(work["ratings"]["shown"]["normalized"], rest["shown"]["normalized"]);
    assert_eq!((&work["ratings"]["mean"], &work["ratings"]["votes"]), (&rest["mean"], &rest["votes"]));
    let cast = site.get("/api/works/1/characters").await.json();
    for (place, member) in cast["characters"].as_array().expect("a list").iter().enumerate() {
        let node = &work["characters"]["edges"][place]["node"];
        assert_eq!((&node["number"], &node["name"]), (&member["id"], &member["name"]));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_follow_each_other_after_any_entry() {
    let site = Site::on(TestApp::new().await, "127.0.0.1:8000");
    let records: Vec<model::Record> = (0..130).map(batching::work).collect();
    site.app.import(&records).await.expect("good records");
    let page = |after: String, first: usize| {
        let after = if after.is_empty() { String::new() } else { format!(", after: \"{after}\"") };
        format!(
            "{{ search(filters: {{ sort: title }}, first: {first}{after}) {{ totalCount \
             pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} edges {{ cursor node {{ title }} }} }} }}"
        )
    };
    let (mut titles, mut after): (Vec<String>, String) = (Vec::new(), String::new());
    loop {
        let answer = data(&site, &page(after.clone(), 50)).await;
        let found = &answer["search"];
        let edges = found["edges"].as_array().expect("a list").clone();
        assert_eq!(found["totalCount"], 130);
        assert_eq!(found["pageInfo"]["hasPreviousPage"], !after.is_empty());
        assert_eq!(found["pageInfo"]["startCursor"], edges[0]["cursor"]);
        titles.extend(edges.iter().map(|edge| edge["node"]["title"].as_str().unwrap_or_default().to_owned()));
        after = found["pageInfo"]["endCursor"].as_str().unwrap_or_default().to_owned();
        // Any entry's cursor leads on from it, also where the rest of the page is on the index's next one.
        let middle = edges[edges.len() / 2]["cursor"].as_str().unwrap_or_default().to_owned();
        let from_middle = data(&site, &page(middle, 100)).await;
        let next = from_middle["search"]["edges"][0]["node"]["title"].as_str().unwrap_or_default().to_owned();
        let place = titles.len() - edges.len() + edges.len() / 2 + 1;
        assert_eq!(Some(&next), titles.get(place), "{place}");
        let count = from_middle["search"]["edges"].as_array().map_or(0, Vec::len);
        assert_eq!(count, 100.min(130 - place));
        if found["pageInfo"]["hasNextPage"] == false {
            break;
        }
    }
    let mut sorted = titles.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!((titles.len(), &titles), (130, &sorted), "each once, in order");
    let (code, _) = failure(&site, &page("1.00000000.".to_owned(), 5)).await;
    assert_eq!(code, "invalid_parameter");
    let other = format!("{{ search(query: \"moon\", after: \"{after}\") {{ totalCount }} }}");
    assert_eq!(failure(&site, &other).await.0, "invalid_parameter", "a cursor fits its own question only");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn failures_have_our_codes_a_hint_and_leave_the_rest_standing() {
    let site = scene::depot().await;
    let answer =
        asked(&site, "{ good: work(id: 1) { title } bad: work(id: 999) { title } }", json!({})).await;
    assert_eq!(answer["data"], json!({ "good": { "title": "Moonlit Depot" }, "bad": null }));
    let failure_of = &answer["errors"][0];
    assert_eq!(failure_of["path"], json!(["bad"]));
    assert_eq!(failure_of["extensions"]["code"], "not_found");
    assert!(failure_of["extensions"]["hint"].is_string() && failure_of["locations"][0]["line"] == 1);
    for (query, code) in [
        ("{ search(first: 0) { totalCount } }", "invalid_parameter"),
        ("{ search(first: 101) { totalCount } }", "invalid_parameter"),
        ("{ search(filters: { year_min: 1066 }) { totalCount } }", "invalid_parameter"),
        ("{ search(filters: { year_min: 2000, year_max: 1990 }) { totalCount } }", "invalid_parameter"),
        ("{ search(filters: { color: \"red\" }) { totalCount } }", "invalid_input"),
        ("{ search(filters: { medium: [RADIO] }) { totalCount } }", "invalid_input"),
        ("{ schedule(filters: { zone: \"Mars/Olympus\" }) { totalCount } }", "invalid_parameter"),
        ("{ recommend(wish: {}) { by } }", "invalid_parameter"),
        ("{ watch_order(id: \"mal:999\") { cut } }", "not_found"),
        ("{ character(id: \"mal:42\") { name } }", "not_found"),
        ("{ person(id: \"7\") { name } }", "not_found"),
        ("{ similar(id: \"nobody\") { totalCount } }", "not_found"),
        ("{ nothing }", "invalid_input"),
        ("{ work(id: 1) }", "invalid_input"),
        ("{ work", "invalid_input"),
        ("mutation { delete }", "invalid_input"),
        ("subscription { news }", "invalid_input"),
    ] {
        let (found, message) = failure(&site, query).await;
        assert_eq!(found, code, "{query}: {message}");
        assert!(!message.is_empty(), "{query}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_has_to_be_read_may_fail_alone() {
    let site = scene::depot().await;
    // Deep within a list: one field fails, and the entry around it stands with all else.
    let query = "{ search(query: \"moonlit depot\", first: 1) { edges { relevance node { title \
                 characters(after: \"nowhere\") { totalCount } } } } }";
    let answer = asked(&site, query, json!({})).await;
    let node = &answer["data"]["search"]["edges"][0]["node"];
    assert_eq!(node, &json!({ "title": "Moonlit Depot", "characters": null }), "{answer}");
    assert_eq!(answer["errors"].as_array().map(Vec::len), Some(1));
    assert_eq!(answer["errors"][0]["path"], json!(["search", "edges", 0, "node", "characters"]));
    assert_eq!(answer["errors"][0]["extensions"]["code"], "invalid_parameter");

    // Whatever a work does not bring along is read from the store, and may be null.
    let kinds = "{ __type(name: \"Work\") { fields { name type { kind } } } }";
    let told = data(&site, kinds).await;
    let fields = told["__type"]["fields"].as_array().cloned().unwrap_or_default();
    let firm: Vec<&Value> = fields
        .iter()
        .filter(|field| field["type"]["kind"] == "NON_NULL")
        .map(|field| &field["name"])
        .collect();
    assert_eq!(firm, ["id"]);
    // So are lists with pages, at whatever hangs on the graph.
    let all =
        data(&site, "{ __schema { types { name fields { name args { name } type { kind } } } } }").await;
    let mut bad = Vec::new();
    for kind in all["__schema"]["types"].as_array().into_iter().flatten() {
        for field in kind["fields"].as_array().into_iter().flatten() {
            let is_paged =
                field["args"].as_array().is_some_and(|args| args.iter().any(|arg| arg["name"] == "after"));
            if is_paged && field["type"]["kind"] == "NON_NULL" {
                bad.push(format!("{}.{}", kind["name"], field["name"]));
            }
        }
    }
    assert!(bad.is_empty(), "{bad:?}");
}
