//! `/api/people…`: who is there, one of them with documents, links and assets, and a document's text.

use std::sync::Arc;

use app::{PeopleQuery, PersonCard};
use axum::{
    Extension, Json,
    extract::{Path, RawQuery, State},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::{limit, plain, refused};
use crate::{
    problem::Problem,
    rest::{
        production::{each, flag},
        schemas,
    },
    safety::Standing,
    site::Site,
};

/// People, in the order of the sheet
///
/// Names and addresses are masked; `plain=true` shows them to tokens that may also write.
#[utoipa::path(
    get,
    path = "/api/people",
    tag = "People",
    params(schemas::PeopleParameters),
    responses(
        (status = 200, description = "A page of people", body = schemas::PeopleList),
        (status = 403, description = "The token does not allow this", body = schemas::Problem),
        (status = 404, description = "People are turned off", body = schemas::Problem),
        (status = 422, description = "A parameter is unknown or no word for it", body = schemas::Problem),
    )
)]
pub async fn list(
    State(site): State<Arc<Site>>,
    Extension(standing): Extension<Standing>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    #[derive(Serialize)]
    struct Page {
        people: Vec<PersonCard>,
        next_cursor: Option<String>,
    }
    let mut question =
        PeopleQuery { limit: 50, is_whole_text: !standing.may_write, ..PeopleQuery::default() };
    let known = "q, row_id, type, link_kind, status, failure, file, gone, plain, limit, cursor";
    each(query.as_deref(), known, |name, value| {
        match name {
            "q" => question.text = Some(value),
            "row_id" => question.row_id = Some(value),
            "type" => question.personality_type = Some(value),
            "link_kind" => question.link_kind = Some(value),
            "status" => question.files = Some(value),
            "failure" => question.failure = Some(value),
            "file" => question.file = Some(value),
            "gone" => question.with_gone = flag(name, &value)?,
            "plain" => question.plain = plain(&standing, &value)?,
            "limit" => question.limit = limit(&value)?,
            "cursor" => question.cursor = Some(value),
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let (people, next_cursor) = site.app.list_people(&question).await.map_err(refused)?;
    Ok(Json(Page { people, next_cursor }).into_response())
}

/// One person, with documents, links and assets
///
/// The key is the id of the row, or `151#2` (written `151%232`) for the second row with that id.
#[utoipa::path(
    get,
    path = "/api/people/{person_key}",
    tag = "People",
    params(
        ("person_key" = String, Path, description = "The key"),
        ("plain" = Option<bool>, Query, description = "Names, addresses and the link in full; asks for `write` as well"),
    ),
    responses(
        (status = 200, description = "The person", body = schemas::PersonPage),
        (status = 400, description = "No key", body = schemas::Problem),
        (status = 403, description = "The token does not allow this", body = schemas::Problem),
        (status = 404, description = "Nobody with this key, or people are turned off", body = schemas::Problem),
    )
)]
pub async fn show(
    State(site): State<Arc<Site>>,
    Extension(standing): Extension<Standing>,
    Path(key): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let in_full = in_full(&standing, query.as_deref())?;
    Ok(Json(site.app.person_page(&key, in_full).await.map_err(refused)?).into_response())
}

/// A document of a person, with its text
#[utoipa::path(
    get,
    path = "/api/people/{person_key}/documents/{document_id}",
    tag = "People",
    params(
        ("person_key" = String, Path, description = "The key"),
        ("document_id" = String, Path, description = "The document's id, as the person's list has it"),
        ("plain" = Option<bool>, Query, description = "Its address as well; asks for `write`"),
    ),
    responses(
        (status = 200, description = "The document", body = schemas::PersonDocument),
        (status = 400, description = "No key", body = schemas::Problem),
        (status = 403, description = "The token does not allow this", body = schemas::Problem),
        (status = 404, description = "No such person or document, or people are turned off", body = schemas::Problem),
    )
)]
pub async fn document(
    State(site): State<Arc<Site>>,
    Extension(standing): Extension<Standing>,
    Path((key, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let in_full = in_full(&standing, query.as_deref())?;
    Ok(Json(site.app.person_text(&key, &id, in_full).await.map_err(refused)?).into_response())
}

/// Whether names are asked for in full, by the one parameter that these addresses take.
fn in_full(standing: &Standing, query: Option<&str>) -> Result<bool, Problem> {
    let mut in_full = false;
    each(query, "plain", |name, value| {
        match name {
            "plain" => in_full = plain(standing, &value)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(in_full)
}
