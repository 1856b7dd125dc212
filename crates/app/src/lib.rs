//! The façade: every use case as one method of `App`, and the wiring and configuration behind it.
//!
//! Every door calls these methods and adds nothing to them. What does not belong here: HTTP, terminals.

mod accounts;
mod app;
mod asking;
mod backup;
mod browse;
mod caching;
mod characters;
mod clock;
mod collecting;
mod comparing;
mod config;
mod curating;
mod doctor;
mod downloading;
mod editing;
mod enriching;
mod error;
mod external;
mod failures;
mod grid;
mod health;
mod history;
mod importing;
mod indexing;
mod matching;
mod migrating;
mod modeling;
mod naming;
mod numbers;
mod pages;
mod peopling;
mod picturing;
mod producing;
mod provenance;
mod publishing;
mod ratings;
mod recommending;
mod redaction;
mod references;
mod refreshing;
mod registry;
mod relations;
mod remedies;
mod rights;
mod rules;
mod scheduling;
mod searching;
mod secrets;
mod several;
mod sources;
mod starter;
mod stats;
mod streams;
#[cfg(feature = "testing")]
pub mod testing;
mod tokens;
mod updating;
mod vectors;
mod views;
mod watching;
mod working;
mod works;

pub use accounts::{AccountInfo, callback_of};
pub use app::App;
pub use asking::{
    Asked, Chip, ChipEffect, ConversationTurn, ConversationView, DeeperJob, ModelUse, PreferenceChange,
    PreferenceSubjects, PreferenceView, Preferences, QueryAnswer, QueryContext, QueryMetadata, QueryOptions,
    QueryRequest, QueryTimes, Reply, SideBySide, SideScore, SideWork, Suggestion, TrendKind, Trending,
    TrendingItem, Whose, chips, drop_of, read_drop,
};
pub use browse::MAX_NEIGHBORS;
pub use caching::{CacheStats, CachedAnswer, CachedSource};
pub use clock::Clock;
pub use collecting::{CollectRequest, CollectSource, Collection, TemplateRequest};
pub use comparing::{
    ComparedStep, ComparedTie, ComparedWork, Comparison, Likeness, LikenessPart, Named, Overlap, SharedStaff,
};
pub use config::{
    AskingConfig, CommunityConfig, Config, CurationConfig, DEFAULT, DatasetConfig, EnrichConfig,
    GraphqlConfig, HttpConfig, IdsWhen, ImportConfig, KeepersConfig, LogConfig, LogFormat, McpConfig,
    ModelConfig, Overrides, PicturesConfig, PublishConfig, ServeConfig, StatsConfig, UpdatesConfig,
    unused_environment,
};
pub use curating::{CurationFile, KeptRow};
pub use doctor::{Finding, FindingState};
pub use downloading::{
    DownloadReport, DownloadRequest, FileCheck, FileFinding, FsckRequest, LifecycleDocument, LifecycleRules,
    Origin as FileOrigin,
};
pub use editing::WorkEdit;
pub use enriching::{
    EnrichRequest, EnrichTarget, EnrichedMany, Enrichment, FailedSource, FileWorks, PoorWork, QualityReport,
};
pub use error::{AppError, Envelope, ErrorCode};
pub use external::{
    EXTERNAL, EXTERNAL_SERVICES, ExternalAnswer, ExternalHealth, ExternalParameter, ExternalProvenance,
    ExternalRoute, ExternalSource, Takes as ExternalTakes, external_at, external_route,
};
pub use grid::{
    CellOrigin, EditConflict, EditRefused, FieldKind, GridCell, GridChange, GridColumn, GridEdited,
    GridOrder, GridPage, GridQuestion, GridRow, GridScope, GridSeries, GridSort, GridState, KeptCounts,
    KeptRegistry, grid_columns,
};
pub use health::{Health, Part, State};
pub use history::{Point, Series, Trend, WorkHistory};
pub use importing::ImportRequest;
pub use indexing::{IndexOutcome, IndexReport};
pub use matching::{MatchRequest, ReviewQueue};
pub use migrating::{MigrateDb, MigrateFiles, MigratedDb, MigratedFiles};
pub use modeling::{
    Blend, BlendWeights, BlendedHit, BlendedSearch, DistillProgress, DistillRequest, Distilled, EmbedReport,
    EmbedWhat, ModelInfo, ModelJudgement, ModelJudgementRequest, ModelKind, ModelState, PullRequest, Pulled,
    PulledFile,
};
pub use numbers::{NumberLink, NumbersImport};
pub use pages::{FoundWork, QueryPage, SearchPage};
pub use people::{desk::ErasedPerson, layouts::Survey as CsvSurvey, ledger::Phase as CsvPhase};
pub use peopling::{
    AdoptObjects, Adopted, AssetContent, AssetFailures, AssetLink, CsvMoved, CsvRequest, CsvStep,
    DownloadSessionView, ErasePeople, ExtractPeople, Extracted, ImportPeople, ImportedPeople, OpenedAssets,
    PeopleAsset, PeopleAssetQuery, PeopleMapQuery, PeopleQuery, PeopleStatus, PeopleTree, PersonCard,
    PersonDetails, PersonDocument, PersonPage, PersonStanding, RetryAssets, SpokenText, TreeWritten,
};
pub use picturing::{
    FailedPicture, PictureAnswer, PictureFetch, PictureHit, PictureInput, PictureMatch, PictureReport,
    PictureRequest, PictureStatus, PictureWindow,
};
pub use producing::{
    BatchCell, BatchView, BibleView, CharacterChange, CharacterView, Compared, Compiled, EngineView,
    FoundTake, FoundTakes, FsckReport, KeptPicture, Listing, NewCharacter, NewPart, NewReference,
    NewRelationship, NewWebhook, PartChange, PartView, PictureEventView, PictureJobView, PictureQuestion,
    PresetVersionView, PresetView, ProjectEventView, ProjectQuestion, ProjectView, Purge, RebuildReport,
    TakeQuestion, TakeView, VersionView, WebhookDelivery, WebhookView, Wished,
};
pub use publishing::{PublishEntry, PublishFiles, PublishPostgres, PublishSettings};
pub use recommending::{
    MAX_PICKS, RecommendBy, RecommendFactor, RecommendReason, RecommendRequest, Recommendations, Recommended,
    RecommenderReport, UnmatchedLine,
};
pub use redaction::redacted;
pub use references::{CharacterRef, WorkRef};
pub use refreshing::{POLICIES as REFRESH_POLICIES, Policy as RefreshPolicy, Scheduled};
pub use remedies::Remedy;
pub use scheduling::{
    AiringConflict, AiringDelay, AiringState, BroadcastTime, MAX_DAYS, Schedule, ScheduleDay, ScheduleEntry,
    ScheduleRequest, ScheduleSource,
};
pub use several::{WorkTie, WorkTies};
pub use sources::{
    EndpointInfo, LimitInfo, Missing, RobotsInfo, SourceAnswer, SourceCheck, SourceInfo, known_source,
    parse_answer, read_moment, source_facts, source_search_fields,
};
pub use stats::{SpendingCall, SpendingView, StatsOutcome, StatsPlan, StatsRequest, StatsView};
pub use streams::{Place, WorkStreams};
pub use tokens::{NewToken, Principal, Scope, TokenInfo};
pub use updating::{
    AddressCheck, BrokenOff, DatasetCheck, DatasetStatus, ReleaseRhythm, SmartUpdate, UpdateMode,
    UpdateOutcome, UpdateRequest, UpdateSafety, UpdateSchedule, UpdateStatus,
};
pub use vectors::{
    DifferingWork, EngineStatus, EngineVerdict, IndexStatus, VectorCollection, VectorOutcome, VectorReport,
    VerifyRequest,
};
pub use views::{
    CastMember, CharacterPage, EpisodeList, Franchise, Provenance, RecordHead, RelatedWork, RelationEdge,
    RelationGraph, SeasonCount, TagCount, TagNeighbor, TagNeighbors, UserRatings, WorkPage, WorkRatings,
};
pub use watching::{WatchContradiction, WatchEntry, WatchOrder, WatchRole};
pub use working::{
    Accepted, JobEventView, JobList, JobQuestion, JobView, PauseInfo, SourceFigures, WorkReport, WorkRequest,
};

