//! The checks that every route has to pass, whatever it does. A route that is added to the table is
//! walked here without another line.

use app::{Scope, testing::TestApp};
use axum::{body::Body, http::Request};
use serve::{Door, Route, routes};

use crate::{
    client::{Answer, Site, request, with},
    scene,
};

const METHODS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// The id of a job that nobody asked for.
const NO_JOB: &str = "00000000-0000-7000-8000-000000000000";

/// A path that exists in the scene, but for jobs, whose ids nobody can foretell.
fn path_of(route: &Route) -> String {
    match route.path {
        "/ws" | "/events" => return format!("{}?project={NO_JOB}", route.path),
        "/desk/compare" => return format!("{}?take={NO_JOB}&take={NO_JOB}", route.path),
        "/api/anime/takes/compare" => return format!("{}?take={NO_JOB},{NO_JOB}", route.path),
        _ => {}
    }
    route
        .path
        .replace("{project_id}", NO_JOB)
        .replace("{character_id}", NO_JOB)
        .replace("{take_id}", NO_JOB)
        .replace("{part_id}", NO_JOB)
        .replace("{batch_id}", NO_JOB)
        .replace("{webhook_id}", NO_JOB)
        .replace("{delivery_id}", NO_JOB)
        .replace("{person_key}", "1")
        .replace("{document_id}", "1")
        .replace("{asset_id}", NO_JOB)
        .replace("{session_id}", NO_JOB)
        .replace("{preset}", "manga")
        .replace("{version}", "1")
        .replace("/posters/{name}", "/posters/1.svg")
        .replace("/assets/{name}", "/assets/emaki.css")
        .replace("{registry}", "main")
        .replace("{form}", "character")
        .replace("{couple}", "mal:100")
        .replace("{id}", "1")
        .replace("{job_id}", NO_JOB)
        .replace("{update_id}", "1")
        .replace("{mal_id}", "1")
        .replace("{slug}", "moonlit-depot")
        .replace("{date}", "2014-10-05")
        .replace("{conversation_id}", "c-0")
        .replace("/api/preferences", "/api/preferences?user_id=ann")
        .replace("/api/compare", "/api/compare?a=1&b=2")
        .replace("{year}", "2014")
        .replace("{season}", "fall")
        .replace("{tag}", "drama")
        .replace("/graphql", "/graphql?query={__typename}")
        .replace("/graphql?query={__typename}/playground", "/graphql/playground")
}

/// What no scene can hold: ids that nobody can foretell, and what is not set up in it, such as people.
fn is_out_of_reach(route: &Route) -> bool {
    is_of_people(route)
        || [
            "{job_id}",
            "{update_id}",
            "/api/external/",
            "{conversation_id}",
            "{project_id}",
            "{character_id}",
            "{take_id}",
            "{batch_id}",
            "{webhook_id}",
            "{delivery_id}",
            "/events",
            "/desk/compare",
            "/takes/compare",
            "/ws",
            "visually-similar",
            "/pictures/{name}",
            "/pictures/{hash}",
        ]
        .iter()
        .any(|part| route.path.contains(part))
}

/// Whether it is closed until a setting opens it, and asks for a scope of its own then.
fn is_of_people(route: &Route) -> bool {
    route.scope == Scope::People
}

fn allows(route: &Route, method: &str) -> bool {
    route.methods.split(", ").any(|known| known == method)
}

/// Every route with every method it answers to.
fn walks() -> impl Iterator<Item = (&'static Route, &'static str, Request<Body>)> {
    routes().flat_map(|route| {
        let methods = METHODS.iter().filter(|method| allows(route, method));
        methods.map(move |method| (route, *method, request(method, &path_of(route))))
    })
}

/// The failure in the form of its door: the envelope, or a page that shows all of it.
fn assert_failure(route: &Route, answer: &Answer, status: u16, code: &str) {
    let what = format!("{} answered {}: {}", route.path, answer.status, answer.text());
    assert_eq!(answer.status.as_u16(), status, "{what}");
    let correlation = answer.header("x-correlation-id");
    assert!(!correlation.is_empty(), "{what}");
    if route.door == Door::Page {
        assert!(answer.header("content-type").starts_with("text/html"), "{what}");
        assert!(answer.text().contains(code) && answer.text().contains(correlation), "{what}");
        return;
    }
    let body = answer.json();
    let mut names: Vec<&str> = body.as_object().expect("an envelope").keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["correlation_id", "details", "error_code", "hint", "message"], "{what}");
    assert_eq!(body["error_code"], code, "{what}");
    assert_eq!(body["correlation_id"], correlation, "{what}");
}

