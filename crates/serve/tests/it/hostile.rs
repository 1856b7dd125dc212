//! Hostile input at every route of productions: ids, queries, bodies, pictures, foreign pages, dead tokens. Each is
//! refused with a word that says why, none is a fault of ours, and nothing is stored.

use app::{Scope, testing::TestApp};
use axum::{body::Body, http::Request};
use serde_json::{Value, json};
use serve::{Door, Route, routes};

use crate::{
    client::{Answer, Site, request, with},
    desk::work,
};

/// Texts that are no ids, as they stand in an address.
const IDS: [&str; 11] = [
    "1",
    "null",
    "00000000-0000-7000-8000-000000000000",
    "..%2F..%2Fetc%2Fpasswd",
    "%2e%2e%2f",
    "'%20OR%20'1'='1",
    "1;%20DROP%20TABLE%20projects",
    "%00",
    "%FF%FE",
    "%E2%80%AE%E2%84%B5%F0%9F%91%A9%E2%80%8D%F0%9F%91%A7",
    "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
];

/// Bodies that are no object of ours.
const BODIES: [&str; 10] = [
    "",
    "{",
    "[]",
    "7",
    "true",
    "null",
    "\"a text\"",
    "{\"a\": 1e999}",
    "{\"name\": \"\\ud800\"}",
    "\u{feff}{}",
];

/// A studio with one of everything, and what its addresses are called.
struct Studio {
    site: Site,
    names: Vec<(&'static str, String)>,
    document: Value,
}

async fn made(site: &Site, path: &str, body: &Value) -> Value {
    let answer = site.post_json(path, &body.to_string()).await;
    assert!(answer.status.is_success(), "{path}: {}", answer.text());
    answer.json()
}

impl Studio {
    async fn open(listen: &str) -> Self {
        let open = TestApp::with(|config| {
            config.serve.requests_per_minute = 0;
            config.allow_private = true;
        });
        let site = Site::on(open.await, "127.0.0.1:8000");
        let project = made(&site, "/api/anime/projects", &json!({ "name": "Lanterns" })).await;
        let project = text(&project["id"]);
        let bible = json!({ "project_id": project, "name": "Mirei", "appearance": "silver hair" });
        let who = text(&made(&site, "/api/anime/characters", &bible).await["id"]);
        let parts = format!("/api/anime/projects/{project}/parts");
        let scene = made(&site, &parts, &json!({ "kind": "scene", "title": "A quay" })).await;
        let cut = json!({ "kind": "cut", "title": "The lamp", "parent_id": scene["id"] });
        let cut = made(&site, &parts, &cut).await;
        let wish = json!({ "prompt": "a lamp", "project_id": project, "width": 64, "height": 64 });
        let wished = made(&site, "/generate", &wish).await;
        work(&site).await;
        let take = site.get("/api/anime/takes").await.json()["takes"][0].clone();
        let hook = made(&site, "/api/anime/webhooks", &json!({ "url": "http://127.0.0.1:9/" })).await;
        let deliveries = format!("/api/anime/webhooks/{}/deliveries", text(&hook["id"]));
        let delivery = made(&site, &deliveries, &json!({})).await;
        let names = vec![
            ("{project_id}", project),
            ("{character_id}", who),
            ("{part_id}", text(&cut["id"])),
            ("{job_id}", text(&wished["job_id"])),
            ("{batch_id}", text(&wished["batch_id"])),
            ("{take_id}", text(&take["id"])),
            ("{hash}", text(&take["hash"])),
            ("{webhook_id}", text(&hook["id"])),
            ("{delivery_id}", text(&delivery["delivery_id"])),
            ("{preset}", "lamps".to_owned()),
            ("{version}", "1".to_owned()),
        ];
        let document = site.get("/openapi.json").await.json();
        // The same house, behind another door.
        let site = Site::on(site.app, listen);
        Self { site, names, document }
    }

    fn id(&self, name: &str) -> &str {
        &self.names.iter().find(|(known, _)| *known == name).expect("one of everything").1
    }

