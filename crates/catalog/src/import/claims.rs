//! Rows about works, characters and persons: decided in order, then written in bulk.

use std::collections::{BTreeMap, HashMap};

use ::registry::{Decision, Entry, Ledger, RecordChange, Refusal, Target};
use model::{Conflict, EntityId, EntityKind, Evidence, ExternalId, Justification, Link, RecordId, SourceId};
use sha2::{Digest, Sha256};
use sources::datasets::{Claim, Key, Reason, Reject, split::Place};
use store::{NewRecord, Observation, RecordHead, StoreError};

use super::{
    batch::Batch,
    known::{self, Fetched},
    step::{Found, Step, Was},
};
use crate::{
    Counts,
    golden::{self, Parts, Touched},
    observing::observations_of,
};

/// A claim with its place and its text.
pub(super) struct ClaimRow {
    pub place: Place,
    pub claim: Claim,
    pub kept: Vec<u8>,
    pub hash: [u8; 32],
}

/// A decided batch on its way into the store.
pub(super) struct Claims {
    links: Vec<Link>,
    records: Vec<NewRecord>,
    /// Unchanged records that were seen in a new place.
    places: Vec<(RecordId, Option<String>, Option<u64>)>,
    conflicts: Vec<Conflict>,
    /// Where these stood before.
    places_before: Vec<(RecordId, Option<String>, Option<u64>)>,
    /// Known records that are written, as they are before.
    before: Vec<RecordHead>,
    /// Figures worth watching that new texts give.
    observations: Vec<Observation>,
    /// New things, whose golden records come from memory.
    new: BTreeMap<EntityKind, BTreeMap<EntityId, Parts>>,
    /// Known things, whose golden records come from the store.
    touched: Touched,
}

/// Evidence that an id stands in the same entry as others, which providers get wrong now and then.
const SAME_ENTRY_CONFIDENCE: f32 = 0.95;

