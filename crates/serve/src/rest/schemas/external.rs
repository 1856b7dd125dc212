//! Answers of other sites.

use std::collections::HashMap;

use serde_json::Value;
use utoipa::ToSchema;

/// An answer of another site, in normal form.
#[derive(ToSchema)]
pub struct ExternalAnswer {
    /// The site, as the path has it.
    pub service: String,
    /// What was asked of it: the path below the site.
    pub operation: String,
    /// What was understood, defaults included.
    pub query: HashMap<String, String>,
    /// Records in normal form, or the part of them that was asked for.
    pub results: Vec<Value>,
    /// How many these are.
    pub total_results: u64,
    /// How many there are in all, where the source says.
    pub total: Option<u64>,
    /// The page after this one, where there is one.
    pub next_page: Option<u64>,
    /// Whence it comes.
    pub provenance: ExternalProvenance,
}

/// Whence an answer comes and how good it is.
#[derive(ToSchema)]
pub struct ExternalProvenance {
    /// The source that answered.
    pub source: String,
    /// The endpoint that was asked.
    pub endpoint: String,
    /// When the source said so, RFC 3339.
    pub fetched_at: Option<String>,
    /// Whether all of it was kept here, so that nobody was asked.
    pub cached: bool,
    /// Where it was kept: `memory`, `shared` or `community`.
    pub tier: Option<String>,
    /// Whether it is older than it should be, because the source failed.
    pub stale: bool,
    /// Whether it is less than was asked for: stale, or of a source that stands in for another.
    pub degraded: bool,
    /// Why, where it is.
    pub degradation: Option<String>,
    /// The correlation ids that went out.
    pub asked_as: Vec<String>,
}

/// How a site fares.
#[derive(ToSchema)]
pub struct ExternalHealth {
    /// The site, as paths have it.
    pub service: String,
    /// `healthy`, `degraded`, `unavailable` or `off`.
    pub status: String,
    /// Why it is not healthy.
    pub error: Option<String>,
    /// Whether the first source's breaker holds requests back just now.
    pub circuit_breaker_open: bool,
    /// Its sources, in the order in which they are asked.
    pub sources: Vec<ExternalSource>,
}

/// A source of a site.
#[derive(ToSchema)]
pub struct ExternalSource {
    /// The source.
    pub source: String,
    /// `healthy`, `degraded`, `unavailable` or `off`.
    pub status: String,
    /// Why it is not healthy.
    pub error: Option<String>,
}
