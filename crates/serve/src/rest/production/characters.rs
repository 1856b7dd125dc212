//! `/api/anime/characters…`: characters, their bibles, and what they are to each other.

use std::sync::Arc;

use app::{CharacterChange, CharacterView, Listing, NewCharacter, NewRelationship, RelationshipKind};
use axum::{
    Extension, Json,
    extract::{Path, RawQuery, Request, State},
    http::header,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{author, each, flag, number, refused};
use crate::{
    problem::Problem,
    rest::schemas,
    safety::{TokenName, bodies},
    site::Site,
};

/// Make a character
///
/// `project_id`, `name` and `appearance` (a text, or an object of parts) are required. With `from_catalog` it begins
/// with what the catalog tells of a figure. All other fields are those of the bible.
#[utoipa::path(
    post,
    path = "/api/anime/characters",
    tag = "Production",
    request_body = schemas::ProjectCharacterBody,
    responses(
        (status = 200, description = "The character", body = schemas::ProjectCharacter),
        (status = 400, description = "No UUID", body = schemas::Problem),
        (status = 404, description = "No such project or catalog character", body = schemas::Problem),
        (status = 422, description = "A value cannot be kept", body = schemas::Problem),
    )
)]
pub async fn create(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    request: Request,
) -> Result<Response, Problem> {
    let new: NewCharacter = bodies::object(&site, request).await?;
    Ok(Json(site.app.create_character(&new, &author(&site, &token)).await.map_err(refused)?).into_response())
}

/// Characters, those changed last first
#[utoipa::path(
    get,
    path = "/api/anime/characters",
    tag = "Production",
    params(
        ("project_id" = Option<String>, Query, description = "Only of this project"),
        ("q" = Option<String>, Query, description = "Only whose name holds this"),
        ("bin" = Option<bool>, Query, description = "Those in the bin in place of the others"),
        ("limit" = Option<usize>, Query, description = "1 to 500; 50 when not said"),
        ("cursor" = Option<String>, Query, description = "Where the page before ended"),
    ),
    responses((status = 200, description = "A page of characters", body = schemas::ProjectCharacterList))
)]
pub async fn list(State(site): State<Arc<Site>>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    #[derive(Serialize)]
    struct Page {
        characters: Vec<CharacterView>,
        next_cursor: Option<String>,
    }
    let (mut project, mut text, mut bin, mut limit, mut cursor) = (None, None, false, None, None);
    each(query.as_deref(), "project_id, q, bin, limit, cursor", |name, value| {
        match name {
            "project_id" => project = Some(value),
            "q" => text = Some(value),
            "bin" => bin = flag(name, &value)?,
            "limit" => limit = Some(number(name, &value)?),
            "cursor" => cursor = Some(value),
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let listed =
        site.app.production_characters(project.as_deref(), text.as_deref(), bin, limit, cursor.as_deref());
    let Listing { items: characters, next_cursor } = listed.await.map_err(refused)?;
    Ok(Json(Page { characters, next_cursor }).into_response())
}

/// One character
#[utoipa::path(
    get,
    path = "/api/anime/characters/{character_id}",
    tag = "Production",
    params(("character_id" = String, Path, description = "The character's UUID")),
    responses(
        (status = 200, description = "The character with the version of its bible that counts", body = schemas::ProjectCharacter),
        (status = 400, description = "No UUID", body = schemas::Problem),
        (status = 404, description = "No such character", body = schemas::Problem),
    )
)]
pub async fn show(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Problem> {
    Ok(Json(site.app.production_character(&id).await.map_err(refused)?).into_response())
}

/// Change a character
///
/// Writes a new version of its bible: fields that are not given stay, `null` stands for nothing. `expected_version`
/// refuses where somebody else was quicker; `base_version` names the version over which the fields are laid, the newest
/// one when not said; with `canonical` set to false the version that counts stays.
#[utoipa::path(
    put,
    path = "/api/anime/characters/{character_id}",
    tag = "Production",
    params(("character_id" = String, Path, description = "The character's UUID")),
    request_body = schemas::ProjectCharacterChange,
    responses(
        (status = 200, description = "The character", body = schemas::ProjectCharacter),
        (status = 404, description = "No such character", body = schemas::Problem),
        (status = 409, description = "Its bible has changed meanwhile, or it lies in the bin", body = schemas::Problem),
        (status = 422, description = "A value cannot be kept", body = schemas::Problem),
    )
)]
pub async fn update(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let change: CharacterChange = bodies::object(&site, request).await?;
    let character = site.app.update_character(&id, &change, &author(&site, &token)).await.map_err(refused)?;
    Ok(Json(character).into_response())
}