impl Claims {
    /// Decides and writes the rows; gives those that were refused.
    pub(super) async fn write(
        batch: &Batch<'_>,
        rows: Vec<ClaimRow>,
        counts: &mut Counts,
    ) -> Result<Vec<(Place, Reject)>, StoreError> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let fetched = known::fetch(batch, &rows).await?;
        let Fetched { known, heads } = fetched;
        let mut ledger = Ledger::new(batch.file, known);
        let mut decided: Vec<(ClaimRow, Decision)> = Vec::with_capacity(rows.len());
        let mut refused: Vec<(Place, Reject)> = Vec::new();
        for row in rows {
            let own_key = match &row.claim.key {
                Key::Own(key) => Some(key),
                Key::Elected => None,
            };
            let decision = ledger.decide(&Entry {
                source: &row.claim.source,
                kind: &row.claim.kind,
                own_key,
                ids: &row.claim.ids,
                file: batch.file,
                line: row.place.number,
                hash: row.hash,
            });
            match decision {
                Ok(decision) => decided.push((row, decision)),
                Err(refusal) => refused.push((row.place, reject(&refusal))),
            }
        }
        let numbers = Numbers::allocate(batch, &ledger).await?;
        let mut claims = Self {
            links: Vec::new(),
            records: Vec::new(),
            places: Vec::new(),
            places_before: Vec::new(),
            before: Vec::new(),
            conflicts: Vec::new(),
            observations: Vec::new(),
            new: BTreeMap::new(),
            touched: Touched::default(),
        };
        for (row, decision) in decided {
            claims.add(batch, row, decision, &numbers, &heads, counts)?;
        }
        claims.save(batch, counts).await?;
        Ok(refused)
    }

    fn add(
        &mut self,
        batch: &Batch<'_>,
        row: ClaimRow,
        decision: Decision,
        numbers: &Numbers,
        heads: &HashMap<(SourceId, ExternalId), RecordHead>,
        counts: &mut Counts,
    ) -> Result<(), StoreError> {
        let kind = row.claim.kind.clone();
        let entity = numbers.of(&kind, decision.target)?;
        counts.links_new += decision.links.len() as u64;
        match decision.change {
            RecordChange::New => counts.records_new += 1,
            RecordChange::Text => counts.records_changed += 1,
            RecordChange::Place | RecordChange::None => {}
        }
        for finding in &decision.findings {
            self.conflicts.push(Conflict {
                kind: finding.kind.clone(),
                kept: numbers.of(&kind, finding.kept)?,
                other: numbers.of(&kind, finding.other)?,
                record: decision.key.clone(),
                subject: finding.subject.clone(),
                file: batch.file.to_owned(),
                line: row.place.number,
            });
        }
        if let Some(before) = decision.moved_from {
            self.touched.add(&kind, numbers.of(&kind, before)?);
        }
        let same_text = matches!(decision.change, RecordChange::Place | RecordChange::None);
        let same_thing = same_text && decision.moved_from.is_none() && decision.links.is_empty();
        self.link(batch, &kind, entity, &decision);
        match decision.target {
            Target::New(_) => {
                let things = self.new.entry(kind.clone()).or_default();
                let parts = things.entry(entity).or_insert_with(|| Parts {
                    id: entity,
                    external_ids: Vec::new(),
                    records: Vec::new(),
                });
                parts.external_ids.extend(decision.links.iter().cloned());
                parts.records.extend(row.claim.records.iter().cloned());
            }
            Target::Stored(_) if !same_thing => self.touched.add(&kind, entity),
            Target::Stored(_) => {}
        }
        let place = (Some(batch.file.to_owned()), Some(row.place.number));
        let head = heads.get(&(row.claim.source.clone(), decision.key.clone()));
        match head {
            Some(_) if decision.change == RecordChange::None && decision.moved_from.is_none() => {}
            Some(head) if same_text && decision.moved_from.is_none() => {
                self.places.push((head.id, place.0, place.1));
                self.places_before.push((head.id, head.file.clone(), head.line));
            }
            _ => {
                let said = row.claim.records.iter();
                self.observations.extend(said.flat_map(|record| observations_of(record, batch.at)));
                self.before.extend(head.cloned());
                self.records.push(stored(batch, row, decision.key, entity, place));
            }
        }
        Ok(())
    }

    fn link(&mut self, batch: &Batch<'_>, kind: &EntityKind, target: EntityId, decision: &Decision) {
        for id in &decision.links {
            let own = *id == decision.key;
            self.links.push(Link {
                subject: id.clone(),
                kind: kind.clone(),
                target,
                evidence: Evidence {
                    justification: if own { Justification::Identity } else { Justification::SameEntry },
                    confidence: if own { 1.0 } else { SAME_ENTRY_CONFIDENCE },
                    author: author_of(batch),
                    at: batch.at,
                    note: format!("entry {}", decision.key),
                },
            });
        }
    }

    /// What undoes this batch.
    fn step(&mut self, batch: &Batch<'_>, ids: &[RecordId], found: &Found) -> Step {
        // Of several with one key the last one stays, as in the store.
        let mut records: BTreeMap<RecordId, Was> = BTreeMap::new();
        for (record, id) in self.records.iter().zip(ids) {
            let was = Was {
                id: *id,
                source: record.source.clone(),
                key: record.key.clone(),
                kind: record.kind.clone(),
                entity: record.entity,
                hash: Sha256::digest(&record.raw).into(),
                before: found.before(*id),
            };
            records.insert(*id, was);
        }
        Step {
            at: batch.at,
            author: author_of(batch),
            records: records.into_values().collect(),
            places: std::mem::take(&mut self.places_before),
            links: self.links.iter().map(|link| link.subject.clone()).collect(),
            new: self
                .new
                .iter()
                .map(|(kind, things)| (kind.clone(), things.keys().copied().collect()))
                .collect(),
        }
    }

    async fn save(mut self, batch: &Batch<'_>, counts: &mut Counts) -> Result<(), StoreError> {
        let tx = batch.tx;
        let found = match batch.update {
            Some(_) => Some(Found::look(tx, std::mem::take(&mut self.before)).await?),
            None => None,
        };
        tx.save_links(&self.links).await?;
        let ids = tx.save_records(&self.records, batch.at).await?;
        if let (Some(update), Some(found)) = (batch.update, found) {
            let step = self.step(batch, &ids, &found);
            if !step.is_empty() {
                tx.add_update_step(update, step.pack()?).await?;
            }
        }
        tx.touch_records(&self.places).await?;
        tx.observe(&self.observations).await?;
        counts.conflicts += tx.add_conflicts(&self.conflicts, batch.at).await? as u64;
        for (kind, things) in std::mem::take(&mut self.new) {
            let parts: Vec<Parts> = things.into_values().collect();
            *new_of(&kind, counts) += parts.len() as u64;
            golden::save(tx, &kind, &parts).await?;
        }
        for (kind, ids) in &self.touched.0 {
            *changed_of(kind, counts) += golden::recompute(tx, kind, ids).await? as u64;
        }
        Ok(())
    }
}

