//! Webhooks: registered, signed, told when a picture ends, given up with a reason, told once more by hand.

use app::{App, WorkRequest, testing::TestApp};
use axum::body::Body;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::client::{Answer, Site, request};

async fn send(site: &Site, method: &str, path: &str, body: &Value) -> Answer {
    let mut request = request(method, path);
    request.headers_mut().insert("content-type", "application/json".parse().expect("plain"));
    *request.body_mut() = Body::from(body.to_string());
    site.send(request).await
}

async fn work(site: &Site, kind: &str) {
    let request = WorkRequest { kinds: vec![kind.to_owned()], once: true, ..WorkRequest::default() };
    App::clone(&site.app.app).work_jobs(&request, std::future::pending()).await.expect("a sound store");
}

/// Answers one request with a status; gives its head and its body.
async fn answer_one(listener: &TcpListener, status: &str) -> (String, String) {
    answer_with(listener, status, b"").await
}

/// Answers one request with a status, which may have header lines after it, and a body; gives what was asked.
async fn answer_with(listener: &TcpListener, status: &str, answer: &[u8]) -> (String, String) {
    let (mut stream, _) = listener.accept().await.expect("somebody calls");
    let mut read = Vec::new();
    loop {
        let mut piece = [0; 4096];
        let count = stream.read(&mut piece).await.expect("a whole request");
        read.extend_from_slice(&piece[..count]);
        let text = String::from_utf8_lossy(&read).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length =
            head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            let length = answer.len();
            let opening =
                format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
            stream.write_all(opening.as_bytes()).await.expect("it is taken");
            // Who has heard enough may hang up.
            let _ = stream.write_all(answer).await;
            return (head.to_lowercase(), body.to_owned());
        }
    }
}

