//! The façade: every use case as one method of `App`, and the wiring and configuration behind it.
//!
//! Every door calls these methods and adds nothing to them. What does not belong here: HTTP, terminals.

mod accounts;
mod app;
mod backup;
mod browse;
mod caching;
mod characters;
mod clock;
mod config;
mod doctor;
mod error;
mod failures;
mod health;
mod importing;
mod indexing;
mod provenance;
mod ratings;
mod references;
mod registry;
mod relations;
mod searching;
mod secrets;
mod sources;
mod starter;
#[cfg(feature = "testing")]
pub mod testing;
mod tokens;
mod views;
mod works;

pub use accounts::{AccountInfo, callback_of};
pub use app::App;
pub use caching::{CacheStats, CachedAnswer, CachedSource};
pub use clock::Clock;
pub use config::{
    CommunityConfig, Config, DEFAULT, HttpConfig, ImportConfig, LogConfig, LogFormat, Overrides, ServeConfig,
    unused_environment,
};
pub use doctor::{Finding, FindingState};
pub use error::{AppError, Envelope, ErrorCode};
pub use health::{Health, Part, State};
pub use importing::ImportRequest;
pub use indexing::{IndexOutcome, IndexReport};
pub use references::{CharacterRef, WorkRef};
pub use sources::{
    EndpointInfo, LimitInfo, Missing, RobotsInfo, SourceAnswer, SourceCheck, SourceInfo, known_source,
    parse_answer, read_moment, source_facts, source_search_fields,
};
pub use tokens::{NewToken, Principal, Scope, TokenInfo};
pub use views::{
    CastMember, CharacterPage, EpisodeList, Provenance, RecordHead, RelatedWork, RelationEdge, RelationGraph,
    SeasonCount, TagCount, UserRatings, WorkPage, WorkRatings,
};

// What the doors see of the crates behind the façade.
pub use ::sources::{
    http::{Correlation, Guard, How, Kept, Report as FetchReport, State as BreakerState, Tier},
    oauth::Login,
    providers::{Ask, Endpoint, Facts, Parsed, query::Query},
    unpacked,
};
pub use catalog::{
    ImportReport,
    registry::{Explanation, Outcome, Report as RegistryReport},
};
pub use enrichment::FieldClaim;
pub use jobs::{Progress, Unit};
pub use search::{
    Adult, Bucket, Facets, FilterError, Filters, Hit, Intent, MAX_LIMIT, MatchForm, Order, Plan,
    SearchAnswer, SearchRequest, Similarity, Sort, Why, WorkCard,
};
pub use store::{
    AuditEntry, BackupReport, Couple, ImportEntry, PruneOptions, PruneReport, RejectRow, VerifyReport,
};
