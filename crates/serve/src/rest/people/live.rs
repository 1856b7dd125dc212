//! `/api/download-sessions/{session_id}/ws` and `…/events`: a session as it goes on, over a WebSocket and as server-sent
//! events.
//!
//! Each message is the whole session as it stands, the first one at once. So whoever comes back has missed nothing. After
//! the state in which it ended the server closes.

use std::sync::Arc;

use app::DownloadSessionView;
use axum::{
    extract::{
        Path, State,
        ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};

use super::refused;
use crate::{
    problem::Problem,
    rest::{production::sse, schemas, socket},
    site::Site,
};

/// A session of downloads as it goes on
///
/// A WebSocket. Each message is the session as `/api/download-sessions/{session_id}` gives it, the first one at once and
/// one whenever it changed.
#[utoipa::path(
    get,
    path = "/api/download-sessions/{session_id}/ws",
    tag = "People",
    params(("session_id" = String, Path, description = "The session's UUID")),
    responses(
        (status = 101, description = "States follow"),
        (status = 400, description = "No UUID, or no wish for a WebSocket", body = schemas::Problem),
        (status = 403, description = "The token does not allow this", body = schemas::Problem),
        (status = 404, description = "No such session, or people are turned off", body = schemas::Problem),
        (status = 503, description = "Too many listen already", body = schemas::Problem),
    )
)]
pub async fn socket(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let states = site.app.download_session_stream(&id).await.map_err(refused)?;
    socket::upgraded(upgrade, states)
}

/// A session of downloads as it goes on, as server-sent events
///
/// The same as the WebSocket sends. Who comes back after the end is told so by 204, and need not ask again.
#[utoipa::path(
    get,
    path = "/api/download-sessions/{session_id}/events",
    tag = "People",
    params(
        ("session_id" = String, Path, description = "The session's UUID"),
        ("Last-Event-ID" = Option<i64>, Header, description = "As browsers send it when they come back"),
    ),
    responses(
        (status = 200, description = "States follow", body = String, content_type = "text/event-stream"),
        (status = 204, description = "It has ended, and that was told before"),
        (status = 400, description = "No UUID", body = schemas::Problem),
        (status = 403, description = "The token does not allow this", body = schemas::Problem),
        (status = 404, description = "No such session, or people are turned off", body = schemas::Problem),
        (status = 503, description = "Too many listen already", body = schemas::Problem),
    )
)]
pub async fn events(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let session = site.app.download_session(&id).await.map_err(refused)?;
    let last = headers.get("last-event-id").and_then(|last| last.to_str().ok()?.trim().parse::<i64>().ok());
    if !session.is_running() && last.is_some_and(|last| last >= number(&session)) {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let states = site.app.download_session_stream(&id).await.map_err(refused)?;
    sse::streamed(&site, states, number)
}

/// What grows with each state: when it was heard of last, in microseconds.
fn number(session: &DownloadSessionView) -> i64 {
    session.updated_at.as_micros()
}
