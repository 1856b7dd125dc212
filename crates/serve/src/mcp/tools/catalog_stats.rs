//! `catalog_stats`: how much is here, of what kind, and whether it works.

use std::collections::BTreeMap;

use app::{AppError, Bucket, SearchRequest};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Tool;
use crate::mcp::{
    budget::size_of,
    call::{Call, Refused},
};

/// The tool.
pub struct CatalogStats;

/// Its arguments.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Tags that begin with this
    tags: Option<String>,
    /// Values of each kind
    limit: Option<usize>,
}

/// What there is.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Told {
    /// Works that can be found, those for adults left out.
    works: usize,
    /// Works for adults, not counted above.
    adult_works: usize,
    /// ok, degraded or down.
    health: String,
    version: String,
    /// By medium, format, decade, tag and studio, the most frequent first.
    counts: BTreeMap<&'static str, Vec<Count>>,
    /// What is not well.
    troubles: Vec<String>,
}

/// How many works have a value; the value is good as a filter.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Count {
    value: String,
    works: u64,
}

const LIMIT: usize = 20;

impl Tool for CatalogStats {
    const NAME: &'static str = "catalog_stats";
    const TITLE: &'static str = "Catalog statistics";
    const ABOUT: &'static str = "How many works of which kind there are, the words filters know, health.";
    type Asked = Asked;
    type Told = Told;

    async fn run(call: &Call, asked: Asked) -> Result<Told, Refused> {
        let budget = call.budget(None)?;
        let mut limit = asked.limit.unwrap_or(LIMIT).clamp(1, 200);
        let mut told = told(call, asked.tags.as_deref(), limit).await?;
        // The least frequent values go first; `emaki://stats` has them all.
        while limit > 1 && size_of(&told) > budget.characters() {
            limit -= 1 + limit / 8;
            told.counts.values_mut().for_each(|counts| counts.truncate(limit.max(1)));
        }
        Ok(told)
    }
}

/// The statistics; also a resource.
pub async fn told(call: &Call, prefix: Option<&str>, limit: usize) -> Result<Told, AppError> {
    let request = SearchRequest { limit: 1, facets: true, ..SearchRequest::default() };
    let answer = call.app.search(request).await?;
    let mut adult = SearchRequest { limit: 1, ..SearchRequest::default() };
    adult.filters.adult = app::Adult::Only;
    let adult = call.app.search(adult).await?;
    let health = call.app.health().await;
    let prefix = prefix.unwrap_or_default().to_lowercase();
    let tags = call.app.tags().await?;
    let tags = tags.into_iter().filter(|tag| tag.tag.to_lowercase().starts_with(&prefix));
    let troubles = health.parts.iter().filter(|part| part.state != app::State::Ok).map(|part| {
        let reason = part.reason.as_deref().unwrap_or("no reason told");
        format!("{}: {reason}", part.name)
    });
    let counts = |buckets: &[Bucket]| {
        let count = |bucket: &Bucket| Count { value: bucket.value.clone(), works: bucket.count as u64 };
        buckets.iter().take(limit).map(count).collect()
    };
    Ok(Told {
        works: answer.total,
        adult_works: adult.total,
        health: format!("{:?}", health.status).to_lowercase(),
        version: health.version.to_owned(),
        counts: BTreeMap::from([
            ("medium", counts(&answer.facets.medium)),
            ("format", counts(&answer.facets.format)),
            ("decade", counts(&answer.facets.decade)),
            ("tag", tags.take(limit).map(|tag| Count { value: tag.tag, works: tag.works }).collect()),
            ("studio", counts(&answer.facets.studios)),
        ]),
        troubles: troubles.collect(),
    })
}
