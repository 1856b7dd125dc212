//! `/works/{id}/franchise`: all that hangs together with a work, drawn and as a list.

use std::sync::Arc;

use app::WorkRef;
use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};

use super::{
    Frame, frame,
    graph::{facts, label},
    text, timeline,
};
use crate::{problem::Problem, site::Site};

#[derive(Template)]
#[template(path = "franchise.html")]
struct Page<'a> {
    frame: &'a Frame,
    query: &'static str,
    id: i64,
    title: String,
    total: String,
    cut: bool,
    wide: Option<String>,
    narrow: Option<String>,
    entries: Vec<Entry>,
}

struct Entry {
    id: i64,
    title: String,
    facts: String,
    /// What it is, and to which work.
    tie: Option<(String, i64, String)>,
    is_here: bool,
}

/// `GET /works/{id}/franchise`.
pub async fn show(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let asked: WorkRef = id.parse()?;
    let page = site.app.work(&asked).await?;
    let own = page.work.id;
    if matches!(asked, WorkRef::External(_)) {
        return Ok(Redirect::to(&format!("/works/{own}/franchise")).into_response());
    }
    let franchise = site.app.franchise(&own.into()).await?;
    let ways = franchise.ways();
    let title_of = |id| franchise.nodes.iter().find(|node| node.id == id).map(|node| node.title.clone());
    let mut nodes: Vec<_> = franchise.nodes.iter().collect();
    nodes.sort_by_key(|node| (node.year.is_none(), node.year, node.id));
    let entry = |node: &&app::RelatedWork| Entry {
        id: node.id.get(),
        title: node.title.clone(),
        facts: facts(node),
        tie: ways.get(&node.id).and_then(|(of, kind)| Some((label(kind), of.get(), title_of(*of)?))),
        is_here: node.id == own,
    };
    let [wide, narrow] = [timeline::WIDE, timeline::NARROW].map(|size| timeline::draw(&franchise, &size));
    frame::answer(&Page {
        frame: &frame,
        query: "",
        id: own.get(),
        title: page.work.title,
        total: text::count(franchise.nodes.len() as u64, "work", "works"),
        cut: franchise.cut,
        wide,
        narrow,
        entries: nodes.iter().map(entry).collect(),
    })
}
