//! Everything kept: one [`Store`] over SQLite or PostgreSQL, its tables, migrations and contract suite.
//!
//! SQL stays behind this line, and one text serves both engines wherever it can. Whatever changes the
//! store goes through a [`WriteTx`], and those are serial; readers never wait. Times come in from the
//! caller, so that nothing here reads a clock.
//!
//! What does not belong here: deciding, merging, ranking, reading files of other programs.

pub mod cache;

mod asked;
mod audit;
mod changes;
mod codec;
mod counts;
mod decisions;
mod edits;
mod engine;
mod entities;
mod error;
mod gathering;
mod golden;
mod imports;
mod jobs;
mod keeping;
mod leases;
mod links;
mod matching;
mod observations;
mod opening;
mod people;
mod pictures;
mod production;
mod records;
mod registries;
mod schema;
mod sealed;
mod sequences;
mod sql;
mod store;
mod tokens;
mod transaction;
mod typed;
mod updates;
mod upkeep;

pub use asked::{AskedFor, Conversation, Preference, QueryCount, Subject, Turn};
pub use audit::AuditEntry;
pub use cache::{Cache, CacheError};
pub use changes::Change;
pub use counts::Counts;
pub use edits::StoredEdit;
pub use engine::Engine;
pub use error::{StoreError, has_no_room};
pub use gathering::GatheredItem;
pub use golden::{Resolved, Tombstone};
pub use imports::{ImportEntry, ImportState, Position};
pub use jobs::{
    DueRefresh, Enqueued, Expired, JobEnd, JobEvent, JobFilter, JobId, JobIdError, JobProgress, JobReport,
    JobRow, JobState, KeyScope, NewJob, Pause, RefreshBudget, SourceDelta, SourceHealth, SourceHour,
};
pub use keeping::{
    Alias, BooksMark, Clash, Collected, CurationBase, Edit, Filed, FiledNumber, HandValue, JournalItem,
    LoggedEdit, NewNumber, Publish, PublishRow, Run, Saved, Spending, StatRow,
};
pub use matching::{Join, MatchPair, NewPair, PairState, Queued, Undo};
pub use observations::Observation;
pub use people::{
    AssetFilter, AssetRow, AssetStanding, CsvRow, DocumentRow, Erased, Erasure, ErasureKind, FailedAssets,
    Having, JournalEntry, LinkRow, MapEntry, MapFilter, MapRow, ObjectRow, PeopleCounts, PeopleReport,
    PersonAssets, PersonFilter, PersonRow, SessionRow,
};
pub use pictures::{KeptPicture, MarkedPicture, PictureAddress, PictureCounts, PictureOutcome};
pub use production::{
    Batched, CharacterFilter, CharacterRow, CharacterVersion, GENERATE, NewBatch, NewPicture, NewVersion,
    Pace, PartRow, PictureFilter, PictureJob, PresetRow, PreviewRow, ProjectCounts, ProjectEvent,
    ProjectFilter, ProjectRow, Purged, RUN_BEGUN, RUN_LOST, TakeFilter, TakeRow, TieRow, WEBHOOK, WITHDRAW,
    WebhookRow,
};
pub use records::{Mention, NewRecord, RecordHead, StoredRecord};
pub use registries::{Couple, RegistryRow};
pub use schema::known_version;
pub use store::Store;
pub use tokens::{NewToken, Token};
pub use transaction::WriteTx;
pub use typed::{
    IdMapRow, RatingCell, RatingRow, RatingSummary, RatingsState, RejectRow, RelationRow, StoredConflict,
};
pub use updates::{InUse, ListedRecord, NewUpdate, UpdateCheck, UpdateMove, UpdateRow, UpdateState};
pub use upkeep::{BackupReport, Check, PruneOptions, PruneReport, VerifyReport, verify_backup};
