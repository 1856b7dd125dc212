//! The OpenAPI document tells the truth about productions: every body is described, and real ones fit.

use app::testing::TestApp;
use serde_json::{Value, json};
use serve::{Door, routes};

use crate::{client::Site, desk::work, openapi::misfit};

fn document() -> Value {
    serde_json::from_str(serve::openapi_json()).expect("JSON")
}

/// Whether a route belongs to productions.
fn is_of_production(document: &Value, path: &str, method: &str) -> bool {
    document["paths"][path][method]["tags"][0] == "Production"
}

/// The schema of what comes back.
fn told<'a>(document: &'a Value, path: &str, method: &str) -> &'a Value {
    let responses = &document["paths"][path][method]["responses"];
    let status = if responses["201"].is_object() { "201" } else { "200" };
    &responses[status]["content"]["application/json"]["schema"]
}

#[test]
fn no_body_of_a_production_is_a_bare_object() {
    let document = document();
    let mut seen = 0;
    for route in routes().filter(|route| matches!(route.door, Door::Api)) {
        for method in route.methods.split(", ").map(str::to_ascii_lowercase) {
            if !is_of_production(&document, route.path, &method) {
                continue;
            }
            seen += 1;
            let operation = &document["paths"][route.path][&method];
            if operation["requestBody"].is_object() {
                let sent = &operation["requestBody"]["content"]["application/json"]["schema"];
                assert!(sent["$ref"].is_string(), "{method} {} takes {sent}", route.path);
            }
            let content = &operation["responses"]["200"]["content"];
            let is_other = operation["responses"]["101"].is_object()
                || content["image/png"].is_object()
                || content["image/jpeg"].is_object()
                || route.path.ends_with("/file")
                || route.path.starts_with("/events");
            let schema = told(&document, route.path, &method);
            let is_typed = schema["$ref"].is_string() || schema["items"]["$ref"].is_string();
            assert!(is_other || is_typed, "{method} {} tells {schema}", route.path);
        }
    }
    assert!(seen > 45, "{seen}");
}

