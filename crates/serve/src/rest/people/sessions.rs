//! `/api/download-sessions` and `/api/download-sessions/{session_id}`: runs over the assets that were due.

use std::sync::Arc;

use app::DownloadSessionView;
use axum::{
    Json,
    extract::{Path, RawQuery, State},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::{limit, refused};
use crate::{
    problem::Problem,
    rest::{production::each, schemas},
    site::Site,
};

/// Sessions of downloads, newest first
#[utoipa::path(
    get,
    path = "/api/download-sessions",
    tag = "People",
    params(
        ("limit" = Option<usize>, Query, description = "1 to 500; 50 when not said"),
        ("cursor" = Option<String>, Query, description = "Where the page before ended"),
    ),
    responses(
        (status = 200, description = "A page of sessions", body = schemas::DownloadSessionList),
        (status = 403, description = "The token does not allow this", body = schemas::Problem),
        (status = 404, description = "People are turned off", body = schemas::Problem),
        (status = 422, description = "A parameter is unknown or out of range", body = schemas::Problem),
    )
)]
pub async fn list(State(site): State<Arc<Site>>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    #[derive(Serialize)]
    struct Page {
        sessions: Vec<DownloadSessionView>,
        next_cursor: Option<String>,
    }
    let (mut most, mut cursor) = (50, None);
    each(query.as_deref(), "limit, cursor", |name, value| {
        match name {
            "limit" => most = limit(&value)?,
            "cursor" => cursor = Some(value),
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let (sessions, next_cursor) =
        site.app.download_sessions(most, cursor.as_deref()).await.map_err(refused)?;
    Ok(Json(Page { sessions, next_cursor }).into_response())
}

/// One session of downloads
#[utoipa::path(
    get,
    path = "/api/download-sessions/{session_id}",
    tag = "People",
    params(("session_id" = String, Path, description = "The session's UUID")),
    responses(
        (status = 200, description = "The session", body = schemas::DownloadSession),
        (status = 400, description = "No UUID", body = schemas::Problem),
        (status = 403, description = "The token does not allow this", body = schemas::Problem),
        (status = 404, description = "No such session, or people are turned off", body = schemas::Problem),
    )
)]
pub async fn show(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Problem> {
    Ok(Json(site.app.download_session(&id).await.map_err(refused)?).into_response())
}