fn assert_headers(route: &Route, answer: &Answer) {
    let expected = [
        ("content-security-policy", serve::CONTENT_SECURITY_POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-frame-options", "DENY"),
        ("cross-origin-resource-policy", "same-origin"),
        ("x-trace-source", "emaki"),
    ];
    for (name, value) in expected {
        assert_eq!(answer.header(name), value, "{} {name}", route.path);
    }
    assert!(!answer.header("permissions-policy").is_empty(), "{}", route.path);
    assert!(!answer.header("cache-control").is_empty(), "{}", route.path);
    assert!(answer.header("x-correlation-id").starts_with("req-"), "{}", route.path);
    assert_eq!(answer.header("access-control-allow-origin"), "", "{}: CORS is closed", route.path);
}

/// No test asks other sites.
fn offline(config: &mut app::Config) {
    for source in config.sources.values_mut() {
        source.enabled = false;
    }
    for dataset in config.updates.datasets.values_mut() {
        dataset.addresses = vec!["/nowhere/at/all".to_owned()];
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_works_and_carries_the_headers() {
    let site = Site::on(TestApp::with(offline).await, "127.0.0.1:8000");
    scene::fill(&site).await;
    for (route, method, request) in walks() {
        let answer = site.send(request).await;
        assert_headers(route, &answer);
        if method == "GET" {
            let beyond = is_out_of_reach(route) && [404, 422, 501].contains(&answer.status.as_u16());
            let fine = answer.status.is_success() || answer.status.is_redirection() || beyond;
            assert!(fine, "{}: {} {}", route.path, answer.status, answer.text());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_route_answers_to_other_methods() {
    let site = Site::local().await;
    for route in routes() {
        for method in METHODS.iter().filter(|method| !allows(route, method)) {
            let answer = site.send(request(method, &path_of(route))).await;
            assert_failure(route, &answer, 405, "method_not_allowed");
            assert!(answer.header("allow").contains(route.methods.split(", ").next().unwrap_or_default()));
            assert_headers(route, &answer);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_route_answers_for_a_foreign_host() {
    let site = Site::local().await;
    for (route, _, request) in walks() {
        let answer = site.send(with(request, "host", "rebound.example")).await;
        assert_failure(route, &answer, 403, "forbidden");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_change_and_no_websocket_comes_from_a_foreign_page() {
    let site = Site::local().await;
    for (route, method, request) in walks() {
        if method == "GET" {
            let upgrade = with(with(request, "upgrade", "websocket"), "origin", "https://evil.example");
            assert_failure(route, &site.send(upgrade).await, 403, "forbidden");
        } else {
            let foreign = with(request, "origin", "https://evil.example");
            assert_failure(route, &site.send(foreign).await, 403, "forbidden");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_form_is_taken_without_the_seal_of_its_page() {
    let site = Site::local().await;
    let mut forms = 0;
    for (route, method, request) in walks().filter(|(route, method, _)| route.form && *method != "GET") {
        forms += 1;
        let mut form = with(request, "content-type", "application/x-www-form-urlencoded");
        *form.body_mut() = Body::from("theme=dark&csrf=0000");
        assert_failure(route, &site.send(form).await, 403, "forbidden");
        let plain = with(crate::client::request(method, &path_of(route)), "content-type", "text/plain");
        assert_failure(route, &site.send(plain).await, 415, "unsupported_media_type");
    }
    assert!(forms > 0, "the check has something to bite on");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_route_reads_an_oversized_body() {
    let site = Site::local().await;
    for (route, _, request) in walks() {
        let answer = site.send(with(request, "content-length", "99999999")).await;
        assert_failure(route, &answer, 413, "payload_too_large");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn away_from_loopback_every_route_needs_a_token_of_its_scope() {
    let site = Site::on(TestApp::with(offline).await, "0.0.0.0:8000");
    scene::fill(&site).await;
    let app = &site.app.app;
    let reader = app.create_token("reader", &[Scope::Read], None).await.expect("a new name").secret;
    let other = app.create_token("other", &[Scope::People], None).await.expect("a new name").secret;
    for (route, method, bare) in walks() {
        let answer = site.send(bare).await;
        assert_failure(route, &answer, 401, "unauthorized");
        assert!(answer.header("www-authenticate").starts_with("Bearer"), "{}", route.path);
        let again = |secret: &str| {
            with(request(method, &path_of(route)), "authorization", &format!("Bearer {secret}"))
        };
        assert_failure(route, &site.send(again("emaki_guessed")).await, 401, "unauthorized");
        let strange = site.send(again(&other)).await;
        if is_of_people(route) && method == "GET" {
            assert_failure(route, &strange, 404, "not_found"); // it may come in, where it is closed
        } else {
            assert_failure(route, &strange, 403, "forbidden");
        }
        let answer = site.send(again(&reader)).await;
        assert_ne!(answer.status.as_u16(), 401, "{}", route.path);
        if method == "GET" && route.scope != Scope::Read {
            assert_failure(route, &answer, 403, "forbidden");
        } else if method == "GET" && !is_out_of_reach(route) {
            assert!(!answer.status.is_client_error(), "{}: {}", route.path, answer.text());
        }
    }
    app.revoke_token("reader").await.expect("there is one");
    let answer =
        site.send(with(request("GET", "/health"), "authorization", &format!("Bearer {reader}"))).await;
    assert_eq!(answer.status.as_u16(), 401, "a revoked token is dead at once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_elsewhere_is_asked_for_its_token() {
    let site = Site::on(TestApp::new().await, "0.0.0.0:8000");
    let answer = site.send(with(request("GET", "/about"), "accept", "text/html")).await;
    let schemes: Vec<&str> =
        answer.headers.get_all("www-authenticate").iter().filter_map(|v| v.to_str().ok()).collect();
    assert!(schemes.iter().any(|scheme| scheme.starts_with("Basic ")), "{schemes:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn configured_pages_are_let_in_and_named() {
    let app =
        TestApp::with(|config| config.serve.cors_origins = vec!["https://friend.example".to_owned()]).await;
    let site = Site::on(app, "127.0.0.1:8000");
    let ask = with(request("OPTIONS", "/api/search"), "origin", "https://friend.example");
    let answer = site.send(with(ask, "access-control-request-method", "POST")).await;
    assert_eq!(answer.status.as_u16(), 204);
    assert_eq!(answer.header("access-control-allow-origin"), "https://friend.example");
    assert_eq!(answer.header("access-control-allow-methods"), "GET, POST");
    let foreign = site.send(with(request("OPTIONS", "/api/search"), "origin", "https://evil.example")).await;
    assert_eq!((foreign.status.as_u16(), foreign.header("access-control-allow-origin")), (405, ""));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn correlation_ids_go_in_and_out() {
    let site = Site::local().await;
    let chained = with(
        with(request("GET", "/nowhere"), "x-correlation-id", "abc-1"),
        "x-parent-correlation-id",
        "abc-0",
    );
    let answer = site.send(with(chained, "x-request-chain-depth", "3")).await;
    assert_eq!(answer.json()["correlation_id"], "abc-1");
    assert_eq!(answer.header("x-parent-correlation-id"), "abc-0");
    assert_eq!(answer.header("x-request-chain-depth"), "3");
    let circle = site.send(with(request("GET", "/health"), "x-request-chain-depth", "11")).await;
    assert_eq!(
        (circle.status.as_u16(), circle.json()["error_code"].as_str()),
        (508, Some("invalid_parameter"))
    );
    let odd = site.send(with(request("GET", "/health"), "x-request-chain-depth", "deep")).await;
    assert_eq!(odd.status.as_u16(), 400);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_may_look_may_not_change() {
    let site = Site::on(TestApp::new().await, "0.0.0.0:8000");
    scene::fill(&site).await;
    let app = &site.app.app;
    let reader = app.create_token("reader", &[Scope::Read], None).await.expect("a new name").secret;
    let writer = app
        .create_token("writer", &[Scope::Write, Scope::Production], None)
        .await
        .expect("a new name")
        .secret;
    let mut changing = 0;
    for (route, method, _) in walks().filter(|(route, method, _)| route.writes.is_some() && *method != "GET")
    {
        changing += 1;
        let by = |secret: &str| {
            with(request(method, &path_of(route)), "authorization", &format!("Bearer {secret}"))
        };
        let answer = site.send(by(&reader)).await;
        assert_failure(route, &answer, 403, "forbidden");
        assert!(answer.text().contains("the token does not allow this"), "{}", answer.text());
        // What it may do is looked at further: there is no body here.
        let answer = site.send(by(&writer)).await;
        if is_of_people(route) {
            assert_failure(route, &answer, 403, "forbidden");
        } else if route.writes == Some(Scope::Production) {
            // Some of these need no body, some name what is not there; none may be refused for the token.
            assert_ne!(answer.status, 403, "{}: {}", route.path, answer.text());
            assert!(answer.status.as_u16() < 500, "{}: {}", route.path, answer.text());
        } else if route.path.contains("{job_id}") {
            assert_failure(route, &answer, 404, "not_found");
        } else {
            assert_failure(route, &answer, 415, "unsupported_media_type");
        }
    }
    assert!(changing >= 4, "the check has something to bite on");
}
