//! `GET /people/sessions`: sessions of downloads, newest first. With a script those that run move by themselves.

use std::sync::Arc;

use askama::Template;
use axum::{
    Extension,
    extract::{RawQuery, State},
    response::Response,
};

use super::{refused, session::Line};
use crate::{
    problem::Problem,
    query,
    site::Site,
    web::{Frame, frame},
};

/// Sessions on a page.
const AT_ONCE: usize = 30;

#[derive(Template)]
#[template(path = "people_sessions.html")]
struct Page<'a> {
    frame: &'a Frame,
    query: &'static str,
    sessions: Vec<Line>,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "people_sessions_list.html")]
struct ListPart {
    sessions: Vec<Line>,
}

/// `GET /people/sessions`; with `part=list` the list alone.
pub async fn show(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
    RawQuery(asked): RawQuery,
) -> Result<Response, Problem> {
    let (mut cursor, mut is_part) = (None, false);
    for (name, value) in query::pairs(asked.as_deref().unwrap_or_default(), true) {
        match name.as_str() {
            "cursor" => cursor = Some(value),
            "part" => is_part = value == "list",
            _ => {}
        }
    }
    let (sessions, next) = site.app.download_sessions(AT_ONCE, cursor.as_deref()).await.map_err(refused)?;
    let sessions = sessions.into_iter().map(Line::of).collect();
    if is_part {
        return frame::answer(&ListPart { sessions });
    }
    frame::answer(&Page { frame: &frame, query: "", sessions, next })
}
