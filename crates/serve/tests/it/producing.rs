//! Productions over HTTP, at the paths and in the shapes that their users' scripts know.

use app::WorkRequest;
use axum::body::Body;
use base64::{Engine as _, prelude::BASE64_STANDARD};
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_is_handed_in_as_a_form_and_as_text() {
    let site = Site::local().await;
    let project = post(&site, "/api/anime/projects", json!({"name": "Lanterns"})).await;
    let character = json!({"project_id": project["id"], "name": "Mirei", "appearance": "silver hair"});
    let character = post(&site, "/api/anime/characters", character).await;
    post(&site, "/generate", json!({"prompt": "a lamp on a pier", "width": 256, "height": 256})).await;
    work(&site).await;
    let takes = get(&site, "/api/anime/takes").await;
    let take = takes["takes"][0]["id"].as_str().expect("an id").to_owned();
    let file = site.get(&format!("/api/anime/takes/{take}/file")).await.body;

    let path = format!("/api/anime/characters/{}/references", character["id"].as_str().expect("an id"));
    let mut body = b"--b\r\ncontent-disposition: form-data; name=\"role\"\r\n\r\nstyle\r\n".to_vec();
    body.extend(b"--b\r\ncontent-disposition: form-data; name=\"weight\"\r\n\r\n0.7\r\n");
    body.extend(b"--b\r\ncontent-disposition: form-data; name=\"image\"; filename=\"a.png\"\r\n\r\n");
    body.extend(&file);
    body.extend(b"\r\n--b--\r\n");
    let mut form = request("POST", &path);
    form.headers_mut().insert("content-type", "multipart/form-data; boundary=b".parse().expect("plain"));
    *form.body_mut() = Body::from(body);
    let added = site.send(form).await;
    assert_eq!(added.status.as_u16(), 200, "{}", added.text());
    let added = added.json();
    assert_eq!((&added[0]["role"], &added[0]["weight"]), (&json!("style"), &json!(0.7)));
    assert_eq!(added[0]["hash"], takes["takes"][0]["hash"], "the very file");

    let gif = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
    let kept = post(&site, "/api/anime/pictures", json!({"image": gif})).await;
    assert_eq!((&kept["width"], &kept["media_type"]), (&json!(1), &json!("image/gif")));
    let shown = site.get(&format!("/api/anime/pictures/{}", kept["hash"].as_str().expect("a hash"))).await;
    assert_eq!(shown.header("content-type"), "image/gif");
    for (image, status) in [
        (json!("R0lGODlhAQABAIAAAAAAAP"), 422),
        (json!("PHN2Zy8+"), 415),
        (json!("not base64 at all!"), 422),
        (json!(7), 422),
        (json!(null), 422),
    ] {
        let answer = send(&site, "POST", "/api/anime/pictures", &json!({ "image": image })).await;
        assert_eq!(answer.status.as_u16(), status, "{image}: {}", answer.text());
    }
    let small = site.get(&format!("/api/anime/takes/{take}/thumbnail")).await;
    assert_eq!((small.status.as_u16(), small.header("content-type")), (200, "image/jpeg"));
    let found = get(&site, "/api/search?q=lamp+pier").await;
    assert_eq!((&found["takes"][0]["source"], &found["takes"][0]["id"]), (&json!("take"), &json!(take)));
    assert!(get(&site, "/api/search?q=volcano").await["takes"].is_null());
    let by_picture =
        send(&site, "POST", "/api/search", &json!({"image": BASE64_STANDARD.encode(&small.body)}))
            .await
            .json();
    assert_eq!(by_picture["takes"][0]["id"], json!(take), "{by_picture}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_tell_what_is_not_there_from_what_is_empty() {
    let site = Site::local().await;
    let nobody = "00000000-0000-7000-8000-000000000000";
    for list in ["/jobs", "/api/anime/takes"] {
        for parameter in ["project_id", "character_id", "batch_id"] {
            for (value, status) in [(nobody, 404), ("7", 400), ("a%00b", 400)] {
                let path = format!("{list}?{parameter}={value}");
                let answer = site.get(&path).await;
                assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text());
            }
        }
    }
    for path in
        ["/api/anime/projects?q=a%00b", "/api/anime/characters?q=%00", "/api/anime/takes/search?q=%00"]
    {
        assert_eq!(site.get(path).await.status.as_u16(), 400, "{path}");
    }
    assert_eq!(site.get(&format!("/api/anime/batches/{nobody}")).await.status.as_u16(), 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_for_productions_cancels_pictures_and_nothing_else() {
    let site = Site::on(app::testing::TestApp::new().await, "0.0.0.0:8000");
    let app = &site.app.app;
    let token = app.create_token("studio", &[app::Scope::Production], None).await.expect("a new name").secret;
    let wish = json!({"prompt": "a lamp", "width": 64, "height": 64});
    let wished = app.generate(wish, "ben").await.expect("a sound wish");
    let probe = app.enqueue_probes(1, 1).await.expect("a sound store")[0].job_id.to_string();
    let cancel = |id: &str| {
        let mut request = request("DELETE", &format!("/jobs/{id}"));
        let value = format!("Bearer {token}").parse().expect("plain");
        request.headers_mut().insert("authorization", value);
        request
    };
    let cancelled = site.send(cancel(wished.job_id.as_str())).await;
    assert_eq!((cancelled.status.as_u16(), &cancelled.json()["status"]), (200, &json!("cancelled")));
    let refused = site.send(cancel(&probe)).await;
    assert_eq!(refused.status.as_u16(), 403, "{}", refused.text());
}