/// Put a character into the bin
#[utoipa::path(
    delete,
    path = "/api/anime/characters/{character_id}",
    tag = "Production",
    params(("character_id" = String, Path, description = "The character's UUID")),
    responses(
        (status = 200, description = "The character as it lies in the bin", body = schemas::ProjectCharacter),
        (status = 404, description = "No such character", body = schemas::Problem),
    )
)]
pub async fn bin(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    Ok(Json(site.app.bin_character(&id, true, &author(&site, &token)).await.map_err(refused)?)
        .into_response())
}

/// Take a character out of the bin
#[utoipa::path(
    post,
    path = "/api/anime/characters/{character_id}/restore",
    tag = "Production",
    params(("character_id" = String, Path, description = "The character's UUID")),
    responses(
        (status = 200, description = "The character", body = schemas::ProjectCharacter),
        (status = 404, description = "No such character", body = schemas::Problem),
    )
)]
pub async fn restore(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    Ok(Json(site.app.bin_character(&id, false, &author(&site, &token)).await.map_err(refused)?)
        .into_response())
}

/// A character's bible, whole
///
/// With its relationships, its history and its newest pictures. `format=page` gives a page to read, `format=file` a
/// file that another installation imports.
#[utoipa::path(
    get,
    path = "/api/anime/characters/{character_id}/bible",
    tag = "Production",
    params(
        ("character_id" = String, Path, description = "The character's UUID"),
        ("version" = Option<u32>, Query, description = "Another version than the one that counts"),
        ("format" = Option<String>, Query, description = "`json`, `page` or `file`"),
    ),
    responses(
        (status = 200, description = "The bible", body = schemas::WholeBible),
        (status = 404, description = "No such character or version", body = schemas::Problem),
    )
)]
pub async fn bible(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let (mut version, mut format) = (None, "json".to_owned());
    each(query.as_deref(), "version, format", |name, value| {
        match name {
            "version" => version = Some(number(name, &value)?),
            "format" => format = value,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    match format.as_str() {
        "json" => Ok(Json(site.app.character_bible(&id, version).await.map_err(refused)?).into_response()),
        "file" => Ok(Json(site.app.export_character(&id).await.map_err(refused)?).into_response()),
        "page" => {
            let page = site.app.character_page(&id, version).await.map_err(refused)?;
            Ok(([(header::CONTENT_TYPE, "text/markdown; charset=utf-8")], page).into_response())
        }
        _ => Err(app::AppError::invalid_parameter("format", "formats are json, page and file").into()),
    }
}

/// Make an older or newer version of a bible the one that counts
#[utoipa::path(
    post,
    path = "/api/anime/characters/{character_id}/versions/{version}",
    tag = "Production",
    params(
        ("character_id" = String, Path, description = "The character's UUID"),
        ("version" = u32, Path, description = "The version's number"),
    ),
    responses(
        (status = 200, description = "The character", body = schemas::ProjectCharacter),
        (status = 404, description = "No such character or version", body = schemas::Problem),
    )
)]
pub async fn choose(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    Path((id, version)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let version = number("version", &version)?;
    let chosen = site.app.choose_character_version(&id, version, &author(&site, &token)).await;
    Ok(Json(chosen.map_err(refused)?).into_response())
}

/// One version of a bible
#[utoipa::path(
    get,
    path = "/api/anime/characters/{character_id}/versions/{version}",
    tag = "Production",
    params(
        ("character_id" = String, Path, description = "The character's UUID"),
        ("version" = u32, Path, description = "The version's number"),
    ),
    responses(
        (status = 200, description = "The version", body = schemas::BibleVersion),
        (status = 404, description = "No such character or version", body = schemas::Problem),
    )
)]
pub async fn version(
    State(site): State<Arc<Site>>,
    Path((id, version)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let version = number("version", &version)?;
    Ok(Json(site.app.character_version(&id, version).await.map_err(refused)?).into_response())
}

/// What a character is to others
#[utoipa::path(
    get,
    path = "/api/anime/characters/{character_id}/relationships",
    tag = "Production",
    params(("character_id" = String, Path, description = "The character's UUID")),
    responses((status = 200, description = "Its ties, as the character sees them", body = Vec<schemas::BibleTie>))
)]
pub async fn relationships(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    Ok(Json(site.app.relationships(&id).await.map_err(refused)?).into_response())
}

