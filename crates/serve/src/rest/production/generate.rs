//! `/generate`: wishes for pictures.

use std::sync::Arc;

use app::Wished;
use axum::{
    Extension, Json,
    extract::{Path, Request, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::Value;

use super::{author, refused};
use crate::{
    problem::Problem,
    rest::{jobs::host, schemas},
    safety::{TokenName, bodies},
    site::Site,
};

#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    wished: Wished,
    url: String,
    websocket_url: String,
}

fn answer(wished: Wished, headers: &HeaderMap) -> Response {
    let url = format!("/jobs/{}", wished.job_id);
    let websocket_url = format!("ws://{}/ws/{}", host(headers), wished.job_id);
    Json(Answer { wished, url, websocket_url }).into_response()
}

/// Ask for pictures
///
/// `prompt` is required. `count` and `matrix` make several of one wish, each with a job of its own; the answer names
/// the first one and lists all of them. The same `idempotency_key` is the same wish for ever.
#[utoipa::path(
    post,
    path = "/generate",
    tag = "Production",
    request_body = schemas::PictureWish,
    responses(
        (status = 200, description = "The jobs, and where to watch the first one", body = schemas::WishAccepted),
        (status = 400, description = "No UUID", body = schemas::Problem),
        (status = 404, description = "No such project, character, cut, engine or reference", body = schemas::Problem),
        (status = 409, description = "The project is archived, or lies in the bin", body = schemas::Problem),
        (status = 422, description = "A value cannot be used", body = schemas::Problem),
        (status = 429, description = "Too many pictures wait; `Retry-After` says when to come back", body = schemas::Problem),
    )
)]
pub async fn ask(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    request: Request,
) -> Result<Response, Problem> {
    let headers = request.headers().clone();
    let wish: Value = bodies::json(&site, request).await?;
    let wished = site.app.generate(wish, &author(&site, &token)).await.map_err(refused)?;
    Ok(answer(wished, &headers))
}

/// See what a wish would become
///
/// The compiled prompt with the origin of each piece, what was chosen, the whole recipe of the first picture, how many
/// pictures there would be and how long they would take. Nothing is queued.
#[utoipa::path(
    post,
    path = "/generate/preview",
    tag = "Production",
    request_body = schemas::PictureWish,
    responses(
        (status = 200, description = "The compiled wish", body = schemas::CompiledWish),
        (status = 422, description = "A value cannot be used", body = schemas::Problem),
    )
)]
pub async fn preview(State(site): State<Arc<Site>>, request: Request) -> Result<Response, Problem> {
    let wish: Value = bodies::json(&site, request).await?;
    Ok(Json(site.app.compile_wish(wish).await.map_err(refused)?).into_response())
}

/// Make a picture again by its stored recipe
#[utoipa::path(
    post,
    path = "/jobs/{job_id}/reproduce",
    tag = "Production",
    params(("job_id" = String, Path, description = "The job's UUID")),
    responses(
        (status = 200, description = "The new job, and where to watch it", body = schemas::WishAccepted),
        (status = 400, description = "No UUID", body = schemas::Problem),
        (status = 404, description = "No such job", body = schemas::Problem),
        (status = 409, description = "The project is archived, or lies in the bin", body = schemas::Problem),
    )
)]
pub async fn reproduce(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wished = site.app.reproduce(&id, &author(&site, &token)).await.map_err(refused)?;
    Ok(answer(wished, &headers))
}

/// The engines that make pictures, and how they are
#[utoipa::path(
    get,
    path = "/api/anime/engines",
    tag = "Production",
    responses((status = 200, description = "Every engine with what it can do", body = schemas::EngineList))
)]
pub async fn engines(State(site): State<Arc<Site>>) -> Result<Response, Problem> {
    #[derive(Serialize)]
    struct Engines {
        engines: Vec<app::EngineView>,
    }
    Ok(Json(Engines { engines: site.app.picture_engines().await.map_err(refused)? }).into_response())
}
