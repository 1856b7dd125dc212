//! Resources: what can be read by an address of its own, as JSON.
//!
//! Tools cut their answers to a budget; here the whole of it is. What sites mark as spoilers is masked.

use app::{App, AppError, CharacterRef, SearchRequest, Sort, WorkRef};
use model::Season;
use rmcp::model::JsonObject;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{
    budget,
    call::Call,
    prompts::PROMPTS,
    spoilers,
    tools::{self, TOOLS},
};

/// How every address begins.
pub const SCHEME: &str = "emaki://";
/// What every resource is.
pub const MIME_TYPE: &str = "application/json";

/// A resource that is always there, or a form of addresses.
pub struct Place {
    /// Its address; a form has `{name}` for what varies.
    pub uri: &'static str,
    /// Its published name.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What it holds.
    pub about: &'static str,
}

const fn place(uri: &'static str, name: &'static str, title: &'static str, about: &'static str) -> Place {
    Place { uri, name, title, about }
}

/// The resources that are always there.
pub static PLACES: &[Place] = &[
    place(
        "emaki://stats",
        "stats",
        "Catalog statistics",
        "How much of what kind is here, and whether it works.",
    ),
    place(
        "emaki://schema",
        "schema",
        "Schemas of answers",
        "The answer of every tool, with what each field means.",
    ),
    place("emaki://sources", "sources", "Sources", "The sites that data comes from, and how each fares."),
    place("emaki://capabilities", "capabilities", "Capabilities", "What this server can do, and its limits."),
];

/// The forms of addresses.
pub static FORMS: &[Place] = &[
    place(
        "emaki://work/{id}",
        "work",
        "One work",
        "All that is known of a work. The id is ours, or such as mal:16498.",
    ),
    place(
        "emaki://work/{id}/{part}",
        "work_part",
        "A part of a work",
        "Its characters, episodes, ratings, relations, provenance, history or streams.",
    ),
    place("emaki://character/{id}", "character", "One character", "A character and the works it appears in."),
    place(
        "emaki://season/{year}/{season}",
        "season",
        "A season",
        "The hundred most followed works of a season.",
    ),
];

/// The parts of a work that have addresses.
pub const PARTS: [&str; 7] =
    ["characters", "episodes", "ratings", "relations", "provenance", "history", "streams"];

/// Reads a resource.
///
/// # Errors
/// `not_found` when the address leads nowhere.
pub async fn read(call: &Call, uri: &str) -> Result<Value, AppError> {
    let nowhere = || {
        let known: Vec<&str> = PLACES.iter().chain(FORMS).map(|place| place.uri).collect();
        AppError::not_found("resource", uri).hint(format!("resources are {}", known.join(", ")))
    };
    let path = uri.strip_prefix(SCHEME).ok_or_else(nowhere)?;
    let parts: Vec<&str> = path.split('/').collect();
    let mut value = match parts.as_slice() {
        ["stats"] => json(&tools::catalog_stats::told(call, None, 200).await?)?,
        ["sources"] => json(&tools::list_sources::told(call, None).await?)?,
        ["schema"] => schemas(),
        ["capabilities"] => capabilities(&call.app),
        ["work", id] => json(&call.app.work(&id.parse::<WorkRef>()?).await?.work)?,
        ["work", id, part] => part_of(call, &id.parse()?, part).await?.ok_or_else(nowhere)?,
        ["character", id] => character(&call.app, &id.parse()?).await?,
        ["season", year, season] => {
            let year = year.parse().map_err(|_| nowhere())?;
            season_of(&call.app, year, Season::parse(season).ok_or_else(nowhere)?).await?
        }
        _ => return Err(nowhere()),
    };
    spoilers::mask_all(&mut value);
    Ok(value)
}

async fn part_of(call: &Call, work: &WorkRef, part: &str) -> Result<Option<Value>, AppError> {
    let app = &call.app;
    let value = match part {
        "characters" => {
            let cast = app.characters(work).await?;
            let told = cast.iter().map(|one| json!({ "role": one.role, "character": one.character }));
            Value::Array(told.collect())
        }
        "episodes" => json(&app.episodes(work).await?)?,
        "ratings" => json(&app.ratings(work).await?)?,
        "relations" => json(&app.relations(work).await?)?,
        "provenance" => json(&app.provenance(work, None).await?)?,
        "history" => json(&app.work_history(work).await?)?,
        "streams" => json(&app.work_streams(work, None).await?)?,
        _ => return Ok(None),
    };
    Ok(Some(value))
}

async fn character(app: &App, character: &CharacterRef) -> Result<Value, AppError> {
    let page = app.character(character).await?;
    let works: Vec<Value> =
        page.works.iter().map(|(work, role)| json!({ "role": role, "work": work })).collect();
    Ok(json!({ "character": page.character, "works": works }))
}

async fn season_of(app: &App, year: i16, season: Season) -> Result<Value, AppError> {
    let mut request =
        SearchRequest { sort: Sort::Popularity, limit: app::MAX_LIMIT, ..SearchRequest::default() };
    (request.filters.year_min, request.filters.year_max) = (Some(year), Some(year));
    request.filters.season = vec![season];
    let answer = app.search(request).await?;
    let works: Vec<_> = answer.results.iter().map(|hit| &hit.card).collect();
    Ok(json!({ "year": year, "season": season, "total": answer.total, "works": works }))
}

/// What each tool answers, with what the fields mean.
fn schemas() -> Value {
    let answers: Map<String, Value> =
        TOOLS.iter().map(|tool| (tool.name.to_owned(), Value::Object((tool.described)()))).collect();
    let fields: Map<String, Value> =
        tools::TOLD.iter().map(|(name, detail)| ((*name).to_owned(), json!(detail))).collect();
    json!({ "answers": answers, "fields_of_listed_works": fields, "error": error_schema() })
}

/// The shape of every failure.
fn error_schema() -> JsonObject {
    let text = || json!({ "type": "string" });
    let properties = json!({
        "error_code": text(), "message": text(), "details": { "type": "object" },
        "hint": { "type": ["string", "null"] }, "correlation_id": text(),
    });
    let mut schema = JsonObject::new();
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("properties".to_owned(), properties);
    schema
}

fn capabilities(app: &App) -> Value {
    let tools: Vec<Value> =
        TOOLS.iter().map(|tool| json!({ "name": tool.name, "about": tool.about })).collect();
    let prompts: Vec<&str> = PROMPTS.iter().map(|prompt| prompt.name).collect();
    let settings = &app.config().mcp;
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "works": app.searchable_works(),
        "tools": tools,
        "prompts": prompts,
        "resources": PLACES.iter().chain(FORMS).map(|place| place.uri).collect::<Vec<_>>(),
        "budget": {
            "tokens": settings.answer_tokens,
            "least": budget::LEAST,
            "most": budget::MOST,
            "characters_per_token": budget::CHARACTERS,
        },
        "spoilers": "masked unless `spoilers` is true",
        "adult": "left out unless `adult` is include or only",
        "old_names": settings.old_names,
        "error_codes": app::ErrorCode::ALL.map(app::ErrorCode::as_str),
    })
}

fn json(value: &impl Serialize) -> Result<Value, AppError> {
    serde_json::to_value(value).map_err(AppError::internal)
}