/// HMAC as RFC 2104 defines it, written out so that our own way of it is checked by another.
fn hmac(key: &[u8], text: &[u8]) -> String {
    let mut block = [0u8; 64];
    if key.len() > 64 {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let inner = Sha256::new().chain_update(block.map(|byte| byte ^ 0x36)).chain_update(text).finalize();
    let outer = Sha256::new().chain_update(block.map(|byte| byte ^ 0x5c)).chain_update(inner).finalize();
    assets::hex(&outer)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_is_told_signed_when_a_picture_is_made() {
    let site = Site::on(TestApp::with(|config| config.allow_private = true).await, "127.0.0.1:8000");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
    let project = send(&site, "POST", "/api/anime/projects", &json!({"name": "Lanterns"})).await.json();
    let id = project["id"].as_str().expect("an id");
    let new = json!({ "url": url, "project_id": id, "events": ["completed"] });
    let made = send(&site, "POST", "/api/anime/webhooks", &new).await;
    assert_eq!(made.status.as_u16(), 201, "{}", made.text());
    let made = made.json();
    let (hook, secret) = (made["id"].as_str().expect("an id"), made["secret"].as_str().expect("a secret"));
    for path in ["/api/anime/webhooks".to_owned(), format!("/api/anime/webhooks/{hook}")] {
        assert!(!site.get(&path).await.text().contains("whsec_"), "{path}: it is told once");
    }
    let wish = json!({ "prompt": "a depot", "project_id": id, "width": 64, "height": 64 });
    let job = send(&site, "POST", "/generate", &wish).await.json()["job_id"].clone();
    let deliveries = format!("/api/anime/webhooks/{hook}/deliveries");
    assert_eq!(site.get(&deliveries).await.json()["deliveries"], json!([]));
    work(&site, "generate").await;
    let ((), (head, body)) = tokio::join!(work(&site, "webhook"), answer_one(&listener, "204 No Content"));
    let signed = head.lines().find_map(|line| line.strip_prefix("emaki-signature: t=")).expect("a signature");
    let (time, signature) = signed.split_once(",v1=").expect("both parts");
    assert_eq!(signature, hmac(secret.as_bytes(), format!("{time}.{body}").as_bytes()));
    let told: Value = serde_json::from_str(&body).expect("it is JSON");
    assert_eq!(
        (&told["job"]["job_id"], &told["job"]["status"], &told["event"]),
        (&job, &json!("completed"), &json!("completed"))
    );
    assert!(head.contains("emaki-event: completed") && told["job"]["take_id"].is_string(), "{told}");
    let listed = site.get(&deliveries).await.json();
    let first = &listed["deliveries"][0];
    assert_eq!((&first["status"], &first["answered"]), (&json!("delivered"), &json!(204)), "{listed}");

    let again =
        format!("/api/anime/webhooks/deliveries/{}/redeliver", first["delivery_id"].as_str().expect("an id"));
    assert_eq!(send(&site, "POST", &again, &json!({})).await.json()["status"], "waiting");
    let ((), (_, body)) = tokio::join!(work(&site, "webhook"), answer_one(&listener, "500 Oh"));
    assert!(body.contains("completed"));
    let listed = site.get(&deliveries).await.json();
    let newest = &listed["deliveries"][0];
    assert_eq!(newest["status"], "waiting", "it is tried again later: {listed}");
    assert!(newest["error"].as_str().is_some_and(|told| told.contains("500")), "{listed}");

    assert_eq!(send(&site, "POST", &deliveries, &json!({})).await.json()["event"], "test");
    let ((), (head, _)) = tokio::join!(work(&site, "webhook"), answer_one(&listener, "410 Gone"));
    assert!(head.contains("emaki-event: test"), "{head}");
    let listed = site.get(&deliveries).await.json();
    let gone = listed["deliveries"].as_array().expect("a list").iter().find(|one| one["event"] == "test");
    let gone = gone.expect("the test is listed");
    assert_eq!(gone["status"], "given_up", "{listed}");
    assert!(gone["error"].as_str().is_some_and(|told| told.contains("410")), "{listed}");
    let removed = site.send(request("DELETE", &format!("/api/anime/webhooks/{hook}"))).await;
    assert_eq!(removed.json()["url"], url);
    assert_eq!(site.get(&format!("/api/anime/webhooks/{hook}")).await.status.as_u16(), 404);
}

/// A site that may tell addresses of this machine, an address, and its webhook.
async fn hooked() -> (Site, TcpListener, String) {
    let site = Site::on(TestApp::with(|config| config.allow_private = true).await, "127.0.0.1:8000");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}/hook", listener.local_addr().expect("an address"));
    let made = send(&site, "POST", "/api/anime/webhooks", &json!({ "url": url })).await.json();
    let hook = made["id"].as_str().expect("an id").to_owned();
    (site, listener, hook)
}

/// Asks for a test; a worker tells it, and the address answers so. Gives the delivery as it is then.
async fn tested((site, listener, hook): &(Site, TcpListener, String), status: &str, answer: &[u8]) -> Value {
    let deliveries = format!("/api/anime/webhooks/{hook}/deliveries");
    let asked = send(site, "POST", &deliveries, &json!({})).await.json()["delivery_id"].clone();
    tokio::join!(work(site, "webhook"), answer_with(listener, status, answer));
    let listed = site.get(&deliveries).await.json();
    let all = listed["deliveries"].as_array().expect("a list");
    all.iter().find(|one| one["delivery_id"] == asked).expect("it is listed").clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_status_decides_whatever_else_is_answered() {
    let hooked = hooked().await;
    let long = vec![b'x'; 300 << 10];
    let told = tested(&hooked, "200 OK", &long).await;
    assert_eq!((&told["status"], &told["answered"]), (&json!("delivered"), &json!(200)), "{told}");
    // Nor does a charset that nobody knows.
    let told =
        tested(&hooked, "202 Accepted\r\nx-odd: 1\r\ncontent-type: text/plain; charset=none", b"y").await;
    assert_eq!((&told["status"], &told["answered"]), (&json!("delivered"), &json!(202)), "{told}");
    let told = tested(&hooked, "503 Later", &long).await;
    assert_eq!(told["status"], "waiting", "{told}");
    assert!(told["error"].as_str().is_some_and(|why| why.contains("status 503")), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redirect_is_given_up_with_its_reason() {
    let hooked = hooked().await;
    for status in [
        "301 Moved\r\nlocation: http://127.0.0.1:9/elsewhere",
        "307 Moved\r\nlocation: http://127.0.0.1:9/elsewhere",
        "302 Found",
    ] {
        let told = tested(&hooked, status, b"").await;
        assert_eq!((&told["status"], &told["attempts"]), (&json!("given_up"), &json!(1)), "{status}: {told}");
        let why = told["error"].as_str().expect("a reason");
        assert!(why.contains("redirects are not followed"), "{status}: {why}");
        assert_eq!(why.contains("http://127.0.0.1:9/elsewhere"), status.contains("location"), "{why}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_leads_inside_is_not_asked_when_its_time_comes() {
    // Registered where addresses of this machine may be told, told by a worker that may not.
    let hooked = hooked().await;
    let (site, listener, hook) = &hooked;
    let deliveries = format!("/api/anime/webhooks/{hook}/deliveries");
    send(site, "POST", &deliveries, &json!({})).await;
    let first = site.app.app.config().clone();
    let strict = TestApp::with(|config| {
        config.data_dir.clone_from(&first.data_dir);
        config.database_url.clone_from(&first.database_url);
    })
    .await;
    assert!(!strict.app.config().allow_private);
    let request = WorkRequest { kinds: vec!["webhook".to_owned()], once: true, ..WorkRequest::default() };
    tokio::select! {
        worked = strict.app.work_jobs(&request, std::future::pending()) => drop(worked.expect("a sound store")),
        called = listener.accept() => panic!("it was asked: {called:?}"),
    }
    let told = site.get(&deliveries).await.json()["deliveries"][0].clone();
    assert_eq!((&told["status"], &told["answered"]), (&json!("given_up"), &Value::Null), "{told}");
    assert!(told["error"].as_str().is_some_and(|why| why.contains("private address")), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn addresses_that_lead_inside_are_refused() {
    let site = Site::local().await;
    for url in [
        "http://127.0.0.1/x",
        "http://169.254.169.254/latest",
        "http://[::1]/",
        "http://localhost:9000/",
        "ftp://example.com/",
        "https://ann:secret@example.com/",
        "nothing",
    ] {
        let answer = send(&site, "POST", "/api/anime/webhooks", &json!({ "url": url })).await;
        assert_eq!(answer.status.as_u16(), 422, "{url}: {}", answer.text());
        assert_eq!(answer.json()["details"]["parameter"], "url", "{url}");
    }
    let odd = json!({ "url": "https://example.com/", "events": ["begun"] });
    assert_eq!(send(&site, "POST", "/api/anime/webhooks", &odd).await.status.as_u16(), 422);
    assert_eq!(site.get("/api/anime/webhooks").await.json()["webhooks"], json!([]));
    assert_eq!(site.get("/api/anime/webhooks/x").await.status.as_u16(), 400);
}
