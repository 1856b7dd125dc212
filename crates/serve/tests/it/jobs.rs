//! Jobs over HTTP and WebSocket, against a real server.

use std::net::SocketAddr;

use app::{App, WorkRequest, testing::TestApp};
use futures::StreamExt;
use serde_json::{Value, json};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest},
};

use crate::{client::Site, scene};

/// A server on a socket, until it is dropped.
struct Server {
    app: App,
    address: SocketAddr,
    _stop: oneshot::Sender<()>,
    _running: JoinHandle<std::io::Result<()>>,
}

impl Server {
    async fn start(app: &TestApp) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel::<()>();
        let app = App::clone(&app.app);
        let server = tokio::spawn(serve::run(app.clone(), listener, async { drop(stopped.await) }));
        Self { app, address, _stop: stop, _running: server }
    }

    async fn probe(&self, steps: u64) -> String {
        self.app.enqueue_probes(1, steps).await.expect("room in the queue")[0].job_id.to_string()
    }

    /// Works until no job is left.
    async fn work(&self) {
        let request = WorkRequest { drain: true, ..WorkRequest::default() };
        self.app.work_jobs(&request, std::future::pending()).await.expect("a sound store");
    }

    async fn listen(&self, path: &str) -> WebSocketStream<MaybeTlsStream<TcpStream>> {
        let (socket, _) = connect_async(format!("ws://{}{path}", self.address)).await.expect("a socket");
        socket
    }

    /// The status of a handshake that is refused.
    async fn refusal(&self, path: &str, origin: Option<&str>) -> u16 {
        let mut request = format!("ws://{}{path}", self.address).into_client_request().expect("an address");
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", origin.parse().expect("a header"));
        }
        match connect_async(request).await {
            Err(Error::Http(answer)) => answer.status().as_u16(),
            other => panic!("{path}: {other:?}"),
        }
    }
}

/// Every event until the server closes, which it does in good order.
async fn rest(socket: &mut WebSocketStream<MaybeTlsStream<TcpStream>>) -> Vec<Value> {
    let mut events = Vec::new();
    while let Some(message) = socket.next().await {
        match message.expect("a whole message") {
            Message::Text(text) => events.push(serde_json::from_str(&text).expect("JSON")),
            Message::Close(frame) => {
                assert_eq!(frame.map(|frame| u16::from(frame.code)), Some(1000));
                break;
            }
            _ => {}
        }
    }
    events
}

