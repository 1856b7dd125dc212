//! However many works a request names, each kind of thing is read with the same few statements.

use std::{
    collections::HashMap,
    fmt::Debug,
    sync::{Mutex, Once},
};

use app::testing::TestApp;
use axum::body::Body;
use model::{CharacterRole, Medium, Record, RecordKind, RelationEntry, RelationType, Score, SourceId};
use serde_json::{Value, json};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt as _},
    registry::LookupSpan,
};

use crate::client::{Site, request, with};

/// The statements of each request that has a correlation id, by what they are for.
static STATEMENTS: Mutex<Option<HashMap<String, Vec<String>>>> = Mutex::new(None);
static LISTEN: Once = Once::new();

/// Listens to the statements of the store, whichever thread runs them.
struct Listener;

/// The correlation id of a request's span.
struct Request(String);

/// One field of an event or a span.
struct Field<'a>(&'a str, String);

impl tracing::field::Visit for Field<'_> {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn Debug) {
        if field.name() == self.0 {
            format!("{value:?}").trim_matches('"').clone_into(&mut self.1);
        }
    }
}

impl<S: tracing::Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Listener {
    fn enabled(&self, metadata: &tracing::Metadata<'_>, _: Context<'_, S>) -> bool {
        metadata.is_span() || metadata.target().starts_with("store")
    }

    fn on_new_span(
        &self,
        attributes: &tracing::span::Attributes<'_>,
        id: &tracing::Id,
        context: Context<'_, S>,
    ) {
        let mut found = Field("correlation_id", String::new());
        attributes.record(&mut found);
        if let Some(span) = context.span(id).filter(|_| !found.1.is_empty()) {
            span.extensions_mut().insert(Request(found.1));
        }
    }

    fn on_event(&self, event: &tracing::Event<'_>, context: Context<'_, S>) {
        let mut what = Field("what", String::new());
        event.record(&mut what);
        let mut scope = context.event_scope(event).into_iter().flatten();
        let id = scope.find_map(|span| span.extensions().get::<Request>().map(|request| request.0.clone()));
        if let Some(id) = id.filter(|_| !what.1.is_empty()) {
            let mut all = STATEMENTS.lock().expect("no panic while held");
            all.get_or_insert_default().entry(id).or_default().push(what.1);
        }
    }
}

/// A work that is tied to the next one, with a score.
pub fn work(number: usize) -> Record {
    let id = |number: usize| format!("mal:{}", 1000 + number).parse().expect("an id");
    let mut record = Record::new(SourceId::MANUAL, RecordKind::Work, id(number));
    record.medium = Some(Medium::Anime);
    record.title = Some(format!("Depot Number {number:03}"));
    record.year = Some(2000);
    record.score = Score::new(7.0, 10.0, Some(100));
    record.relations =
        vec![RelationEntry { kind: RelationType::Sequel, external_id: id(number + 1), title: None }];
    record
}

/// A character in two of the works.
fn character(number: usize) -> Record {
    let id = format!("mal_character:{}", 500 + number).parse().expect("an id");
    let mut record = Record::new(SourceId::MANUAL, RecordKind::Character, id);
    record.title = Some(format!("Porter {number}"));
    for work in [number, number + 1] {
        let work = format!("mal:{}", 1000 + work).parse().expect("an id");
        record.appearances.push((work, CharacterRole::Main));
    }
    record
}

/// What is read for a number of works.
async fn statements(site: &Site, first: usize) -> (Vec<String>, Value) {
    let query = "query($first: Int) { search(first: $first) { edges { node { id title tags synopsis \
                 characters(first: 5) { edges { role voices { name } node { name works(first: 5) { edges { node { title } } } } } } \
                 relations(first: 5) { edges { kind node { title tags } } } unresolved_relations { kind } \
                 staff(first: 5) { edges { name node { name } } } \
                 ratings { mean votes shown { normalized } } episodes(first: 5) { totalCount } } } } }";
    let body = json!({ "query": query, "variables": { "first": first } }).to_string();
    let id = format!("counted-{first}");
    let asked =
        with(with(request("POST", "/graphql"), "content-type", "application/json"), "x-correlation-id", &id);
    let (parts, _) = asked.into_parts();
    let answer = site.send(axum::http::Request::from_parts(parts, Body::from(body))).await.json();
    assert_eq!(answer["errors"], Value::Null, "{answer}");
    let mut all = STATEMENTS.lock().expect("no panic while held");
    (all.get_or_insert_default().remove(&id).unwrap_or_default(), answer)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_works_are_read_with_as_many_statements_as_five() {
    LISTEN.call_once(|| {
        let subscriber = tracing_subscriber::registry().with(Listener);
        tracing::subscriber::set_global_default(subscriber).expect("nobody else listens");
    });
    // What fifty works hold is more than a request may usually cost.
    let app = TestApp::with(|config| config.graphql.cost = 100_000).await;
    let site = Site::on(app, "127.0.0.1:8000");
    let records: Vec<Record> = (0..60).map(work).chain((0..60).map(character)).collect();
    site.app.import(&records).await.expect("good records");
    // The first request may read what is kept from then on.
    statements(&site, 1).await;
    let (five, _) = statements(&site, 5).await;
    let (fifty, answer) = statements(&site, 50).await;
    let edges = answer["data"]["search"]["edges"].as_array().expect("a list");
    assert_eq!(edges.len(), 50);
    for edge in edges {
        let node = &edge["node"];
        assert_eq!(node["ratings"]["votes"], 100, "{node}");
        assert!(node["characters"]["edges"].as_array().is_some_and(|cast| !cast.is_empty()), "{node}");
        assert!(node["relations"]["edges"].as_array().is_some_and(|ties| !ties.is_empty()), "{node}");
    }
    assert!(!five.is_empty(), "the listener hears the store");
    // A level that is asked for in parts, as a busy machine does, costs some statements more; one work after another
    // would be hundreds.
    assert!(fifty.len() <= 100, "{} statements for fifty works: {fifty:#?}", fifty.len());
    eprintln!("{} statements for five works, {} for fifty", five.len(), fifty.len());
}