/// Who stands on the links that an import makes.
fn author_of(batch: &Batch<'_>) -> String {
    format!("import {}", batch.format.name())
}

fn stored(
    batch: &Batch<'_>,
    row: ClaimRow,
    key: ExternalId,
    entity: EntityId,
    (file, line): (Option<String>, Option<u64>),
) -> NewRecord {
    let mut ids = row.claim.ids;
    ids.sort_unstable();
    ids.dedup();
    NewRecord {
        source: row.claim.source,
        format: batch.format.name().to_owned(),
        kind: row.claim.kind,
        key,
        ids,
        entity,
        raw: row.kept,
        file,
        line,
    }
}

/// The numbers that new things get, one continuous piece for each kind.
struct Numbers(HashMap<EntityKind, i64>);

impl Numbers {
    async fn allocate(batch: &Batch<'_>, ledger: &Ledger) -> Result<Self, StoreError> {
        let mut first = HashMap::new();
        for kind in EntityKind::ALL {
            let new = ledger.new_things(kind) as usize;
            if new > 0 {
                first.insert(kind.clone(), batch.tx.new_ids(kind, new).await?);
            }
        }
        Ok(Self(first))
    }

    fn of(&self, kind: &EntityKind, target: Target) -> Result<EntityId, StoreError> {
        match target {
            Target::Stored(id) => Ok(id),
            Target::New(n) => {
                let number = self.0.get(kind).and_then(|first| EntityId::new(first + i64::from(n)));
                number.ok_or_else(|| StoreError::Damaged(format!("the ids of {kind} are used up")))
            }
        }
    }
}

fn reject(refusal: &Refusal) -> Reject {
    let reason = match refusal {
        Refusal::Taken { .. } => Reason::Duplicate,
        Refusal::OtherKind(_) => Reason::BadValue,
    };
    Reject::new(reason, refusal.to_string())
}

fn new_of<'c>(kind: &EntityKind, counts: &'c mut Counts) -> &'c mut u64 {
    match kind {
        EntityKind::Character => &mut counts.characters_new,
        EntityKind::Person => &mut counts.persons_new,
        EntityKind::Work | EntityKind::Other(_) => &mut counts.works_new,
    }
}

fn changed_of<'c>(kind: &EntityKind, counts: &'c mut Counts) -> &'c mut u64 {
    match kind {
        EntityKind::Character => &mut counts.characters_changed,
        EntityKind::Person => &mut counts.persons_changed,
        EntityKind::Work | EntityKind::Other(_) => &mut counts.works_changed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_a_reject_with_a_reason() {
        let key: ExternalId = "mal:1".parse().expect("an id");
        let taken = reject(&Refusal::Taken { key: key.clone(), line: 7 });
        assert_eq!((taken.reason, taken.message.contains("line 7")), (Reason::Duplicate, true));
        assert_eq!(reject(&Refusal::OtherKind(key)).reason, Reason::BadValue);
    }
}
