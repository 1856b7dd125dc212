//! Productions over HTTP, at the paths and in the shapes that their users' scripts know.

use app::WorkRequest;
use axum::body::Body;
use serde_json::{Value, json};

use crate::client::{Answer, Site, request};

async fn send(site: &Site, method: &str, path: &str, body: &Value) -> Answer {
    let mut request = request(method, path);
    request.headers_mut().insert("content-type", "application/json".parse().expect("plain"));
    *request.body_mut() = Body::from(body.to_string());
    site.send(request).await
}

async fn post(site: &Site, path: &str, body: Value) -> Value {
    let answer = send(site, "POST", path, &body).await;
    assert_eq!(answer.status.as_u16(), 200, "{path}: {}", answer.text());
    answer.json()
}

async fn get(site: &Site, path: &str) -> Value {
    let answer = site.get(path).await;
    assert_eq!(answer.status.as_u16(), 200, "{path}: {}", answer.text());
    answer.json()
}

async fn work(site: &Site) {
    let request = WorkRequest { kinds: vec!["generate".to_owned()], drain: true, ..WorkRequest::default() };
    site.app.app.work_jobs(&request, std::future::pending()).await.expect("a sound store");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_way_from_a_project_to_a_picture() {
    let site = Site::local().await;
    let project =
        post(&site, "/api/anime/projects", json!({"name": "Lanterns", "description": "A depot at night"}))
            .await;
    assert_eq!((project["style"].as_str(), project["file_count"].as_u64()), (Some("anime"), Some(0)));
    let id = project["id"].as_str().expect("an id").to_owned();
    let character = json!({
        "project_id": id, "name": "Mirei", "appearance": "silver hair, red coat", "personality": "patient",
        "reference_prompts": ["by a lantern"],
    });
    let character = post(&site, "/api/anime/characters", character).await;
    assert_eq!(character["appearance"], "silver hair, red coat", "a plain text stays one");
    let who = character["id"].as_str().expect("an id").to_owned();
    let wish = json!({
        "prompt": "reading a timetable", "project_id": id, "character_id": who, "style_preset": "cyberpunk",
        "width": 64, "height": 64,
    });
    let wished = post(&site, "/generate", wish).await;
    assert_eq!((wished["status"].as_str(), wished["queue_position"].as_u64()), (Some("queued"), Some(0)));
    assert!(wished["estimated_time"].as_str().is_some_and(|told| told.ends_with(" seconds")), "{wished}");
    let job = wished["job_id"].as_str().expect("an id").to_owned();
    assert_eq!(wished["websocket_url"], format!("ws://localhost:8000/ws/{job}"));
    assert_eq!(get(&site, &format!("/jobs/{job}")).await["status"], "queued");
    work(&site).await;
    let done = get(&site, &format!("/jobs/{job}")).await;
    assert_eq!(
        (done["status"].as_str(), done["progress"].as_f64()),
        (Some("completed"), Some(100.0)),
        "{done}"
    );
    let prompt = done["prompt"].as_str().expect("a text");
    assert!(prompt.starts_with("silver hair, red coat, reading a timetable, cyberpunk style"), "{prompt}");
    let take = done["take_id"].as_str().expect("an id").to_owned();
    let file = site.get(&format!("/api/anime/takes/{take}/file")).await;
    assert_eq!((file.header("content-type"), &file.body[..4]), ("image/png", &b"\x89PNG"[..]));
    let review =
        send(&site, "PUT", &format!("/api/anime/takes/{take}/review"), &json!({"verdict": "approved"})).await;
    assert_eq!(review.json()["verdict"], "approved");
    let bible = get(&site, &format!("/api/anime/characters/{who}/bible")).await;
    assert_eq!(
        (bible["character_id"].as_str(), bible["bible"]["generation_count"].as_u64()),
        (Some(&*who), Some(1))
    );
    let again = post(&site, &format!("/jobs/{job}/reproduce"), json!({})).await;
    work(&site).await;
    let again = get(&site, &format!("/jobs/{}", again["job_id"].as_str().expect("an id"))).await;
    let takes = get(&site, &format!("/api/anime/takes?project_id={id}")).await;
    assert_eq!(
        (again["status"].as_str(), &takes["takes"][0]["hash"]),
        (Some("completed"), &takes["takes"][1]["hash"])
    );
    let jobs = get(&site, &format!("/jobs?project_id={id}&status=completed")).await;
    assert_eq!(
        (jobs["jobs"].as_array().map(Vec::len), jobs["counts"]["completed"].as_u64()),
        (Some(2), Some(2))
    );
    let events = get(&site, &format!("/api/anime/projects/{id}/events?after=1")).await;
    assert_eq!(events[0]["seq"], 2);
    let changed =
        send(&site, "PUT", &format!("/api/anime/projects/{id}"), &json!({"name": "Lanterns II"})).await;
    assert_eq!(changed.json()["name"], "Lanterns II");
    let gone = site.send(request("DELETE", &format!("/api/anime/projects/{id}"))).await;
    assert!(gone.json()["binned_at"].is_string(), "{}", gone.text());
    let back = site.send(request("POST", &format!("/api/anime/projects/{id}/restore"))).await;
    assert!(back.json()["binned_at"].is_null());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_input_is_refused_and_stored_nowhere() {
    let site = Site::local().await;
    let nobody = "00000000-0000-7000-8000-000000000000";
    let deep = (0..30).fold(json!(1), |deep, _| json!([deep]));
    let bodies = [
        ("/api/anime/projects", json!({"name": "x".repeat(101)}), 422),
        ("/api/anime/projects", json!({"name": "a\u{0}b"}), 422),
        ("/api/anime/projects", json!({"name": ["a"]}), 422),
        ("/api/anime/projects", json!({"name": "a", "metadata": {"deep": deep}}), 422),
        ("/api/anime/projects", json!({"name": "a", "metadata": {"big": "x".repeat(40_000)}}), 422),
        ("/api/anime/projects", json!({"name": "a", "id": nobody}), 422),
        ("/api/anime/projects", json!([1, 2]), 422),
        ("/api/anime/characters", json!({"project_id": "1' OR 1=1", "name": "a", "appearance": "b"}), 400),
        ("/api/anime/characters", json!({"project_id": nobody, "name": "a", "appearance": "b"}), 404),
        ("/generate", json!({"prompt": "a", "project_id": "../../etc/passwd"}), 400),
        ("/generate", json!({"prompt": "x".repeat(1001)}), 422),
        ("/generate", json!({"prompt": "a", "width": 1e9}), 422),
        ("/generate", json!({"prompt": "a", "width": 4096}), 422),
        ("/generate", json!({"prompt": "a", "seed": -1}), 422),
        ("/generate", json!({"prompt": "a", "model": "../../x"}), 422),
        ("/generate", json!({"prompt": "a", "style_preset": "mango"}), 422),
        ("/generate", json!({"prompt": "{".repeat(900)}), 422),
        (
            "/generate",
            json!({"prompt": "a", "matrix": {"steps": (1..=150).collect::<Vec<_>>(), "seed": (0..900).collect::<Vec<_>>()}}),
            422,
        ),
        ("/generate", json!({"prompt": "a", "not_before": "soon"}), 422),
        ("/generate", json!(null), 422),
        (
            "/api/anime/presets/import",
            json!({"format": "emaki-presets-1", "presets": [{"name": "manga", "style": {}}]}),
            422,
        ),
    ];
    for (path, body, status) in bodies {
        let answer = send(&site, "POST", path, &body).await;
        let shown: String = body.to_string().chars().take(120).collect();
        assert_eq!(answer.status.as_u16(), status, "{path} {shown}: {}", answer.text());
        assert!(answer.json()["message"].as_str().is_some_and(|told| !told.is_empty()));
    }
    for path in [
        "/jobs/1",
        "/jobs/..%2F..%2Fetc",
        "/api/anime/projects/1",
        "/api/anime/characters/x/bible",
        "/api/anime/takes/'--/file",
    ] {
        let answer = site.get(path).await;
        assert!(matches!(answer.status.as_u16(), 400 | 404), "{path}: {}", answer.status);
    }
    let page = site.get("/api/anime/projects?cursor=1.x").await;
    assert_eq!(page.status.as_u16(), 422);
    for (path, field) in
        [("/api/anime/projects", "projects"), ("/jobs", "jobs"), ("/api/anime/characters", "characters")]
    {
        assert_eq!(get(&site, path).await[field], json!([]), "{path}");
    }
    // What is only odd is kept as it came, and comes back so.
    let odd = "<script>alert(1)</script>'; DROP TABLE projects; -- \u{202e}ℵ👩‍👩‍👧";
    let kept = post(&site, "/api/anime/projects", json!({"name": odd})).await;
    assert_eq!(kept["name"], odd);
}
