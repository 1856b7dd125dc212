//! `/characters/{id}`: a character and the works it appears in.

use std::sync::Arc;

use app::CharacterRef;
use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
};
use model::Character;

use super::{Frame, frame, hit, text};
use crate::{problem::Problem, site::Site};

#[derive(Template)]
#[template(path = "character.html")]
struct Page<'a> {
    frame: &'a Frame,
    query: &'static str,
    character: &'a Character,
    native: Option<(&'a str, &'static str)>,
    picture: Option<String>,
    facts: Vec<(&'static str, String)>,
    works: Vec<Appearance>,
    links: Vec<(String, String)>,
}

struct Appearance {
    id: i64,
    title: String,
    facts: String,
    role: String,
    image: Option<String>,
}

/// Asks by our id or an external one.
pub async fn show(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = site.app.character(&id.parse::<CharacterRef>()?).await?;
    let character = &found.character;
    let mut facts = Vec::new();
    facts.extend(character.gender.as_ref().map(|gender| ("Gender", text::word(gender.as_str()))));
    facts.extend(character.favorites.map(|n| ("Favorite of", text::count(n, "person", "people"))));
    if !character.nicknames.is_empty() {
        facts.push(("Also called", character.nicknames.join(", ")));
    }
    let works = found.works.iter().map(|(work, role)| Appearance {
        id: work.id.get(),
        title: work.title.clone(),
        facts: [Some(text::kind(&work.medium, &work.format)), text::when(None, work.year)]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · "),
        role: text::word(role.as_str()),
        image: hit::picture(work.image.as_deref()),
    });
    frame::answer(&Page {
        frame: &frame,
        query: "",
        native: character.name_native.as_deref().map(|name| (name, hit::language_of(name))),
        picture: hit::picture(character.image.as_deref()),
        facts,
        works: works.collect(),
        links: character.external_ids.iter().filter_map(text::page_of).collect(),
        character,
    })
}
