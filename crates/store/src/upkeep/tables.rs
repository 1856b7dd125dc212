//! The list of all tables with their columns, which backup and restore go through.
//!
//! A table stands after those it refers to. A test holds the list against the migrated schema.

use super::{
    asking_tables as asking, job_tables, people_tables as people, picture_tables,
    production_tables as production, update_tables,
};

/// A column's type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Int,
    /// An integer that may be missing.
    MaybeInt,
    Real,
    Text,
    Blob,
}

/// A table: its name, its key, which also is the order of its rows in a backup, and its columns.
pub(super) struct Table {
    pub name: &'static str,
    pub key: &'static str,
    pub columns: &'static [(&'static str, Type)],
}

use Type::{Blob, Int, MaybeInt, Real, Text};

const EVIDENCE: &[(&str, Type)] = &[
    ("namespace", Text),
    ("id", Text),
    ("kind", Text),
    ("target", Int),
    ("justification", Text),
    ("confidence", Real),
    ("author", Text),
    ("at", Int),
    ("note", Text),
];
const GOLDEN: &[(&str, Type)] = &[("id", Int), ("hash", Blob), ("dictionary", Int), ("body", Blob)];

/// Every table but `settings`, which belongs to the database and not to its content.
pub(super) const TABLES: &[Table] = &[
    Table { name: "sequences", key: "name", columns: &[("name", Text), ("next", Int)] },
    Table { name: "links", key: "namespace, id", columns: EVIDENCE },
    Table { name: "negative_links", key: "namespace, id, kind, target", columns: EVIDENCE },
    Table {
        name: "redirects",
        key: "kind, id",
        columns: &[("kind", Text), ("id", Int), ("target", Int), ("at", Int)],
    },
    Table {
        name: "tombstones",
        key: "kind, id",
        columns: &[("kind", Text), ("id", Int), ("reason", Text), ("at", Int)],
    },
    Table {
        name: "registry_ids",
        key: "registry, kind, source_type, source_id",
        columns: &[
            ("registry", Text),
            ("kind", Text),
            ("source_type", Text),
            ("source_id", Text),
            ("unique_id", Int),
            ("name", Text),
            ("entity_kind", Text),
            ("entity", Int),
            ("created_at", Int),
            ("removed_at", Int),
        ],
    },
    Table {
        name: "registry_details",
        key: "registry, kind, source_type, source_id",
        columns: &[
            ("registry", Text),
            ("kind", Text),
            ("source_type", Text),
            ("source_id", Text),
            ("parent", Int),
            ("written_at", Text),
        ],
    },
    Table {
        name: "registry_gaps",
        key: "registry, kind, first",
        columns: &[("registry", Text), ("kind", Text), ("first", Int), ("last", Int)],
    },
    Table {
        name: "dictionaries",
        key: "id",
        columns: &[("id", Int), ("format", Text), ("version", Int), ("body", Blob)],
    },
    Table { name: "files", key: "id", columns: &[("id", Int), ("label", Text)] },
    Table {
        name: "records",
        key: "id",
        columns: &[
            ("id", Int),
            ("source", Text),
            ("format", Text),
            ("namespace", Text),
            ("key", Text),
            ("kind", Text),
            ("entity", Int),
            ("hash", Blob),
            ("dictionary", Int),
            ("body", Blob),
            ("file", Int),
            ("line", MaybeInt),
            ("stored_at", Int),
        ],
    },
    Table {
        name: "mentions",
        key: "namespace, id, record",
        columns: &[("namespace", Text), ("id", Text), ("record", Int)],
    },
    Table {
        name: "superseded",
        key: "record, version",
        columns: &[
            ("record", Int),
            ("version", Int),
            ("hash", Blob),
            ("dictionary", Int),
            ("body", Blob),
            ("file", Int),
            ("line", MaybeInt),
            ("stored_at", Int),
        ],
    },
    Table { name: "works", key: "id", columns: GOLDEN },
    Table { name: "characters", key: "id", columns: GOLDEN },
    Table { name: "persons", key: "id", columns: GOLDEN },
    Table {
        name: "appearances",
        key: "namespace, id, character_id",
        columns: &[("namespace", Text), ("id", Text), ("character_id", Int), ("role", Text)],
    },
    Table {
        name: "relations",
        key: "from_namespace, from_id, to_namespace, to_id, kind, source",
        columns: &[
            ("source", Text),
            ("from_namespace", Text),
            ("from_id", Text),
            ("to_namespace", Text),
            ("to_id", Text),
            ("kind", Text),
            ("file", Int),
            ("line", Int),
        ],
    },
    Table {
        name: "ratings",
        key: "source, part, rater, namespace, id",
        columns: &[
            ("source", Text),
            ("part", Text),
            ("rater", Text),
            ("namespace", Text),
            ("id", Text),
            ("score", Real),
            ("file", Int),
            ("line", Int),
        ],
    },
    Table {
        name: "rating_totals",
        key: "namespace, id, score",
        columns: &[("namespace", Text), ("id", Text), ("score", Real), ("votes", Int)],
    },
    Table {
        name: "id_map",
        key: "source, namespace, id",
        columns: &[
            ("source", Text),
            ("namespace", Text),
            ("id", Text),
            ("ids", Text),
            ("title_known", Int),
            ("file", Int),
            ("line", Int),
        ],
    },
    Table {
        name: "id_map_ids",
        key: "namespace, id, source, key_namespace, key_id",
        columns: &[
            ("namespace", Text),
            ("id", Text),
            ("source", Text),
            ("key_namespace", Text),
            ("key_id", Text),
        ],
    },
    Table {
        name: "rejects",
        key: "file, line",
        columns: &[
            ("file", Int),
            ("line", Int),
            ("byte_offset", MaybeInt),
            ("code", Text),
            ("message", Text),
        ],
    },
    Table {
        name: "conflicts",
        key: "namespace, record, kept, other",
        columns: &[
            ("namespace", Text),
            ("record", Text),
            ("kept", Int),
            ("other", Int),
            ("kind", Text),
            ("subject_namespace", Text),
            ("subject_id", Text),
            ("file", Text),
            ("line", Int),
            ("is_open", Int),
            ("at", Int),
        ],
    },
    Table {
        name: "imports",
        key: "id",
        columns: &[
            ("id", Int),
            ("file_hash", Text),
            ("format", Text),
            ("name", Text),
            ("position_row", Int),
            ("position_offset", Int),
            ("counts", Text),
            ("started_at", Int),
            ("touched_at", Int),
            ("finished_at", MaybeInt),
        ],
    },
    Table { name: "changes", key: "seq", columns: &[("seq", Int), ("kind", Text), ("id", Int)] },
    Table {
        name: "audit",
        key: "id",
        columns: &[("id", Int), ("at", Int), ("author", Text), ("action", Text), ("details", Text)],
    },
    Table {
        name: "audit_subjects",
        key: "kind, id, audit",
        columns: &[("kind", Text), ("id", Int), ("audit", Int)],
    },
    Table {
        name: "tokens",
        key: "id",
        columns: &[
            ("id", Int),
            ("name", Text),
            ("hash", Blob),
            ("scopes", Text),
            ("created_at", Int),
            ("expires_at", MaybeInt),
            ("revoked_at", MaybeInt),
        ],
    },
    Table {
        name: "collected",
        key: "source_type, kind, source_id",
        columns: &[
            ("source_type", Text),
            ("kind", Text),
            ("source_id", Text),
            ("parent_type", Text),
            ("parent_id", Text),
            ("position", Int),
            ("body", Text),
            ("run", Int),
            ("at", Int),
        ],
    },
    Table {
        name: "journal",
        key: "source_type, kind, source_id",
        columns: &[
            ("source_type", Text),
            ("kind", Text),
            ("source_id", Text),
            ("parent_id", Text),
            ("position", Int),
            ("state", Text),
            ("reason", Text),
            ("attempts", Int),
            ("run", Int),
            ("at", Int),
        ],
    },
    Table {
        name: "runs",
        key: "id",
        columns: &[("id", Int), ("what", Text), ("details", Text), ("started_at", Int), ("finished_at", Int)],
    },
    Table {
        name: "registry_aliases",
        key: "registry, kind, source_type, source_id",
        columns: &[
            ("registry", Text),
            ("kind", Text),
            ("source_type", Text),
            ("source_id", Text),
            ("unique_id", Int),
            ("author", Text),
            ("reason", Text),
            ("at", Int),
        ],
    },
    Table {
        name: "curation",
        key: "registry, kind, source_type, source_id, field",
        columns: &[
            ("registry", Text),
            ("kind", Text),
            ("source_type", Text),
            ("source_id", Text),
            ("field", Text),
            ("value", Text),
            ("base", Text),
            ("author", Text),
            ("origin", Text),
            ("at", Int),
        ],
    },
    Table {
        name: "curation_log",
        key: "seq",
        columns: &[
            ("seq", Int),
            ("registry", Text),
            ("kind", Text),
            ("source_type", Text),
            ("source_id", Text),
            ("field", Text),
            ("before", Text),
            ("after", Text),
            ("author", Text),
            ("origin", Text),
            ("at", Int),
        ],
    },
    Table {
        name: "curation_bases",
        key: "id",
        columns: &[("id", Text), ("registry", Text), ("body", Blob), ("at", Int)],
    },
    Table {
        name: "stats",
        key: "registry, source_type, source_id",
        columns: &[
            ("registry", Text),
            ("source_type", Text),
            ("source_id", Text),
            ("body", Text),
            ("origin", Text),
            ("author", Text),
            ("at", Int),
        ],
    },
    Table {
        name: "spending",
        key: "id",
        columns: &[
            ("id", Int),
            ("purpose", Text),
            ("model", Text),
            ("tokens_in", Int),
            ("tokens_out", Int),
            ("cost", Real),
            ("outcome", Text),
            ("at", Int),
        ],
    },
    Table {
        name: "publishes",
        key: "id",
        columns: &[
            ("id", Int),
            ("registry", Text),
            ("what", Text),
            ("target", Text),
            ("profile", Text),
            ("state", Text),
            ("author", Text),
            ("report", Text),
            ("at", Int),
        ],
    },
    Table {
        name: "match_pairs",
        key: "id",
        columns: &[
            ("id", Int),
            ("kind", Text),
            ("a_namespace", Text),
            ("a_id", Text),
            ("b_namespace", Text),
            ("b_id", Text),
            ("probability", Real),
            ("value", Real),
            ("weights", Text),
            ("state", Text),
            ("author", Text),
            ("reason", Text),
            ("found_at", Int),
            ("decided_at", Int),
            ("undo", Text),
        ],
    },
    Table {
        name: "edits",
        key: "id",
        columns: &[
            ("id", Int),
            ("kind", Text),
            ("target", Int),
            ("field", Text),
            ("value", Text),
            ("author", Text),
            ("note", Text),
            ("at", Int),
            ("taken_back_at", Int),
            ("taken_back_by", Text),
        ],
    },
    Table {
        name: "observations",
        key: "namespace, id, source, field, at",
        columns: &[
            ("source", Text),
            ("namespace", Text),
            ("id", Text),
            ("field", Text),
            ("at", Int),
            ("value", Text),
        ],
    },
    Table {
        name: "publish_rows",
        key: "publish, place, key",
        columns: &[("publish", Int), ("place", Text), ("key", Text), ("before", Blob), ("after", Blob)],
    },
    Table { name: "jobs", key: "id", columns: job_tables::JOBS },
    Table { name: "job_events", key: "job, seq", columns: job_tables::JOB_EVENTS },
    Table { name: "job_pauses", key: "what", columns: job_tables::JOB_PAUSES },
    Table { name: "asks", key: "day, work", columns: job_tables::ASKS },
    Table { name: "refreshes", key: "policy, work", columns: job_tables::REFRESHES },
    Table { name: "refresh_spending", key: "hour, source", columns: job_tables::REFRESH_SPENDING },
    Table { name: "source_health", key: "source", columns: job_tables::SOURCE_HEALTH },
    Table { name: "source_hours", key: "hour, source", columns: job_tables::SOURCE_HOURS },
    Table {
        name: "gathering",
        key: "work, source, endpoint",
        columns: &[
            ("work", Int),
            ("source", Text),
            ("endpoint", Text),
            ("subject", Text),
            ("state", Text),
            ("reason", Text),
            ("pages", Int),
            ("whole", Int),
            ("asked_at", Int),
            ("fresh_until", Int),
        ],
    },
    asking::CONVERSATIONS,
    asking::TURNS,
    asking::PREFERENCES,
    asking::QUERY_COUNTS,
    Table { name: "pictures", key: "id", columns: picture_tables::PICTURES },
    Table { name: "picture_addresses", key: "work, url", columns: picture_tables::ADDRESSES },
    Table { name: "updates", key: "id", columns: update_tables::UPDATES },
    Table { name: "update_steps", key: "update_id, step", columns: update_tables::STEPS },
    Table { name: "update_checks", key: "dataset, address", columns: update_tables::CHECKS },
    production::PROJECTS,
    production::CHARACTERS,
    production::VERSIONS,
    production::TIES,
    production::PARTS,
    production::EVENTS,
    production::PRESETS,
    production::BATCHES,
    production::PICTURES,
    production::TAKES,
    production::PACES,
    production::TURNS,
    production::PURGED,
    production::LOOKS,
    production::WEBHOOKS,
    production::PREVIEWS,
    people::PEOPLE,
    people::DOCUMENTS,
    people::LINKS,
    people::TOMBSTONES,
    people::ERASURES,
    people::REPORTS,
    people::ASSETS,
    people::JOURNAL,
    people::OBJECTS,
    people::SESSIONS,
    people::CSV_ROWS,
    people::CSV_STATE,
];

