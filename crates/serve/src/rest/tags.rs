//! `/api/tags/{tag}/neighbors`: the tags and genres near one.

use std::sync::Arc;

use app::{AppError, TagNeighbors};
use axum::{
    Json,
    extract::{
        Path, Query, State,
        rejection::{PathRejection, QueryRejection},
    },
};
use serde::Deserialize;

use super::schemas;
use crate::{problem::Problem, site::Site};

/// Neighbors where nobody says how many.
const USUAL: usize = 20;

/// How many are asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    limit: Option<usize>,
}

/// Tags near a tag
///
/// The tags and genres that stand beside one on the same works more often than chance would have it, the nearest
/// first. Tags that are merely frequent are no neighbors.
#[utoipa::path(
    get,
    path = "/api/tags/{tag}/neighbors",
    tag = "Search",
    params(
        ("tag" = String, Path, description = "A tag or genre, in any case", example = "drama"),
        ("limit" = Option<u32>, Query, description = "Neighbors, 1 to 100; 20 by default", minimum = 1, maximum = 100),
    ),
    responses(
        (status = 200, description = "The neighbors", body = schemas::TagNeighbors),
        (status = 404, description = "No work bears the tag", body = schemas::Problem),
        (status = 422, description = "A parameter is unknown or out of range", body = schemas::Problem),
        (status = 503, description = "The index is being built", body = schemas::Problem),
    )
)]
pub async fn neighbors(
    State(site): State<Arc<Site>>,
    tag: Result<Path<String>, PathRejection>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<TagNeighbors>, Problem> {
    let Path(tag) = tag.map_err(|error| AppError::invalid_parameter("tag", error.body_text()))?;
    let Query(asked) = asked.map_err(|error| {
        AppError::invalid_parameter("query", error.body_text()).hint("the only parameter is `limit`")
    })?;
    Ok(Json(site.app.tag_neighbors(&tag, asked.limit.unwrap_or(USUAL)).await?))
}
