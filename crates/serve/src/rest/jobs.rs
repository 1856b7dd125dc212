//! `/api/jobs…` and `/jobs/{job_id}`: work that takes a while, and `/api/enrich`, which asks for some.

use std::sync::Arc;

use app::{Accepted, AppError, EnrichLevel, EnrichTarget, ErrorCode, JobQuestion, JobView};
use axum::{
    Extension, Json,
    extract::{Path, RawQuery, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};

use super::schemas;
use crate::{
    problem::Problem,
    query,
    safety::{Standing, TokenName, bodies},
    site::Site,
};

/// Which work is to be enriched, and how much.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    id: Option<Id>,
    title: Option<String>,
    level: Option<String>,
}

/// An id: answers print ours as a number, and it may come back as one.
#[derive(Deserialize)]
#[serde(untagged, expecting = "an id: a number of ours, or a text such as mal:16498")]
enum Id {
    Number(u64),
    Text(String),
}

/// What came of asking for a job, and where to watch it.
#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    accepted: Accepted,
    url: String,
    websocket_url: String,
}

/// Ask all sources about a work
///
/// Makes a job and answers at once. While one for the same work and level is under way, it is that one, and so it
/// is for half an hour after one that brought all of it.
#[utoipa::path(
    post,
    path = "/api/enrich",
    tag = "Jobs",
    request_body = schemas::EnrichWish,
    responses(
        (status = 202, description = "The job", body = schemas::JobAccepted),
        (status = 404, description = "No such work", body = schemas::Problem),
        (status = 409, description = "Several works have this title", body = schemas::Problem),
        (status = 422, description = "Neither or both of `id` and `title`, or an unknown level", body = schemas::Problem),
        (status = 429, description = "Too many jobs wait already; `Retry-After` says when to come back", body = schemas::Problem),
    )
)]
pub async fn enrich(State(site): State<Arc<Site>>, request: Request) -> Result<Response, Problem> {
    let headers = request.headers().clone();
    let wish: Wish = bodies::json(&site, request).await?;
    let target = match (wish.id, wish.title) {
        (Some(Id::Number(id)), None) => EnrichTarget::Work(id.to_string().parse()?),
        (Some(Id::Text(id)), None) => EnrichTarget::Work(id.parse()?),
        (None, Some(title)) => EnrichTarget::Title(title),
        _ => return Err(AppError::invalid_parameter("id", "send either `id` or `title`").into()),
    };
    let level = wish.level.as_deref().map(level_of).transpose()?;
    let accepted = site.app.enqueue_enrich(&target, level).await.map_err(held_back)?;
    let url = format!("/jobs/{}", accepted.job_id);
    let websocket_url = format!("ws://{}/ws/{}", host(&headers), accepted.job_id);
    let answer = Answer { accepted, url, websocket_url };
    Ok((StatusCode::ACCEPTED, Json(answer)).into_response())
}

/// Jobs, newest first
#[utoipa::path(
    get,
    path = "/api/jobs",
    tag = "Jobs",
    params(schemas::JobParameters),
    responses(
        (status = 200, description = "A page of jobs", body = schemas::JobList),
        (status = 422, description = "A parameter is unknown or out of range", body = schemas::Problem),
    )
)]
pub async fn list(State(site): State<Arc<Site>>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    #[derive(Serialize)]
    struct Page {
        jobs: Vec<JobView>,
        next_cursor: Option<String>,
        counts: Vec<Count>,
        pauses: Vec<app::Pause>,
    }
    #[derive(Serialize)]
    struct Count {
        kind: String,
        status: app::JobState,
        jobs: u64,
    }
    let list = site.app.jobs(&question(query.as_deref().unwrap_or_default())?).await?;
    let counts = list.counts.into_iter().map(|(kind, status, jobs)| Count { kind, status, jobs }).collect();
    Ok(Json(Page { jobs: list.jobs, next_cursor: list.next_cursor, counts, pauses: list.pauses })
        .into_response())
}

/// One job
#[utoipa::path(
    get,
    path = "/api/jobs/{job_id}",
    tag = "Jobs",
    params(("job_id" = String, Path, description = "The job's UUID")),
    responses(
        (status = 200, description = "The job", body = schemas::Job),
        (status = 400, description = "No UUID", body = schemas::Problem),
        (status = 404, description = "No such job", body = schemas::Problem),
    )
)]
pub async fn show(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Problem> {
    Ok(Json(site.app.job(&id).await.map_err(refused)?).into_response())
}

/// One job, at the address that jobs are known by
#[utoipa::path(
    get,
    path = "/jobs/{job_id}",
    tag = "Jobs",
    params(("job_id" = String, Path, description = "The job's UUID")),
    responses(
        (status = 200, description = "The job; one of a picture with its recipe and its take", body = schemas::AnyJob),
        (status = 400, description = "No UUID", body = schemas::Problem),
        (status = 404, description = "No such job", body = schemas::Problem),
    )
)]
pub async fn show_plain(site: State<Arc<Site>>, id: Path<String>) -> Result<Response, Problem> {
    // A picture's job is told in its own words, with its recipe and its take.
    match site.app.picture_job(&id).await {
        Ok(picture) => Ok(Json(picture).into_response()),
        Err(error) if error.code == ErrorCode::NotFound => show(site, id).await,
        Err(error) => Err(refused(error)),
    }
}