// What the doors see of the crates behind the façade.
pub use ::asking::{
    Contradiction as PlanContradiction, Correction, Intent as QuestionIntent, Part as PlanPart,
    Plan as QuestionPlan, SaidBy, Slot, Value as SlotValue, Weights as PlanWeights,
};
pub use ::collect::{Report as CollectReport, Tally as CollectTally, What as CollectWhat};
pub use ::curation;
pub use ::migrate::{LegacyFiles as LegacyFilesReport, legacy_db::Accounted as DbAccounted};
pub use ::publish::{
    RolledBack,
    check::{
        Change as PublishChange, Finding as PublishFinding, Report as PublishReport,
        Severity as PublishSeverity, page as publish_report_page,
    },
    files::{FileReport, FileState, FilesReport, Stage},
    finish::Difference,
    postgres::PostgresReport,
};
pub use ::sources::{
    http::{Correlation, Guard, How, Kept, Report as FetchReport, State as BreakerState, Tier},
    oauth::Login,
    providers::{Ask, Endpoint, Facts, Parsed, query::Query},
    unpacked,
};
pub use ::stats::{
    ImportReport as StatsImportReport,
    check::{Code as StatsCode, Finding as StatsFinding, Report as StatsReport, Severity as StatsSeverity},
    export::FileFormat as StatsFormat,
    generate::{Budget as StatsBudget, OFFLINE as STATS_OFFLINE, Redo as StatsRedo, Spent as StatsSpent},
};
pub use catalog::{
    ImportReport,
    matching::{
        Answer as ReviewAnswer, Answered as ReviewAnswered, Contradiction, Joined, MatchReport, PairSide,
        PairView, Weighed, WeighedField,
        exchange::{SssomExport, SssomImport, SssomReject},
    },
    registry::{Edited, Explanation, Outcome, Report as RegistryReport},
};
pub use enrichment::{FieldClaim, Ratings, SourceRating, ratings_of};
pub use gather::{
    Level as EnrichLevel, Missing as MissingSource, SourceState as GatheredSource, State as GatheredState,
};
pub use jobs::{Progress, Unit};
pub use keeping::rules::{Profile, is_steering, legible};
pub use keeping::{
    Fault,
    forms::Form,
    numbers::{
        Gap, Identified, KindReport, NumberRef, NumberView, NumbersReport, Outcome as NumberOutcome, Written,
    },
};
pub use production::{Bible, Hundredths, ReferenceRole, RelationshipKind, preset::PresetFile};
pub use search::{
    Adult, Bucket, Facets, FilterError, Filters, Hit, Intent, MAX_LIMIT, MatchForm, Order, Plan,
    SearchAnswer, SearchRequest, Similarity, Sort, Why, WorkCard, eval::Interval,
};
pub use store::{
    AuditEntry, BackupReport, Couple, ImportEntry, JobId, JobState, MatchPair, PairState, Pause,
    PruneOptions, PruneReport, Queued, RejectRow, UpdateCheck, UpdateRow, UpdateState, VerifyReport,
};
