//! What the scripts of the system before this one rely on: its paths, bodies, bounds and words, each promise of it kept.

use app::{App, WorkRequest, testing::TestApp};
use futures::StreamExt as _;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use tokio_tungstenite::{
    connect_async,
    tungstenite::{Error, Message},
};

use crate::{client::Site, desk::work};

const NOBODY: &str = "00000000-0000-7000-8000-000000000000";

/// The words of the five presets, as they were.
const PRESETS: [(&str, &str); 5] = [
    ("cyberpunk", "cyberpunk style, neon lights, futuristic city, high tech"),
    ("fantasy", "fantasy art style, magical, ethereal lighting, detailed"),
    ("steampunk", "steampunk style, brass and copper, victorian era, mechanical"),
    ("studio_ghibli", "studio ghibli style, soft colors, whimsical, detailed background"),
    ("manga", "manga style, black and white, detailed linework, expressive"),
];

async fn post(site: &Site, path: &str, body: Value) -> (u16, Value) {
    let answer = site.post_json(path, &body.to_string()).await;
    (answer.status.as_u16(), answer.json())
}

async fn made(site: &Site, path: &str, body: Value) -> Value {
    let (status, told) = post(site, path, body).await;
    assert_eq!(status, 200, "{path}: {told}");
    told
}

