//! `/ws?project=`: the events of a project's pictures as they happen, over a WebSocket.
//!
//! Each message is one event, with its number within the project. Whoever comes back with the last number it has seen
//! (`&after=N`) misses none, whichever process it comes back to.

use std::sync::Arc;

use app::{AppError, ErrorCode};
use axum::{
    extract::{
        RawQuery, State,
        ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    http::StatusCode,
    response::Response,
};

use super::{each, number, refused};
use crate::{
    problem::Problem,
    rest::{schemas, socket},
    site::Site,
};

/// A project's events as they happen
///
/// A WebSocket. Each message is one event with `seq`, `job_id`, `status`, `progress` (0 to 100) and what else is known.
#[utoipa::path(
    get,
    path = "/ws",
    tag = "Production",
    params(
        ("project" = String, Query, description = "The project's UUID"),
        ("after" = Option<i64>, Query, description = "The number of the last event that is known"),
    ),
    responses(
        (status = 101, description = "Events follow"),
        (status = 400, description = "No UUID, or no wish for a WebSocket", body = schemas::Problem),
        (status = 404, description = "No such project", body = schemas::Problem),
        (status = 503, description = "Too many listen already", body = schemas::Problem),
    )
)]
pub async fn listen(
    State(site): State<Arc<Site>>,
    RawQuery(query): RawQuery,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let (mut project, mut after) = (None, 0i64);
    each(query.as_deref(), "project, after", |name, value| {
        match name {
            "project" => project = Some(value),
            "after" => after = number(name, &value)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let project = project.ok_or_else(|| {
        AppError::new(ErrorCode::InvalidParameter, "say which project: `/ws?project=…`")
            .detail("parameter", "project")
    });
    let project = project.map_err(|error| Problem::from(error).with_status(StatusCode::BAD_REQUEST))?;
    let events = site.app.project_stream(&project, after.max(0)).await.map_err(refused)?;
    socket::upgraded(upgrade, events)
}
