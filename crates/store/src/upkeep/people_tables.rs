//! The columns of the tables of people and their assets.

use super::tables::{
    Table,
    Type::{self, Int, Text},
};

type Columns = &'static [(&'static str, Type)];

pub(super) const PEOPLE: Table = Table { name: "people", key: "person_key", columns: PERSON };
pub(super) const DOCUMENTS: Table =
    Table { name: "person_documents", key: "person_row_id, document_id", columns: DOCUMENT };
pub(super) const LINKS: Table = Table { name: "person_links", key: "person_row_id, position", columns: LINK };
pub(super) const TOMBSTONES: Table =
    Table { name: "people_tombstones", key: "person_key", columns: TOMBSTONE };
pub(super) const ERASURES: Table =
    Table { name: "people_erasures", key: "kind, name, asset_id, owner", columns: ERASURE };
pub(super) const REPORTS: Table = Table { name: "people_reports", key: "id", columns: REPORT };
pub(super) const ASSETS: Table = Table { name: "assets", key: "asset_id", columns: ASSET };
pub(super) const JOURNAL: Table =
    Table { name: "asset_journal", key: "asset_id, attempt", columns: JOURNAL_ENTRY };
pub(super) const OBJECTS: Table = Table { name: "stored_objects", key: "storage_key", columns: OBJECT };
pub(super) const SESSIONS: Table = Table { name: "download_sessions", key: "session_id", columns: SESSION };
pub(super) const CSV_ROWS: Table = Table { name: "people_csv_rows", key: "line", columns: CSV_ROW };
pub(super) const CSV_STATE: Table =
    Table { name: "people_csv_state", key: "name", columns: &[("name", Text), ("value", Text)] };

const PERSON: Columns = &[
    ("person_key", Text),
    ("row_id", Text),
    ("row_index", Int),
    ("words", Text),
    ("name", Text),
    ("email", Text),
    ("personality_type", Text),
    ("source_link", Text),
    ("link_kind", Text),
    ("content_hash", Text),
    ("created_at", Int),
    ("updated_at", Int),
    ("gone_at", Int),
];

const DOCUMENT: Columns = &[
    ("person_row_id", Text),
    ("document_id", Text),
    ("url", Text),
    ("state", Text),
    ("how", Text),
    ("body", Text),
    ("html", Text),
    ("content_hash", Text),
    ("failure", Text),
    ("fetched_at", Int),
    ("next_attempt_at", Int),
    ("created_at", Int),
    ("updated_at", Int),
    ("version", Int),
];

const LINK: Columns = &[
    ("person_row_id", Text),
    ("position", Int),
    ("raw", Text),
    ("url", Text),
    ("kind", Text),
    ("reason", Text),
    ("origin", Text),
];

const TOMBSTONE: Columns = &[("person_key", Text), ("erased_at", Int), ("counts", Text)];

const ERASURE: Columns =
    &[("owner", Text), ("kind", Text), ("name", Text), ("asset_id", Text), ("created_at", Int)];

const REPORT: Columns = &[("id", Text), ("kind", Text), ("at", Int), ("body", Text)];

const ASSET: Columns = &[
    ("asset_id", Text),
    ("person_row_id", Text),
    ("asset_type", Text),
    ("parent_id", Text),
    ("original_url", Text),
    ("url", Text),
    ("media_id", Text),
    ("filename", Text),
    ("download_status", Text),
    ("failure_category", Text),
    ("failure_permanent", Int),
    ("failure_message", Text),
    ("attempts", Int),
    ("next_attempt_at", Int),
    ("file_size_bytes", Int),
    ("sha256", Text),
    ("content_type", Text),
    ("local_file_path", Text),
    ("storage_key", Text),
    ("cloud_storage_url", Text),
    ("legacy_uuid", Text),
    ("metadata", Text),
    ("gone_at", Int),
    ("created_at", Int),
    ("updated_at", Int),
    ("version", Int),
];

const JOURNAL_ENTRY: Columns = &[
    ("asset_id", Text),
    ("attempt", Int),
    ("stage", Text),
    ("storage_key", Text),
    ("sha256", Text),
    ("bytes", Int),
    ("session_id", Text),
    ("created_at", Int),
    ("updated_at", Int),
];

const OBJECT: Columns = &[
    ("storage_key", Text),
    ("sha256", Text),
    ("bytes", Int),
    ("content_type", Text),
    ("cloud_storage_url", Text),
    ("storage_class", Text),
    ("presigned_url", Text),
    ("presigned_until", Int),
    ("created_at", Int),
    ("verified_at", Int),
];

const SESSION: Columns = &[
    ("session_id", Text),
    ("session_type", Text),
    ("total_assets", Int),
    ("completed_assets", Int),
    ("failed_assets", Int),
    ("bytes", Int),
    ("status", Text),
    ("report", Text),
    ("created_at", Int),
    ("updated_at", Int),
    ("completed_at", Int),
];

const CSV_ROW: Columns = &[("line", Int), ("person_row_id", Text), ("cells", Text), ("reason", Text)];

/// What a search through everything stored goes by.
pub(crate) struct Content;

impl Content {
    /// Every table that holds texts, with the columns that do.
    pub(crate) fn text_columns() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
        super::tables::TABLES.iter().filter_map(|table| {
            let texts = table.columns.iter().filter(|(_, kind)| *kind == Text);
            let texts: Vec<&str> = texts.map(|(column, _)| *column).collect();
            (!texts.is_empty()).then_some((table.name, texts))
        })
    }

    /// The tables that hold what is said of people.
    pub(crate) fn people_tables() -> impl Iterator<Item = &'static str> {
        [PEOPLE, DOCUMENTS, LINKS, ASSETS, JOURNAL, OBJECTS, CSV_ROWS, CSV_STATE, REPORTS, ERASURES]
            .into_iter()
            .map(|table| table.name)
    }
}