/// Cancel a job
///
/// A queued one ends at once, a running one at its next step.
#[utoipa::path(
    delete,
    path = "/api/jobs/{job_id}",
    tag = "Jobs",
    params(("job_id" = String, Path, description = "The job's UUID")),
    responses(
        (status = 200, description = "The job as it is now", body = schemas::Job),
        (status = 404, description = "No such job", body = schemas::Problem),
        (status = 409, description = "It has ended already", body = schemas::Problem),
    )
)]
pub async fn cancel(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Problem> {
    Ok(Json(site.app.cancel_job(&id).await.map_err(refused)?).into_response())
}

/// Cancel a job, at the address that jobs are known by
#[utoipa::path(
    delete,
    path = "/jobs/{job_id}",
    tag = "Jobs",
    params(("job_id" = String, Path, description = "The job's UUID")),
    responses(
        (status = 200, description = "The job as it is now", body = schemas::AnyJob),
        (status = 404, description = "No such job", body = schemas::Problem),
        (status = 409, description = "It has ended already", body = schemas::Problem),
    )
)]
pub async fn cancel_plain(
    site: State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    Extension(standing): Extension<Standing>,
    id: Path<String>,
) -> Result<Response, Problem> {
    match site.app.picture_job(&id).await {
        Ok(_) => {
            let author = super::production::author(&site, &token);
            return Ok(Json(site.app.cancel_picture(&id, &author).await.map_err(refused)?).into_response());
        }
        Err(error) if error.code == ErrorCode::NotFound => {}
        Err(error) => return Err(refused(error)),
    }
    // A token for productions directs these and nothing else.
    standing.must_write("cancel")?;
    cancel(site, id).await
}

/// Run a job again that failed, died or was cancelled
#[utoipa::path(
    post,
    path = "/api/jobs/{job_id}/retry",
    tag = "Jobs",
    params(("job_id" = String, Path, description = "The job's UUID")),
    responses(
        (status = 200, description = "The job as it is now", body = schemas::Job),
        (status = 404, description = "No such job", body = schemas::Problem),
        (status = 409, description = "It is alive or done, or another one does the same", body = schemas::Problem),
    )
)]
pub async fn retry(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Problem> {
    Ok(Json(site.app.retry_job(&id).await.map_err(refused)?).into_response())
}

/// What happened to a job
///
/// Up to 500 events with numbers above `after`, in their order. `/ws/{job_id}` tells the same as it happens.
#[utoipa::path(
    get,
    path = "/api/jobs/{job_id}/events",
    tag = "Jobs",
    params(
        ("job_id" = String, Path, description = "The job's UUID"),
        ("after" = Option<i64>, Query, description = "The number of the last event that is known"),
    ),
    responses(
        (status = 200, description = "Events", body = Vec<schemas::JobEvent>),
        (status = 404, description = "No such job", body = schemas::Problem),
    )
)]
pub async fn events(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let after = after(query.as_deref().unwrap_or_default())?;
    Ok(Json(site.app.job_events(&id, after).await.map_err(refused)?).into_response())
}

/// A refusal that says when to come back.
pub(super) fn held_back(error: AppError) -> Problem {
    let seconds = error.details["retry_after_s"].as_u64();
    let problem = Problem::from(error);
    match seconds {
        Some(seconds) => problem.with_header(header::RETRY_AFTER, HeaderValue::from(seconds)),
        None => problem,
    }
}

/// Reads `after`, the number of the last event that a listener has seen; 0 when not said.
pub fn after(query: &str) -> Result<i64, AppError> {
    let mut after = 0;
    for (name, value) in query::pairs(query, false) {
        if name != "after" {
            return Err(AppError::invalid_parameter(&name, format!("there is no parameter `{name}`"))
                .hint("the parameter is `after`"));
        }
        let number = value.parse().ok().filter(|number| *number >= 0);
        after = number.ok_or_else(|| AppError::invalid_parameter("after", "`after` is an event's number"))?;
    }
    Ok(after)
}

/// A text that is no id at all is a bad request.
pub fn refused(error: AppError) -> Problem {
    let is_id = error.details["parameter"] == "job_id";
    let problem = Problem::from(error);
    if is_id { problem.with_status(StatusCode::BAD_REQUEST) } else { problem }
}

fn question(query: &str) -> Result<JobQuestion, AppError> {
    let mut question = JobQuestion::default();
    for (name, value) in query::pairs(query, false) {
        match name.as_str() {
            "kind" => question.kind = Some(value),
            "status" => question.status = Some(value),
            "cursor" => question.cursor = Some(value),
            "limit" => {
                let limit =
                    value.parse().map_err(|_| AppError::invalid_parameter("limit", "`limit` is a number"));
                question.limit = Some(limit?);
            }
            _ => {
                return Err(AppError::invalid_parameter(&name, format!("there is no parameter `{name}`"))
                    .hint("parameters are kind, status, limit, cursor"));
            }
        }
    }
    Ok(question)
}

fn level_of(word: &str) -> Result<EnrichLevel, AppError> {
    EnrichLevel::named(word).ok_or_else(|| {
        AppError::invalid_parameter("level", format!("there is no level `{word}`"))
            .hint("levels are basic, detailed, comprehensive")
    })
}

/// The host that the client itself used; the guard has looked at it.
pub fn host(headers: &HeaderMap) -> &str {
    headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost")
}
