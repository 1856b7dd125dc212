//! `/api/search`: works for words and filters.

use std::sync::Arc;

use app::{SearchPage, SearchRequest};
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
/// file of a form, the works are found that show the picture; then `limit` and `adult` hold and nothing else. With
/// words beside it, or with `pictures` for pictures alone, there is one score out of both; `weight` is the picture's share.
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
    if let Some(found) = pictures::by_words(&site, &mut object).await? {
        return Ok(found);
    }
    let request = query::from_object(object)?;
    answer(&site, request).await
}

async fn answer(site: &Site, request: SearchRequest) -> Result<Response, Problem> {
    let (words, facets, is_first) = (request.query.clone(), request.facets, request.cursor.is_none());
    let answer = site.app.search(request).await?;
    site.metrics.observe_search(answer.took);
    // What was made here stands beside the first page.
    let takes = if is_first { site.app.takes_beside(&words).await } else { Vec::new() };
    Ok(Json(SearchPage::new(&words, facets, &answer).with_takes(&takes)).into_response())
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
    pub results: SearchPage<'a>,
}
