//! `/api/anime/takes…`: pictures that were made, and their review.

use std::sync::Arc;

use app::{Hundredths, Listing, ReferenceRole, TakeQuestion, TakeView};
use axum::{
    Extension, Json,
    extract::{Path, RawQuery, Request, State},
    http::header,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{author, each, flag, number, refused};
use crate::{
    problem::Problem,
    rest::schemas,
    safety::{TokenName, bodies},
    site::Site,
};

/// Takes, newest first
#[utoipa::path(
    get,
    path = "/api/anime/takes",
    tag = "Production",
    params(
        ("project_id" = Option<String>, Query, description = "Only of this project"),
        ("character_id" = Option<String>, Query, description = "Only of this character"),
        ("cut_id" = Option<String>, Query, description = "Only of this cut"),
        ("batch_id" = Option<String>, Query, description = "Only what was asked for together"),
        ("verdict" = Option<String>, Query, description = "draft, approved or rejected"),
        ("starred" = Option<bool>, Query, description = "Only those that stand out"),
        ("limit" = Option<usize>, Query, description = "1 to 500; 50 when not said"),
        ("cursor" = Option<String>, Query, description = "Where the page before ended"),
    ),
    responses((status = 200, description = "A page of takes", body = schemas::TakeList))
)]
pub async fn list(State(site): State<Arc<Site>>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    #[derive(Serialize)]
    struct Page {
        takes: Vec<TakeView>,
        next_cursor: Option<String>,
    }
    let mut question = TakeQuestion::default();
    let known = "project_id, character_id, cut_id, batch_id, verdict, starred, limit, cursor";
    each(query.as_deref(), known, |name, value| {
        match name {
            "project_id" => question.project = Some(value),
            "character_id" => question.character = Some(value),
            "cut_id" => question.cut = Some(value),
            "batch_id" => question.batch = Some(value),
            "verdict" => question.verdict = Some(value),
            "starred" => question.starred = flag(name, &value)?,
            "limit" => question.limit = Some(number(name, &value)?),
            "cursor" => question.cursor = Some(value),
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let Listing { items: takes, next_cursor } = site.app.takes(&question).await.map_err(refused)?;
    Ok(Json(Page { takes, next_cursor }).into_response())
}

/// Takes side by side
///
/// Two to twelve of them, with the fields in which their recipes differ.
#[utoipa::path(
    get,
    path = "/api/anime/takes/compare",
    tag = "Production",
    params(("take" = Vec<String>, Query, description = "The takes' UUIDs, several times or by comma")),
    responses(
        (status = 200, description = "The takes and their differences", body = schemas::ComparedTakes),
        (status = 404, description = "No such take", body = schemas::Problem),
        (status = 422, description = "None, or too many", body = schemas::Problem),
    )
)]
pub async fn compare(State(site): State<Arc<Site>>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let mut ids = Vec::new();
    each(query.as_deref(), "take", |name, value| {
        ids.extend(value.split(',').map(|id| id.trim().to_owned()).filter(|id| !id.is_empty()));
        Ok(name == "take")
    })?;
    Ok(Json(site.app.compare_takes(&ids).await.map_err(refused)?).into_response())
}

/// One take with its whole recipe
#[utoipa::path(
    get,
    path = "/api/anime/takes/{take_id}",
    tag = "Production",
    params(("take_id" = String, Path, description = "The take's UUID")),
    responses(
        (status = 200, description = "The take", body = schemas::Take),
        (status = 400, description = "No UUID", body = schemas::Problem),
        (status = 404, description = "No such take", body = schemas::Problem),
    )
)]
pub async fn show(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Problem> {
    Ok(Json(site.app.take(&id).await.map_err(refused)?).into_response())
}

/// A take's picture
#[utoipa::path(
    get,
    path = "/api/anime/takes/{take_id}/file",
    tag = "Production",
    params(("take_id" = String, Path, description = "The take's UUID")),
    responses(
        (status = 200, description = "The PNG file, with its recipe in it"),
        (status = 404, description = "No such take", body = schemas::Problem),
    )
)]
pub async fn file(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Problem> {
    let bytes = site.app.take_file(&id).await.map_err(refused)?;
    // What lies under an id never changes.
    let headers = [
        (header::CONTENT_TYPE, "image/png"),
        (header::CACHE_CONTROL, "private, max-age=31536000, immutable"),
    ];
    Ok((headers, bytes).into_response())
}

/// A take's small copy
///
/// JPEG, with a longer side of 320 pixels.
#[utoipa::path(
    get,
    path = "/api/anime/takes/{take_id}/thumbnail",
    tag = "Production",
    params(("take_id" = String, Path, description = "The take's UUID")),
    responses(
        (status = 200, description = "The small copy", body = String, content_type = "image/jpeg"),
        (status = 404, description = "No such take", body = schemas::Problem),
    )
)]
pub async fn thumbnail(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Problem> {
    let bytes = site.app.take_thumbnail(&id).await.map_err(refused)?;
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CACHE_CONTROL, "private, max-age=31536000, immutable"),
    ];
    Ok((headers, bytes).into_response())
}

