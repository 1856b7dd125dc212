//! The OpenAPI document tells the truth: every real answer fits its schema, every API route is in it.

use serde_json::Value;
use serve::{Door, routes};

use crate::scene;

/// Holds a value against a schema and names the first place where it does not fit.
pub fn misfit(document: &Value, schema: &Value, value: &Value, place: &str) -> Option<String> {
    if let Some(name) = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next()) {
        return misfit(document, &document["components"]["schemas"][name], value, place);
    }
    if let Some(options) = schema["oneOf"].as_array() {
        let all: Option<Vec<String>> =
            options.iter().map(|option| misfit(document, option, value, place)).collect();
        return all.map(|misfits| misfits.join(" / "));
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => return None, // anything goes
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let fits = types.contains(&kind) || (kind == "integer" && types.contains(&"number"));
    if !fits {
        return Some(format!("{place} is {kind}, not {types:?}"));
    }
    if let Value::Array(items) = value {
        let mut misfits = items
            .iter()
            .enumerate()
            .filter_map(|(at, item)| misfit(document, &schema["items"], item, &format!("{place}[{at}]")));
        return misfits.next();
    }
    let (Some(fields), Some(known)) = (value.as_object(), schema["properties"].as_object()) else {
        return None;
    };
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    if let Some(missing) = required.into_iter().find(|name| !fields.contains_key(*name)) {
        return Some(format!("{place}.{missing} is missing"));
    }
    fields.iter().find_map(|(name, field)| match known.get(name) {
        Some(schema) => misfit(document, schema, field, &format!("{place}.{name}")),
        None => Some(format!("{place}.{name} is not described")),
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn real_answers_fit_their_description() {
    let site = scene::depot().await;
    let document = site.get("/openapi.json").await.json();
    let job = site.app.app.enqueue_probes(1, 1).await.expect("room in the queue")[0].job_id.to_string();
    let (one, plain) = (format!("/api/jobs/{job}"), format!("/jobs/{job}"));
    let events = format!("{one}/events");
    let question =
        r#"{"query": "drama anime since 2012, no romance", "user_id": "ann", "options": {"facets": true}}"#;
    let answered = site.post_json("/api/query", question).await.json();
    let schema = |path: &str, method: &str| {
        document["paths"][path][method]["responses"]["200"]["content"]["application/json"]["schema"].clone()
    };
    assert_eq!(misfit(&document, &schema("/api/query", "post"), &answered, "body"), None, "{answered}");
    let older = site.post_json("/api/search/", r#"{"query": "moonlit"}"#).await.json();
    assert_eq!(misfit(&document, &schema("/api/search/", "post"), &older, "body"), None, "{older}");
    let conversation = answered["conversation_id"].as_str().expect("it is kept");
    let conversation = format!("/api/conversations/{conversation}");
    for (path, asked) in [
        ("/api/conversations/{conversation_id}", conversation.as_str()),
        ("/api/preferences", "/api/preferences?user_id=ann"),
        ("/api/trending", "/api/trending?kind=tags"),
        ("/api/search/similar/{id}", "/api/search/similar/1"),
        ("/api/search", "/api/search?q=moon&facets=true&year_min=1990"),
        ("/api/search", "/api/search?limit=1"),
        ("/api/works/{id}", "/api/works/1"),
        ("/api/works/{id}", "/api/works/4"),
        ("/api/works/{id}/similar", "/api/works/1/similar"),
        ("/api/works/{id}/characters", "/api/works/1/characters"),
        ("/api/works/{id}/episodes", "/api/works/1/episodes"),
        ("/api/works/{id}/ratings", "/api/works/1/ratings"),
        ("/api/works/{id}/relations", "/api/works/1/relations"),
        ("/api/works/{id}/provenance", "/api/works/1/provenance"),
        ("/api/works/{id}/franchise", "/api/works/1/franchise"),
        ("/api/compare", "/api/compare?a=1&b=mal:43"),
        ("/api/compare", "/api/compare?a=1&b=4"),
        ("/api/tags/{tag}/neighbors", "/api/tags/drama/neighbors?limit=5"),
        ("/api/works/{id}/history", "/api/works/1/history"),
        ("/api/works/{id}/streams", "/api/works/1/streams"),
        ("/api/works/{id}/streams", "/api/works/1/streams?region=jp"),
        ("/api/works/{id}/recommendations", "/api/works/1/recommendations?sequels=true&medium=anime,manga"),
        ("/api/works/{id}/watch-order", "/api/works/1/watch-order"),
        ("/api/schedule", "/api/schedule?days=2"),
        ("/api/characters/{id}", "/api/characters/1"),
        ("/api/admin/curation/{registry}/{form}", "/api/admin/curation/main/character?rarity=1"),
        ("/api/admin/curation/{registry}/{form}", "/api/admin/curation/main/series?limit=1"),
        ("/api/admin/curation/{registry}/{form}/{couple}", "/api/admin/curation/main/character/mal:100"),
        ("/api/jobs", "/api/jobs"),
        ("/api/jobs/{job_id}", one.as_str()),
        ("/jobs/{job_id}", plain.as_str()),
        ("/api/jobs/{job_id}/events", events.as_str()),
        ("/api/sources", "/api/sources"),
        ("/health", "/health"),
    ] {
        let schema =
            &document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"];
        assert!(schema.is_object(), "{path} has no schema");
        let answer = site.get(asked).await;
        assert_eq!(answer.status.as_u16(), 200, "{asked}: {}", answer.text());
        assert_eq!(misfit(&document, schema, &answer.json(), "body"), None, "{asked}: {}", answer.text());
    }
    let failure = site.get("/api/works/999").await.json();
    assert_eq!(misfit(&document, &document["components"]["schemas"]["Problem"], &failure, "body"), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_for_programs_is_described() {
    let document: Value = serde_json::from_str(serve::openapi_json()).expect("JSON");
    for route in routes().filter(|route| matches!(route.door, Door::Api | Door::Operations)) {
        for method in route.methods.split(", ") {
            let operation = &document["paths"][route.path][method.to_ascii_lowercase()];
            assert!(operation["summary"].is_string(), "{method} {}", route.path);
        }
    }
}

#[test]
fn the_search_parameters_are_the_published_names() {
    let document: Value = serde_json::from_str(serve::openapi_json()).expect("JSON");
    let parameters = document["paths"]["/api/search"]["get"]["parameters"].as_array().expect("a list");
    let mut described: Vec<&str> =
        parameters.iter().filter_map(|parameter| parameter["name"].as_str()).collect();
    let own = ["q", "limit", "cursor", "sort", "order", "facets"];
    let mut published: Vec<&str> = own.iter().chain(app::Filters::names()).copied().collect();
    described.sort_unstable();
    published.sort_unstable();
    assert_eq!(described, published);
}
