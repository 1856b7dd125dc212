//! `refresh_work`: asks the sources about a work now.

use app::{AppError, EnrichLevel, EnrichRequest};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Effect, Tool, Words};
use crate::mcp::call::{Call, Refused};

/// The tool.
pub struct RefreshWork;

/// Its arguments.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Id, mal:16498 or title
    work: String,
    /// detailed (default): interfaces; comprehensive: also web pages, slower
    level: Option<String>,
    /// Only these sources
    #[serde(default)]
    sources: Words,
}

/// What came of it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Told {
    id: i64,
    title: String,
    /// 1: all is there and fresh; up to 5: hardly more than the name.
    degradation_level: u8,
    /// How complete and fresh the record is, 0 to 1.
    quality: f64,
    sources: Vec<Source>,
}

/// How one source answered.
#[derive(Debug, Serialize, JsonSchema)]
#[expect(clippy::struct_field_names, reason = "the published name")]
pub struct Source {
    source: String,
    state: String,
    /// Why it gave nothing, or not all.
    missing: Option<String>,
}

impl Tool for RefreshWork {
    const NAME: &'static str = "refresh_work";
    const TITLE: &'static str = "Refresh from sources";
    const ABOUT: &'static str = "Ask other sites about a work now and keep their answers; takes up to half a \
        minute. Only where `get_work` lacks something or is out of date.";
    const EFFECT: Effect = Effect::Asks;
    type Asked = Asked;
    type Told = Told;

    async fn run(call: &Call, asked: Asked) -> Result<Told, Refused> {
        let work = call.work(&asked.work).await?;
        let level = asked.level.as_deref().map(|word| {
            EnrichLevel::named(word).ok_or_else(|| {
                AppError::invalid_parameter("level", format!("there is no level `{word}`"))
                    .hint("basic, detailed or comprehensive")
            })
        });
        let request = EnrichRequest {
            level: Some(level.transpose()?.unwrap_or(EnrichLevel::Detailed)),
            only: asked.sources.0,
            ..EnrichRequest::default()
        };
        call.progress(0, 2, "asking the sources").await;
        let enriched = call.app.enrich(work.id, &request).await?;
        call.progress(1, 2, "bringing the index up to date").await;
        call.app.sync_index(&|_| ()).await?;
        let sources = enriched.sources.into_iter().map(|source| Source {
            source: source.source.to_string(),
            state: word(&source.state),
            missing: source.missing.map(|missing| missing.context.user_message),
        });
        Ok(Told {
            id: enriched.work.get(),
            title: enriched.title,
            degradation_level: enriched.degradation_level,
            quality: (enriched.quality.total * 100.0).round() / 100.0,
            sources: sources.collect(),
        })
    }
}

/// The published word of a state.
fn word(state: &impl Serialize) -> String {
    match serde_json::to_value(state) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