/// Takes for words
///
/// All words have to stand in the prompt, the figure, the project or the presets; the newest first.
#[utoipa::path(
    get,
    path = "/api/anime/takes/search",
    tag = "Production",
    params(
        ("q" = String, Query, description = "The words"),
        ("limit" = Option<usize>, Query, description = "1 to 500; 50 when not said"),
    ),
    responses((status = 200, description = "Takes", body = schemas::FoundTakes))
)]
pub async fn search(State(site): State<Arc<Site>>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    #[derive(Serialize)]
    struct Found {
        query: String,
        takes: app::FoundTakes,
    }
    let (mut words, mut limit) = (String::new(), 50usize);
    each(query.as_deref(), "q, limit", |name, value| {
        match name {
            "q" => words = value,
            "limit" => limit = number(name, &value)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let takes = site.app.search_takes(&words, limit.clamp(1, 500)).await.map_err(refused)?;
    Ok(Json(Found { query: words, takes }).into_response())
}

/// Review a take
///
/// `verdict` (draft, approved, rejected), `reason`, `notes`, `starred`, `best` of its batch; fields that are not given
/// stay. Who rejects says why. `expected_version` refuses where somebody else was quicker.
#[utoipa::path(
    put,
    path = "/api/anime/takes/{take_id}/review",
    tag = "Production",
    params(("take_id" = String, Path, description = "The take's UUID")),
    request_body = schemas::ReviewChange,
    responses(
        (status = 200, description = "The take", body = schemas::Take),
        (status = 404, description = "No such take", body = schemas::Problem),
        (status = 409, description = "Its review has changed meanwhile", body = schemas::Problem),
        (status = 422, description = "A value cannot be kept", body = schemas::Problem),
    )
)]
pub async fn review(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let change: Value = bodies::json(&site, request).await?;
    Ok(Json(site.app.review_take(&id, &change, &author(&site, &token)).await.map_err(refused)?)
        .into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reference {
    role: ReferenceRole,
    #[serde(default = "one")]
    weight: Hundredths,
}

fn one() -> Hundredths {
    Hundredths::ONE
}

/// Make an approved take a reference of its character
#[utoipa::path(
    post,
    path = "/api/anime/takes/{take_id}/reference",
    tag = "Production",
    params(("take_id" = String, Path, description = "The take's UUID")),
    request_body = schemas::TakeReference,
    responses(
        (status = 200, description = "The character's references", body = Vec<schemas::BibleReference>),
        (status = 404, description = "No such take", body = schemas::Problem),
        (status = 409, description = "It is not approved, or shows no character", body = schemas::Problem),
    )
)]
pub async fn reference(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let Reference { role, weight } = bodies::object(&site, request).await?;
    let made = site.app.take_as_reference(&id, role, weight, &author(&site, &token)).await;
    Ok(Json(made.map_err(refused)?).into_response())
}
