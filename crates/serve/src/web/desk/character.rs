//! `GET /desk/{project_id}/characters/{character_id}`: a bible side by side with its pictures.

use std::sync::Arc;

use askama::Template;
use axum::{
    Extension,
    extract::{Path, RawQuery, State},
    response::Response,
};

use super::{refused, shot::Shot, shown::moment};
use crate::{
    problem::Problem,
    query,
    site::Site,
    web::{Frame, frame},
};

#[derive(Template)]
#[template(path = "desk_character.html")]
struct Page<'a> {
    frame: &'a Frame,
    query: &'static str,
    project: String,
    project_name: String,
    id: String,
    name: String,
    description: String,
    personality: String,
    backstory: String,
    /// The parts of the appearance: name, what it is about, words.
    looks: Vec<(&'static str, &'static str, String)>,
    attributes: String,
    wardrobe: String,
    prompt_parts: Vec<String>,
    negative_parts: Vec<String>,
    seeds: Vec<u64>,
    loras: Vec<String>,
    ties: Vec<(String, String)>,
    references: Vec<(String, Option<String>)>,
    version: u32,
    newest: u32,
    is_binned: bool,
    history: Vec<Version>,
    shots: Vec<Shot>,
    count: u64,
}

struct Version {
    number: u32,
    at: String,
    author: String,
    note: String,
    is_canonical: bool,
    is_shown: bool,
}

/// `GET /desk/{project_id}/characters/{character_id}`; with `version` another one than the one that counts.
pub async fn show(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
    Path((project, id)): Path<(String, String)>,
    RawQuery(asked): RawQuery,
) -> Result<Response, Problem> {
    let version = query::pairs(asked.as_deref().unwrap_or_default(), true)
        .find(|(name, _)| name == "version")
        .and_then(|(_, value)| value.parse().ok());
    let character = site.app.production_character(&id).await.map_err(refused)?;
    let home = site.app.project(&project).await.map_err(refused)?;
    if home.id != character.project_id {
        return Err(app::AppError::not_found("character", &id).into());
    }
    let whole = site.app.character_bible(&id, version).await.map_err(refused)?;
    let bible = whole.bible.bible;
    let looks = bible.appearance;
    let looks = vec![
        ("text", "In free words", looks.text),
        ("hair", "Hair", looks.hair),
        ("eyes", "Eyes", looks.eyes),
        ("build", "Build", looks.build),
        ("outfit", "Outfit", looks.outfit),
        ("marks", "Marks", looks.marks),
    ];
    let pairs = |texts: &std::collections::BTreeMap<String, String>| {
        texts.iter().map(|(key, words)| format!("{key}: {words}")).collect::<Vec<_>>().join("\n")
    };
    let mut ties = Vec::with_capacity(whole.relationships.len());
    for tie in &whole.relationships {
        let note = if tie.note.is_empty() { String::new() } else { format!(" ({})", tie.note) };
        let word = tie.kind.as_str().replace('_', " ");
        ties.push((tie.other.to_string(), format!("{word} of {}{note}", tie.name)));
    }
    let references = bible.references.iter().map(|reference| {
        let role = serde_json::to_value(reference.role).map(|role| super::shown::plain(&role));
        (role.unwrap_or_default(), reference.take.as_ref().map(ToString::to_string))
    });
    let references = references.collect();
    let history = whole.history.iter().map(|version| Version {
        number: version.version,
        at: moment(version.at),
        author: version.author.clone(),
        note: version.note.clone(),
        is_canonical: version.canonical,
        is_shown: version.version == whole.version,
    });
    frame::answer(&Page {
        frame: &frame,
        query: "",
        project: home.id,
        project_name: home.project.name,
        id: character.id,
        looks,
        attributes: pairs(&bible.attributes),
        wardrobe: pairs(&bible.wardrobe),
        prompt_parts: bible.prompt_parts.into_iter().map(|part| part.text).collect(),
        negative_parts: bible.negative_parts.into_iter().map(|part| part.text).collect(),
        seeds: bible.seeds,
        loras: bible.loras.into_iter().map(|lora| lora.name).collect(),
        ties,
        references,
        version: whole.version,
        newest: character.latest_version,
        is_binned: character.binned_at.is_some(),
        history: history.collect(),
        shots: whole.generation_history.iter().map(Shot::of).collect(),
        count: whole.bible.generation_count,
        name: bible.name,
        description: bible.description,
        personality: bible.personality,
        backstory: bible.backstory,
    })
}
