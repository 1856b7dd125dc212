//! `list_sources`: where data comes from, and how each source fares.

use std::collections::HashMap;

use app::AppError;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Tool;
use crate::mcp::call::{Call, Refused};

/// The tool.
pub struct ListSources;

/// Its arguments.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Only this one
    source: Option<String>,
}

/// The sources.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Told {
    sources: Vec<Source>,
}

/// A source.
#[derive(Debug, Serialize, JsonSchema)]
#[expect(clippy::struct_field_names, reason = "the published name")]
pub struct Source {
    source: String,
    about: String,
    /// ready, off or lacks settings.
    state: String,
    /// closed is good; open means it is left alone for now. Absent when it was never asked.
    breaker: Option<String>,
    /// Requests of the last 24 hours.
    requests: Option<u64>,
    /// The share of them that went well, 0 to 1.
    success: Option<f64>,
    mean_ms: Option<f64>,
    error: Option<String>,
}

impl Tool for ListSources {
    const NAME: &'static str = "list_sources";
    const TITLE: &'static str = "Sources";
    const ABOUT: &'static str =
        "The sites that data comes from, whether each is set up, and how it fared lately.";
    type Asked = Asked;
    type Told = Told;

    async fn run(call: &Call, asked: Asked) -> Result<Told, Refused> {
        if let Some(source) = &asked.source {
            app::known_source(source)?;
        }
        Ok(told(call, asked.source.as_deref()).await?)
    }
}

/// The sources; also a resource.
pub async fn told(call: &Call, only: Option<&str>) -> Result<Told, AppError> {
    let figures: HashMap<String, app::SourceFigures> = call
        .app
        .source_figures()
        .await?
        .into_iter()
        .map(|figure| (figure.health.source.to_string(), figure))
        .collect();
    let listed = call.app.source_list().await.into_iter();
    let sources = listed.filter(|info| only.is_none_or(|only| only == info.source)).map(|info| {
        let figure = figures.get(info.source);
        let state = match (info.enabled, info.configured) {
            (false, _) => "off",
            (true, false) => "lacks settings",
            (true, true) => "ready",
        };
        Source {
            source: info.source.to_owned(),
            about: info.about.to_owned(),
            state: state.to_owned(),
            breaker: figure.map(|figure| figure.health.breaker.clone()),
            requests: figure.map(|figure| figure.health.day.requests),
            success: figure.and_then(|figure| figure.success),
            mean_ms: figure.and_then(|figure| figure.mean_ms).map(f64::round),
            error: figure.and_then(|figure| figure.health.error.clone()),
        }
    });
    Ok(Told { sources: sources.collect() })
}
