//! `/api/assets` and `/api/assets/{asset_id}`: what was or will be downloaded, and whose it is.

use std::sync::Arc;

use app::{PeopleAsset, PeopleAssetQuery};
use axum::{
    Json,
    extract::{Path, RawQuery, State},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::{limit, refused};
use crate::{
    problem::Problem,
    rest::{
        production::{each, flag},
        schemas,
    },
    site::Site,
};

/// Assets, by their ids
///
/// `file` finds whose a file is: by its hash, its name, its object's key, or the id of its medium.
#[utoipa::path(
    get,
    path = "/api/assets",
    tag = "People",
    params(schemas::AssetParameters),
    responses(
        (status = 200, description = "A page of assets", body = schemas::AssetList),
        (status = 400, description = "`person` or `parent` is no key or id", body = schemas::Problem),
        (status = 403, description = "The token does not allow this", body = schemas::Problem),
        (status = 404, description = "People are turned off", body = schemas::Problem),
        (status = 422, description = "A parameter is unknown or no word for it", body = schemas::Problem),
    )
)]
pub async fn list(State(site): State<Arc<Site>>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    #[derive(Serialize)]
    struct Page {
        assets: Vec<PeopleAsset>,
        next_cursor: Option<String>,
    }
    let mut question = PeopleAssetQuery { limit: 50, ..PeopleAssetQuery::default() };
    let known = "person, kind, status, category, parent, file, gone, limit, cursor";
    each(query.as_deref(), known, |name, value| {
        match name {
            "person" => question.person = Some(value),
            "kind" => question.kind = Some(value),
            "status" => question.status = Some(value),
            "category" => question.failure = Some(value),
            "parent" => question.parent = Some(value),
            "file" => question.file = Some(value),
            "gone" => question.with_gone = flag(name, &value)?,
            "limit" => question.limit = limit(&value)?,
            "cursor" => question.cursor = Some(value),
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let (assets, next_cursor) = site.app.people_assets(&question).await.map_err(refused)?;
    Ok(Json(Page { assets, next_cursor }).into_response())
}

/// One asset
#[utoipa::path(
    get,
    path = "/api/assets/{asset_id}",
    tag = "People",
    params(("asset_id" = String, Path, description = "The asset's UUID")),
    responses(
        (status = 200, description = "The asset", body = schemas::PeopleAsset),
        (status = 400, description = "No UUID", body = schemas::Problem),
        (status = 403, description = "The token does not allow this", body = schemas::Problem),
        (status = 404, description = "No such asset, or people are turned off", body = schemas::Problem),
    )
)]
pub async fn show(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Problem> {
    Ok(Json(site.app.people_asset(&id).await.map_err(refused)?).into_response())
}
