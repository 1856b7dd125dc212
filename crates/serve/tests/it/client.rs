//! A client without a socket: requests go straight into the router.

use app::{App, testing::TestApp};
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode},
};
use serde_json::Value;
use tower::ServiceExt;

/// A site for one test, on its own app.
pub struct Site {
    /// The app behind it.
    pub app: TestApp,
    router: Router,
}

/// An answer with its body read.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Vec<u8>,
}

impl Site {
    /// A site on loopback.
    pub async fn local() -> Self {
        Self::on(TestApp::new().await, "127.0.0.1:8000")
    }

    /// A site of an app that listens on an address.
    pub fn on(app: TestApp, listen: &str) -> Self {
        let router = serve::router(App::clone(&app.app), listen.parse().expect("an address"));
        Self { app, router }
    }

    /// `GET` as a program sends it.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(request("GET", path)).await
    }

    /// `POST` of JSON.
    pub async fn post_json(&self, path: &str, body: &str) -> Answer {
        let mut request = request("POST", path);
        request.headers_mut().insert("content-type", "application/json".parse().expect("plain"));
        *request.body_mut() = Body::from(body.to_owned());
        self.send(request).await
    }

    /// A stream, event by event.
    pub async fn listen(
        &self,
        request: Request<Body>,
    ) -> std::pin::Pin<Box<dyn futures::Stream<Item = String> + Send>> {
        use futures::StreamExt as _;
        let answer = self.router.clone().oneshot(request).await.expect("a router never fails");
        assert!(answer.status().is_success(), "{}", answer.status());
        let parts = answer.into_body().into_data_stream();
        Box::pin(parts.map(|part| String::from_utf8_lossy(&part.expect("whole parts")).into_owned()))
    }

    /// Any request.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let answer = self.router.clone().oneshot(request).await.expect("a router never fails");
        let (parts, body) = answer.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.expect("bodies are whole").to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }
}

/// A request without body, addressed to `localhost`.
pub fn request(method: &str, path: &str) -> Request<Body> {
    let request = Request::builder().method(method).uri(path).header("host", "localhost:8000");
    request.body(Body::empty()).expect("a sound request")
}

/// The same request with a header.
pub fn with(mut request: Request<Body>, name: &'static str, value: &str) -> Request<Body> {
    request.headers_mut().insert(name, value.parse().expect("a sound value"));
    request
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("our answers are UTF-8")
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// A header as text; empty when missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}
