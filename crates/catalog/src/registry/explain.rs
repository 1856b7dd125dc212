//! `explain`: all evidence about one thing.

use model::{Conflict, EntityId, EntityKind, ExternalId, Instant, Link, NegativeLink, SourceId};
use serde::Serialize;
use store::{AuditEntry, Store};

use super::DecisionError;

/// Why an id means what it means.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The kind of thing.
    pub kind: EntityKind,
    /// The id that was asked for.
    pub asked: EntityId,
    /// The thing it stands for now; another than `asked` after a merge.
    pub id: EntityId,
    /// Its title or name; `None` when it was removed.
    pub title: Option<String>,
    /// Why it was removed, when it was.
    pub removed: Option<String>,
    /// What is linked to it, each with its evidence.
    pub links: Vec<Link>,
    /// What must not be linked to it.
    pub negative_links: Vec<NegativeLink>,
    /// The records it is made of.
    pub records: Vec<RecordNote>,
    /// Conflicts that nobody has settled.
    pub conflicts: Vec<Conflict>,
    /// Every decision by hand about it, oldest first.
    pub history: Vec<AuditEntry>,
}

/// Where a record came from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecordNote {
    /// Who said it.
    pub source: SourceId,
    /// The format it was read from.
    pub format: String,
    /// The thing, by the source's own id.
    pub key: ExternalId,
    /// SHA-256 of the file.
    pub file: Option<String>,
    /// The line or entry of the file.
    pub line: Option<u64>,
    /// When this text of it was stored.
    pub stored_at: Instant,
}

/// Everything decided about a thing, redirects followed.
///
/// # Errors
/// `StoreError::Missing` when there never was such an id.
pub async fn explain(
    store: &Store,
    kind: &EntityKind,
    asked: EntityId,
) -> Result<Explanation, DecisionError> {
    let id = store.redirect(kind, asked).await?.unwrap_or(asked);
    let title = match kind {
        EntityKind::Character => store.character(id.into()).await?.map(|found| found.value.name),
        EntityKind::Person => store.person(id.into()).await?.map(|found| found.value.name),
        EntityKind::Work | EntityKind::Other(_) => {
            store.work(id.into()).await?.map(|found| found.value.title)
        }
    };
    let removed = store.tombstone(kind, id).await?.map(|tombstone| tombstone.reason);
    let links = store.links_of(kind, id).await?;
    if title.is_none() && removed.is_none() && links.is_empty() {
        return Err(store::StoreError::Missing(format!("{} {asked}", kind.as_str().to_lowercase())).into());
    }
    let records = store.records_of(kind, id).await?.into_iter().map(|record| RecordNote {
        source: record.source,
        format: record.format,
        key: record.key,
        file: record.file,
        line: record.line,
        stored_at: record.stored_at,
    });
    let open = store.conflicts(true).await?.into_iter().map(|stored| stored.conflict);
    Ok(Explanation {
        kind: kind.clone(),
        asked,
        id,
        title,
        removed,
        links,
        negative_links: store.negative_links_of(kind, id).await?,
        records: records.collect(),
        conflicts: open.filter(|conflict| conflict.kept == id || conflict.other == id).collect(),
        history: store.history_of(kind, asked).await?,
    })
}
