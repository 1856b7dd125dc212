//! Each endpoint's good answer.

use serde_json::Value;

use crate::{
    client::{Answer, Site},
    scene,
};

/// The body with what changes from run to run blotted out, below its status.
fn shown(answer: &Answer) -> Value {
    let mut body = answer.json();
    for (name, value) in body.as_object_mut().into_iter().flatten() {
        if matches!(name.as_str(), "took_ms" | "next_cursor" | "uptime_s") && !value.is_null() {
            *value = Value::from("[varies]");
        }
    }
    // How the ranking weighs things is the search's own affair, and tested there.
    for hit in body["results"].as_array_mut().into_iter().flatten() {
        hit["relevance"] = Value::from("[varies]");
        hit["why"]["arms"] = Value::from("[varies]");
    }
    serde_json::json!({ "status": answer.status.as_u16(), "at": answer.header("content-location"), "body": body })
}

macro_rules! endpoint {
    ($($name:ident: $path:literal),+ $(,)?) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            let site = scene::depot().await;
            insta::assert_json_snapshot!(shown(&site.get($path).await));
        }
    )+};
}

endpoint! {
    search_finds_by_title: "/api/search?q=moonlit+depot&limit=1",
    search_counts_facets: "/api/search?tags_any=drama&facets=true&sort=year&order=asc&limit=1",
    work_by_our_id: "/api/works/1",
    similar_works: "/api/works/1/similar?limit=2",
    characters_of_a_work: "/api/works/1/characters",
    episodes_of_a_work: "/api/works/1/episodes",
    ratings_of_a_work: "/api/works/1/ratings",
    relations_of_a_work: "/api/works/1/relations",
    history_of_a_work: "/api/works/1/history",
    streams_of_a_work: "/api/works/1/streams?region=DE",
    provenance_of_a_work: "/api/works/2/provenance",
    character_by_our_id: "/api/characters/2",
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn external_ids_lead_to_the_same_work() {
    let site = scene::depot().await;
    let own = site.get("/api/works/1").await;
    for id in ["mal:42", "anilist:4200"] {
        let other = site.get(&format!("/api/works/{id}")).await;
        assert_eq!(other.json(), own.json(), "{id}");
        assert_eq!(other.header("content-location"), "/api/works/1");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_merged_id_answers_with_the_survivor() {
    let site = scene::depot().await;
    let id = |number| model::WorkId::new(number).expect("a positive number");
    site.app.app.registry_merge(id(1), id(2), "tester", "the same show").await.expect("both exist");
    for path in ["", "/characters", "/episodes", "/ratings", "/relations", "/provenance"] {
        let answer = site.get(&format!("/api/works/2{path}")).await;
        assert_eq!(answer.status.as_u16(), 200, "{path}: {}", answer.text());
        assert_eq!(
            (answer.json()["id"].as_i64(), answer.json()["redirected_from"].as_i64()),
            (Some(1), Some(2)),
            "{path}"
        );
        assert_eq!(answer.header("content-location"), format!("/api/works/1{path}"));
    }
    let page = site.get("/works/2").await;
    assert!(page.text().contains("Number 2 was merged into this work"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn json_asks_the_same_as_the_query_string() {
    let site = scene::depot().await;
    let without_time = |answer: Answer| {
        let mut body = answer.json();
        body["took_ms"] = Value::Null;
        body
    };
    let by_query = without_time(site.get("/api/search?q=depot&medium=anime,manga&year_min=2012").await);
    let body = r#"{"q":"depot","medium":["anime","manga"],"year_min":2012}"#;
    assert_eq!(without_time(site.post_json("/api/search", body).await), by_query);
    assert!(by_query["total"].as_u64().is_some_and(|total| total >= 2), "{by_query}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cursors_page_through_everything_once() {
    let site = scene::depot().await;
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    for _ in 0..10 {
        let body = site.get(&format!("/api/search?sort=title&limit=1{cursor}")).await.json();
        seen.extend(body["results"].as_array().into_iter().flatten().filter_map(|hit| hit["id"].as_i64()));
        let Some(next) = body["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    seen.sort_unstable();
    assert_eq!(seen, [1, 2, 3, 4]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn health_names_each_part() {
    let site = scene::depot().await;
    let answer = site.get("/health").await;
    let body = answer.json();
    assert_eq!((answer.status.as_u16(), body["status"].as_str()), (200, Some("ok")), "{body}");
    let names: Vec<&str> =
        body["parts"].as_array().into_iter().flatten().filter_map(|part| part["name"].as_str()).collect();
    assert!(names.contains(&"store") && names.contains(&"index"), "{names:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn metrics_count_what_was_asked() {
    let site = scene::depot().await;
    site.get("/api/search?q=moon").await;
    site.get("/api/works/999").await;
    let text = site.get("/metrics").await.text();
    for line in [
        "emaki_http_requests_total{route=\"/api/search\",status=\"2xx\"} 1",
        "emaki_http_requests_total{route=\"/api/works/{id}\",status=\"4xx\"} 1",
        "emaki_search_duration_seconds_count 1",
        "emaki_index_lag_changes 0",
        "emaki_part_up{part=\"store\"} 1",
    ] {
        assert!(text.lines().any(|known| known == line), "{line} is not in\n{text}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn metrics_count_what_sources_were_asked() {
    let replay = testkit::replay::Replay::start().await;
    let work = include_str!("../../../sources/fixtures/jikan/anime-full.json");
    replay.on("GET", "/anime/{id}/full", testkit::replay::Answer::json(work));
    replay.on("GET", "/anime/2/full", testkit::replay::Answer::failing(400));
    let url = replay.url();
    let app = app::testing::TestApp::with(|config| {
        let jikan = config.sources.get_mut("jikan").expect("a source that is always there");
        jikan.base_url = Some(url);
    });
    let site = Site::on(app.await, "127.0.0.1:8000");
    assert!(!site.get("/metrics").await.text().contains("source=\"jikan\""), "nobody was asked yet");
    for (id, answers) in [("1", true), ("1", true), ("2", false)] {
        let ask = app::Ask::new("anime_full").with("id", id);
        let asked = site.app.app.source_ask("jikan", ask, false, &app::How::default()).await;
        assert_eq!(asked.is_ok(), answers, "{asked:?}");
    }
    let text = site.get("/metrics").await.text();
    for line in [
        "# TYPE emaki_cache_requests_total counter",
        "emaki_cache_requests_total{tier=\"memory\",result=\"hit\"} 1",
        "emaki_cache_requests_total{tier=\"shared\",result=\"miss\"} 2",
        "emaki_cache_engine_failures_total 0",
        "emaki_source_requests_total{source=\"jikan\"} 2",
        "emaki_source_failures_total{source=\"jikan\"} 1",
        "emaki_source_rate_limited_total{source=\"jikan\"} 0",
        "emaki_source_retries_total{source=\"jikan\"} 0",
        "emaki_source_wait_seconds_total{source=\"jikan\"} 0.000",
        "# TYPE emaki_breaker_state gauge",
        "emaki_breaker_state{source=\"jikan\"} 0",
        "emaki_breaker_trips_total{source=\"jikan\"} 0",
        "emaki_part_up{part=\"cache\"} 1",
    ] {
        assert!(text.lines().any(|known| known == line), "{line} is not in\n{text}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cache_that_does_not_answer_is_degraded_and_no_more() {
    let app = app::testing::TestApp::with(|config| config.cache_url = "redis://127.0.0.1:9".to_owned());
    let site = Site::on(app.await, "127.0.0.1:8000");
    let answer = site.get("/health").await;
    let body = answer.json();
    assert_eq!((answer.status.as_u16(), body["status"].as_str()), (200, Some("degraded")), "{body}");
    let cache = body["parts"].as_array().into_iter().flatten().find(|part| part["name"] == "cache");
    let reason = cache.and_then(|part| part["reason"].as_str()).unwrap_or_default();
    assert!(reason.contains("Redis"), "{body}");
}
