//! `/api/characters/{id}`: a character and the works it appears in.

use std::sync::Arc;

use app::{CharacterRef, RelatedWork};
use axum::{
    Json,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use model::{Character, CharacterId, CharacterRole, ExternalId, Gender};
use serde::Serialize;

use super::schemas;
use crate::{problem::Problem, site::Site};

/// A character as sent; its appearances are resolved to works beside it.
#[derive(Serialize)]
pub struct Shown {
    id: CharacterId,
    name: String,
    name_native: Option<String>,
    nicknames: Vec<String>,
    gender: Option<Gender>,
    about: Option<String>,
    image: Option<String>,
    favorites: Option<u64>,
    external_ids: Vec<ExternalId>,
}

/// One character
#[utoipa::path(
    get,
    path = "/api/characters/{id}",
    tag = "Characters",
    params(("id" = String, Path, description = "Emaki's own id, or an external one", example = "1")),
    responses(
        (status = 200, description = "The character and its works", body = schemas::CharacterPage),
        (status = 404, description = "No such character", body = schemas::Problem),
    )
)]
pub async fn show(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Problem> {
    #[derive(Serialize)]
    struct Page {
        #[serde(flatten)]
        character: Shown,
        works: Vec<Appearance>,
    }
    #[derive(Serialize)]
    struct Appearance {
        role: CharacterRole,
        #[serde(flatten)]
        work: RelatedWork,
    }
    let page = site.app.character(&id.parse::<CharacterRef>()?).await?;
    let works = page.works.into_iter().map(|(work, role)| Appearance { role, work }).collect();
    Ok(Json(Page { character: page.character.into(), works }).into_response())
}

impl From<Character> for Shown {
    fn from(character: Character) -> Self {
        Self {
            id: character.id,
            name: character.name,
            name_native: character.name_native,
            nicknames: character.nicknames,
            gender: character.gender,
            about: character.about,
            image: character.image,
            favorites: character.favorites,
            external_ids: character.external_ids,
        }
    }
}
