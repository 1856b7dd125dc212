//! `/health`: whether each part works.

use std::sync::Arc;

use app::State as Condition;
use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::schemas;
use crate::site::Site;

/// The state of the server and of each part
///
/// 200 while it answers, degraded or not; 503 when a part that it needs is down.
#[utoipa::path(
    get,
    path = "/health",
    tag = "Operations",
    responses(
        (status = 200, description = "It works", body = schemas::Health),
        (status = 503, description = "A part is down; same body", body = schemas::Health),
    )
)]
pub async fn show(State(site): State<Arc<Site>>) -> Response {
    let health = site.app.health().await;
    let status = match health.status {
        Condition::Ok | Condition::Degraded => StatusCode::OK,
        Condition::Down => StatusCode::SERVICE_UNAVAILABLE,
    };
    // The body is the answer itself, not a failure to give one.
    crate::problem::kept((status, Json(health)).into_response())
}
