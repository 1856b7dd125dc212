//! Streamable HTTP at `/mcp`: the protocol behind the guards that stand before every route.

use std::{sync::Arc, time::Duration};

use app::{App, ErrorCode};
use axum::{
    Json,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use rmcp::{
    model::ProtocolVersion,
    transport::{
        StreamableHttpServerConfig, StreamableHttpService,
        streamable_http_server::session::local::LocalSessionManager,
    },
};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::{
    server::{Assistant, May},
    sse::Bridges,
};
use crate::{
    problem::{self, Problem},
    safety::Standing,
    site::Site,
};

/// How long a session that was made may wait for its first word.
const FIRST_WORD: Duration = Duration::from_secs(30);

/// The protocol over HTTP: its sessions and what answers them.
pub struct Sessions {
    manager: Arc<LocalSessionManager>,
    service: StreamableHttpService<Assistant, LocalSessionManager>,
    /// Streams of the older transport.
    pub bridges: Bridges,
    most: usize,
    stop: CancellationToken,
}

impl Sessions {
    /// None yet.
    pub fn new(app: &App) -> Self {
        let settings = &app.config().mcp;
        let mut manager = LocalSessionManager::default();
        manager.session_config.keep_alive = Some(Duration::from_secs(settings.session_idle_s.max(1)));
        manager.session_config.init_timeout = Some(FIRST_WORD);
        let manager = Arc::new(manager);
        let stop = CancellationToken::new();
        let config = StreamableHttpServerConfig::default()
            // The guard has looked at host and origin, by the settings that hold for every door.
            .disable_allowed_hosts()
            .disable_allowed_origins()
            .with_max_request_body_bytes(app.config().serve.body_limit_bytes)
            .with_cancellation_token(stop.clone());
        let most = settings.max_sessions;
        let factory = app.clone();
        let service = StreamableHttpService::new(
            move || Ok(Assistant::new(factory.clone(), May::default())),
            Arc::clone(&manager),
            config,
        );
        Self { manager, service, bridges: Bridges::default(), most, stop }
    }

    /// Ends all sessions, so that a server that stops need not wait for their streams.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// Done when all sessions are to end.
    pub fn stopped(&self) -> impl Future<Output = ()> + use<> {
        self.stop.clone().cancelled_owned()
    }

    /// Whether one more session may begin.
    pub async fn has_room(&self) -> bool {
        self.manager.sessions.read().await.len() + self.bridges.count() < self.most
    }
}

/// What a person sees who opens the address.
const ABOUT: &str = "This address speaks the Model Context Protocol (Streamable HTTP). Name it to your assistant; \
    docs/mcp.md has the settings of the common ones.";
/// The most of a refusal that is read, in bytes.
const REFUSAL: usize = 4096;

/// `GET`, `POST` and `DELETE` of `/mcp`.
pub async fn answer(State(site): State<Arc<Site>>, mut request: Request) -> Result<Response, Problem> {
    if request.method() == Method::GET && !wants_stream(request.headers()) {
        let revisions: Vec<&str> =
            ProtocolVersion::KNOWN_VERSIONS.iter().map(ProtocolVersion::as_str).collect();
        return Ok(Json(json!({ "about": ABOUT, "revisions": revisions })).into_response());
    }
    if begins(&request) && !site.mcp.has_room().await {
        return Err(no_room());
    }
    let speaks_json = is_json(request.headers());
    let may = request.extensions().get::<Standing>().map(May::of).unwrap_or_default();
    request.extensions_mut().insert(may);
    let answer = site.mcp.service.handle(request).await.map(Body::new);
    let failed = answer.status().is_client_error() || answer.status().is_server_error();
    if failed && !is_json(answer.headers()) {
        // The library has one status for a body of another type and for one that is no message. What calls itself JSON
        // is answered as JSON-RPC asks for.
        if speaks_json && answer.status() == StatusCode::UNSUPPORTED_MEDIA_TYPE {
            return Ok(problem::kept(no_message(answer).await));
        }
        return Err(refusal(answer).await);
    }
    // What the protocol refuses, it tells in its own form.
    Ok(problem::kept(answer))
}

/// What a body gets that is no JSON (-32700), or none that the protocol knows (-32600).
async fn no_message(answer: Response) -> Response {
    let said = axum::body::to_bytes(answer.into_body(), REFUSAL).await.unwrap_or_default();
    let said = String::from_utf8_lossy(&said);
    let said = said.trim_start_matches("fail to deserialize request body").trim();
    let (code, what) =
        if said.contains("unrecognized JSON-RPC message") || said.contains("did not match any variant") {
            (-32_600, "the body is no message of the protocol")
        } else {
            (-32_700, "the body is not JSON")
        };
    let error = json!({ "code": code, "message": format!("{what}: {said}") });
    (StatusCode::BAD_REQUEST, Json(json!({ "jsonrpc": "2.0", "id": null, "error": error }))).into_response()
}

/// The refusal of one session too many.
pub fn no_room() -> Problem {
    Problem::new(ErrorCode::Busy, "all sessions are taken")
        .hint("try again later; `mcp.max_sessions` sets how many there may be")
}

/// Whether a client listens to a stream.
pub fn wants_stream(headers: &HeaderMap) -> bool {
    let accepts = headers.get(header::ACCEPT).and_then(|accepts| accepts.to_str().ok());
    accepts.is_some_and(|accepts| accepts.contains("text/event-stream"))
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/json"))
}

/// A refusal of HTTP in plain words, in the form that all our refusals have.
async fn refusal(answer: Response) -> Problem {
    let (parts, body) = answer.into_parts();
    let said = axum::body::to_bytes(body, REFUSAL).await.unwrap_or_default();
    let code = match parts.status {
        StatusCode::NOT_FOUND => ErrorCode::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => ErrorCode::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => ErrorCode::PayloadTooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ErrorCode::UnsupportedMediaType,
        status if status.is_client_error() => ErrorCode::InvalidInput,
        _ => ErrorCode::Internal,
    };
    let problem = Problem::new(code, String::from_utf8_lossy(&said).into_owned()).with_status(parts.status);
    match parts.headers.get(header::ALLOW) {
        Some(allowed) => problem.with_header(header::ALLOW, allowed.clone()),
        None => problem,
    }
}

/// Whether a request may begin a session: it names none, and is of a revision that has sessions.
fn begins(request: &Request) -> bool {
    let headers = request.headers();
    let version = headers.get("mcp-protocol-version").and_then(|version| version.to_str().ok());
    request.method() == Method::POST
        && !headers.contains_key("mcp-session-id")
        && version.is_none_or(|version| version < "2026-07-28")
}
