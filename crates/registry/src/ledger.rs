//! What is known of the ids of some rows, and the decisions made over it.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use model::{ConflictKind, EntityId, EntityKind, ExternalId, SourceId};

use crate::{Decision, Entry, Finding, RecordChange, Refusal, Target, holder, key};

/// What the store knows of a batch's ids. Anything left out counts as not there.
#[derive(Debug, Default)]
pub struct Known {
    /// What each id means.
    pub links: HashMap<ExternalId, (EntityKind, EntityId)>,
    /// What each id must not mean.
    pub forbidden: HashMap<ExternalId, Vec<(EntityKind, EntityId)>>,
    /// The records under the ids as keys, those that list an id, and those of one file about things
    /// that the ids mean.
    pub records: Vec<KnownRecord>,
    /// Which record keys of a source list an id.
    pub mentions: Vec<(SourceId, ExternalId, ExternalId)>,
}

/// A record as far as decisions need it.
#[derive(Debug, Clone)]
pub struct KnownRecord {
    /// Who keeps the list.
    pub source: SourceId,
    /// Its key.
    pub key: ExternalId,
    /// The kind of `entity`.
    pub kind: EntityKind,
    /// What it is about.
    pub entity: EntityId,
    /// The file it was last seen in.
    pub file: Option<Arc<str>>,
    /// The line it was last seen in.
    pub line: Option<u64>,
    /// SHA-256 of its text, where it was looked up.
    pub hash: Option<[u8; 32]>,
}

/// A record's present state in the ledger.
#[derive(Debug)]
pub(crate) struct Held {
    pub target: Target,
    pub file: Option<Arc<str>>,
    pub line: Option<u64>,
    pub hash: Option<[u8; 32]>,
    /// The ids it lists, once a row of this batch has set them.
    ids: Option<Vec<ExternalId>>,
}

/// Decides rows one after the other.
#[derive(Debug)]
pub struct Ledger {
    file: Arc<str>,
    links: HashMap<ExternalId, (EntityKind, Target)>,
    forbidden: HashMap<ExternalId, Vec<(EntityKind, EntityId)>>,
    records: HashMap<SourceId, HashMap<ExternalId, Held>>,
    mentions: HashMap<SourceId, HashMap<ExternalId, BTreeSet<ExternalId>>>,
    /// The records of this file about each thing: for seeing that a source split it.
    in_file: HashMap<(SourceId, EntityKind, Target), BTreeSet<ExternalId>>,
    new: HashMap<EntityKind, u32>,
}

impl Ledger {
    /// Begins with what the store knows. `file` is the file that all rows to come stand in.
    pub fn new(file: &str, known: Known) -> Self {
        let mut ledger = Self {
            file: file.into(),
            links: known
                .links
                .into_iter()
                .map(|(id, (kind, target))| (id, (kind, Target::Stored(target))))
                .collect(),
            forbidden: known.forbidden,
            records: HashMap::new(),
            mentions: HashMap::new(),
            in_file: HashMap::new(),
            new: HashMap::new(),
        };
        for record in known.records {
            ledger.hold(record);
        }
        for (source, id, key) in known.mentions {
            ledger.mentions.entry(source).or_default().entry(id).or_default().insert(key);
        }
        ledger
    }

    fn hold(&mut self, record: KnownRecord) {
        let target = Target::Stored(record.entity);
        if record.file.as_deref() == Some(&self.file) {
            let of_thing = (record.source.clone(), record.kind, target);
            self.in_file.entry(of_thing).or_default().insert(record.key.clone());
        }
        let of_source = self.records.entry(record.source).or_default();
        let held = of_source.entry(record.key).or_insert(Held {
            target,
            file: record.file,
            line: record.line,
            hash: record.hash,
            ids: None,
        });
        held.hash = held.hash.or(record.hash);
    }