/// Tables whose rows nobody would miss: counters of ids, dictionaries, logs, what was asked, how sources fared, and
/// what can be fetched again.
const BY_THE_WAY: &[&str] = &[
    "sequences",
    "dictionaries",
    "audit",
    "audit_subjects",
    "conversations",
    "conversation_turns",
    "engine_paces",
    "people_reports",
    "picture_addresses",
    "picture_previews",
    "picture_turns",
    "pictures",
    "query_counts",
    "refresh_spending",
    "source_health",
    "source_hours",
    "update_checks",
];

impl Table {
    /// The tables that hold what somebody brought in, decided or waits for.
    pub fn of_content() -> impl Iterator<Item = &'static Self> {
        TABLES.iter().filter(|table| !BY_THE_WAY.contains(&table.name))
    }

    /// The column names with commas between.
    pub fn column_list(&self) -> String {
        self.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }

    /// The table of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        TABLES.iter().find(|table| table.name == name)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{Store, sql, sql::Cells};

    #[tokio::test]
    async fn the_list_is_the_schema() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let url = format!("sqlite:{}", folder.path().join("a.sqlite").display());
        let store = Store::open(&url).await.expect("a new file opens");
        let select = "SELECT m.name, c.name, c.type, c.\"notnull\" FROM sqlite_master m, pragma_table_info(m.name) c \
                      WHERE m.type = 'table' AND m.name NOT IN ('seaql_migrations', 'settings') ORDER BY c.cid";
        let mut found: BTreeMap<String, Vec<(String, Type)>> = BTreeMap::new();
        for row in sql::query(&store.db, "listing columns", select, []).await.expect("the schema is there") {
            let cells = Cells(&row);
            let text = |at| cells.text(at).expect("a text");
            let required = cells.int(3).expect("a flag") != 0;
            let column = match text(2).as_str() {
                "INTEGER" if required || text(1) == "id" || text(1) == "seq" => Type::Int,
                "INTEGER" => Type::MaybeInt,
                "REAL" => Type::Real,
                "TEXT" => Type::Text,
                other => {
                    assert_eq!(other, "BLOB");
                    Type::Blob
                }
            };
            found.entry(text(0)).or_default().push((text(1), column));
        }
        let listed: BTreeMap<String, Vec<(String, Type)>> = TABLES
            .iter()
            .map(|table| {
                let columns =
                    table.columns.iter().map(|(name, column)| ((*name).to_owned(), *column)).collect();
                (table.name.to_owned(), columns)
            })
            .collect();
        assert_eq!(found, listed);
    }
}
