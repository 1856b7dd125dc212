//! Sessions of downloads over HTTP: listed, shown, and told as they go on, to whoever may see people.

use app::{App, DownloadRequest};
use futures::StreamExt as _;
use serde_json::Value;
use testkit::replay::{Fault, Gate};
use tokio::{net::TcpListener, sync::oneshot};
use tokio_tungstenite::{
    connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest as _},
};

use crate::{
    client::with,
    people_scene::{Peopled, by},
};

/// What the events of a stream tell.
fn told(part: &str) -> Vec<Value> {
    let data = part.lines().filter_map(|line| line.strip_prefix("data: "));
    data.map(|data| serde_json::from_str(data).expect("an event is JSON")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_are_listed_newest_first_and_one_is_shown() {
    let peopled = Peopled::downloaded().await;
    peopled.download().await;
    let listed = peopled.json("/api/download-sessions").await;
    let sessions = listed["sessions"].as_array().expect("a list");
    assert_eq!(sessions.len(), 2, "{listed}");
    let first = peopled.json("/api/download-sessions?limit=1").await;
    let cursor = first["next_cursor"].as_str().expect("there is one more");
    let second = peopled.json(&format!("/api/download-sessions?limit=1&cursor={cursor}")).await;
    assert_eq!([&first["sessions"][0], &second["sessions"][0]], [&sessions[0], &sessions[1]]);
    assert!(second["next_cursor"].is_null());
    let partly = sessions.iter().find(|session| session["status"] == "partly").expect("some files failed");
    assert_eq!((partly["completed_assets"].as_u64(), partly["failed_assets"].as_u64()), (Some(3), Some(3)));
    assert_eq!(
        (&partly["failed"]["permission"], &partly["failed"]["network"]),
        (&Value::from(2), &Value::from(1))
    );
    let id = partly["session_id"].as_str().expect("an id");
    assert_eq!(&peopled.json(&format!("/api/download-sessions/{id}")).await, partly);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_is_told_as_it_goes_on_until_it_ends() {
    let peopled = Peopled::read().await;
    let gate = Gate::shut();
    peopled.drive.fault(Fault::Hold(gate.clone()));
    let app = App::clone(&peopled.site.app.app);
    let download = tokio::spawn(async move {
        app.download_people(&DownloadRequest::default(), &|_| ()).await.expect("a sound store")
    });
    gate.until_waiting(1).await;
    let listed = peopled.json("/api/download-sessions").await;
    assert_eq!(listed["sessions"][0]["status"], "running", "{listed}");
    let id = listed["sessions"][0]["session_id"].as_str().expect("an id").to_owned();
    let path = format!("/api/download-sessions/{id}/events");
    let mut events = peopled.site.listen(by(&peopled.reader, "GET", &path)).await;
    let first = told(&events.next().await.expect("the state as it stands"));
    assert_eq!((&first[0]["session_id"], &first[0]["status"]), (&Value::from(id), &Value::from("running")));
    gate.release();
    let report = download.await.expect("no panic");
    let mut states = Vec::new();
    while let Some(part) = events.next().await {
        states.extend(told(&part));
    }
    let last = states.last().expect("it went on");
    assert_eq!((&last["status"], &last["progress"]), (&Value::from("partly"), &Value::from(100.0)));
    assert_eq!(last["completed_assets"].as_u64(), Some(report.session.completed_assets));
    // Who comes back after the end is told once, or that there is nothing more.
    let again = peopled.get(&path).await;
    assert_eq!(again.header("content-type"), "text/event-stream");
    assert_eq!(told(&again.text()).len(), 1, "{}", again.text());
    let number = again.text().lines().find_map(|line| line.strip_prefix("id: ").map(str::to_owned));
    let back = with(by(&peopled.reader, "GET", &path), "last-event-id", &number.expect("a number"));
    assert_eq!(peopled.site.send(back).await.status.as_u16(), 204);
    let plain = peopled.get(&path.replace("/events", "/ws")).await;
    assert_eq!(plain.status.as_u16(), 400, "no wish for a WebSocket");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_socket_tells_it_to_those_only_who_may_see_people() {
    let peopled = Peopled::downloaded().await;
    let listed = peopled.json("/api/download-sessions").await;
    let id = listed["sessions"][0]["session_id"].as_str().expect("an id").to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel::<()>();
    let app = App::clone(&peopled.site.app.app);
    let server = tokio::spawn(serve::run(app, listener, async { drop(stopped.await) }));
    let asked = |token: Option<&str>| {
        let url = format!("ws://{address}/api/download-sessions/{id}/ws");
        let mut request = url.into_client_request().expect("an address");
        if let Some(token) = token {
            let value = format!("Bearer {token}").parse().expect("plain");
            request.headers_mut().insert("authorization", value);
        }
        request
    };
    for (token, status) in [(None, 401), (Some(peopled.outsider.as_str()), 403)] {
        match connect_async(asked(token)).await {
            Err(Error::Http(answer)) => assert_eq!(answer.status().as_u16(), status),
            other => panic!("{other:?}"),
        }
    }
    let (mut socket, _) = connect_async(asked(Some(&peopled.reader))).await.expect("a socket");
    let mut states: Vec<Value> = Vec::new();
    while let Some(message) = socket.next().await {
        match message.expect("a whole message") {
            Message::Text(text) => states.push(serde_json::from_str(&text).expect("JSON")),
            Message::Close(frame) => {
                assert_eq!(frame.map(|frame| u16::from(frame.code)), Some(1000));
                break;
            }
            _ => {}
        }
    }
    assert_eq!(states, [listed["sessions"][0].clone()], "it has ended, and is told so once");
    stop.send(()).expect("the server waits for it");
    server.await.expect("no panic").expect("a clean end");
}