/// Sends a body and holds what comes back against its description.
async fn sent(site: &Site, method: &str, path: &str, asked: &str, body: Value) -> Value {
    let document = document();
    let mut request = crate::client::request(method, asked);
    if !body.is_null() {
        let schema = &document["paths"][path][method.to_ascii_lowercase()]["requestBody"]["content"];
        let schema = &schema["application/json"]["schema"];
        assert_eq!(misfit(&document, schema, &body, "sent"), None, "{method} {asked}: {body}");
        request.headers_mut().insert("content-type", "application/json".parse().expect("plain"));
        *request.body_mut() = axum::body::Body::from(body.to_string());
    }
    let answer = site.send(request).await;
    assert!(answer.status.is_success(), "{method} {asked}: {}", answer.text());
    let answer = answer.json();
    let schema = told(&document, path, &method.to_ascii_lowercase());
    assert_eq!(misfit(&document, schema, &answer, "body"), None, "{method} {asked}: {answer}");
    answer
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn real_productions_fit_their_description() {
    let site = Site::on(TestApp::with(|config| config.allow_private = true).await, "127.0.0.1:8000");
    let style = json!({ "positive": "lamp light", "steps": 12, "guidance": 6.5, "width": 64, "height": 64 });
    let project = json!({
        "name": "Lanterns", "metadata": { "season": 1 }, "defaults": style,
        "wildcards": { "weather": ["snow", "fog"] },
    });
    let project = sent(&site, "POST", "/api/anime/projects", "/api/anime/projects", project).await;
    let project = text(&project["id"]);
    let (one, all) = ("/api/anime/projects/{project_id}", format!("/api/anime/projects/{project}"));
    sent(&site, "PUT", one, &all, json!({ "description": "A depot", "expected_version": 1 })).await;
    sent(&site, "GET", one, &all, Value::Null).await;
    sent(&site, "GET", "/api/anime/projects", "/api/anime/projects", Value::Null).await;
    let parts = "/api/anime/projects/{project_id}/parts";
    let scene = json!({ "kind": "scene", "title": "A quay" });
    let scene = sent(&site, "POST", parts, &format!("{all}/parts"), scene).await;
    let cut = json!({ "kind": "cut", "title": "The lamp", "prompt": "close up", "parent_id": scene["id"] });
    let cut = text(&sent(&site, "POST", parts, &format!("{all}/parts"), cut).await["id"]);
    let part = format!("/api/anime/parts/{cut}");
    sent(&site, "PUT", "/api/anime/parts/{part_id}", &part, json!({ "text": "it burns" })).await;
    sent(&site, "GET", parts, &format!("{all}/parts"), Value::Null).await;

    let mirei = json!({
        "project_id": project, "name": "Mirei", "appearance": { "hair": "silver hair" },
        "attributes": { "age": "17" }, "prompt_parts": ["1girl", { "text": "calm", "weight": 1.2 }],
        "seeds": [7],
    });
    let made = sent(&site, "POST", "/api/anime/characters", "/api/anime/characters", mirei).await;
    let who = text(&made["id"]);
    let toma = json!({ "project_id": project, "name": "Toma", "appearance": "a boy" });
    let toma = sent(&site, "POST", "/api/anime/characters", "/api/anime/characters", toma).await;
    let (one, mirei) = ("/api/anime/characters/{character_id}", format!("/api/anime/characters/{who}"));
    sent(&site, "PUT", one, &mirei, json!({ "note": "older", "base_version": 1, "seeds": [8] })).await;
    sent(&site, "GET", "/api/anime/characters", "/api/anime/characters", Value::Null).await;
    let ties = "/api/anime/characters/{character_id}/relationships";
    let tie = json!({ "kind": "mentor", "other": toma["id"] });
    sent(&site, "POST", ties, &format!("{mirei}/relationships"), tie).await;
    let version = "/api/anime/characters/{character_id}/versions/{version}";
    sent(&site, "GET", version, &format!("{mirei}/versions/1"), Value::Null).await;

    let presets = "/api/anime/presets/{preset}";
    sent(&site, "PUT", presets, "/api/anime/presets/lamps", json!({ "positive": "amber", "steps": 9 })).await;
    for (path, asked) in [
        (presets, "/api/anime/presets/manga"),
        ("/api/anime/presets", "/api/anime/presets"),
        ("/api/anime/presets/export", "/api/anime/presets/export"),
        ("/api/anime/presets/{preset}/versions", "/api/anime/presets/lamps/versions"),
        ("/api/anime/presets/{preset}/versions", "/api/anime/presets/manga/versions"),
        ("/api/anime/engines", "/api/anime/engines"),
    ] {
        sent(&site, "GET", path, asked, Value::Null).await;
    }

    let wish = json!({
        "prompt": "a {lamp|candle} in __weather__", "project_id": project, "character_id": who,
        "cut_id": cut, "count": 1, "style_preset": ["manga", "lamps"], "matrix": { "steps": [3, 4] },
        "priority": 5, "idempotency_key": "one",
    });
    sent(&site, "POST", "/generate/preview", "/generate/preview", wish.clone()).await;
    let wished = sent(&site, "POST", "/generate", "/generate", wish).await;
    let job = text(&wished["job_id"]);
    let priority = format!("/jobs/{job}/priority");
    sent(&site, "PUT", "/jobs/{job_id}/priority", &priority, json!({ "priority": 9 })).await;
    sent(&site, "GET", "/jobs/{job_id}", &format!("/jobs/{job}"), Value::Null).await;
    sent(&site, "PUT", "/jobs/queue", "/jobs/queue", json!({ "paused": false })).await;
    work(&site).await;
    let made = sent(&site, "GET", "/jobs/{job_id}", &format!("/jobs/{job}"), Value::Null).await;
    let (take, batch) = (text(&made["take_id"]), text(&made["batch_id"]));
    let (one, of_take) = ("/api/anime/takes/{take_id}", format!("/api/anime/takes/{take}"));
    let review = json!({ "verdict": "approved", "starred": true, "best": true });
    sent(&site, "PUT", "/api/anime/takes/{take_id}/review", &format!("{of_take}/review"), review).await;
    let reference = json!({ "role": "likeness", "weight": 0.8 });
    let path = "/api/anime/takes/{take_id}/reference";
    sent(&site, "POST", path, &format!("{of_take}/reference"), reference).await;
    sent(&site, "POST", "/jobs/{job_id}/reproduce", &format!("/jobs/{job}/reproduce"), Value::Null).await;
    let gif = json!({ "image": "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" });
    sent(&site, "POST", "/api/anime/pictures", "/api/anime/pictures", gif).await;
    let other = text(
        &sent(&site, "GET", "/api/anime/takes", "/api/anime/takes", Value::Null).await["takes"][0]["id"],
    );
    for (path, asked) in [
        (one, of_take.clone()),
        ("/jobs", "/jobs".to_owned()),
        ("/api/anime/batches/{batch_id}", format!("/api/anime/batches/{batch}")),
        ("/api/anime/takes/compare", format!("/api/anime/takes/compare?take={take},{other}")),
        ("/api/anime/takes/search", "/api/anime/takes/search?q=silver".to_owned()),
        ("/api/search", "/api/search?q=silver+hair".to_owned()),
        ("/api/anime/projects/{project_id}/events", format!("{all}/events")),
        ("/api/anime/characters/{character_id}/bible", format!("{mirei}/bible")),
        (ties, format!("{mirei}/relationships")),
    ] {
        sent(&site, "GET", path, &asked, Value::Null).await;
    }
    let hook = json!({ "url": "http://127.0.0.1:9/", "project_id": project, "events": ["completed"] });
    let hook = sent(&site, "POST", "/api/anime/webhooks", "/api/anime/webhooks", hook).await;
    let hook = format!("/api/anime/webhooks/{}", text(&hook["id"]));
    let deliveries = "/api/anime/webhooks/{webhook_id}/deliveries";
    sent(&site, "POST", deliveries, &format!("{hook}/deliveries"), Value::Null).await;
    sent(&site, "GET", deliveries, &format!("{hook}/deliveries"), Value::Null).await;
    sent(&site, "GET", "/api/anime/webhooks", "/api/anime/webhooks", Value::Null).await;
    sent(&site, "DELETE", "/api/anime/webhooks/{webhook_id}", &hook, Value::Null).await;
    sent(&site, "DELETE", "/api/anime/parts/{part_id}", &part, Value::Null).await;
    sent(&site, "DELETE", "/api/anime/projects/{project_id}", &all, Value::Null).await;
}
