//! `/events/{job_id}` and `/events?project=`: the numbered events of the web sockets, as server-sent events.
//!
//! Each has its number for its id, so that a browser that loses the connection comes back with `Last-Event-ID` by
//! itself and misses none. Who comes back after the end of a job is told so by 204, and asks no more.

use std::{convert::Infallible, sync::Arc};

use app::{AppError, ErrorCode, PictureEventView, ProjectEventView};
use axum::{
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::{Stream, StreamExt, future, stream};
use serde::Serialize;

use super::{each, number, refused};
use crate::{
    problem::Problem,
    rest::{jobs, schemas, socket},
    site::Site,
};

/// A job's events as they happen, as server-sent events
///
/// Each event has its number as its id and the same object as data that `/ws/{job_id}` sends. The stream ends after
/// the event that ends the job.
#[utoipa::path(
    get,
    path = "/events/{job_id}",
    tag = "Production",
    params(
        ("job_id" = String, Path, description = "The job's UUID"),
        ("after" = Option<i64>, Query, description = "The number of the last event that is known"),
        ("Last-Event-ID" = Option<i64>, Header, description = "The same, as browsers send it; it wins"),
    ),
    responses(
        (status = 200, description = "Events follow", body = String, content_type = "text/event-stream"),
        (status = 204, description = "The job has ended, and nothing happened after that number"),
        (status = 400, description = "No UUID", body = schemas::Problem),
        (status = 404, description = "No such job", body = schemas::Problem),
        (status = 503, description = "Too many listen already", body = schemas::Problem),
    )
)]
pub async fn job(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let after = after(&headers, jobs::after(query.as_deref().unwrap_or_default())?)?;
    let job = site.app.job(&id).await.map_err(jobs::refused)?;
    if job.status.is_final() && job.last_event <= after {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    // A picture's job is told in its own words.
    if let Ok(events) = site.app.picture_stream(&id, after).await {
        return streamed(&site, events, |event: &PictureEventView| event.seq);
    }
    let events = site.app.job_stream(&id, after).await.map_err(jobs::refused)?;
    streamed(&site, events, |event: &app::JobEventView| event.seq)
}

/// A project's events as they happen, as server-sent events
///
/// The same as `/ws?project=` sends.
#[utoipa::path(
    get,
    path = "/events",
    tag = "Production",
    params(
        ("project" = String, Query, description = "The project's UUID"),
        ("after" = Option<i64>, Query, description = "The number of the last event that is known"),
        ("Last-Event-ID" = Option<i64>, Header, description = "The same, as browsers send it; it wins"),
    ),
    responses(
        (status = 200, description = "Events follow", body = String, content_type = "text/event-stream"),
        (status = 400, description = "No UUID", body = schemas::Problem),
        (status = 404, description = "No such project", body = schemas::Problem),
        (status = 503, description = "Too many listen already", body = schemas::Problem),
    )
)]
pub async fn project(
    State(site): State<Arc<Site>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (mut project, mut asked) = (None, 0i64);
    each(query.as_deref(), "project, after", |name, value| {
        match name {
            "project" => project = Some(value),
            "after" => asked = number(name, &value)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let project = project.ok_or_else(|| {
        AppError::new(ErrorCode::InvalidParameter, "say which project: `/events?project=…`")
            .detail("parameter", "project")
    });
    let project = project.map_err(|error| Problem::from(error).with_status(StatusCode::BAD_REQUEST))?;
    let after = after(&headers, asked)?;
    let events = site.app.project_stream(&project, after.max(0)).await.map_err(refused)?;
    streamed(&site, events, |event: &ProjectEventView| event.seq)
}

/// The number after which events are wanted: the one that a browser comes back with wins.
fn after(headers: &HeaderMap, asked: i64) -> Result<i64, AppError> {
    let Some(last) = headers.get("last-event-id") else { return Ok(asked) };
    let last = last.to_str().ok().and_then(|text| text.trim().parse().ok()).filter(|number| *number >= 0);
    last.ok_or_else(|| AppError::invalid_parameter("Last-Event-ID", "`Last-Event-ID` is an event's number"))
}

/// An answer that goes on as long as events come, and ends with the server.
pub fn streamed<T: Serialize + Send + Sync + 'static>(
    site: &Site,
    events: impl Stream<Item = Result<Vec<T>, AppError>> + Send + 'static,
    seq: fn(&T) -> i64,
) -> Result<Response, Problem> {
    let place = socket::place()?;
    let told = move |batch: Result<Vec<T>, AppError>| match batch {
        Ok(batch) => {
            let one = |event: &T| Event::default().id(seq(event).to_string()).json_data(event).ok();
            batch.iter().filter_map(one).collect::<Vec<_>>()
        }
        Err(error) => {
            tracing::warn!(error = ?error, "a job's events cannot be read");
            Vec::new()
        }
    };
    // A read that failed ends the stream: whoever listens comes back with its last number.
    let events = events.take_while(|batch| future::ready(batch.is_ok())).map(told).flat_map(stream::iter);
    let events = events.map(Ok::<_, Infallible>).take_until(site.mcp.stopped());
    let held = events.map(move |event| {
        let _held = &place;
        event
    });
    Ok(Sse::new(held).keep_alive(KeepAlive::default()).into_response())
}
