//! `/about`: what is here, and whose it is.

use std::sync::Arc;

use app::State as Condition;
use askama::Template;
use axum::{Extension, extract::State, response::Response};

use super::{Frame, frame, text};
use crate::{problem::Problem, site::Site};

#[derive(Template)]
#[template(path = "about.html")]
struct Page<'a> {
    frame: &'a Frame,
    query: &'static str,
    version: &'static str,
    counts: Vec<(String, String)>,
    parts: Vec<(&'static str, &'static str, String)>,
}

/// Counts come from the store's own report.
pub async fn show(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
) -> Result<Response, Problem> {
    let health = site.app.health().await;
    let mut counts = Vec::new();
    for part in &health.parts {
        for (name, count) in part.details["counts"].as_object().into_iter().flatten() {
            counts.extend(count.as_u64().map(|count| (text::word(name), text::number(count))));
        }
    }
    let parts = health.parts.iter().map(|part| {
        let state = match part.state {
            Condition::Ok => "ok",
            Condition::Degraded => "degraded",
            Condition::Down => "down",
        };
        (part.name, state, part.reason.clone().unwrap_or_default())
    });
    let parts = parts.collect();
    frame::answer(&Page { frame: &frame, query: "", version: health.version, counts, parts })
}
