//! GraphQL over HTTP: methods, media types, statuses, lists of requests, documents by their hash, tokens.

use app::{App, Scope, testing::TestApp};
use axum::body::Body;
use serde_json::{Value, json};

use crate::{
    client::{Answer, Site, request, with},
    scene,
};

const GRAPH: &str = "application/graphql-response+json; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";

/// A POST of a body under a media type.
async fn post(site: &Site, accept: &str, body: &str) -> Answer {
    let mut asked = with(request("POST", "/graphql"), "content-type", "application/json");
    if !accept.is_empty() {
        asked = with(asked, "accept", accept);
    }
    *asked.body_mut() = Body::from(body.to_owned());
    site.send(asked).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn statuses_mean_something_under_the_newer_type() {
    let site = scene::depot().await;
    let (good, partly) = (r#"{"query": "{ __typename }"}"#, r#"{"query": "{ work(id: 999) { title } }"}"#);
    let (unsound, invalid) = (r#"{"query": "{"}"#, r#"{"query": "{ nothing }"}"#);
    let unclear = r#"{"query": "query A { __typename } query B { __typename }"}"#;
    let coerced =
        r#"{"query": "query($n: Int!) { search(first: $n) { totalCount } }", "variables": {"n": "x"}}"#;
    for (accept, media, statuses) in [
        ("", GRAPH, [200, 200, 400, 400, 400, 400]),
        ("*/*", GRAPH, [200, 200, 400, 400, 400, 400]),
        ("application/graphql-response+json", GRAPH, [200, 200, 400, 400, 400, 400]),
        ("application/json", JSON, [200; 6]),
    ] {
        for (body, status) in [good, partly, unsound, invalid, unclear, coerced].iter().zip(statuses) {
            let answer = post(&site, accept, body).await;
            assert_eq!(answer.status.as_u16(), status, "{accept} {body}: {}", answer.text());
            assert_eq!(answer.header("content-type"), media, "{accept}");
            assert!(
                answer
                    .json()
                    .as_object()
                    .is_some_and(|told| told.contains_key("data") == (*body == good || *body == partly)),
                "{body}: {}",
                answer.text()
            );
        }
        // What is no request at all is refused under every type.
        for body in [
            "NONSENSE",
            r#"{"query":"#,
            r#"{"qeury": "{ __typename }"}"#,
            r#"{"query": "{ __typename }", "variables": [7]}"#,
        ] {
            let answer = post(&site, accept, body).await;
            assert_eq!(answer.status.as_u16(), 400, "{accept} {body}");
            assert_eq!(answer.json()["errors"][0]["extensions"]["code"], "invalid_input", "{body}");
        }
    }
    let neither = post(&site, "text/plain", good).await;
    assert_eq!(neither.status.as_u16(), 406);
    let mut plain = with(request("POST", "/graphql"), "content-type", "text/plain");
    *plain.body_mut() = Body::from(good);
    assert_eq!(
        site.send(plain).await.status.as_u16(),
        415,
        "what a form of another page could send is not read"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_may_stand_in_the_address() {
    let site = scene::depot().await;
    let address = "/graphql?query=query+A($id:+ID!)+{+work(id:+$id)+{+title+}+}&variables={%22id%22:%22mal:42%22}&operationName=A";
    let answer = site.get(address).await;
    assert_eq!(answer.json()["data"]["work"]["title"], "Moonlit Depot", "{}", answer.text());
    let empty = site.get("/graphql").await;
    assert_eq!(
        (empty.status.as_u16(), empty.json()["errors"][0]["extensions"]["code"].as_str()),
        (400, Some("invalid_input"))
    );
    let browser = site.send(with(request("GET", "/graphql"), "accept", "text/html,*/*;q=0.8")).await;
    assert_eq!((browser.status.as_u16(), browser.header("location")), (303, "/graphql/playground"));
    let mutation = site.get("/graphql?query=mutation+{+x+}").await;
    assert_eq!(mutation.status.as_u16(), 400);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_requests_in_one_body_are_bounded_together() {
    let app = TestApp::with(|config| {
        config.graphql.batch = 3;
        config.graphql.cost = 60;
    })
    .await;
    let site = Site::on(app, "127.0.0.1:8000");
    scene::fill(&site).await;
    let list = |requests: Vec<&str>| {
        json!(requests.into_iter().map(|query| json!({ "query": query })).collect::<Vec<_>>()).to_string()
    };
    let work = "{ work(id: 1) { title } }";
    let both = post(&site, "", &list(vec![work, "{ nothing }", work])).await;
    assert_eq!(both.status.as_u16(), 200);
    let told = both.json();
    assert_eq!(told[0]["data"]["work"]["title"], "Moonlit Depot");
    assert_eq!(
        (&told[1]["data"], told[1]["errors"][0]["extensions"]["code"].as_str()),
        (&Value::Null, Some("invalid_input"))
    );
    assert_eq!(told[2]["data"], told[0]["data"]);
    for refused in
        [list(vec![work; 4]), list(Vec::new()), list(vec!["{ search(first: 1) { totalCount } }"; 3])]
    {
        let answer = post(&site, "", &refused).await;
        assert_eq!(answer.status.as_u16(), 400, "{}", answer.text());
        assert_eq!(answer.json()["errors"][0]["extensions"]["code"], "invalid_input", "{refused}");
    }
    let alone = Site::on(TestApp::with(|config| config.graphql.batch = 0).await, "127.0.0.1:8000");
    assert_eq!(post(&alone, "", &list(vec![work])).await.status.as_u16(), 400);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_is_named_by_its_hash_once_it_was_sent() {
    let site = scene::depot().await;
    // The SHA-256 of `{ __typename }`.
    let hash = "7f56e67dd21ab3f30d1ff8b7bed08893f0a0db86449836189b361dd1e56ddb4b";
    let extensions = json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } });
    let by_hash = json!({ "extensions": extensions }).to_string();
    let lost = post(&site, "", &by_hash).await.json();
    assert_eq!(lost["errors"][0]["message"], "PersistedQueryNotFound");
    assert_eq!(lost["errors"][0]["extensions"]["code"], "not_found");
    let both = json!({ "query": "{ __typename }", "extensions": extensions }).to_string();
    assert_eq!(post(&site, "", &both).await.json()["data"]["__typename"], "Query");
    assert_eq!(post(&site, "", &by_hash).await.json()["data"]["__typename"], "Query");
    let by_id = site.get(&format!("/graphql?documentId=sha256:{hash}")).await.json();
    assert_eq!(by_id["data"]["__typename"], "Query");
    let wrong = json!({ "query": "{ other }", "extensions": extensions }).to_string();
    assert_eq!(post(&site, "", &wrong).await.status.as_u16(), 400);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_limits_and_metrics_are_those_of_every_door() {
    let site = Site::on(TestApp::new().await, "0.0.0.0:8000");
    scene::fill(&site).await;
    let app: &App = &site.app.app;
    let secret = app.create_token("reader", &[Scope::Read], None).await.expect("a new name").secret;
    let body = r#"{"query": "{ work(id: 1) { title } }"}"#;
    assert_eq!(post(&site, "", body).await.status.as_u16(), 401);
    let mut asked = with(request("POST", "/graphql"), "content-type", "application/json");
    asked = with(with(asked, "authorization", &format!("Bearer {secret}")), "x-correlation-id", "graph-1");
    *asked.body_mut() = Body::from(body);
    let answer = site.send(asked).await;
    assert_eq!(answer.json()["extensions"]["correlation_id"], "graph-1", "{}", answer.text());
    assert_eq!(answer.json()["extensions"]["cost"]["asked"], 2);
    let metrics = site
        .send(with(request("GET", "/metrics"), "authorization", &format!("Bearer {secret}")))
        .await
        .text();
    assert!(metrics.contains(r#"emaki_http_requests_total{route="/graphql",status="2xx"} 1"#), "{metrics}");

    let large =
        format!(r#"{{"query": "{{ __typename }}", "variables": {{"x": "{}"}}}}"#, "y".repeat(1_100_000));
    let local = Site::local().await;
    assert_eq!(post(&local, "", &large).await.status.as_u16(), 413);
}
