//! `GET /desk/{project_id}/characters/{character_id}`: a bible side by side with its pictures.
//!
//! The form shows one version and writes the next one over that one. Where somebody else was quicker, or something in
//! it cannot be kept, the page comes again with all that was typed.

use std::sync::Arc;

use app::{AppError, ErrorCode};
use askama::Template;
use axum::{
    Extension,
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::{bible::Text, fields::Fields, refused, shot::Shot, shown::moment};
use crate::{
    problem::{self, Problem},
    query,
    site::Site,
    web::{Frame, frame},
};

#[derive(Template)]
#[template(path = "desk_character.html")]
struct Page<'a> {
    frame: &'a Frame,
    query: &'static str,
    /// What cannot be, of what was typed.
    trouble: Option<String>,
    project: String,
    project_name: String,
    id: String,
    name: String,
    texts: Vec<Text>,
    note: String,
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

/// What somebody typed, and why it was not kept.
#[derive(Clone, Copy)]
struct Typed<'a> {
    fields: &'a Fields,
    refusal: &'a AppError,
}

/// `GET /desk/{project_id}/characters/{character_id}`; with `version` another one than the one that counts.
pub async fn show(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
    Path((project, id)): Path<(String, String)>,
    RawQuery(asked): RawQuery,
) -> Result<Response, Problem> {
    let asked = query::pairs(asked.as_deref().unwrap_or_default(), true)
        .find(|(name, _)| name == "version")
        .map(|(_, value)| value);
    let version = asked.map(|text| super::fields::version("version", &text)).transpose()?;
    let page = page(&site, &frame, &id, version, None).await.map_err(refused)?;
    if page.project != project.to_lowercase() {
        return Err(AppError::not_found("character", &id).into());
    }
    frame::answer(&page)
}

/// The page again, with what was typed into its form and why it was not kept.
pub async fn again(
    site: &Site,
    frame: &Frame,
    fields: &Fields,
    refusal: &AppError,
) -> Result<Response, Problem> {
    let id = fields.needed("character_id")?;
    // What cannot be read as a version was refused for that; the form goes on with the one that counts.
    let base = fields.version("base_version").unwrap_or_default();
    let expected = fields.version("expected_version").unwrap_or_default();
    let newest = site.app.production_character(id).await.map_err(refused)?.latest_version;
    // Who went on with the newest one does so still: what the form does not show is the newest's then.
    let base = if base == expected && base.is_some() { Some(newest) } else { base };
    let base = base.filter(|base| *base <= newest);
    let page = page(site, frame, id, base, Some(Typed { fields, refusal })).await.map_err(refused)?;
    let status = StatusCode::from_u16(refusal.code.http_status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    Ok(problem::kept((status, frame::answer(&page)?).into_response()))
}

async fn page<'a>(
    site: &Site,
    frame: &'a Frame,
    id: &str,
    version: Option<u32>,
    typed: Option<Typed<'_>>,
) -> Result<Page<'a>, AppError> {
    let character = site.app.production_character(id).await?;
    let home = site.app.project(&character.project_id).await?;
    let whole = site.app.character_bible(id, version).await?;
    let bible = whole.bible.bible;
    let mut texts = Text::of(&bible);
    let (mut note, mut trouble) = (String::new(), None);
    if let Some(Typed { fields, refusal }) = typed {
        Text::typed(&mut texts, fields);
        fields.one("note").unwrap_or_default().clone_into(&mut note);
        trouble = Some(super::act::sentence(refusal));
        let expected = fields.version("expected_version").unwrap_or_default();
        let is_behind = expected.is_some_and(|expected| expected != character.latest_version);
        if refusal.code == ErrorCode::Conflict && is_behind {
            let newest = site.app.character_version(id, character.latest_version).await?;
            Text::beside(&mut texts, &newest.bible.unwrap_or_default());
            trouble = Some(meanwhile(&newest.author, newest.version));
        }
    }
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
    Ok(Page {
        frame,
        query: "",
        trouble,
        project: home.id,
        project_name: home.project.name,
        id: character.id,
        texts,
        note,
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
    })
}

/// What there is to do where somebody else was quicker.
fn meanwhile(author: &str, newest: u32) -> String {
    let who = if author.is_empty() { "somebody" } else { author };
    format!(
        "{who} wrote version {newest} meanwhile, so nothing was written now. What you typed stands below as it was, with \
         what version {newest} says beside each field that differs: take over what you want, and write again"
    )
}
