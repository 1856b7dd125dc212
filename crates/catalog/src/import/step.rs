//! What one batch of an update found before it, so that the batch can be undone.

use std::collections::BTreeMap;

use model::{EntityId, EntityKind, ExternalId, Instant, RecordId, SourceId};
use serde::{Deserialize, Serialize};
use store::{RecordHead, StoreError, WriteTx};

/// What a batch changed, and how that was before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The time that stands on all that the batch wrote.
    pub at: Instant,
    /// Who stands on the links that it made.
    pub author: String,
    /// Records that are new or have another text or home.
    pub records: Vec<Was>,
    /// Unchanged records that were seen in a new place, with the place before.
    pub places: Vec<(RecordId, Option<String>, Option<u64>)>,
    /// Links that it made.
    pub links: Vec<ExternalId>,
    /// Things that came with it.
    pub new: Vec<(EntityKind, Vec<EntityId>)>,
}

/// A record that a batch wrote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Was {
    /// Its internal id.
    pub id: RecordId,
    /// Who said it.
    pub source: SourceId,
    /// Its key.
    pub key: ExternalId,
    /// What kind of thing it is about.
    pub kind: EntityKind,
    /// The thing it is about since.
    pub entity: EntityId,
    /// SHA-256 of its text since.
    pub hash: [u8; 32],
    /// How it was; none where it is new.
    pub before: Option<Before>,
}

/// How a record was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Before {
    /// SHA-256 of its text.
    pub hash: [u8; 32],
    /// The thing it was about.
    pub entity: EntityId,
    /// The file it stood in.
    pub file: Option<String>,
    /// The line there.
    pub line: Option<u64>,
    /// The ids that it listed.
    pub ids: Vec<ExternalId>,
}

/// How records stood before they are written, with the ids that they list.
pub(super) struct Found(BTreeMap<RecordId, Before>);

impl Found {
    /// Looks at the records that are about to be written.
    pub(super) async fn look(tx: &WriteTx, known: Vec<RecordHead>) -> Result<Self, StoreError> {
        let ids: Vec<RecordId> = known.iter().map(|head| head.id).collect();
        let mut lists = tx.ids_listed_by(&ids).await?;
        let before = known.into_iter().map(|head| {
            let ids = lists.remove(&head.id).unwrap_or_default();
            let RecordHead { id, hash, entity, file, line } = head;
            (id, Before { hash, entity, file, line, ids })
        });
        Ok(Self(before.collect()))
    }

    /// How a record was.
    pub(super) fn before(&self, id: RecordId) -> Option<Before> {
        self.0.get(&id).cloned()
    }
}

impl Step {
    /// Whether nothing is there to be undone.
    pub(super) fn is_empty(&self) -> bool {
        self.records.is_empty() && self.places.is_empty() && self.links.is_empty() && self.new.is_empty()
    }

    /// As it is kept.
    ///
    /// # Errors
    /// `Damaged` when it cannot be written, which plain values always can.
    pub(super) fn pack(&self) -> Result<Vec<u8>, StoreError> {
        let fault = |what: String| StoreError::Damaged(format!("a step cannot be written: {what}"));
        let text = serde_json::to_vec(self).map_err(|error| fault(error.to_string()))?;
        zstd::encode_all(text.as_slice(), 3).map_err(|error| fault(error.to_string()))
    }

    /// Reads a kept one.
    ///
    /// # Errors
    /// `Damaged` when it is not what was kept.
    pub(crate) fn unpack(body: &[u8]) -> Result<Self, StoreError> {
        let fault = |what: String| StoreError::Damaged(format!("a step cannot be read: {what}"));
        let text = zstd::decode_all(body).map_err(|error| fault(error.to_string()))?;
        serde_json::from_slice(&text).map_err(|error| fault(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_read_as_it_was_kept() {
        let id = |text: &str| text.parse::<ExternalId>().expect("an id");
        let number = |number| EntityId::new(number).expect("from 1");
        let record = RecordId::new(3).expect("from 1");
        let step = Step {
            at: Instant::from_micros(5),
            author: "import offline-db".to_owned(),
            records: vec![Was {
                id: record,
                source: SourceId::OFFLINE_DATABASE,
                key: id("mal:1"),
                kind: EntityKind::Work,
                entity: number(2),
                hash: [7; 32],
                before: Some(Before {
                    hash: [8; 32],
                    entity: number(1),
                    file: Some("0a".to_owned()),
                    line: Some(9),
                    ids: vec![id("mal:1"), id("anilist:2")],
                }),
            }],
            places: vec![(record, None, None)],
            links: vec![id("kitsu:4")],
            new: vec![(EntityKind::Work, vec![number(2)])],
        };
        let kept = step.pack().expect("plain values");
        assert_eq!(Step::unpack(&kept).expect("as kept"), step);
        assert!(Step::unpack(b"no").is_err());
    }
}
