//! `GET /desk`: projects, those changed last first.

use std::sync::Arc;

use app::{ProjectQuestion, TakeQuestion};
use askama::Template;
use axum::{
    Extension,
    extract::{RawQuery, State},
    response::Response,
};

use super::{
    refused,
    shot::Shot,
    shown::{bytes, moment},
};
use crate::{
    problem::Problem,
    query,
    site::Site,
    web::{Frame, frame},
};

/// Projects on a page.
const AT_ONCE: usize = 24;

#[derive(Template)]
#[template(path = "desk_list.html")]
struct Page<'a> {
    frame: &'a Frame,
    query: &'static str,
    words: String,
    is_bin: bool,
    projects: Vec<Card>,
    presets: Vec<String>,
    next: Option<String>,
}

struct Card {
    id: String,
    name: String,
    description: String,
    style: String,
    facts: String,
    changed: String,
    is_archived: bool,
    alive: u64,
    cover: Option<Shot>,
}

/// `GET /desk`.
pub async fn show(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
    RawQuery(asked): RawQuery,
) -> Result<Response, Problem> {
    let mut question = ProjectQuestion { limit: Some(AT_ONCE), ..ProjectQuestion::default() };
    for (name, value) in query::pairs(asked.as_deref().unwrap_or_default(), true) {
        match name.as_str() {
            "q" => question.text = Some(value),
            "bin" => question.bin = value == "1",
            "cursor" => question.cursor = Some(value),
            _ => {}
        }
    }
    let listed = site.app.projects(&question).await.map_err(refused)?;
    let mut projects = Vec::with_capacity(listed.items.len());
    for project in listed.items {
        let of = |verdict: Option<&str>| TakeQuestion {
            project: Some(project.id.clone()),
            verdict: verdict.map(str::to_owned),
            limit: Some(1),
            ..TakeQuestion::default()
        };
        let mut cover = site.app.takes(&of(Some("approved"))).await?.items;
        if cover.is_empty() {
            cover = site.app.takes(&of(None)).await?.items;
        }
        let plural = |count: u64, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
        projects.push(Card {
            facts: [
                plural(project.character_count, "character"),
                plural(project.file_count, "picture"),
                format!("{} approved", project.approved_count),
                bytes(project.bytes),
            ]
            .join(" · "),
            changed: moment(project.updated_at),
            is_archived: project.archived,
            alive: project.jobs_alive,
            cover: cover.first().map(Shot::of),
            name: project.project.name,
            description: project.project.description,
            style: project.project.style,
            id: project.id,
        });
    }
    let presets = site.app.style_presets().await.map_err(refused)?;
    frame::answer(&Page {
        frame: &frame,
        query: "",
        words: question.text.unwrap_or_default(),
        is_bin: question.bin,
        projects,
        presets: presets.into_iter().map(|preset| preset.name).collect(),
        next: listed.next_cursor,
    })
}