    /// The address of a route, with one of its names said otherwise.
    fn path(&self, route: &Route, other: Option<(&str, &str)>) -> String {
        self.names.iter().fold(route.path.to_owned(), |path, (name, id)| {
            let said = other.filter(|(odd, _)| odd == name).map_or(id.as_str(), |(_, odd)| odd);
            path.replace(name, said)
        })
    }

    /// Every route of productions with each of its methods.
    fn doors(&self) -> Vec<(&'static Route, String)> {
        let api = routes().filter(|route| matches!(route.door, Door::Api));
        let each =
            api.flat_map(|route| route.methods.split(", ").map(move |method| (route, method.to_owned())));
        let doors: Vec<_> = each
            .filter(|(route, method)| {
                let tag = &self.operation(route, method)["tags"][0];
                tag == "Production" || route.path == "/jobs/{job_id}" || route.path == "/ws/{job_id}"
            })
            .collect();
        assert!(doors.len() > 48, "{}", doors.len());
        doors
    }

    fn operation(&self, route: &Route, method: &str) -> &Value {
        &self.document["paths"][route.path][method.to_ascii_lowercase()]
    }

    /// The properties of the body that a route takes as JSON.
    fn properties(&self, route: &Route, method: &str) -> Option<&serde_json::Map<String, Value>> {
        let content = &self.operation(route, method)["requestBody"]["content"]["application/json"];
        let name = content["schema"]["$ref"].as_str()?.rsplit('/').next()?;
        self.document["components"]["schemas"][name]["properties"].as_object()
    }