fn names(value: &Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

fn is_uuid(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.len() == 36 && text.split('-').map(str::len).eq([8, 4, 4, 4, 12]))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn projects_and_characters_are_told_as_they_were() {
    let site = Site::local().await;
    let project = made(&site, "/api/anime/projects", json!({ "name": "Lanterns" })).await;
    assert!(is_uuid(&project["id"]) && project["created_at"].is_string(), "{project}");
    for (field, value) in [
        ("description", json!("")),
        ("style", json!("anime")),
        ("metadata", json!({})),
        ("file_count", json!(0)),
        ("characters", json!([])),
    ] {
        assert_eq!(project[field], value, "{field}");
    }
    let listed = site.get("/api/anime/projects").await.json();
    assert_eq!(listed["projects"][0]["id"], project["id"]);
    let bible = json!({
        "project_id": project["id"], "name": "Mirei", "appearance": "silver hair", "description": "A porter",
        "personality": "patient", "backstory": "a depot", "reference_prompts": ["by a lamp"],
    });
    let character = made(&site, "/api/anime/characters", bible.clone()).await;
    assert!(is_uuid(&character["id"]) && character["created_at"].is_string(), "{character}");
    assert_eq!(character["generation_count"], 0);
    for (field, value) in bible.as_object().expect("an object") {
        assert_eq!(character[field], *value, "{field}");
    }
    let path = format!("/api/anime/characters/{}", character["id"].as_str().expect("an id"));
    let told = site.get(&format!("{path}/bible")).await.json();
    assert_eq!(told["character_id"], character["id"]);
    for field in ["name", "appearance", "personality", "backstory", "reference_prompts", "generation_count"] {
        assert!(names(&told["bible"]).contains(&field), "{field}: {told}");
    }
    assert_eq!(told["bible"]["appearance"], "silver hair");
    assert_eq!(site.get(&path).await.json()["name"], "Mirei");
    let all =
        site.get(&format!("/api/anime/projects/{}", project["id"].as_str().expect("an id"))).await.json();
    assert_eq!(all["characters"], json!([character["id"]]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bounds_are_where_they_were_and_orphans_are_refused() {
    let site = Site::local().await;
    let project = made(&site, "/api/anime/projects", json!({ "name": "Lanterns" })).await;
    let long = |count: usize| "x".repeat(count);
    let who = |field: &str, value: Value| {
        let mut body = json!({ "project_id": project["id"], "name": "Mirei", "appearance": "silver hair" });
        body[field] = value;
        ("/api/anime/characters", body)
    };
    let wish = |field: &str, value: Value| {
        let mut body = json!({ "prompt": "a lamp" });
        body[field] = value;
        ("/generate", body)
    };
    for ((path, body), status) in [
        (("/api/anime/projects", json!({ "name": long(100) })), 200),
        (("/api/anime/projects", json!({ "name": long(101) })), 422),
        (("/api/anime/projects", json!({ "name": "a", "description": long(501) })), 422),
        (("/api/anime/projects", json!({ "name": "a", "style": long(51) })), 422),
        (("/api/anime/projects", json!({})), 422),
        (who("name", json!(long(101))), 422),
        (who("appearance", json!(long(500))), 200),
        (who("appearance", json!(long(501))), 422),
        (who("appearance", json!("")), 422),
        (who("description", json!(long(501))), 422),
        (who("personality", json!(long(501))), 422),
        (who("backstory", json!(long(1001))), 422),
        (who("project_id", json!(NOBODY)), 404),
        (who("project_id", json!("abc")), 400),
        (wish("prompt", json!(long(1001))), 422),
        (wish("prompt", json!("")), 422),
        (wish("negative_prompt", json!(long(501))), 422),
        (wish("width", json!(56)), 422),
        (wish("width", json!(2056)), 422),
        (wish("height", json!(100)), 422),
        (wish("priority", json!(10)), 422),
        (wish("project_id", json!(NOBODY)), 404),
        (wish("character_id", json!("x")), 400),
    ] {
        let shown: String = body.to_string().chars().take(90).collect();
        let (got, told) = post(&site, path, body).await;
        assert_eq!(got, status, "{path} {shown}: {told}");
    }
    let (status, told) = post(&site, "/generate", json!({ "prompt": "a", "style_preset": "mango" })).await;
    assert_eq!(status, 422);
    for (name, _) in PRESETS {
        assert!(told["message"].as_str().is_some_and(|message| message.contains(name)), "{name}: {told}");
    }
    for path in
        ["/api/anime/projects/x", "/api/anime/characters/x", "/jobs/x", "/api/anime/characters/x/bible"]
    {
        assert_eq!(site.get(path).await.status.as_u16(), 400, "{path}");
        let unknown = path.replace("/x", &format!("/{NOBODY}"));
        assert_eq!(site.get(&unknown).await.status.as_u16(), 404, "{unknown}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn presets_and_defaults_say_what_they_said() {
    let site = Site::local().await;
    for (name, words) in PRESETS {
        let wish = json!({ "prompt": "a lamp", "style_preset": name });
        let compiled = made(&site, "/generate/preview", wish).await;
        assert!(
            compiled["prompt"].as_str().is_some_and(|prompt| prompt.contains(words)),
            "{name}: {compiled}"
        );
    }
    let plain = made(&site, "/generate/preview", json!({ "prompt": "a lamp" })).await;
    assert_eq!(
        (&plain["recipe"]["width"], &plain["recipe"]["height"], &plain["negative_prompt"]),
        (&json!(512), &json!(768), &json!("bad quality, deformed, blurry"))
    );
    assert!(plain["recipe"]["seed"].is_u64(), "a seed is always there: {plain}");
    assert_eq!(site.get("/health").await.status.as_u16(), 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_lie_where_they_are_looked_for() {
    let site = Site::local().await;
    let project = made(&site, "/api/anime/projects", json!({ "name": "Lanterns" })).await;
    let id = project["id"].as_str().expect("an id");
    let bible = json!({ "project_id": id, "name": "Mirei", "appearance": "silver hair" });
    let who = made(&site, "/api/anime/characters", bible).await;
    let who = who["id"].as_str().expect("an id");
    let wish =
        json!({ "prompt": "a lamp", "project_id": id, "character_id": who, "width": 64, "height": 64 });
    let wished = made(&site, "/generate", wish).await;
    assert_eq!(wished["status"], "queued");
    for field in ["job_id", "queue_position", "estimated_time", "websocket_url"] {
        assert!(!wished[field].is_null(), "{field}: {wished}");
    }
    work(&site).await;
    let job = site.get(&format!("/jobs/{}", wished["job_id"].as_str().expect("an id"))).await.json();
    let file = job["output_path"].as_str().expect("a file");
    let name = file.strip_prefix(&format!("projects/{id}/characters/{who}/")).expect("its folder");
    let shape: String =
        name.chars().take(16).map(|sign| if sign.is_ascii_digit() { '9' } else { sign }).collect();
    let is_picture = std::path::Path::new(name).extension().is_some_and(|end| end == "png");
    assert!(shape == "99999999_999999_" && is_picture, "{name}");
    let folder = site.app.app.config().data_dir.join("productions");
    assert!(folder.join(file).is_file());
    let book = std::fs::read(folder.join("projects").join(id).join("metadata.json")).expect("it is written");
    let book: Value = serde_json::from_slice(&book).expect("JSON");
    assert_eq!(book["files"], 1, "{book}");
    assert_eq!(site.get(&format!("/api/anime/projects/{id}")).await.json()["file_count"], 1);
    assert_eq!(site.get(&format!("/api/anime/characters/{who}")).await.json()["generation_count"], 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn progress_is_true_and_an_unknown_job_is_unknown() {
    let test = TestApp::new().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let app = App::clone(&test.app);
    let server = tokio::spawn(serve::run(app.clone(), listener, std::future::pending()));
    let body = json!({ "prompt": "a lamp", "width": 64, "height": 64 }).to_string();
    let mut stream = TcpStream::connect(address).await.expect("somebody listens");
    let asked = format!(
        "POST /generate HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(asked.as_bytes()).await.expect("it is taken");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("a whole answer");
    let wished = answer.find('{').zip(answer.rfind('}')).map(|(from, to)| &answer[from..=to]);
    let wished: Value = serde_json::from_str(wished.expect("an object")).expect("JSON");
    let url = wished["websocket_url"].as_str().expect("an address");
    assert!(url.starts_with(&format!("ws://{address}/ws/")), "the caller's own host: {url}");

    let (mut socket, _) = connect_async(url).await.expect("a socket");
    let request = WorkRequest { kinds: vec!["generate".to_owned()], drain: true, ..WorkRequest::default() };
    app.work_jobs(&request, std::future::pending()).await.expect("a sound store");
    let mut heard: Vec<Value> = Vec::new();
    while let Some(message) = socket.next().await {
        match message.expect("a whole message") {
            Message::Text(line) => heard.push(serde_json::from_str(&line).expect("JSON")),
            Message::Close(_) => break,
            _ => {}
        }
    }
    assert!(heard.len() >= 3, "{heard:?}");
    for (number, message) in (1..).zip(&heard) {
        assert_eq!((&message["job_id"], &message["seq"]), (&wished["job_id"], &json!(number)), "{message}");
        let progress = message["progress"].as_f64().expect("a number");
        assert!((0.0..=100.0).contains(&progress) && message["status"].is_string(), "{message}");
    }
    let last = heard.last().expect("an end");
    assert_eq!((&last["status"], &last["progress"]), (&json!("completed"), &json!(100.0)));
    match connect_async(format!("ws://{address}/ws/{NOBODY}")).await {
        Err(Error::Http(answer)) => assert_eq!(answer.status().as_u16(), 404, "unknown is not done"),
        other => panic!("{other:?}"),
    }
    server.abort();
}
