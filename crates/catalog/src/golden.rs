//! Golden records: merged again from stored records, for the things that something touched.

use std::collections::{BTreeSet, HashMap};

use enrichment::{MEASURED, merge_character, merge_person, merge_work_by};
use model::{EntityId, EntityKind, ExternalId, Record, RecordKind, SourceId};
use sources::datasets::{Reject, format_named};
use store::{StoreError, StoredRecord, WriteTx};

use crate::answers::{ANSWERS, AnswersError, read_answers};
use crate::by_hand::by_hand_of;

/// Why a stored record cannot be read back.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// No format of that name is known to this program.
    #[error("the record {key} is in the format `{format}`, which this program does not know")]
    UnknownFormat {
        /// The record's key.
        key: ExternalId,
        /// The format.
        format: String,
    },
    /// The format does not accept it any more.
    #[error("the record {key} is not accepted by its format {format}")]
    Rejected {
        /// The record's key.
        key: ExternalId,
        /// The format.
        format: String,
        /// Why.
        source: Reject,
    },
    /// A provider's answers cannot be read any more.
    #[error("the answers in the record {key} cannot be read")]
    Answers {
        /// The record's key.
        key: ExternalId,
        /// Why.
        source: AnswersError,
    },
}

/// A stored record in normal form; several when it quotes several sources.
pub fn read_record(stored: &StoredRecord) -> Result<Vec<Record>, ReadError> {
    let (key, format) = (stored.key.clone(), stored.format.clone());
    if format == ANSWERS {
        let record = read_answers(&stored.raw).map_err(|source| ReadError::Answers { key, source })?;
        return Ok(vec![record]);
    }
    let Some(reader) = format_named(&format) else {
        return Err(ReadError::UnknownFormat { key, format });
    };
    reader.read(&stored.raw).map_err(|source| ReadError::Rejected { key, format, source })
}

/// Things whose golden records have to be merged again.
#[derive(Debug, Default, Clone)]
pub(crate) struct Touched(pub HashMap<EntityKind, BTreeSet<EntityId>>);

impl Touched {
    pub(crate) fn add(&mut self, kind: &EntityKind, id: EntityId) {
        self.0.entry(kind.clone()).or_default().insert(id);
    }
}

/// A thing with all that its golden record is made of.
#[derive(Debug, Clone)]
pub(crate) struct Parts {
    pub id: EntityId,
    pub external_ids: Vec<ExternalId>,
    pub records: Vec<Record>,
}

/// Merges things of one kind, edits by hand laid over what their records say, and saves those that differ;
/// gives how many did.
///
/// A thing that has links and no record, as a split may leave one, is shown by its first id.
pub(crate) async fn save(tx: &WriteTx, kind: &EntityKind, things: &[Parts]) -> Result<usize, StoreError> {
    let stand_in;
    let things = if things.iter().all(|parts| !parts.records.is_empty()) {
        things
    } else {
        stand_in = things.iter().cloned().map(|parts| parts.with_stand_in(kind)).collect::<Vec<_>>();
        &stand_in
    };
    match kind {
        EntityKind::Work => {
            let works: Vec<_> =
                things.iter().map(|parts| (parts.id, parts.external_ids.as_slice())).collect();
            let by_hand = by_hand_of(tx, &works).await?;
            let merged = things.iter().filter_map(|p| {
                let edits = by_hand.get(&p.id).map_or(&[][..], Vec::as_slice);
                merge_work_by(&MEASURED, edits, p.id.into(), &p.external_ids, &p.records)
            });
            tx.save_works(&merged.collect::<Vec<_>>()).await
        }
        EntityKind::Character => {
            let merged =
                things.iter().filter_map(|p| merge_character(p.id.into(), &p.external_ids, &p.records));
            tx.save_characters(&merged.collect::<Vec<_>>()).await
        }
        EntityKind::Person => {
            let person = |p: &Parts| {
                let id = model::PersonId::new(p.id.get())?;
                merge_person(id, &p.external_ids, &p.records)
            };
            tx.save_persons(&things.iter().filter_map(person).collect::<Vec<_>>()).await
        }
        EntityKind::Other(_) => Ok(0),
    }
}

impl Parts {
    /// The same with a record that says nothing but the id, where there is no other.
    fn with_stand_in(mut self, kind: &EntityKind) -> Self {
        let first = self.external_ids.iter().min().cloned();
        if let (true, Some(id)) = (self.records.is_empty(), first) {
            let kind = match kind {
                EntityKind::Character => RecordKind::Character,
                EntityKind::Person => RecordKind::Person,
                EntityKind::Work | EntityKind::Other(_) => RecordKind::Work,
            };
            self.records.push(Record::new(SourceId::MANUAL, kind, id));
        }
        self
    }
}

/// Merges things again from what is stored; gives how many golden records are different now.
pub(crate) async fn recompute(
    tx: &WriteTx,
    kind: &EntityKind,
    ids: &BTreeSet<EntityId>,
) -> Result<usize, StoreError> {
    /// How many things are held in memory at once.
    const AT_ONCE: usize = 2_000;
    let ids: Vec<EntityId> = ids.iter().copied().collect();
    let mut changed = 0;
    for ids in ids.chunks(AT_ONCE) {
        let mut links = tx.links_of_many(kind, ids).await?;
        let mut stored = tx.records_of_many(kind, ids).await?;
        let parts: Vec<Parts> = ids
            .iter()
            .map(|id| Parts {
                id: *id,
                external_ids: links
                    .remove(id)
                    .unwrap_or_default()
                    .into_iter()
                    .map(|link| link.subject)
                    .collect(),
                records: stored.remove(id).unwrap_or_default().iter().flat_map(readable).collect(),
            })
            .collect();
        changed += save(tx, kind, &parts).await?;
    }
    Ok(changed)
}

/// What can be read of a record. One that cannot must not stop everything else.
fn readable(stored: &StoredRecord) -> Vec<Record> {
    read_record(stored).unwrap_or_else(|error| {
        tracing::warn!(record.key = %stored.key, format = %stored.format, "left out a record: {error}");
        Vec::new()
    })
}
