//! `list_trending`: what many ask for right now.

use app::{AppError, TrendKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Tool;
use crate::mcp::call::{Call, Refused};

/// The tool.
pub struct ListTrending;

/// Its arguments.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// works (default), tags, studios
    kind: Option<String>,
    limit: Option<usize>,
}

/// The hottest first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Told {
    results: Vec<Hot>,
    total: usize,
    /// Hours after which half of the interest has faded.
    half_life_h: f64,
}

/// One thing that many ask for.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Hot {
    /// The work's id.
    id: Option<i64>,
    name: String,
    heat: f64,
    /// How often in the last 24 hours.
    last_day: i64,
    day_before: i64,
}

const LIMIT: usize = 20;

impl Tool for ListTrending {
    const NAME: &'static str = "list_trending";
    const TITLE: &'static str = "Trending";
    const ABOUT: &'static str = "Works, tags or studios that this server's users ask for most right now.";
    type Asked = Asked;
    type Told = Told;

    async fn run(call: &Call, asked: Asked) -> Result<Told, Refused> {
        let word = asked.kind.as_deref().unwrap_or("works");
        let kind = TrendKind::parse(word).ok_or_else(|| {
            AppError::invalid_parameter("kind", format!("there is no kind `{word}`"))
                .hint("works, tags or studios")
        })?;
        let trending = call.app.trending(kind, asked.limit.unwrap_or(LIMIT).clamp(1, 100)).await?;
        let results = trending.results.into_iter().map(|item| Hot {
            id: item.id.map(model::WorkId::get),
            name: item.name,
            heat: (item.heat * 100.0).round() / 100.0,
            last_day: item.last_day,
            day_before: item.day_before,
        });
        let results: Vec<Hot> = results.collect();
        let results = if results.is_empty() { results } else { call.budget(None)?.fit(results) };
        Ok(Told { results, total: trending.total, half_life_h: trending.half_life_h })
    }
}
