//! `/openapi.json`: the API described for programs.

use std::sync::LazyLock;

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use utoipa::OpenApi;

use super::{
    characters, comparing, conversations, curation, edits, external, finishing, health, jobs, legacy,
    metrics, people, pictures, preferences, production, query, recommend, schedule, schemas, search, socket,
    sources, tags, timely, trending, updates, works,
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
        pictures::thumbnail,
        pictures::status,
        query::ask,
        conversations::show,
        conversations::forget,
        preferences::show,
        preferences::change,
        preferences::forget,
        trending::show,
        legacy::search,
        legacy::semantic,
        legacy::similar,
        legacy::visually_similar,
        legacy::by_image,
        legacy::by_image_base64,
        legacy::multimodal,
        works::show,
        works::similar,
        recommend::by_work,
        recommend::by_list,
        schedule::show,
        schedule::feed,
        works::characters,
        works::episodes,
        works::ratings,
        works::relations,
        works::provenance,
        works::franchise,
        comparing::compare,
        tags::neighbors,
        timely::history,
        timely::streams,
        timely::watch_order,
        characters::show,
        curation::list,
        curation::edit,
        curation::row,
        curation::undo,
        edits::list,
        edits::edit,
        updates::check,
        updates::incremental,
        updates::full,
        updates::smart,
        updates::status,
        updates::schedule,
        updates::rhythm,
        updates::safety,
        updates::list,
        updates::show,
        updates::approve,
        updates::refuse,
        updates::undo,
        jobs::enrich,
        jobs::list,
        jobs::show,
        jobs::cancel,
        jobs::retry,
        jobs::events,
        jobs::show_plain,
        jobs::cancel_plain,
        socket::listen,
        production::projects::create,
        production::projects::list,
        production::projects::show,
        production::projects::update,
        production::projects::bin,
        production::projects::restore,
        production::projects::events,
        production::parts::list,
        production::parts::create,
        production::parts::update,
        production::parts::remove,
        production::characters::create,
        production::characters::list,
        production::characters::show,
        production::characters::update,
        production::characters::bin,
        production::characters::restore,
        production::characters::bible,
        production::characters::version,
        production::characters::choose,
        production::characters::relationships,
        production::characters::relate,
        production::characters::unrelate,
        production::characters::import,
        production::presets::list,
        production::presets::show,
        production::presets::versions,
        production::presets::save,
        production::presets::remove,
        production::presets::export,
        production::presets::import,
        production::generate::ask,
        production::generate::preview,
        production::generate::reproduce,
        production::generate::engines,
        production::jobs::list,
        production::jobs::retry,
        production::jobs::reprioritize,
        production::jobs::pause,
        production::takes::list,
        production::takes::compare,
        production::takes::show,
        production::takes::file,
        production::takes::thumbnail,
        production::takes::search,
        production::jobs::batch,
        production::references::keep,
        production::references::show,
        production::references::add,
        production::takes::review,
        production::takes::reference,
        production::socket::listen,
        production::sse::job,
        production::sse::project,
        production::jobs::preview,
        production::webhooks::register,
        production::webhooks::list,
        production::webhooks::show,
        production::webhooks::remove,
        production::webhooks::deliveries,
        production::webhooks::test,
        production::webhooks::redeliver,
        people::persons::list,
        people::persons::show,
        people::persons::document,
        people::assets::list,
        people::assets::show,
        people::content::show,
        people::failures::list,
        people::failures::retry,
        people::sessions::list,
        people::sessions::show,
        people::live::events,
        people::live::socket,
        sources::list,
        health::show,
        metrics::show,
        show,
    ),
    components(schemas(schemas::Problem, schemas::ExternalAnswer, schemas::ExternalHealth)),
    tags(
        (name = "Search", description = "Finding works"),
        (name = "Works", description = "One work and what hangs on it"),
        (name = "Recommend", description = "What somebody may like"),
        (name = "Schedule", description = "What is shown when"),
        (name = "Characters", description = "Figures of works"),
        (name = "Curation", description = "A registry's series and characters, works, and edits of them by hand"),
        (name = "Updates", description = "New releases of datasets: found, approved, applied, undone"),
        (name = "People", description = "Rows of people, their documents and files, and sessions of downloads; closed \
            until `people.enabled` opens them, and for tokens with the scope `people` only"),
        (name = "Jobs", description = "Work that takes a while, and its progress"),
        (name = "Other sites", description = "Other sites' answers in normal form, kept and paced"),
        (name = "Older paths", description = "Paths of the service that Emaki replaces, in its shapes"),
        (name = "Operations", description = "Looking after the server"),
    )
)]
struct Description;

static DOCUMENT: LazyLock<String> = LazyLock::new(|| {
    let mut description = Description::openapi();
    external::describe(&mut description.paths);
    let mut document = serde_json::to_value(description).expect("a description made by macros is JSON");
    finishing::finish(&mut document);
    document.to_string()
});

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
