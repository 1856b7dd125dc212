//! `/api/admin/…` of updates of datasets: looking, applying, approving, undoing, and when.

use std::sync::Arc;

use app::{AppError, SmartUpdate, UpdateMode, UpdateRequest, UpdateRow};
use axum::{
    Extension, Json,
    extract::{Path, Query, Request, State, rejection::QueryRejection},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};

use super::{jobs::held_back, schemas};
use crate::{
    problem::Problem,
    safety::{TokenName, bodies},
    site::Site,
};

/// Which dataset is asked about.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Which {
    dataset: Option<String>,
}

/// Which updates are listed.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    dataset: Option<String>,
    limit: Option<usize>,
}

/// What is to be updated.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Wish {
    dataset: Option<String>,
    again: bool,
    by: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ScheduleWish {
    enabled: Option<bool>,
    by: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Word {
    by: Option<String>,
}

/// An update after somebody's word, and the job that goes on with it.
#[derive(Serialize)]
struct Decided {
    update: UpdateRow,
    job: Option<app::Accepted>,
}

/// Look whether there is a new release
///
/// Asks the addresses in their order, by `ETag` or date; nothing is fetched or changed.
#[utoipa::path(
    post,
    path = "/api/admin/check-updates",
    tag = "Updates",
    request_body = schemas::UpdateWish,
    responses(
        (status = 200, description = "What the addresses say", body = schemas::DatasetCheck),
        (status = 404, description = "No such dataset", body = schemas::Problem),
    )
)]
pub async fn check(State(site): State<Arc<Site>>, request: Request) -> Result<Response, Problem> {
    let wish: Wish = bodies::object(&site, request).await?;
    Ok(Json(site.app.check_updates(wish.dataset.as_deref()).await?).into_response())
}

/// Apply a new release
///
/// Makes a job that fetches what is new, holds it against what is kept, and applies the rows that changed. A release
/// that loses too many entries or moves ids waits for your word instead.
#[utoipa::path(
    post,
    path = "/api/admin/update-incremental",
    tag = "Updates",
    request_body = schemas::UpdateWish,
    responses(
        (status = 202, description = "The job", body = schemas::UpdateJob),
        (status = 404, description = "No such dataset", body = schemas::Problem),
        (status = 429, description = "Too many jobs wait already", body = schemas::Problem),
    )
)]
pub async fn incremental(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    request: Request,
) -> Result<Response, Problem> {
    update(&site, &token, request, UpdateMode::Incremental).await
}

/// Apply the newest release anew
///
/// Makes a job that fetches the release though it be the one that is kept, reads every row again, and merges every work
/// again from its records.
#[utoipa::path(
    post,
    path = "/api/admin/update-full",
    tag = "Updates",
    request_body = schemas::UpdateWish,
    responses(
        (status = 202, description = "The job", body = schemas::UpdateJob),
        (status = 404, description = "No such dataset", body = schemas::Problem),
        (status = 429, description = "Too many jobs wait already", body = schemas::Problem),
    )
)]
pub async fn full(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    request: Request,
) -> Result<Response, Problem> {
    update(&site, &token, request, UpdateMode::Full).await
}

/// Apply a new release if it is a good moment
#[utoipa::path(
    post,
    path = "/api/admin/smart-update",
    tag = "Updates",
    request_body = schemas::UpdateWish,
    responses(
        (status = 200, description = "It is not; why, and when to ask again", body = schemas::SmartUpdate),
        (status = 202, description = "The job", body = schemas::SmartUpdate),
        (status = 404, description = "No such dataset", body = schemas::Problem),
    )
)]
pub async fn smart(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    request: Request,
) -> Result<Response, Problem> {
    let wish: Wish = bodies::object(&site, request).await?;
    let asked = asked(&token, wish, UpdateMode::Incremental);
    let answer = site.app.smart_update(&asked).await.map_err(held_back)?;
    let status = match answer {
        SmartUpdate::Accepted { .. } => StatusCode::ACCEPTED,
        SmartUpdate::Postponed { .. } => StatusCode::OK,
    };
    Ok((status, Json(answer)).into_response())
}