    /// All that is stored, as far as anybody can see it.
    async fn state(&self) -> String {
        let app = &self.site.app.app;
        let mut bytes = Vec::new();
        app.export(&mut bytes, false).await.expect("a sound store");
        let mut state = vec![String::from_utf8(bytes).expect("it is text")];
        let mut show = |part: &dyn std::fmt::Debug| state.push(format!("{part:#?}"));
        show(&app.audit(100_000).await.expect("a sound store"));
        for bin in [false, true] {
            let question = app::ProjectQuestion { bin, limit: Some(500), ..app::ProjectQuestion::default() };
            show(&app.projects(&question).await.expect("a sound store").items);
            let characters = app.production_characters(None, None, bin, Some(500), None).await;
            show(&characters.expect("a sound store").items);
        }
        let jobs = app::PictureQuestion { limit: Some(500), ..app::PictureQuestion::default() };
        show(&app.picture_jobs(&jobs).await.expect("a sound store").items);
        show(&app.takes(&app::TakeQuestion::default()).await.expect("a sound store").items);
        show(&app.style_presets().await.expect("a sound store"));
        show(&app.webhooks(None).await.expect("a sound store"));
        let parts = app.project_parts(self.id("{project_id}")).await;
        show(&parts.expect("a sound store"));
        let mut files = Vec::new();
        files_below(&app.config().data_dir.join("productions"), &mut files);
        files.sort();
        state.append(&mut files);
        state.join("\n")
    }
}

fn files_below(folder: &std::path::Path, files: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        // Small copies are made when somebody looks.
        if path.is_dir() && !path.ends_with("thumbnails") {
            files_below(&path, files);
        } else if path.is_file() {
            files.push(path.display().to_string());
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

fn sending(method: &str, path: &str, body: String) -> Request<Body> {
    let mut request = with(request(method, path), "content-type", "application/json");
    *request.body_mut() = Body::from(body);
    request
}

/// Refused, by us, with a word that says why, and not for its frequency.
fn assert_refused(answer: &Answer, what: &str) {
    let status = answer.status.as_u16();
    assert!((400..500).contains(&status) && status != 429, "{what}: {status} {}", answer.text());
    let told = answer.json();
    let message = told["message"].as_str().unwrap_or_default();
    assert!(message.len() > 5 && !message.contains("panicked"), "{what}: {told}");
    assert!(told["error_code"].is_string() && told["correlation_id"].is_string(), "{what}: {told}");
    for inner in ["sqlx", "SELECT ", "INSERT ", "/src/", "No such file or directory (os error"] {
        assert!(!answer.text().contains(inner), "{what} tells of our insides: {told}");
    }
}

/// A body that a route takes.
fn sound(studio: &Studio, route: &Route, method: &str) -> Value {
    match (route.path, method) {
        ("/api/anime/projects", "POST") => json!({ "name": "Other" }),
        ("/api/anime/projects/{project_id}/parts", "POST") => json!({ "kind": "scene", "title": "A pier" }),
        ("/api/anime/characters", "POST") => {
            json!({ "project_id": studio.id("{project_id}"), "name": "Toma", "appearance": "a boy" })
        }
        ("/api/anime/characters/import", _) => json!({ "project_id": studio.id("{project_id}"), "file": {} }),
        ("/api/anime/characters/{character_id}/relationships", "POST") => {
            json!({ "kind": "mentor", "other": studio.id("{character_id}") })
        }
        ("/api/anime/characters/{character_id}/references" | "/api/anime/pictures", "POST") => {
            json!({ "image": "R0lGODlhAQABAIAAAAAAAP" })
        }
        ("/api/anime/presets/import", _) => {
            json!({ "format": "emaki-presets-1", "presets": [{ "name": "own", "style": {} }] })
        }
        ("/generate" | "/generate/preview", _) => json!({ "prompt": "a lamp" }),
        ("/api/anime/takes/{take_id}/reference", _) => json!({ "role": "likeness" }),
        ("/api/anime/webhooks", "POST") => json!({ "url": "http://127.0.0.1:9/" }),
        _ => json!({}),
    }
}

/// What does not fit a property.
fn misfits(schema: &Value) -> Vec<Value> {
    let is = |name: &str| match &schema["type"] {
        Value::String(one) => one == name,
        Value::Array(several) => several.iter().any(|one| one == name),
        _ => false,
    };
    let object = json!({ "$ne": 1 });
    if is("string") {
        return vec![object, json!(7), json!(["a"]), json!("a\u{0}b"), json!("x".repeat(100_000))];
    }
    if is("integer") {
        let mut odd = vec![object, json!("many"), json!(1.5), json!([1])];
        if schema["minimum"].is_number() {
            odd.push(json!(-1));
        }
        return odd;
    }
    if is("number") {
        return vec![object, json!("many"), json!([1]), json!(1e300)];
    }
    if is("boolean") {
        return vec![object, json!("yes"), json!(1)];
    }
    if is("array") {
        return vec![object, json!("x"), json!(7)];
    }
    let options = schema["oneOf"].as_array();
    if is("object") || options.is_some_and(|all| all.iter().any(|one| one["$ref"].is_string())) {
        return vec![json!("x"), json!(7), json!([1])];
    }
    // Of any shape.
    Vec::new()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_address_leads_where_it_must_not() {
    let studio = Studio::open("127.0.0.1:8000").await;
    let before = studio.state().await;
    for (route, method) in studio.doors() {
        let names = studio.names.iter().filter(|(name, _)| route.path.contains(name));
        for (name, _) in names {
            for odd in IDS.iter().copied().chain(["%61".repeat(3000).as_str()]) {
                // What is a good name for a preset is no good id.
                if *name == "{preset}" && matches!(odd, "1" | "null" | "00000000-0000-7000-8000-000000000000")
                {
                    continue;
                }
                if *name == "{version}" && odd == "1" {
                    continue;
                }
                let path = studio.path(route, Some((name, odd)));
                let body = sound(&studio, route, &method).to_string();
                let short: String = path.chars().take(160).collect();
                let answer = studio.site.send(sending(&method, &path, body)).await;
                assert_refused(&answer, &format!("{method} {short}"));
            }
        }
        let parameters =
            studio.operation(route, &method)["parameters"].as_array().cloned().unwrap_or_default();
        for parameter in parameters.iter().filter(|parameter| parameter["in"] == "query") {
            let path = format!("{}?{}=%00", studio.path(route, None), text(&parameter["name"]));
            assert_refused(&studio.site.send(request(&method, &path)).await, &format!("{method} {path}"));
        }
    }
    assert_eq!(studio.state().await, before, "something was stored");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_body_of_another_shape_is_taken() {
    let studio = Studio::open("127.0.0.1:8000").await;
    let before = studio.state().await;
    let mut asked = 0;
    for (route, method) in studio.doors() {
        let Some(properties) = studio.properties(route, &method) else { continue };
        let path = studio.path(route, None);
        let deep = "[".repeat(100_000);
        let odd = BODIES
            .iter()
            .copied()
            .map(str::to_owned)
            .chain([deep, format!("{{\"a\":{}", "{\"a\":".repeat(9_000))]);
        for body in odd {
            let short: String = body.chars().take(40).collect();
            let answer = studio.site.send(sending(&method, &path, body)).await;
            assert_refused(&answer, &format!("{method} {path} {short}"));
        }
        let mut stranger = sound(&studio, route, &method);
        stranger["$where"] = json!("1 == 1");
        let answer = studio.site.send(sending(&method, &path, stranger.to_string())).await;
        assert_refused(&answer, &format!("{method} {path} with a field of no name"));
        let plain = with(sending(&method, &path, "{}".to_owned()), "content-type", "text/plain");
        assert_refused(&studio.site.send(plain).await, &format!("{method} {path} as a plain text"));
        for (name, schema) in properties {
            for odd in misfits(schema) {
                let mut body = sound(&studio, route, &method);
                body[name.as_str()] = odd;
                let shown: String = body.to_string().chars().take(120).collect();
                let answer = studio.site.send(sending(&method, &path, body.to_string())).await;
                assert_refused(&answer, &format!("{method} {path} {shown}"));
                asked += 1;
            }
        }
    }
    assert!(asked > 300, "{asked}");
    assert_eq!(studio.state().await, before, "something was stored");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_bomb_goes_off() {
    let studio = Studio::open("127.0.0.1:8000").await;
    let before = studio.state().await;
    let pictures = format!("/api/anime/characters/{}/references", studio.id("{character_id}"));
    let huge = "x".repeat(40 << 20);
    let png = |side: u32| {
        let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        file.extend([side.to_be_bytes(), side.to_be_bytes()].concat());
        file.extend([8, 6, 0, 0, 0, 1, 2, 3, 4]);
        file
    };
    let gif = b"GIF89a\xff\xff\xff\xff\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\xff\xff\xff\xff\0\x02\x02D\x01\0;"
        .to_vec();
    for path in ["/api/anime/pictures", &pictures] {
        for file in [png(60_000), png(u32::MAX), png(0), gif.clone(), b"<svg onload='alert(1)'/>".to_vec()] {
            let mut body =
                b"--b\r\ncontent-disposition: form-data; name=\"image\"; filename=\"../../etc/passwd\"\r\n\r\n".to_vec();
            body.extend(&file);
            body.extend(b"\r\n--b--\r\n");
            let mut form = with(request("POST", path), "content-type", "multipart/form-data; boundary=b");
            *form.body_mut() = Body::from(body);
            assert_refused(&studio.site.send(form).await, &format!("{path} {:?}", &file[..8]));
        }
        let image = json!({ "image": huge }).to_string();
        assert_refused(&studio.site.send(sending("POST", path, image)).await, &format!("{path} 40 MiB"));
    }
    for path in ["/generate", "/api/anime/projects", "/api/anime/presets/import"] {
        let body = json!({ "prompt": huge, "name": "a" }).to_string();
        assert_refused(&studio.site.send(sending("POST", path, body)).await, &format!("{path} 40 MiB"));
    }
    let all: Vec<u32> = (1..=150).collect();
    for wish in [
        json!({ "prompt": "{".repeat(900) }),
        json!({ "prompt": "{a|".repeat(300) }),
        json!({ "prompt": "a", "matrix": { "steps": all, "seed": all } }),
        json!({ "prompt": "a", "matrix": { "count": [64, 64, 64, 64, 64] }, "count": 64 }),
        json!({ "prompt": "a", "matrix": { "matrix": [{}] } }),
        json!({ "prompt": "a", "loras": vec![json!({ "name": "a", "weight": 1 }); 5000] }),
    ] {
        let shown: String = wish.to_string().chars().take(60).collect();
        for path in ["/generate", "/generate/preview"] {
            let answer = studio.site.send(sending("POST", path, wish.to_string())).await;
            assert_refused(&answer, &format!("{path} {shown}"));
        }
    }
    let name = "ab".repeat(32);
    let file = json!({
        "format": "emaki-character-1",
        "bible": { "name": "B", "appearance": "b", "references": [{ "hash": name, "role": "likeness" }] },
        "pictures": { name: "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" },
    });
    let import = json!({ "project_id": studio.id("{project_id}"), "file": file }).to_string();
    let answer = studio.site.send(sending("POST", "/api/anime/characters/import", import)).await;
    assert_refused(&answer, "a picture under the hash of another one");
    assert_eq!(studio.state().await, before, "something was stored");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_foreign_page_and_no_dead_token_changes_anything() {
    let studio = Studio::open("127.0.0.1:8000").await;
    let before = studio.state().await;
    for (route, method) in studio.doors().into_iter().filter(|(_, method)| method != "GET") {
        let path = studio.path(route, None);
        let body = sound(&studio, route, &method).to_string();
        let foreign = with(sending(&method, &path, body.clone()), "origin", "https://evil.example");
        let answer = studio.site.send(foreign).await;
        assert_eq!(answer.status.as_u16(), 403, "{method} {path}: {}", answer.text());
        let rebound = with(sending(&method, &path, body), "host", "evil.example");
        assert_eq!(studio.site.send(rebound).await.status.as_u16(), 403, "{method} {path}");
    }
    for path in
        [format!("/ws/{}", studio.id("{job_id}")), format!("/ws?project={}", studio.id("{project_id}"))]
    {
        let mut upgrade = with(with(request("GET", &path), "connection", "upgrade"), "upgrade", "websocket");
        upgrade = with(
            with(upgrade, "sec-websocket-version", "13"),
            "sec-websocket-key",
            "dGhlIHNhbXBsZSBub25jZQ==",
        );
        let answer = studio.site.send(with(upgrade, "origin", "https://evil.example")).await;
        assert_eq!(answer.status.as_u16(), 403, "{path}: {}", answer.text());
    }
    assert_eq!(studio.state().await, before, "something was stored");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_was_revoked_or_may_only_read_is_replayed_in_vain() {
    let studio = Studio::open("0.0.0.0:8000").await;
    let app = &studio.site.app.app;
    let dead =
        app.create_token("dead", &[Scope::Read, Scope::Production], None).await.expect("a new name").secret;
    let reader = app.create_token("reader", &[Scope::Read], None).await.expect("a new name").secret;
    for token in [&dead, &reader] {
        let listed = with(request("GET", "/api/anime/projects"), "authorization", &format!("Bearer {token}"));
        assert_eq!(studio.site.send(listed).await.status.as_u16(), 200, "it was good once");
    }
    app.revoke_token("dead").await.expect("there is one");
    let before = studio.state().await;
    for (route, method) in studio.doors() {
        let (path, body) = (studio.path(route, None), sound(&studio, route, &method).to_string());
        let replayed =
            with(sending(&method, &path, body.clone()), "authorization", &format!("Bearer {dead}"));
        let answer = studio.site.send(replayed).await;
        assert_eq!(answer.status.as_u16(), 401, "{method} {path}: {}", answer.text());
        let nobody = studio.site.send(sending(&method, &path, body.clone())).await;
        assert_eq!(nobody.status.as_u16(), 401, "{method} {path}");
        if route.writes.is_some() && method != "GET" {
            let reading = with(sending(&method, &path, body), "authorization", &format!("Bearer {reader}"));
            let answer = studio.site.send(reading).await;
            assert_eq!(answer.status.as_u16(), 403, "{method} {path}: {}", answer.text());
        }
    }
    assert_eq!(studio.state().await, before, "something was stored");
}
