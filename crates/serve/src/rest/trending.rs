//! `/api/trending`: what many ask for right now.

use std::sync::Arc;

use app::{AppError, TrendKind, Trending};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use serde::Deserialize;

use super::schemas;
use crate::{problem::Problem, site::Site};

/// Entries where nobody says how many.
const USUAL: usize = 20;

/// Which list is asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    kind: Option<String>,
    limit: Option<usize>,
}

/// What many ask for right now
///
/// Counted from questions that were answered here and works that were opened, hour by hour; interest halves every
/// `half_life_h` hours. Neither words nor askers are kept.
#[utoipa::path(
    get,
    path = "/api/trending",
    tag = "Search",
    params(
        ("kind" = Option<String>, Query, description = "`works` (the default), `tags` or `studios`"),
        ("limit" = Option<u32>, Query, description = "Entries, 1 to 100; 20 by default", minimum = 1, maximum = 100),
    ),
    responses(
        (status = 200, description = "The list, hottest first", body = schemas::Trending),
        (status = 422, description = "A parameter is unknown or out of range", body = schemas::Problem),
    )
)]
pub async fn show(
    State(site): State<Arc<Site>>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Trending>, Problem> {
    let Query(asked) = asked.map_err(|error| {
        AppError::invalid_parameter("query", error.body_text()).hint("parameters are `kind` and `limit`")
    })?;
    let kind = match asked.kind.as_deref() {
        None => TrendKind::Works,
        Some(name) => TrendKind::parse(name).ok_or_else(|| {
            AppError::invalid_parameter("kind", format!("`{name}` is none of works, tags, studios"))
        })?,
    };
    Ok(Json(site.app.trending(kind, asked.limit.unwrap_or(USUAL)).await?))
}