/// How datasets stand
#[utoipa::path(
    get,
    path = "/api/admin/update-status",
    tag = "Updates",
    params(("dataset" = Option<String>, Query, description = "The dataset; all when not said")),
    responses(
        (status = 200, description = "The datasets", body = schemas::UpdateStatus),
        (status = 404, description = "No such dataset", body = schemas::Problem),
    )
)]
pub async fn status(
    State(site): State<Arc<Site>>,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Response, Problem> {
    let which = read(which, "`dataset`")?;
    Ok(Json(site.app.update_status(which.dataset.as_deref()).await?).into_response())
}

/// Look for releases weekly, or pause it
///
/// Workers look by themselves, as often as the settings say, for datasets that were imported once.
#[utoipa::path(
    post,
    path = "/api/admin/schedule-weekly-update",
    tag = "Updates",
    request_body = schemas::UpdateScheduleWish,
    responses((status = 200, description = "When datasets are looked at", body = schemas::UpdateSchedule))
)]
pub async fn schedule(
    State(site): State<Arc<Site>>,
    Extension(TokenName(token)): Extension<TokenName>,
    request: Request,
) -> Result<Response, Problem> {
    let wish: ScheduleWish = bodies::object(&site, request).await?;
    let by = author(wish.by.as_deref(), token.as_deref());
    Ok(Json(site.app.set_update_schedule(wish.enabled.unwrap_or(true), &by).await?).into_response())
}

/// When releases come
#[utoipa::path(
    get,
    path = "/api/admin/smart-schedule-analysis",
    tag = "Updates",
    params(("dataset" = Option<String>, Query, description = "The dataset; the only one when not said")),
    responses(
        (status = 200, description = "As far as releases were met", body = schemas::ReleaseRhythm),
        (status = 404, description = "No such dataset", body = schemas::Problem),
    )
)]
pub async fn rhythm(
    State(site): State<Arc<Site>>,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Response, Problem> {
    let which = read(which, "`dataset`")?;
    Ok(Json(site.app.release_rhythm(which.dataset.as_deref()).await?).into_response())
}

/// Whether it is a good moment to update
///
/// It is not within two hours of a release, while an import or an update is under way, or while one waits.
#[utoipa::path(
    get,
    path = "/api/admin/update-safety-check",
    tag = "Updates",
    params(("dataset" = Option<String>, Query, description = "The dataset; the only one when not said")),
    responses(
        (status = 200, description = "What speaks against it", body = schemas::UpdateSafety),
        (status = 404, description = "No such dataset", body = schemas::Problem),
    )
)]
pub async fn safety(
    State(site): State<Arc<Site>>,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Response, Problem> {
    let which = read(which, "`dataset`")?;
    Ok(Json(site.app.update_safety(which.dataset.as_deref()).await?).into_response())
}

/// Updates, newest first
#[utoipa::path(
    get,
    path = "/api/admin/updates",
    tag = "Updates",
    params(
        ("dataset" = Option<String>, Query, description = "The dataset; all when not said"),
        ("limit" = Option<u32>, Query, description = "How many, 1 to 500; 20 when not said", minimum = 1, maximum = 500),
    ),
    responses(
        (status = 200, description = "The updates", body = schemas::Updates),
        (status = 404, description = "No such dataset", body = schemas::Problem),
    )
)]
pub async fn list(
    State(site): State<Arc<Site>>,
    listed: Result<Query<Listed>, QueryRejection>,
) -> Result<Response, Problem> {
    #[derive(Serialize)]
    struct Updates {
        updates: Vec<UpdateRow>,
    }
    let listed = read(listed, "`dataset` and `limit`")?;
    let limit = listed.limit.unwrap_or(20);
    if !(1..=500).contains(&limit) {
        return Err(AppError::invalid_parameter("limit", "`limit` is 1 to 500").into());
    }
    let updates = site.app.updates(listed.dataset.as_deref(), limit).await?;
    Ok(Json(Updates { updates }).into_response())
}

