//! `/openapi.json`: the API described for programs.

use std::sync::LazyLock;

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use utoipa::OpenApi;

use super::{
    characters, curation, edits, health, jobs, metrics, schemas, search, socket, sources, timely, works,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Emaki",
        description = "A catalog of anime, manga, novels, visual novels and games. Failures are one envelope \
            with a code from a fixed table; every answer carries `X-Correlation-ID`. On loopback no token is \
            needed; elsewhere send `Authorization: Bearer …`.",
    ),
    paths(
        search::by_query,
        search::by_body,
        works::show,
        works::similar,
        works::characters,
        works::episodes,
        works::ratings,
        works::relations,
        works::provenance,
        timely::history,
        timely::streams,
        characters::show,
        curation::list,
        curation::edit,
        curation::row,
        curation::undo,
        edits::list,
        edits::edit,
        jobs::enrich,
        jobs::list,
        jobs::show,
        jobs::cancel,
        jobs::retry,
        jobs::events,
        jobs::show_plain,
        jobs::cancel_plain,
        socket::listen,
        sources::list,
        health::show,
        metrics::show,
        show,
    ),
    components(schemas(schemas::Problem)),
    tags(
        (name = "Search", description = "Finding works"),
        (name = "Works", description = "One work and what hangs on it"),
        (name = "Characters", description = "Figures of works"),
        (name = "Curation", description = "A registry's series and characters, works, and edits of them by hand"),
        (name = "Jobs", description = "Work that takes a while, and its progress"),
        (name = "Operations", description = "Looking after the server"),
    )
)]
struct Description;

static DOCUMENT: LazyLock<String> =
    LazyLock::new(|| Description::openapi().to_json().expect("a description made by macros is JSON"));

/// The OpenAPI 3.1 document, as JSON text.
pub fn openapi_json() -> &'static str {
    &DOCUMENT
}

/// This description
#[utoipa::path(
    get,
    path = "/openapi.json",
    tag = "Operations",
    responses((status = 200, description = "The OpenAPI 3.1 document"))
)]
pub async fn show() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], openapi_json()).into_response()
}