fn numbers(events: &[Value]) -> Vec<i64> {
    events.iter().map(|event| event["seq"].as_i64().expect("a number")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_socket_tells_every_event_and_ends_with_the_job() {
    let app = TestApp::new().await;
    let server = Server::start(&app).await;
    let id = server.probe(3).await;
    let mut early = server.listen(&format!("/ws/{id}")).await;
    let (events, ()) = tokio::join!(rest(&mut early), server.work());

    let words: Vec<_> = events.iter().map(|event| event["event"].as_str().unwrap_or_default()).collect();
    assert_eq!(words, ["queued", "started", "progress", "progress", "progress", "done"]);
    assert_eq!(numbers(&events), [1, 2, 3, 4, 5, 6]);
    for event in &events {
        assert_eq!(event["job_id"], id);
        assert!(event["status"].is_string() && event["progress"].as_f64().is_some(), "{event}");
    }
    assert_eq!((&events[4]["progress"], &events[5]["progress"]), (&json!(66.7), &json!(100.0)));
    assert_eq!(events[5]["data"]["result"]["name"], "probe 1");

    // Who comes back with its last number misses nothing, and is told nothing twice.
    let mut again = server.listen(&format!("/ws/{id}?after=4")).await;
    assert_eq!(numbers(&rest(&mut again).await), [5, 6]);
    let mut late = server.listen(&format!("/ws/{id}?after=6")).await;
    assert!(rest(&mut late).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listener_goes_on_where_it_was_broken_off() {
    let app = TestApp::new().await;
    let server = Server::start(&app).await;
    let id = server.probe(40).await;
    let mut first = server.listen(&format!("/ws/{id}")).await;
    let listening = async {
        let mut seen = Vec::new();
        while seen.len() < 5 {
            let message = first.next().await.expect("more events").expect("a whole message");
            if let Message::Text(text) = message {
                seen.push(serde_json::from_str::<Value>(&text).expect("JSON"));
            }
        }
        drop(first);
        let last = seen.last().map_or(0, |event| event["seq"].as_i64().unwrap_or(0));
        let mut second = server.listen(&format!("/ws/{id}?after={last}")).await;
        seen.append(&mut rest(&mut second).await);
        seen
    };
    let (seen, ()) = tokio::join!(listening, server.work());
    assert_eq!(numbers(&seen), (1..=43).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_listen_at_once() {
    let app = TestApp::new().await;
    let server = Server::start(&app).await;
    let id = server.probe(2).await;
    let mut sockets = Vec::new();
    for _ in 0..50 {
        sockets.push(server.listen(&format!("/ws/{id}")).await);
    }
    let all = futures::future::join_all(sockets.iter_mut().map(rest));
    let (all, ()) = tokio::join!(all, server.work());
    assert!(all.iter().all(|events| numbers(events) == [1, 2, 3, 4, 5]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_socket_is_guarded_like_every_path() {
    let app = TestApp::new().await;
    let server = Server::start(&app).await;
    let id = server.probe(1).await;
    assert_eq!(server.refusal(&format!("/ws/{id}"), Some("https://evil.example")).await, 403);
    assert_eq!(server.refusal("/ws/00000000-0000-7000-8000-000000000000", None).await, 404);
    assert_eq!(server.refusal("/ws/1", None).await, 400);
    assert_eq!(server.refusal(&format!("/ws/{id}?after=x"), None).await, 422);
    assert_eq!(server.refusal(&format!("/ws/{id}?since=1"), None).await, 422);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn enriching_is_asked_for_once_per_work_and_level() {
    let site = scene::depot().await;
    let asked = site.post_json("/api/enrich", r#"{"id": "1", "level": "basic"}"#).await;
    assert_eq!(asked.status.as_u16(), 202, "{}", asked.text());
    let first = asked.json();
    let id = first["job_id"].as_str().expect("an id").to_owned();
    assert_eq!((&first["status"], &first["is_new"]), (&json!("queued"), &json!(true)));
    assert_eq!(first["websocket_url"], format!("ws://localhost:8000/ws/{id}"));
    let again = site.post_json("/api/enrich", r#"{"title": "Moonlit Depot", "level": "basic"}"#).await.json();
    assert_eq!((&again["job_id"], &again["is_new"]), (&first["job_id"], &json!(false)));
    let number = site.post_json("/api/enrich", r#"{"id": 1, "level": "basic"}"#).await.json();
    assert_eq!(number["job_id"], first["job_id"], "ours come back as they are printed");
    let deeper = site.post_json("/api/enrich", r#"{"id": "1", "level": "detailed"}"#).await.json();
    assert_ne!(deeper["job_id"], first["job_id"]);
    let deeper = deeper["job_id"].as_str().expect("an id").to_owned();

    for (body, status, code) in [
        (r#"{"id": "1", "title": "x"}"#, 422, "invalid_parameter"),
        ("{}", 422, "invalid_parameter"),
        (r#"{"id": "1", "level": "deep"}"#, 422, "invalid_parameter"),
        (r#"{"id": "999"}"#, 404, "not_found"),
        (r#"{"id": 0}"#, 404, "not_found"),
        (r#"{"id": 1.5}"#, 422, "invalid_input"),
        (r#"{"id": "1", "depth": 3}"#, 422, "invalid_input"),
    ] {
        let refused = site.post_json("/api/enrich", body).await;
        assert_eq!(refused.status.as_u16(), status, "{body}: {}", refused.text());
        assert_eq!(refused.json()["error_code"], code, "{body}");
    }

    let cancelled = site.send(crate::client::request("DELETE", &format!("/jobs/{deeper}"))).await;
    assert_eq!((cancelled.status.as_u16(), &cancelled.json()["status"]), (200, &json!("cancelled")));
    let over = site.send(crate::client::request("DELETE", &format!("/api/jobs/{deeper}"))).await;
    assert_eq!((over.status.as_u16(), &over.json()["error_code"]), (409, &json!("conflict")));
    let request = WorkRequest { drain: true, ..WorkRequest::default() };
    site.app.app.work_jobs(&request, std::future::pending()).await.expect("a sound store");
    let done = site.get(&format!("/jobs/{id}")).await.json();
    assert_eq!((&done["status"], &done["progress"]), (&json!("done"), &json!(100.0)), "{done}");
    let list = site.get("/api/jobs?kind=enrich&limit=1").await.json();
    assert_eq!(list["jobs"].as_array().map(Vec::len), Some(1));
    let next = list["next_cursor"].as_str().expect("a second page").to_owned();
    let page = site.get(&format!("/api/jobs?kind=enrich&limit=1&cursor={next}")).await.json();
    assert_eq!((&page["jobs"][0]["job_id"], &page["next_cursor"]), (&json!(id), &Value::Null));
    let revived = site.send(crate::client::request("POST", &format!("/api/jobs/{deeper}/retry"))).await;
    assert_eq!((revived.status.as_u16(), &revived.json()["status"]), (200, &json!("queued")));
    let events = site.get(&format!("/api/jobs/{id}/events?after=1")).await.json();
    assert_eq!(events[0]["event"], "started");
    for (method, path) in [
        ("GET", "/jobs/nope"),
        ("GET", "/api/jobs/nope"),
        ("GET", "/api/jobs/nope/events"),
        ("DELETE", "/jobs/nope"),
        ("DELETE", "/api/jobs/nope"),
        ("POST", "/api/jobs/nope/retry"),
        ("POST", "/jobs/nope/retry"),
        ("POST", "/jobs/nope/reproduce"),
    ] {
        let refused = site.send(crate::client::request(method, path)).await;
        let told = refused.json();
        assert_eq!(
            (refused.status.as_u16(), &told["error_code"]),
            (400, &json!("invalid_parameter")),
            "{path}"
        );
        assert!(told["hint"].is_string(), "{path}: {told}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_of_sources_tells_before_anybody_was_asked() {
    let site = Site::local().await;
    let page = site.get("/sources").await;
    assert!(page.text().contains("Nobody was asked yet"), "{}", page.text());
    assert_eq!(site.get("/api/sources").await.json(), json!([]));
}
