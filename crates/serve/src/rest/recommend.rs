//! `/api/recommend` and `/api/works/{id}/recommendations`: works that somebody may like.

use std::sync::Arc;

use app::{AppError, RecommendRequest};
use axum::{
    Json,
    extract::{Path, RawQuery, Request, State},
    http::header,
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value};

use super::schemas;
use crate::{problem::Problem, query, safety::bodies, site::Site};

/// Recommend by works or a list
///
/// Either a JSON object with the names below, where `list` is a list as its site gives it out (text, or JSON as it
/// is); or the list itself as the body, as XML, CSV, JSON Lines or any of them packed with gzip, and everything else
/// in the query string. Nothing comes that is on the list, nor the sequel of what was not seen or was given up.
#[utoipa::path(
    post,
    path = "/api/recommend",
    tag = "Recommend",
    request_body = schemas::RecommendWish,
    responses(
        (status = 200, description = "Picks with their reasons, and what was named and not found", body = schemas::Recommendations),
        (status = 400, description = "The body is not JSON", body = schemas::Problem),
        (status = 404, description = "A work that is named alone is not there", body = schemas::Problem),
        (status = 413, description = "The body is too large", body = schemas::Problem),
        (status = 422, description = "Nothing is named, a number is out of range, or the list cannot be read", body = schemas::Problem),
        (status = 503, description = "The index is being built", body = schemas::Problem),
    )
)]
pub async fn by_list(State(site): State<Arc<Site>>, request: Request) -> Result<Response, Problem> {
    let mut wish = RecommendRequest::default();
    let asked = request.uri().query().unwrap_or_default().to_owned();
    for (name, value) in query::pairs(&asked, false) {
        wish.set(&name, &value)?;
    }
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let is_list = kind.is_some_and(|kind| {
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        matches!(
            kind.as_str(),
            "text/csv"
                | "text/plain"
                | "text/xml"
                | "application/xml"
                | "application/gzip"
                | "application/x-gzip"
        )
    });
    if is_list {
        wish.list = Some(bodies::whole(&site, request).await?.to_vec());
    } else {
        let object: Map<String, Value> = bodies::json(&site, request).await?;
        for (name, value) in object {
            wish.set(&name, &text_of(&name, value)?)?;
        }
    }
    Ok(Json(site.app.recommend(&wish).await?).into_response())
}

/// Recommend by one work
///
/// What those like who like this work. Takes the other names of `/api/recommend` as parameters.
#[utoipa::path(
    get,
    path = "/api/works/{id}/recommendations",
    tag = "Works",
    params(
        ("id" = String, Path, description = "Emaki's own id, or an external one"),
        schemas::RecommendParameters,
    ),
    responses(
        (status = 200, description = "Picks with their reasons", body = schemas::Recommendations),
        (status = 404, description = "No such work", body = schemas::Problem),
        (status = 422, description = "A parameter is unknown or out of range", body = schemas::Problem),
        (status = 503, description = "The index is being built", body = schemas::Problem),
    )
)]
pub async fn by_work(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    RawQuery(asked): RawQuery,
) -> Result<Response, Problem> {
    let mut wish = RecommendRequest { works: vec![id.parse()?], ..RecommendRequest::default() };
    for (name, value) in query::pairs(asked.as_deref().unwrap_or_default(), false) {
        if matches!(name.as_str(), "works" | "list") {
            let message = format!("`{name}` is not taken here: the work itself is the question");
            return Err(AppError::invalid_parameter(&name, message).into());
        }
        wish.set(&name, &value)?;
    }
    Ok(Json(site.app.recommend(&wish).await?).into_response())
}

/// A value as text: lists of words by commas, and a list of works that came as JSON as it came.
fn text_of(name: &str, value: Value) -> Result<String, Problem> {
    Ok(match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        other if name == "list" => other.to_string(),
        Value::Array(words) => {
            let words = words.into_iter().map(|word| text_of(name, word)).collect::<Result<Vec<_>, _>>()?;
            words.join(",")
        }
        Value::Object(_) => {
            let message = format!("`{name}` is neither text, a number nor a list");
            return Err(AppError::invalid_parameter(name, message).into());
        }
    })
}
