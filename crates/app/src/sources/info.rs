//! What listings and docs show of a source.

use model::Instant;
use serde::Serialize;
use sources::providers::{Endpoint, Provider, SourceSettings};

use super::{missing, source_search_fields};

/// A source as listings show it.
#[derive(Debug, Clone, Serialize)]
pub struct SourceInfo {
    /// Its published name.
    pub source: &'static str,
    /// Its name as people write it.
    pub name: &'static str,
    /// What it has.
    pub about: &'static str,
    /// `api`, `pages` or `files`.
    pub kind: &'static str,
    /// Whether it is turned on.
    pub enabled: bool,
    /// Whether nothing is missing that it cannot do without; some endpoints may still need more.
    pub configured: bool,
    /// The settings that are missing, and what each is for.
    pub missing: Vec<Missing>,
    /// What it can be asked.
    pub endpoints: Vec<EndpointInfo>,
    /// The fields of the universal query that it can express.
    pub searches_by: Vec<&'static str>,
    /// What it allows.
    pub limits: Vec<LimitInfo>,
    /// What its robots.txt allows, for pages; `None` when it has not been read.
    pub robots: Option<RobotsInfo>,
    /// The version of our reading.
    pub version: u32,
    /// What its users should know.
    pub remarks: &'static str,
}

/// A setting that a source cannot do without.
#[derive(Debug, Clone, Serialize)]
pub struct Missing {
    /// Its name under `[sources.<name>]`.
    pub setting: &'static str,
    /// What it is for.
    pub why: &'static str,
    /// The endpoints that need it; empty for all.
    pub only: &'static [&'static str],
}

/// One thing that a source can be asked.
#[derive(Debug, Clone, Serialize)]
pub struct EndpointInfo {
    /// Its published name.
    pub name: &'static str,
    /// What it answers.
    pub about: &'static str,
    /// What kind of records come out.
    pub gives: &'static str,
    /// The path, with `{name}` for what must be given.
    pub path: &'static str,
    /// What else may be given.
    pub parameters: Vec<&'static str>,
    /// How long an answer is kept, in seconds.
    pub kept_s: u64,
    /// `captured`, `specified` or `unproven`.
    pub proof: &'static str,
}

/// A limit of a source.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct LimitInfo {
    /// Requests.
    pub count: u32,
    /// In so many seconds.
    pub seconds: u64,
}

/// What a site's robots.txt says about the source's pages.
#[derive(Debug, Clone, Serialize)]
pub struct RobotsInfo {
    /// When it was read.
    pub read_at: Instant,
    /// The endpoints whose pages may be fetched.
    pub allowed: Vec<&'static str>,
    /// Those whose pages may not.
    pub forbidden: Vec<&'static str>,
}

/// A source with its settings.
pub(super) fn describe(
    provider: &'static dyn Provider,
    settings: &SourceSettings,
    robots: Option<RobotsInfo>,
) -> SourceInfo {
    let facts = provider.facts();
    let missing = missing(facts, settings);
    SourceInfo {
        source: facts.id.as_str(),
        name: facts.name,
        about: facts.about,
        kind: facts.kind.as_str(),
        enabled: settings.enabled,
        configured: missing.iter().all(|need| !need.only.is_empty()),
        missing: missing
            .into_iter()
            .map(|need| Missing { setting: need.setting, why: need.why, only: need.only })
            .collect(),
        endpoints: facts.endpoints.iter().map(EndpointInfo::of).collect(),
        searches_by: source_search_fields(facts.id.as_str()),
        limits: facts
            .limits
            .iter()
            .map(|limit| LimitInfo { count: limit.count, seconds: limit.window.as_secs() })
            .collect(),
        robots,
        version: facts.version,
        remarks: facts.remarks,
    }
}

impl EndpointInfo {
    /// An endpoint as listings show it.
    pub fn of(endpoint: &Endpoint) -> Self {
        Self {
            name: endpoint.name,
            about: endpoint.about,
            gives: endpoint.gives.as_str(),
            path: endpoint.path,
            parameters: endpoint.parameters.iter().map(|parameter| parameter.name).collect(),
            kept_s: endpoint.lifetime.duration().as_secs(),
            proof: endpoint.proof.as_str(),
        }
    }
}