    /// Decides one row; what it decides holds for the rows after it. A refused row leaves no trace.
    pub fn decide(&mut self, entry: &Entry<'_>) -> Result<Decision, Refusal> {
        let key = key::elect(self, entry)?;
        let holding = holder::hold(self, entry)?;
        let target = holding.holder.unwrap_or_else(|| {
            let next = self.new.entry(entry.kind.clone()).or_default();
            *next += 1;
            Target::New(*next - 1)
        });
        let mut findings = holding.findings;
        let before = self.record(entry.source, &key);
        let change = before.map_or(RecordChange::New, |held| {
            if held.hash != Some(entry.hash) {
                RecordChange::Text
            } else if held.file.as_deref() != Some(entry.file) || held.line != Some(entry.line) {
                RecordChange::Place
            } else {
                RecordChange::None
            }
        });
        let moved_from = before.map(|held| held.target).filter(|before| *before != target);
        if change == RecordChange::New && self.has_another_row(entry, target, &key) {
            let subject = entry.ids.iter().find(|id| self.link(id).is_some()).unwrap_or(&key).clone();
            findings.push(Finding {
                kind: ConflictKind::WorkSpansEntries,
                kept: target,
                other: target,
                subject,
            });
        }
        self.write(entry, &key, target, &holding.links);
        Ok(Decision { key, target, change, moved_from, links: holding.links, findings })
    }

    /// How many things of a kind the decisions so far have made.
    pub fn new_things(&self, kind: &EntityKind) -> u32 {
        self.new.get(kind).copied().unwrap_or(0)
    }

    fn write(&mut self, entry: &Entry<'_>, key: &ExternalId, target: Target, links: &[ExternalId]) {
        for id in links {
            self.links.insert(id.clone(), (entry.kind.clone(), target));
        }
        let of_source = self.records.entry(entry.source.clone()).or_default();
        let before = of_source.insert(
            key.clone(),
            Held {
                target,
                file: Some(self.file.clone()),
                line: Some(entry.line),
                hash: Some(entry.hash),
                ids: Some(entry.ids.to_vec()),
            },
        );
        if let Some(before) = before.filter(|before| before.target != target) {
            let of_thing = (entry.source.clone(), entry.kind.clone(), before.target);
            if let Some(keys) = self.in_file.get_mut(&of_thing) {
                keys.remove(key);
            }
        }
        let of_thing = (entry.source.clone(), entry.kind.clone(), target);
        self.in_file.entry(of_thing).or_default().insert(key.clone());
        let mentions = self.mentions.entry(entry.source.clone()).or_default();
        for id in entry.ids {
            mentions.entry(id.clone()).or_default().insert(key.clone());
        }
    }

    /// Whether another row of the same file is about the same thing.
    fn has_another_row(&self, entry: &Entry<'_>, target: Target, key: &ExternalId) -> bool {
        let keys = self.in_file.get(&(entry.source.clone(), entry.kind.clone(), target));
        keys.is_some_and(|keys| keys.iter().any(|other| other != key))
    }

    pub(crate) fn link(&self, id: &ExternalId) -> Option<&(EntityKind, Target)> {
        self.links.get(id)
    }

    pub(crate) fn forbidden(&self, id: &ExternalId) -> &[(EntityKind, EntityId)] {
        self.forbidden.get(id).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn record(&self, source: &SourceId, key: &ExternalId) -> Option<&Held> {
        self.records.get(source)?.get(key)
    }

    /// The keys of the records of a source that list an id now.
    pub(crate) fn records_listing(&self, source: &SourceId, id: &ExternalId) -> Vec<ExternalId> {
        let keys = self.mentions.get(source).and_then(|of_source| of_source.get(id));
        let lists = |key: &&ExternalId| match self.record(source, key).and_then(|held| held.ids.as_ref()) {
            Some(ids) => ids.contains(id), // set by a row of this batch, whatever the store says
            None => true,
        };
        keys.into_iter().flatten().filter(lists).cloned().collect()
    }
}

#[cfg(test)]
mod tests;