/// Tie two characters
///
/// The other one sees the same tie from its side: whose mentor somebody is, is their student.
#[utoipa::path(
    post,
    path = "/api/anime/characters/{character_id}/relationships",
    tag = "Production",
    params(("character_id" = String, Path, description = "The character's UUID")),
    request_body = schemas::BibleTieBody,
    responses(
        (status = 200, description = "Its ties", body = Vec<schemas::BibleTie>),
        (status = 404, description = "No such character", body = schemas::Problem),
        (status = 422, description = "Both are one, or of two projects", body = schemas::Problem),
    )
)]
pub async fn relate(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let new: NewRelationship = bodies::object(&site, request).await?;
    Ok(Json(site.app.relate_characters(&id, &new, &author(&site, &token)).await.map_err(refused)?)
        .into_response())
}

/// Untie two characters
#[utoipa::path(
    delete,
    path = "/api/anime/characters/{character_id}/relationships",
    tag = "Production",
    params(
        ("character_id" = String, Path, description = "The character's UUID"),
        ("other" = String, Query, description = "The other one's UUID"),
        ("kind" = String, Query, description = "What the character is to the other one"),
    ),
    responses(
        (status = 200, description = "Its ties", body = Vec<schemas::BibleTie>),
        (status = 404, description = "No such character or tie", body = schemas::Problem),
    )
)]
pub async fn unrelate(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let (mut other, mut kind) = (String::new(), None);
    each(query.as_deref(), "other, kind", |name, value| {
        match name {
            "other" => other = value,
            "kind" => kind = RelationshipKind::parse(&value),
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let kind = kind.ok_or_else(|| {
        let words = RelationshipKind::ALL.map(RelationshipKind::as_str).join(", ");
        app::AppError::invalid_parameter("kind", "`kind` says what they are to each other")
            .hint(format!("kinds are {words}"))
    })?;
    let left = site.app.unrelate_characters(&id, &other, kind, &author(&site, &token)).await;
    Ok(Json(left.map_err(refused)?).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Import {
    project_id: String,
    file: Value,
}

/// Make a character of a file
#[utoipa::path(
    post,
    path = "/api/anime/characters/import",
    tag = "Production",
    request_body = schemas::CharacterImport,
    responses(
        (status = 200, description = "The character", body = schemas::ProjectCharacter),
        (status = 404, description = "No such project", body = schemas::Problem),
        (status = 422, description = "The file is none of a character", body = schemas::Problem),
    )
)]
pub async fn import(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    request: Request,
) -> Result<Response, Problem> {
    let Import { project_id, file } = bodies::object(&site, request).await?;
    let made = site.app.import_character(&project_id, file, &author(&site, &token)).await;
    Ok(Json(made.map_err(refused)?).into_response())
}
