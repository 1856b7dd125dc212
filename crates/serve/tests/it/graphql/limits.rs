//! Depth, size and cost: what is at the limit is answered, what lies one beyond is refused before anything is read.

use app::testing::TestApp;
use serde_json::{Value, json};

use super::{asked, failure};
use crate::{client::Site, scene};

async fn site(change: impl FnOnce(&mut app::GraphqlConfig)) -> Site {
    let app = TestApp::with(|config| change(&mut config.graphql)).await;
    let site = Site::on(app, "127.0.0.1:8000");
    scene::fill(&site).await;
    site
}

async fn is_answered(site: &Site, query: &str) {
    let answer = asked(site, query, json!({})).await;
    assert!(answer["data"].is_object() && answer["errors"].is_null(), "{query}: {answer}");
}

/// What is asked of a work: relations of relations, so many fields deep with the work itself.
fn within(levels: usize) -> String {
    let ends = ["title", "relations(first: 1) { totalCount }", "relations(first: 1) { edges { kind } }"];
    let mut inner = ends[(levels - 2) % 3].to_owned();
    for _ in 0..(levels - 2) / 3 {
        inner = format!("relations(first: 1) {{ edges {{ node {{ {inner} }} }} }}");
    }
    inner
}

fn nested(levels: usize) -> String {
    format!("{{ work(id: 1) {{ {} }} }}", within(levels))
}

/// The same behind a fragment and an inline one.
fn hidden(levels: usize) -> String {
    let inner = within(levels);
    format!("{{ work(id: 1) {{ ...F }} }} fragment F on Work {{ ... on Work {{ {inner} }} }}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_deepest_request_is_answered_and_a_deeper_one_refused() {
    let site = site(|graphql| graphql.cost = 1_000_000).await;
    let depth = site.app.app.config().graphql.depth;
    is_answered(&site, &nested(depth)).await;
    let (code, message) = failure(&site, &nested(depth + 1)).await;
    assert_eq!(code, "invalid_input");
    assert_eq!(message, format!("the request has {} levels of fields; {depth} are allowed", depth + 1));
    is_answered(&site, &hidden(depth)).await;
    assert_eq!(failure(&site, &hidden(depth + 1)).await.1, message);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_dearest_request_is_answered_and_a_dearer_one_refused() {
    let site = site(|graphql| graphql.cost = 50).await;
    // 20 for the search and 3 for each entry; then 1 each for two works.
    let dear = |more: &str| format!("{{ search(first: 10) {{ edges {{ node {{ title }} }} }} {more} }}");
    is_answered(&site, &dear("")).await;
    let (code, message) = failure(&site, &dear("work(id: 1) { __typename }")).await;
    assert_eq!(
        (code.as_str(), message.as_str()),
        ("invalid_input", "the request has 51 points of cost; 50 are allowed")
    );
    let aliases = "{ a: search(first: 1) { totalCount } b: search(first: 1) { totalCount } c: search(first: 1) { totalCount } }";
    assert_eq!(failure(&site, aliases).await.1, "the request has 63 points of cost; 50 are allowed");
    let spread = "{ ...S x: search(first: 1) { totalCount } ...S } fragment S on Query { s: search(first: 10) { totalCount } }";
    assert_eq!(failure(&site, spread).await.1, "the request has 81 points of cost; 50 are allowed");
    let variables = asked(
        &site,
        "query($n: Int!) { search(first: $n) { edges { node { title } } } }",
        json!({ "n": 11 }),
    )
    .await;
    assert_eq!(variables["errors"][0]["message"], "the request has 53 points of cost; 50 are allowed");
    assert_eq!(variables["data"], Value::Null);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn circles_and_bombs_of_fragments_are_refused_at_once() {
    let site = site(|_| ()).await;
    let circle = "{ work(id: 1) { ...A } } fragment A on Work { relations { edges { node { ...B } } } } \
                  fragment B on Work { ...A }";
    assert_eq!(failure(&site, circle).await.1, "fragments spread each other in a circle: A → B → A");
    let bomb = (0..30)
        .map(|n| format!("fragment F{n} on Work {{ ...F{} ...F{} }} ", n + 1, n + 1))
        .collect::<Vec<String>>()
        .concat();
    let bomb = format!("{{ work(id: 1) {{ ...F0 }} }} {bomb} fragment F30 on Work {{ title }}");
    assert!(failure(&site, &bomb).await.1.contains("fields in the document; 1000 are allowed"));
    let fields = |count: usize| format!("{{ work(id: 1) {{ {} }} }}", "title ".repeat(count - 1));
    is_answered(&site, &fields(1000)).await;
    assert!(failure(&site, &fields(1001)).await.1.starts_with("the request has 1001 fields"));
    let nested = "{ a ".repeat(10_000);
    assert!(failure(&site, &nested).await.1.contains("brackets within each other"));
    let long = format!("{{ work(id: 1) {{ title }} }} #{}", "x".repeat(70_000));
    assert_eq!(failure(&site, &long).await.0, "payload_too_large");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_schema_is_told_unless_it_is_switched_off() {
    let query = "{ __schema { queryType { name } types { name fields { name } } } }";
    let open = site(|_| ()).await;
    let told = asked(&open, query, json!({})).await;
    assert_eq!(told["data"]["__schema"]["queryType"]["name"], "Query");
    let circles = "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }";
    assert_eq!(failure(&open, circles).await.0, "invalid_input");

    let closed = site(|graphql| graphql.introspection = false).await;
    assert_eq!(failure(&closed, query).await.0, "forbidden");
    is_answered(&closed, "{ __typename work(id: 1) { __typename title } }").await;
    let page = closed.get("/graphql/playground").await.text();
    assert!(page.contains("The schema is not told here"), "{page}");
}
