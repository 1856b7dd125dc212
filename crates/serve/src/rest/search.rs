//! `/api/search`: works for words and filters.

use std::sync::Arc;

use app::{Facets, Hit, Plan, SearchAnswer, SearchRequest, WorkCard};
use axum::{
    Json,
    extract::{RawQuery, Request, State},
    response::{IntoResponse, Response},
};
use model::WorkId;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    problem::Problem,
    query,
    rest::{pictures, schemas},
    safety::{bodies, forms},
    site::Site,
};

/// Search by query string
///
/// An empty `q` lists all works that meet the filters, best known first.
#[utoipa::path(
    get,
    path = "/api/search",
    tag = "Search",
    params(schemas::SearchParameters),
    responses(
        (status = 200, description = "A page of hits", body = schemas::SearchResults),
        (status = 422, description = "A parameter is unknown or out of range", body = schemas::Problem),
        (status = 503, description = "The index is being built", body = schemas::Problem),
    )
)]
pub async fn by_query(State(site): State<Arc<Site>>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    let request = query::from_query(query.as_deref().unwrap_or_default(), false)?;
    answer(&site, request).await
}

/// Search by JSON or by a picture
///
/// The names are those of the query string; lists may be arrays. With `image`, as base64 or by its address, or as a
/// file of a form, the works are found that show the picture; then `limit` and `adult` hold and nothing else.
#[utoipa::path(
    post,
    path = "/api/search",
    tag = "Search",
    request_body(
        content(
            (schemas::SearchBody = "application/json"),
            (schemas::PictureForm = "multipart/form-data"),
        )
    ),
    responses(
        (status = 200, description = "A page of hits", body = schemas::SearchOrPicture),
        (status = 400, description = "The body is not JSON, or no form", body = schemas::Problem),
        (status = 413, description = "The body or the picture is too large", body = schemas::Problem),
        (status = 415, description = "The body is of another type, or the picture of another format", body = schemas::Problem),
        (status = 422, description = "A parameter is unknown or out of range, or the picture is damaged", body = schemas::Problem),
        (status = 501, description = "No pictures are kept yet", body = schemas::Problem),
        (status = 502, description = "There is no picture at its address", body = schemas::Problem),
        (status = 503, description = "The index is being built", body = schemas::Problem),
    )
)]
pub async fn by_body(State(site): State<Arc<Site>>, request: Request) -> Result<Response, Problem> {
    if forms::is_form(&request) {
        return pictures::by_form(&site, forms::form(&site, request).await?).await;
    }
    let mut object: Map<String, Value> = bodies::json(&site, request).await?;
    if let Some(image) = object.remove("image").filter(|image| !image.is_null()) {
        return pictures::by_text(&site, &image, object).await;
    }
    let request = query::from_object(object)?;
    answer(&site, request).await
}

async fn answer(site: &Site, request: SearchRequest) -> Result<Response, Problem> {
    let (words, facets) = (request.query.clone(), request.facets);
    let answer = site.app.search(request).await?;
    site.metrics.observe_search(answer.took);
    Ok(Json(Results::new(&words, facets, &answer)).into_response())
}

/// A page of hits as sent.
#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "the published name")]
pub struct Results<'a> {
    query: &'a str,
    results: Vec<Found<'a>>,
    total: usize,
    facets: Option<&'a Facets>,
    next_cursor: Option<&'a str>,
    understood: &'a Plan,
    took_ms: f64,
}

/// A hit as sent: the card, how well it fits, and why.
#[derive(Serialize)]
pub struct Found<'a> {
    #[serde(flatten)]
    card: &'a WorkCard,
    relevance: f32,
    why: &'a app::Why,
}

impl<'a> Results<'a> {
    /// Facets are sent only when they were asked for.
    pub fn new(query: &'a str, facets: bool, answer: &'a SearchAnswer) -> Self {
        Self {
            query,
            results: answer.results.iter().map(Found::from).collect(),
            total: answer.total,
            facets: facets.then_some(&answer.facets),
            next_cursor: answer.next_cursor.as_deref(),
            understood: &answer.understood,
            took_ms: answer.took.as_secs_f64() * 1000.0,
        }
    }
}

impl<'a> From<&'a Hit> for Found<'a> {
    fn from(hit: &'a Hit) -> Self {
        Self { card: &hit.card, relevance: hit.relevance, why: &hit.why }
    }
}

impl<'a> Found<'a> {
    /// The same hit with another reason.
    pub fn with_why(self, why: &'a app::Why) -> Self {
        Self { why, ..self }
    }
}

/// Works like another one, as sent.
#[derive(Serialize)]
pub struct Similar<'a> {
    /// The work they are like.
    pub id: WorkId,
    /// The merged id it was asked by.
    pub redirected_from: Option<WorkId>,
    /// The page of hits.
    #[serde(flatten)]
    pub results: Results<'a>,
}
