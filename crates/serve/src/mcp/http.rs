//! Streamable HTTP at `/mcp`: the protocol behind the guards that stand before every route.

use std::{sync::Arc, time::Duration};

use app::{App, ErrorCode, Scope};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    response::Response,
};
use rmcp::transport::{
    StreamableHttpServerConfig, StreamableHttpService,
    streamable_http_server::session::local::LocalSessionManager,
};
use tokio_util::sync::CancellationToken;

use super::server::{Assistant, MayWrite};
use crate::{
    problem::{self, Problem},
    routes::{Door, Route},
    safety::tokens,
    site::Site,
};

/// How long a session that was made may wait for its first word.
const FIRST_WORD: Duration = Duration::from_secs(30);

/// The protocol over HTTP: its sessions and what answers them.
pub struct Sessions {
    manager: Arc<LocalSessionManager>,
    service: StreamableHttpService<Assistant, LocalSessionManager>,
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
            move || Ok(Assistant::new(factory.clone())),
            Arc::clone(&manager),
            config,
        );
        Self { manager, service, most, stop }
    }

    /// Ends all sessions, so that a server that stops need not wait for their streams.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// Whether one more session may begin.
    async fn has_room(&self) -> bool {
        self.manager.sessions.read().await.len() < self.most
    }
}

/// A row that stands for what changes something, so that a token is held against the scope for it.
static CHANGES: Route = Route::changing("/mcp");

/// `GET`, `POST` and `DELETE` of `/mcp`.
pub async fn answer(State(site): State<Arc<Site>>, mut request: Request) -> Result<Response, Problem> {
    if begins(&request) && !site.mcp.has_room().await {
        return Err(Problem::new(ErrorCode::Busy, "all sessions are taken")
            .hint("try again later; `mcp.max_sessions` sets how many there may be"));
    }
    let may = may_write(&site, request.headers()).await;
    request.extensions_mut().insert(MayWrite(may));
    let answer = site.mcp.service.handle(request).await;
    // Failures are told in the protocol's own form.
    Ok(problem::kept(answer.map(Body::new)))
}

/// Whether a request may begin a session: it names none, and is of a revision that has sessions.
fn begins(request: &Request) -> bool {
    let headers = request.headers();
    let version = headers.get("mcp-protocol-version").and_then(|version| version.to_str().ok());
    request.method() == Method::POST
        && !headers.contains_key("mcp-session-id")
        && version.is_none_or(|version| version < "2026-07-28")
}

/// Whether the token that came along, if one was needed, allows changes.
async fn may_write(site: &Site, headers: &HeaderMap) -> bool {
    if !headers.contains_key(header::AUTHORIZATION) {
        return site.is_local;
    }
    tokens::check(site, &CHANGES, &Method::POST, headers).await.is_ok()
}

impl Route {
    /// A row without handlers, of a path on which something is changed.
    const fn changing(path: &'static str) -> Self {
        let mut route = Self::new(path, Door::Api, || axum::routing::any(|| async {}));
        route.writes = Some(Scope::Write);
        route
    }
}
