//! The field's words as types: ids, works, records, titles, seasons, scores.
//!
//! Everything here is a plain value. No I/O, no async, no database or API derives: the crates around
//! this one turn bytes into these values at their edge and pass the proof along. A value whose set is
//! closed by convention (a format, a relation) keeps an unknown word losslessly in `Other`.
//!
//! What does not belong here: reading files, SQL, HTTP, ranking, merging.

mod around;
mod character;
mod curation;
mod date;
mod details;
mod entity;
mod external_id;
mod figure;
mod ids;
mod instant;
mod link;
mod medium;
mod namespace;
mod record;
mod relation;
mod release;
mod schedule;
mod score;
mod season;
mod source;
mod staff;
mod title;
mod url_ids;
mod word;
mod work;

pub use around::{ListEntry, ListStatus, Recommendation, Song, SongKind, Stream, Video};
pub use character::{Casting, Character, CharacterRole, Gender, VoiceActor};
pub use curation::{CurationEntry, Field};
pub use date::{DateError, FuzzyDate};
pub use details::{CastMember, Details, Episode, StaffMember, Statistics, Streaming, Theme};
pub use entity::EntityKind;
pub use external_id::{ExternalId, ExternalIdError};
pub use figure::{Figure, PersonFacts};
pub use ids::{CharacterId, EntityId, PersonId, RecordId, UniqueId, WorkId};
pub use instant::Instant;
pub use link::{Conflict, ConflictKind, Evidence, Justification, Link, NegativeLink};
pub use medium::{Format, Medium, Status};
pub use namespace::Namespace;
pub use record::{EpisodeEntry, Image, ImageKind, Record, RecordKind, RelationEntry};
pub use relation::RelationType;
pub use release::{ContextualRank, Delay, Premiere, ScoreMeans, Slot, WebLink};
pub use schedule::{Airing, AiringKind, Broadcast};
pub use score::Score;
pub use season::{Season, YearSeason};
pub use source::SourceId;
pub use staff::{Credit, Person};
pub use title::{Language, Script, Title, TitleKind};
pub use work::{Synopsis, Work};
