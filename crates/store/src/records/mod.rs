//! Records: what a source said, kept byte for byte, compressed, with hash, time, file and line.
//!
//! A record is known by (source, format, key). A newer text under the same key supersedes the older
//! one, which is kept behind it until `prune`.

mod read;
mod rehome;
mod save;

pub(crate) use read::records_of_many;

use model::{EntityId, EntityKind, ExternalId, Instant, RecordId, SourceId};

/// A record on its way into the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRecord {
    /// Who said it.
    pub source: SourceId,
    /// The format that can read `raw` again, by name.
    pub format: String,
    /// What kind of thing it is about.
    pub kind: EntityKind,
    /// Its key within source and format.
    pub key: ExternalId,
    /// Every id it gives for that thing, `key` among them.
    pub ids: Vec<ExternalId>,
    /// The thing it is about.
    pub entity: EntityId,
    /// The text as it came, at most 64 MiB.
    pub raw: Vec<u8>,
    /// The file it came from: a label, normally the file's SHA-256 in hex.
    pub file: Option<String>,
    /// The line or entry number in the file, from 1.
    pub line: Option<u64>,
}

/// A record as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRecord {
    /// Its internal id.
    pub id: RecordId,
    /// Who said it.
    pub source: SourceId,
    /// The format that can read `raw`.
    pub format: String,
    /// Its key within source and format.
    pub key: ExternalId,
    /// The kind of `entity`.
    pub kind: EntityKind,
    /// The thing it is about.
    pub entity: EntityId,
    /// The text as it came.
    pub raw: Vec<u8>,
    /// SHA-256 of `raw`.
    pub hash: [u8; 32],
    /// The file it came from.
    pub file: Option<String>,
    /// The line or entry number in the file, from 1.
    pub line: Option<u64>,
    /// When this text was stored.
    pub stored_at: Instant,
}

/// What is known of a record without reading its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordHead {
    /// Its internal id.
    pub id: RecordId,
    /// SHA-256 of its text.
    pub hash: [u8; 32],
    /// The thing it is about.
    pub entity: EntityId,
    /// The file it came from.
    pub file: Option<String>,
    /// The line or entry number in the file, from 1.
    pub line: Option<u64>,
}

/// A stored record that lists an external id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The id it lists.
    pub subject: ExternalId,
    /// The record.
    pub record: RecordId,
    /// The record's key.
    pub key: ExternalId,
    /// The thing the record is about.
    pub entity: EntityId,
    /// The file it came from.
    pub file: Option<String>,
    /// The line or entry number in the file, from 1.
    pub line: Option<u64>,
}
