//! `/api/schedule` and `/schedule.ics`: what is shown when.

use std::sync::Arc;

use app::{AppError, ScheduleRequest};
use axum::{
    Json,
    extract::{RawQuery, State},
    http::header,
    response::{IntoResponse, Response},
};

use super::schemas;
use crate::{problem::Problem, query, site::Site};

/// What is shown when
///
/// Day by day, by all sources together: who says otherwise stands beside it, and where all are silent, what follows
/// from the rhythm so far is listed as `predicted`.
#[utoipa::path(
    get,
    path = "/api/schedule",
    tag = "Schedule",
    params(schemas::ScheduleParameters),
    responses(
        (status = 200, description = "The days with their broadcasts", body = schemas::Schedule),
        (status = 404, description = "A work that is named is not there", body = schemas::Problem),
        (status = 422, description = "A day or a zone that there is not", body = schemas::Problem),
        (status = 503, description = "The index is being built", body = schemas::Problem),
    )
)]
pub async fn show(State(site): State<Arc<Site>>, RawQuery(asked): RawQuery) -> Result<Response, Problem> {
    let request = read(asked.as_deref().unwrap_or_default(), false)?;
    Ok(Json(site.app.schedule(&request).await?).into_response())
}

/// The schedule as a calendar's feed
///
/// For calendars that subscribe to an address: from a week ago on, for six weeks. Takes the parameters of
/// `/api/schedule`; `works` makes it a feed of a few works.
#[utoipa::path(
    get,
    path = "/schedule.ics",
    tag = "Schedule",
    params(schemas::ScheduleParameters),
    responses(
        (status = 200, description = "The feed", body = String, content_type = "text/calendar"),
        (status = 404, description = "A work that is named is not there", body = schemas::Problem),
        (status = 422, description = "A day or a zone that there is not", body = schemas::Problem),
        (status = 503, description = "The index is being built", body = schemas::Problem),
    )
)]
pub async fn feed(State(site): State<Arc<Site>>, RawQuery(asked): RawQuery) -> Result<Response, Problem> {
    let request = read(asked.as_deref().unwrap_or_default(), false)?;
    let feed = site.app.schedule_feed(&request).await?;
    Ok(([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], feed).into_response())
}

/// A request of a query string.
pub fn read(asked: &str, blank_is_absent: bool) -> Result<ScheduleRequest, AppError> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for (name, value) in query::pairs(asked, blank_is_absent) {
        match pairs.iter_mut().find(|(known, _)| *known == name) {
            // Forms send each choice of a list by itself.
            Some((_, list)) if matches!(name.as_str(), "kind" | "works") => {
                list.push(',');
                list.push_str(&value);
            }
            Some(_) => return Err(AppError::invalid_parameter(&name, format!("`{name}` is given twice"))),
            None => pairs.push((name, value)),
        }
    }
    let mut request = ScheduleRequest::default();
    for (name, value) in pairs {
        request.set(&name, &value)?;
    }
    Ok(request)
}
