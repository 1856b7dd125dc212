//! What of a work has to do with time and place: figures over time, the order of its story, where it may be
//! watched.

use std::sync::Arc;

use app::{AppError, WorkRef};
use axum::{
    Json,
    extract::{Path, Query, State},
};
use serde::Deserialize;

use super::schemas;
use crate::{problem::Problem, site::Site};

/// How a work's figures changed
///
/// Scores, votes, ranks, followers, favorites and places to watch, as each source gave them over time, with where
/// each goes. A value is kept when it differs from the one before it.
#[utoipa::path(
    get,
    path = "/api/works/{id}/history",
    tag = "Works",
    params(("id" = String, Path, description = "Emaki's own id, or an external one")),
    responses(
        (status = 200, description = "One series for each figure of each source", body = schemas::WorkHistory),
        (status = 404, description = "No such work", body = schemas::Problem),
    )
)]
pub async fn history(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
) -> Result<Json<app::WorkHistory>, Problem> {
    Ok(Json(site.app.work_history(&id.parse::<WorkRef>()?).await?))
}

/// In which order to watch or read a work's story
///
/// All works of its medium that hang together with it, by the day they came out and by the story, with what may be
/// left out.
#[utoipa::path(
    get,
    path = "/api/works/{id}/watch-order",
    tag = "Works",
    params(("id" = String, Path, description = "Emaki's own id, or an external one")),
    responses(
        (status = 200, description = "Both orders", body = schemas::WatchOrder),
        (status = 404, description = "No such work", body = schemas::Problem),
    )
)]
pub async fn watch_order(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
) -> Result<Json<app::WatchOrder>, Problem> {
    Ok(Json(site.app.watch_order(&id.parse::<WorkRef>()?).await?))
}

/// Which country is asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    region: Option<String>,
}

/// Where a work may be watched or read
///
/// With `region`, only places that are open in that country; those of which no source says where they are open
/// stand apart in `unknown`.
#[utoipa::path(
    get,
    path = "/api/works/{id}/streams",
    tag = "Works",
    params(
        ("id" = String, Path, description = "Emaki's own id, or an external one"),
        ("region" = Option<String>, Query, description = "A country's code of two letters (ISO 3166-1)"),
    ),
    responses(
        (status = 200, description = "The places, by name", body = schemas::WorkStreams),
        (status = 404, description = "No such work", body = schemas::Problem),
        (status = 422, description = "The region is no country's code", body = schemas::Problem),
    )
)]
pub async fn streams(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    asked: Result<Query<Asked>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<app::WorkStreams>, Problem> {
    let Query(asked) = asked.map_err(|error| {
        AppError::invalid_parameter("query", error.body_text()).hint("`region` is the only parameter here")
    })?;
    Ok(Json(site.app.work_streams(&id.parse::<WorkRef>()?, asked.region.as_deref()).await?))
}
