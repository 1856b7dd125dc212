//! Other sites' answers under `/api/external/…`: in normal form, with whence they come, checked before anybody is asked.

use app::testing::TestApp;
use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::{
    lanterns,
    replay::{Answer, Replay},
};

use crate::client::{self, Site, request, with};

macro_rules! jikan {
    ($name:literal) => {
        include_str!(concat!("../../../sources/fixtures/jikan/", $name, ".json"))
    };
}

macro_rules! animeschedule {
    ($name:literal) => {
        include_str!(concat!("../../../sources/fixtures/animeschedule/", $name))
    };
}

/// A site whose sources all lie at a server of ours.
async fn site(replay: &Replay) -> Site {
    let app = TestApp::with(|config| {
        for (name, source) in &mut config.sources {
            let url = format!("{}/{name}", replay.url());
            source.enabled = !matches!(name.as_str(), "mal_web" | "mal");
            source.base_url = Some(url.clone());
            source.web_url = Some(url.clone());
            source.dump_url = Some(url);
        }
    });
    Site::on(app.await, "127.0.0.1:8000")
}

fn serve(replay: &Replay, path: &str, body: &str) {
    replay.on("GET", path, Answer::json(body));
}

/// What of an answer does not change from run to run, in a few lines.
fn shown(answer: &client::Answer) -> Value {
    let body = answer.json();
    if answer.status != StatusCode::OK {
        return json!({ "status": answer.status.as_u16(), "code": body["error_code"], "message": body["message"] });
    }
    let titles = body["results"].as_array().into_iter().flatten().map(|result| {
        let id = result["external_id"].as_str().or(result["name"].as_str()).unwrap_or_default();
        format!("{id} {}", result["title"].as_str().unwrap_or_default())
    });
    json!({
        "query": body["query"],
        "results": titles.collect::<Vec<_>>(),
        "total_results": body["total_results"],
        "total": body["total"],
        "next_page": body["next_page"],
        "source": body["provenance"]["source"],
        "endpoint": body["provenance"]["endpoint"],
        "cached": body["provenance"]["cached"],
        "degraded": body["provenance"]["degraded"],
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_nine_of_my_anime_list() {
    let replay = Replay::start().await;
    serve(&replay, "/jikan/top/anime", jikan!("search"));
    serve(&replay, "/jikan/anime/7/recommendations", jikan!("anime-recommendations"));
    serve(&replay, "/jikan/recommendations/anime", jikan!("recent-recommendations"));
    serve(&replay, "/jikan/random/anime", jikan!("anime-full"));
    serve(&replay, "/jikan/schedules", jikan!("search"));
    serve(&replay, "/jikan/genres/anime", jikan!("genres"));
    serve(&replay, "/jikan/anime/7/characters", jikan!("anime-characters"));
    serve(&replay, "/jikan/anime/7/staff", jikan!("anime-staff"));
    serve(&replay, "/jikan/seasons/2014/fall", jikan!("search"));
    let site = site(&replay).await;
    let mut told = Vec::new();
    for path in [
        "top?type=TV&filter=bypopularity&rating=R%2B&page=2&limit=5",
        "recommendations/7",
        "recommendations/recent?page=1&limit=1",
        "random",
        "schedules?filter=monday&kids=false&sfw=true&unapproved=true",
        "genres?filter=themes",
        "characters/7",
        "staff/7",
        "seasons/2014/fall?filter=tv&sfw=true&unapproved=false&continuing=true&page=1&limit=25",
    ] {
        let answer = site.get(&format!("/api/external/mal/{path}")).await;
        told.push(json!({ "path": path, "answer": shown(&answer) }));
    }
    insta::assert_json_snapshot!("mal_answers", told);
    let mut asked: Vec<String> = replay.requests().iter().map(|request| request.target()).collect();
    asked.sort();
    insta::assert_json_snapshot!("mal_requests", asked);
    assert!(replay.unexpected().is_empty(), "{:?}", replay.unexpected());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_three_of_anime_schedule_and_the_others() {
    let replay = Replay::start().await;
    let hits: Value = serde_json::from_str(animeschedule!("search.json")).expect("a fixture is JSON");
    serve(&replay, "/animeschedule/anime", animeschedule!("search.json"));
    serve(&replay, "/animeschedule/anime/moonlit-depot", &hits["anime"][0].to_string());
    for form in ["all", "raw", "sub", "dub"] {
        serve(&replay, &format!("/animeschedule/timetables/{form}"), animeschedule!("timetable.json"));
    }
    let site = site(&replay).await;
    let mut told = Vec::new();
    for path in [
        "anime?title=moon&airing_status=ongoing&season=fall&year=2014&genres=Slice%20of%20Life,Drama&genre_match=any\
         &studios=Lantern%20Works&sources=manga&media_type=tv&sort=popularity&limit=1",
        "anime/moonlit-depot?fields=title,episodes",
        "timetables?week=2026-01-04&air_type=sub&timezone=Asia/Tokyo",
        "timetables",
        "anime/moonlit-depot/schedule",
        "platforms",
        "seasonal/fall/2014",
        "search?q=moon",
    ] {
        let answer = site.get(&format!("/api/external/animeschedule/{path}")).await;
        told.push(json!({ "path": path, "answer": shown(&answer) }));
    }
    insta::assert_json_snapshot!("animeschedule_answers", told);
    let mut asked: Vec<String> = replay.requests().iter().map(|request| request.target()).collect();
    asked.sort();
    insta::assert_json_snapshot!("animeschedule_requests", asked);
    let chosen =
        site.get("/api/external/animeschedule/anime/moonlit-depot?fields=title,episodes").await.json();
    let fields: Vec<&str> =
        chosen["results"][0].as_object().expect("a record").keys().map(String::as_str).collect();
    assert_eq!(fields, ["episodes", "external_id", "source", "title"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_is_kept_and_says_so() {
    let replay = Replay::start().await;
    serve(&replay, "/jikan/anime/7/staff", jikan!("anime-staff"));
    let site = site(&replay).await;
    let first = site.get("/api/external/mal/staff/7").await.json();
    let again = site.get("/api/external/mal/staff/7").await.json();
    let provenance = |answer: &Value| {
        let told = &answer["provenance"];
        (told["cached"].clone(), told["tier"].clone(), told["fetched_at"].clone())
    };
    assert_eq!(provenance(&first), (json!(false), json!(null), json!("1970-01-01T00:00:00Z")));
    assert_eq!(provenance(&again), (json!(true), json!("memory"), json!("1970-01-01T00:00:00Z")));
    assert_eq!(first["results"], again["results"]);
    assert_eq!(replay.count("/jikan/anime/7/staff"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_is_refused_before_anybody_is_asked() {
    let replay = Replay::start().await;
    let site = site(&replay).await;
    let mut told = Vec::new();
    for path in [
        "mal/top?limit=26",
        "mal/top?type=film",
        "mal/top?pages=2",
        "mal/top?page=1&page=2",
        "mal/recommendations/seven",
        "mal/recommendations/0",
        "mal/recommendations/7?mal_id=8",
        "mal/seasons/2014/autumnal",
        "mal/seasons/1900/fall",
        "mal/search?min_score=8&max_score=7",
        "mal/search?start_date=yesterday",
        "mal/genres?filter=moods",
        "animeschedule/timetables?week=54",
        "animeschedule/timetables?timezone=Mars",
        "animeschedule/anime/moonlit-depot?fields=title,smell",
        "animeschedule/timetable/2014-02-30",
        "anilist/search",
        "anilist/search?q=moon&limit=51",
    ] {
        let answer = site.get(&format!("/api/external/{path}")).await;
        let body = answer.json();
        assert_eq!(
            (answer.status.as_u16(), body["error_code"].as_str()),
            (422, Some("invalid_parameter")),
            "{path}"
        );
        assert_eq!(body["correlation_id"], answer.header("x-correlation-id"));
        told.push(json!([path, body["message"], body["details"]]));
    }
    insta::assert_json_snapshot!(told);
    assert_eq!(replay.total(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn failures_of_a_site_are_told_as_what_they_are() {
    let replay = Replay::start().await;
    replay.on("GET", "/jikan/anime/1/staff", Answer::json(jikan!("not-found")).with_status(404));
    replay.on("GET", "/jikan/anime/2/staff", Answer::too_many().retry_after(70));
    replay.on("GET", "/kitsu/anime/3", Answer::failing(500));
    serve(&replay, "/anidb/httpapi", "{");
    let site = site(&replay).await;
    let missing = site.get("/api/external/mal/staff/1").await;
    assert_eq!((missing.status.as_u16(), missing.json()["error_code"].as_str()), (404, Some("not_found")));
    let held = site.get("/api/external/mal/staff/2").await;
    assert_eq!((held.status.as_u16(), held.json()["error_code"].as_str()), (429, Some("rate_limited")));
    let seconds: u64 = held.header("retry-after").parse().expect("seconds");
    assert!((60..=70).contains(&seconds), "{seconds}");
    let down = site.get("/api/external/kitsu/anime/3").await;
    assert_eq!((down.status.as_u16(), down.json()["error_code"].as_str()), (502, Some("source_unavailable")));
    let off = site.get("/api/external/anidb/anime/4").await;
    assert_eq!((off.status.as_u16(), off.json()["error_code"].as_str()), (501, Some("not_configured")));

    // Until its breaker opens; then nobody is asked any more, and it is said until when.
    for number in 10..20 {
        replay.on("GET", &format!("/kitsu/anime/{number}"), Answer::failing(500));
        site.get(&format!("/api/external/kitsu/anime/{number}")).await;
    }
    let open = site.get("/api/external/kitsu/anime/30").await;
    assert_eq!((open.status.as_u16(), open.json()["error_code"].as_str()), (502, Some("source_unavailable")));
    assert!(open.header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds > 0), "{}", open.text());
    assert_eq!(replay.count("/kitsu/anime/30"), 0);
    let health = site.get("/api/external/kitsu/health").await.json();
    assert_eq!(
        (health["status"].as_str(), health["circuit_breaker_open"].as_bool()),
        (Some("unavailable"), Some(true))
    );
    let health = site.get("/api/external/anilist/health").await.json();
    assert_eq!(
        health,
        json!({"service": "anilist", "status": "healthy", "error": null, "circuit_breaker_open": false,
            "sources": [{"source": "anilist", "status": "healthy", "error": null}]})
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_source_stands_in_and_says_so() {
    let replay = lanterns::nine();
    let app = TestApp::with(|config| {
        for (source, setting, value) in lanterns::settings(&replay) {
            let settings = config.sources.get_mut(source).expect("a source that there is");
            match setting {
                "base_url" => settings.base_url = Some(value),
                "web_url" => settings.web_url = Some(value),
                "client_id" => settings.client_id = Some(value),
                "client_version" => settings.client_version = value.parse().ok(),
                _ => settings.enabled = true,
            }
        }
    });
    let site = Site::on(app.await, "127.0.0.1:8000");
    let path = "/api/external/mal/anime/70501";
    let first = site.get(path).await.json();
    assert_eq!(
        (first["provenance"]["source"].as_str(), first["provenance"]["degraded"].as_bool()),
        (Some("jikan"), Some(false))
    );
    replay.on("GET", "/jikan/anime/70502/full", Answer::failing(503));
    replay.on(
        "GET",
        "/mal/anime/70502",
        Answer::json(r#"{"id":70502,"title":"Kami Tourou","media_type":"tv"}"#),
    );
    let second = site.get("/api/external/mal/anime/70502").await.json();
    assert_eq!(second["results"][0]["title"], "Kami Tourou");
    let told = &second["provenance"];
    assert_eq!((told["source"].as_str(), told["degraded"].as_bool()), (Some("mal"), Some(true)));
    assert!(
        told["degradation"].as_str().is_some_and(|why| why.starts_with("mal stands in, because jikan")),
        "{told}"
    );
}

/// One id from the caller to the source and back: in the answer, in what goes out, in failures.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_id_of_a_request_goes_out_with_what_it_asks() {
    let replay = Replay::start().await;
    serve(&replay, "/jikan/anime/7/staff", jikan!("anime-staff"));
    let site = site(&replay).await;
    let asked = with(request("GET", "/api/external/mal/staff/7"), "x-correlation-id", "caller-1");
    let answer = site.send(with(asked, "x-request-chain-depth", "2")).await;
    assert_eq!(answer.header("x-correlation-id"), "caller-1");
    let sent = replay.requests();
    let header = |name: &str| sent[0].header(name).unwrap_or_default().to_owned();
    let child = header("x-correlation-id");
    assert!(child.starts_with("req-") && child.len() == 16, "{child}");
    assert_eq!(answer.json()["provenance"]["asked_as"], json!([child]));
    assert_eq!(header("x-parent-correlation-id"), "caller-1");
    assert_eq!(header("x-trace-id"), "caller-1");
    assert_eq!(header("x-request-chain-depth"), "3");
    // What goes out on the way of another door bears its id as well.
    let enhance = r#"{"query": "moon", "options": {"enhance": false}}"#;
    let mut question = with(request("POST", "/api/query"), "content-type", "application/json");
    *question.body_mut() = axum::body::Body::from(enhance);
    let answer = site.send(with(question, "x-correlation-id", "caller-2")).await;
    assert_eq!(answer.header("x-correlation-id"), "caller-2");
    let failed =
        site.send(with(request("GET", "/api/external/mal/staff/0"), "x-correlation-id", "caller-3")).await;
    assert_eq!(failed.json()["correlation_id"], "caller-3");
}

/// The captured answers of Jikan and AnimeSchedule through the routes that ask for them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn captured_answers_come_through() {
    let Some(data) = testkit::data_dir(11) else { return };
    let replay = Replay::start().await;
    let captured = |source: &str, name: &str| {
        std::fs::read(data.join("upstreams").join(source).join("samples").join(name))
            .expect("a captured answer")
    };
    let give = |path: &str, source: &str, name: &str| {
        replay.on("GET", path, Answer::json(captured(source, name)));
    };
    give("/jikan/top/anime", "jikan", "getTopAnime.json");
    give("/jikan/anime/11757/recommendations", "jikan", "getAnimeRecommendations.json");
    give("/jikan/random/anime", "jikan", "getRandomAnime.json");
    give("/jikan/schedules", "jikan", "getSchedules.json");
    give("/jikan/genres/anime", "jikan", "getAnimeGenres.json");
    give("/jikan/anime/11757/characters", "jikan", "getAnimeCharacters.json");
    give("/jikan/anime/11757/staff", "jikan", "getAnimeStaff.json");
    give("/jikan/seasons/2014/fall", "jikan", "getSeason.json");
    give("/animeschedule/anime", "animeschedule", "anime-anidb-4880.json");
    give("/animeschedule/timetables/sub", "animeschedule", "timetable-sub-2026-w37.json");
    let site = site(&replay).await;
    for path in [
        "mal/top",
        "mal/recommendations/11757",
        "mal/random",
        "mal/schedules",
        "mal/genres",
        "mal/characters/11757",
        "mal/staff/11757",
        "mal/seasons/2014/fall",
        "animeschedule/anime?title=any",
        "animeschedule/timetables?week=37&year=2026&air_type=sub",
    ] {
        let answer = site.get(&format!("/api/external/{path}")).await;
        assert_eq!(answer.status.as_u16(), 200, "{path}: {}", answer.text());
        assert!(answer.json()["total_results"].as_u64().is_some_and(|results| results > 0), "{path}");
    }
    let told = captured("animeschedule", "error-404-timetable.txt");
    replay.on("GET", "/animeschedule/timetables/dub", Answer::text(told).with_status(404));
    let missing = site.get("/api/external/animeschedule/timetables?air_type=dub").await;
    assert_eq!(missing.status.as_u16(), 404, "{}", missing.text());
}
