//! `/sources`: how sources fare, for people.

use std::sync::Arc;

use app::SourceFigures;
use askama::Template;
use axum::{Extension, extract::State, response::Response};

use super::{Frame, desk::shown::moment, frame, text};
use crate::{problem::Problem, site::Site};

#[derive(Template)]
#[template(path = "sources.html")]
struct Page<'a> {
    frame: &'a Frame,
    query: &'static str,
    rows: Vec<Row>,
}

/// One source.
struct Row {
    name: String,
    /// `ok`, `degraded` or `down`, as styles know it.
    state: &'static str,
    /// The state in words.
    word: &'static str,
    requests: String,
    success: String,
    mean: String,
    slowest: String,
    ok_at: String,
    error_at: String,
    error: String,
}

/// Figures come from the store, so that all processes count.
pub async fn show(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
) -> Result<Response, Problem> {
    let rows = site.app.source_figures().await?.into_iter().map(Row::from).collect();
    frame::answer(&Page { frame: &frame, query: "", rows })
}

impl From<SourceFigures> for Row {
    fn from(figures: SourceFigures) -> Self {
        let SourceFigures { health, success, mean_ms, is_open } = figures;
        let (state, word) = match (is_open, success) {
            (true, _) => ("down", "left alone"),
            (false, Some(success)) if success < 0.9 => ("degraded", "failing"),
            (false, Some(_)) => ("ok", "well"),
            (false, None) => ("ok", "not asked today"),
        };
        let dash = || "–".to_owned();
        let when = |at: Option<model::Instant>| at.map_or_else(dash, moment);
        Self {
            name: health.source.to_string(),
            state,
            word,
            requests: text::number(health.day.requests),
            success: success.map_or_else(dash, |success| format!("{:.1} %", success * 100.0)),
            mean: mean_ms.map_or_else(dash, |ms| format!("{ms:.0} ms")),
            slowest: if health.day.requests == 0 { dash() } else { format!("{} ms", health.day.slowest_ms) },
            ok_at: when(health.ok_at),
            error_at: when(health.error_at),
            error: health.error.unwrap_or_default(),
        }
    }
}
