//! `/api/assets/failures` and `/api/assets/retry`: what failed, by its cause, and another try.

use std::sync::Arc;

use app::{AssetFailures, OpenedAssets, RetryAssets};
use axum::{
    Json,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};

use super::refused;
use crate::{problem::Problem, rest::schemas, safety::bodies, site::Site};

/// What is to be tried again.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    category: Option<String>,
    person: Option<String>,
    assets: Option<Vec<String>>,
    download: Option<bool>,
}

/// What failed, grouped by its cause
///
/// The most frequent cause first, each with up to five of its assets.
#[utoipa::path(
    get,
    path = "/api/assets/failures",
    tag = "People",
    responses(
        (status = 200, description = "The causes", body = schemas::AssetFailureList),
        (status = 403, description = "The token does not allow this", body = schemas::Problem),
        (status = 404, description = "People are turned off", body = schemas::Problem),
    )
)]
pub async fn list(State(site): State<Arc<Site>>) -> Result<Response, Problem> {
    #[derive(Serialize)]
    struct Groups {
        failures: Vec<AssetFailures>,
    }
    Ok(Json(Groups { failures: site.app.people_failures().await? }).into_response())
}

/// Try failed assets again
///
/// Makes them due at once, also those that were given up; the next session of downloads takes them, and `download`
/// asks for one as a job. Without a `category` and without `assets` all are meant but those that were removed at their
/// source. Safe to repeat. Asks for the scopes `people` and `write`.
#[utoipa::path(
    post,
    path = "/api/assets/retry",
    tag = "People",
    request_body = schemas::RetryWish,
    responses(
        (status = 200, description = "What is due now", body = schemas::RetriedAssets),
        (status = 400, description = "A key or an id is none", body = schemas::Problem),
        (status = 403, description = "The token does not allow this", body = schemas::Problem),
        (status = 404, description = "People are turned off", body = schemas::Problem),
        (status = 422, description = "No such cause, or more than 500 assets", body = schemas::Problem),
        (status = 429, description = "Too many jobs wait already", body = schemas::Problem),
    )
)]
pub async fn retry(State(site): State<Arc<Site>>, request: Request) -> Result<Response, Problem> {
    #[derive(Serialize)]
    struct Retried {
        #[serde(flatten)]
        opened: OpenedAssets,
        job_id: Option<String>,
    }
    let Wish { category, person, assets, download } = bodies::object(&site, request).await?;
    let wish = RetryAssets { category, person, assets: assets.unwrap_or_default() };
    let opened = site.app.retry_assets(&wish).await.map_err(refused)?;
    let job_id = if download.unwrap_or_default() && opened.opened > 0 {
        Some(site.app.enqueue_people_download().await?.job_id.to_string())
    } else {
        None
    };
    Ok(Json(Retried { opened, job_id }).into_response())
}
