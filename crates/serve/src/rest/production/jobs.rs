//! `/jobs…`: the queue of pictures.

use std::{collections::BTreeMap, sync::Arc};

use app::{Listing, PictureJobView, PictureQuestion};
use axum::{
    Extension, Json,
    extract::{Path, RawQuery, Request, State},
    http::header,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};

use super::{author, each, number, refused};
use crate::{
    problem::Problem,
    rest::schemas,
    safety::{TokenName, bodies},
    site::Site,
};

/// Pictures' jobs, newest first
#[utoipa::path(
    get,
    path = "/jobs",
    tag = "Production",
    params(
        ("project_id" = Option<String>, Query, description = "Only of this project"),
        ("character_id" = Option<String>, Query, description = "Only of this character"),
        ("batch_id" = Option<String>, Query, description = "Only what was asked for together"),
        ("status" = Option<String>, Query, description = "queued, claimed, running, completed, failed, cancelled or quarantined"),
        ("limit" = Option<usize>, Query, description = "1 to 500; 50 when not said"),
        ("cursor" = Option<String>, Query, description = "Where the page before ended"),
    ),
    responses(
        (status = 200, description = "A page of jobs, and how many there are in each state", body = schemas::PictureJobList),
        (status = 422, description = "A parameter is unknown or out of range", body = schemas::Problem),
    )
)]
pub async fn list(State(site): State<Arc<Site>>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    #[derive(Serialize)]
    struct Page {
        jobs: Vec<PictureJobView>,
        next_cursor: Option<String>,
        counts: BTreeMap<&'static str, u64>,
    }
    let mut question = PictureQuestion::default();
    each(query.as_deref(), "project_id, character_id, batch_id, status, limit, cursor", |name, value| {
        match name {
            "project_id" => question.project = Some(value),
            "character_id" => question.character = Some(value),
            "batch_id" => question.batch = Some(value),
            "status" => question.status = Some(value),
            "limit" => question.limit = Some(number(name, &value)?),
            "cursor" => question.cursor = Some(value),
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let Listing { items: jobs, next_cursor } = site.app.picture_jobs(&question).await.map_err(refused)?;
    let counts = site.app.picture_job_counts(question.project.as_deref()).await.map_err(refused)?;
    Ok(Json(Page { jobs, next_cursor, counts }).into_response())
}

/// Run a picture's job again that failed, was cancelled or was put into quarantine
#[utoipa::path(
    post,
    path = "/jobs/{job_id}/retry",
    tag = "Production",
    params(("job_id" = String, Path, description = "The job's UUID")),
    responses(
        (status = 200, description = "The job as it is now", body = schemas::PictureJob),
        (status = 404, description = "No such job", body = schemas::Problem),
        (status = 409, description = "It is alive or completed", body = schemas::Problem),
    )
)]
pub async fn retry(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let job = site.app.retry_picture(&id, &author(&site, &token)).await;
    Ok(Json(job.map_err(refused)?).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Priority {
    priority: u8,
}

/// Give a picture's job another priority, 0 to 9
#[utoipa::path(
    put,
    path = "/jobs/{job_id}/priority",
    tag = "Production",
    params(("job_id" = String, Path, description = "The job's UUID")),
    request_body = schemas::PictureJobPriority,
    responses(
        (status = 200, description = "The job as it is now", body = schemas::PictureJob),
        (status = 404, description = "No such job", body = schemas::Problem),
        (status = 409, description = "It has ended", body = schemas::Problem),
        (status = 422, description = "Not 0 to 9", body = schemas::Problem),
    )
)]
pub async fn reprioritize(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let Priority { priority } = bodies::object(&site, request).await?;
    let job = site.app.reprioritize_picture(&id, priority, &author(&site, &token)).await;
    Ok(Json(job.map_err(refused)?).into_response())
}

/// Pictures that were asked for together, as a grid
///
/// The fields that vary with their values, and every combination with its jobs and its takes.
#[utoipa::path(
    get,
    path = "/api/anime/batches/{batch_id}",
    tag = "Production",
    params(("batch_id" = String, Path, description = "The batch's UUID")),
    responses(
        (status = 200, description = "The grid", body = schemas::PictureGrid),
        (status = 400, description = "No UUID", body = schemas::Problem),
        (status = 404, description = "No such batch", body = schemas::Problem),
    )
)]
pub async fn batch(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Problem> {
    Ok(Json(site.app.picture_batch(&id).await.map_err(refused)?).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pause {
    paused: bool,
}

/// Hold the queue of pictures, or let it go on
///
/// For all workers and until it is let go. What runs goes on.
#[utoipa::path(
    put,
    path = "/jobs/queue",
    tag = "Production",
    request_body = schemas::QueuePause,
    responses((status = 200, description = "Whether it is held now, and whether it was otherwise before", body = schemas::QueuePaused))
)]
pub async fn pause(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    request: Request,
) -> Result<Response, Problem> {
    let Pause { paused } = bodies::object(&site, request).await?;
    Ok(Json(site.app.pause_pictures(paused, &author(&site, &token)).await.map_err(refused)?).into_response())
}

/// What a picture that is being made looks like by now
///
/// The last preview that its engine gave, for whoever comes to look meanwhile.
#[utoipa::path(
    get,
    path = "/jobs/{job_id}/preview",
    tag = "Production",
    params(("job_id" = String, Path, description = "The job's UUID")),
    responses(
        (status = 200, description = "The preview", body = String, content_type = "image/png"),
        (status = 400, description = "No UUID", body = schemas::Problem),
        (status = 404, description = "No such job, or it has no preview", body = schemas::Problem),
    )
)]
pub async fn preview(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Problem> {
    let (media_type, bytes) = site.app.picture_preview(&id).await.map_err(refused)?;
    Ok(([(header::CONTENT_TYPE, media_type)], bytes).into_response())
}
