//! The server over a real socket: it answers, packs large answers, and stops in good order.

use app::{App, testing::TestApp};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
};

use crate::{client::Site, scene};

/// What a raw request is answered.
async fn raw(address: std::net::SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.expect("somebody listens");
    stream.write_all(request.as_bytes()).await.expect("the request is taken");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("the answer is whole");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_answers_until_it_is_told_to_stop() {
    let site = Site::on(TestApp::new().await, "127.0.0.1:8000");
    scene::fill(&site).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(serve::run(App::clone(&site.app.app), listener, async { drop(stopped.await) }));
    let ask = |path: &str, more: &str| {
        format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{more}\r\n")
    };

    let plain = raw(address, &ask("/api/works/1", "")).await;
    assert!(plain.starts_with("HTTP/1.1 200 OK\r\n"), "{plain}");
    assert!(!plain.contains("content-encoding"), "{plain}");
    let packed = raw(address, &ask("/", "accept-encoding: gzip\r\n")).await;
    assert!(packed.contains("content-encoding: gzip"), "a page is large enough to pack");
    let small = raw(address, &ask("/api/works/999", "accept-encoding: gzip\r\n")).await;
    assert!(!small.contains("content-encoding"), "{small}");
    let rebound = raw(address, "GET / HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n").await;
    assert!(rebound.starts_with("HTTP/1.1 403 "), "{rebound}");
    let nameless = raw(address, "GET / HTTP/1.0\r\n\r\n").await;
    assert!(nameless.starts_with("HTTP/1.0 403 "), "{nameless}");

    stop.send(()).expect("the server waits for it");
    server.await.expect("no panic").expect("a clean end");
    assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
}