/// One update: what it found, and what became of it
#[utoipa::path(
    get,
    path = "/api/admin/updates/{update_id}",
    tag = "Updates",
    params(("update_id" = i64, Path, description = "The update's number", minimum = 1)),
    responses(
        (status = 200, description = "The update", body = schemas::Update),
        (status = 404, description = "No such update", body = schemas::Problem),
    )
)]
pub async fn show(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Problem> {
    Ok(Json(site.app.update(number(&id)?).await?).into_response())
}

/// Approve an update that waits
///
/// It is applied by a job.
#[utoipa::path(
    post,
    path = "/api/admin/updates/{update_id}/approve",
    tag = "Updates",
    params(("update_id" = i64, Path, description = "The update's number", minimum = 1)),
    request_body = schemas::UpdateWord,
    responses(
        (status = 202, description = "The update, and the job that applies it", body = schemas::UpdateDecided),
        (status = 404, description = "No such update", body = schemas::Problem),
        (status = 409, description = "It does not wait", body = schemas::Problem),
    )
)]
pub async fn approve(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let by = word(&site, &token, request).await?;
    let update = site.app.approve_update(number(&id)?, &by).await?;
    let job = Some(site.app.enqueue_going_on(&update).await.map_err(held_back)?);
    Ok((StatusCode::ACCEPTED, Json(Decided { update, job })).into_response())
}

/// Refuse an update that waits
///
/// Its release is not met again by itself.
#[utoipa::path(
    post,
    path = "/api/admin/updates/{update_id}/refuse",
    tag = "Updates",
    params(("update_id" = i64, Path, description = "The update's number", minimum = 1)),
    request_body = schemas::UpdateWord,
    responses(
        (status = 200, description = "The update", body = schemas::UpdateDecided),
        (status = 404, description = "No such update", body = schemas::Problem),
        (status = 409, description = "It does not wait", body = schemas::Problem),
    )
)]
pub async fn refuse(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let by = word(&site, &token, request).await?;
    let update = site.app.refuse_update(number(&id)?, &by).await?;
    Ok(Json(Decided { update, job: None }).into_response())
}

/// Undo an applied update
///
/// A job brings everything back to where it was before: texts, links, figures, works. Numbers that it gave are never
/// given again, edits by hand stay, and so does a new work that somebody has worked with since. Only the newest update
/// of a dataset can be undone.
#[utoipa::path(
    post,
    path = "/api/admin/updates/{update_id}/undo",
    tag = "Updates",
    params(("update_id" = i64, Path, description = "The update's number", minimum = 1)),
    request_body = schemas::UpdateWord,
    responses(
        (status = 202, description = "The update, and the job that undoes it", body = schemas::UpdateDecided),
        (status = 404, description = "No such update", body = schemas::Problem),
        (status = 409, description = "It is neither applied nor broken off, or a newer one is", body = schemas::Problem),
    )
)]
pub async fn undo(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let by = word(&site, &token, request).await?;
    let update = site.app.begin_undoing(number(&id)?, &by).await?;
    let job = Some(site.app.enqueue_going_on(&update).await.map_err(held_back)?);
    Ok((StatusCode::ACCEPTED, Json(Decided { update, job })).into_response())
}

async fn update(
    site: &Site,
    token: &TokenName,
    request: Request,
    mode: UpdateMode,
) -> Result<Response, Problem> {
    let wish: Wish = bodies::object(site, request).await?;
    let asked = asked(token, wish, mode);
    let job = site.app.enqueue_update(&asked).await.map_err(held_back)?;
    Ok((StatusCode::ACCEPTED, Json(job)).into_response())
}

fn asked(token: &TokenName, wish: Wish, mode: UpdateMode) -> UpdateRequest {
    let author = author(wish.by.as_deref(), token.0.as_deref());
    UpdateRequest { dataset: wish.dataset, mode, again: wish.again, author }
}

async fn word(site: &Site, token: &TokenName, request: Request) -> Result<String, Problem> {
    let word: Word = bodies::object(site, request).await?;
    Ok(author(word.by.as_deref(), token.0.as_deref()))
}

/// Who asks: the one named, else the token.
fn author(by: Option<&str>, token: Option<&str>) -> String {
    by.map(str::trim).filter(|by| !by.is_empty()).or(token).unwrap_or("api").to_owned()
}

fn read<T>(query: Result<Query<T>, QueryRejection>, known: &str) -> Result<T, AppError> {
    let Query(read) = query.map_err(|error| {
        AppError::invalid_parameter("query", error.body_text()).hint(format!("parameters are {known}"))
    })?;
    Ok(read)
}

fn number(text: &str) -> Result<i64, AppError> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|number| digits && *number > 0);
    number.ok_or_else(|| {
        AppError::invalid_parameter("update_id", format!("`{text}` is no number of an update"))
            .hint("`emaki update list` prints them")
    })
}
