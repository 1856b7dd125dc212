//! What applying a release would do, told before anything is done: how many entries it has, which of those that are kept
//! it lacks, and which ids stand in another entry than before.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    io::Read as _,
    sync::Arc,
};

use model::{EntityId, ExternalId, RecordId};
use serde::Serialize;
use sources::datasets::{Claim, Key, Row};
use store::{ListedRecord, Store};

use crate::{
    ImportError, ImportOptions, Input,
    import::{
        BATCH_ROWS, choose, format_asked,
        reading::{self, Chunk, Reading},
    },
    input::{Local, unpack},
};

/// Formats whose rows are no records, so that what they say cannot be undone by itself.
const NOT_UNDOABLE: [&str; 3] = ["relations", "ratings", "id-map"];
/// So many examples of each finding are named.
const EXAMPLES: usize = 10;
/// A release tells its date within so many bytes of its beginning.
const OPENING: u64 = 4096;

/// What a release has, against what is kept.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Inspection {
    /// The format.
    pub format: String,
    /// What it calls itself, such as its date; empty where it says nothing.
    pub release: String,
    /// Rows, those that cannot be read included.
    pub rows: u64,
    /// Rows that cannot be read.
    pub rejected: u64,
    /// Entries that are kept of the release before.
    pub entries_before: u64,
    /// Entries of this one.
    pub entries: u64,
    /// Those of them that are new.
    pub new_entries: u64,
    /// Entries of the release before of which this one has no id.
    pub lost: u64,
    /// The share of them, 0 to 1.
    pub lost_share: f64,
    /// Some of them.
    pub lost_examples: Vec<LostEntry>,
    /// Ids that stand in another entry than before.
    pub moved: u64,
    /// Some of them.
    pub moved_examples: Vec<MovedId>,
}

/// An entry that a release lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LostEntry {
    /// Its key.
    pub key: ExternalId,
    /// The work it is about.
    pub work: EntityId,
}

/// An id that stands in another entry than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MovedId {
    /// The id.
    pub id: ExternalId,
    /// The entry it stood in, by its key.
    pub from: ExternalId,
    /// The work that is about.
    pub from_work: EntityId,
    /// The entry it stands in now; none where that is new.
    pub to: Option<ExternalId>,
    /// The work that is about.
    pub to_work: Option<EntityId>,
}

/// Whether a format's releases can be applied as updates.
pub fn can_be_updated(format: &str) -> bool {
    !NOT_UNDOABLE.contains(&format)
}

/// Holds a release against what is kept. Nothing is written.
///
/// # Errors
/// When it cannot be read as the format, or the store fails.
pub async fn inspect(
    store: &Store,
    input: &Input,
    options: &ImportOptions,
) -> Result<Inspection, ImportError> {
    let asked = options.format.as_deref().map(format_asked).transpose()?;
    let local = input.fetch(options).await?;
    let opening = reading::opening(&local)?;
    let format = choose(&local.name, asked, &opening)?;
    let release = edition_of(&local)?;
    let name = local.name.clone();
    let source = format.source();
    let kept = store.records_of_newest_file(&source, format.name()).await?;
    let mut entries = Entries::new(&kept);
    let mut found = Inspection {
        format: format.name().to_owned(),
        release,
        entries_before: kept.len() as u64,
        ..Inspection::default()
    };
    let mut reading = Reading::start(local, format, opening.shape, store::Position::default(), BATCH_ROWS);
    loop {
        let rows = match reading.next().await.ok_or_else(|| ImportError::Broken(name.clone()))? {
            Chunk::End => break,
            Chunk::Failed(error) => return Err(*error),
            Chunk::Rows(rows) => rows.parsed,
        };
        let mut claims: Vec<Claim> = Vec::with_capacity(rows.len());
        for row in rows {
            match row.said {
                Err(_) => found.rejected += 1,
                Ok(said) => match said.row {
                    Row::Claim(claim) => claims.push(*claim),
                    Row::Nothing => continue,
                    Row::Relation(_) | Row::Rating(_) | Row::IdMap(_) => {}
                },
            }
            found.rows += 1;
        }
        let mut ids: Vec<ExternalId> = claims.iter().flat_map(|claim| claim.ids.iter().cloned()).collect();
        ids.sort_unstable();
        ids.dedup();
        let listed = store.listed_in(&source, format.name(), &ids).await?;
        for claim in &claims {
            entries.add(claim, &listed);
        }
    }
    entries.tell(&mut found);
    Ok(found)
}

/// What the release calls itself: the value of `lastUpdate` near its beginning.
fn edition_of(local: &Local) -> Result<String, ImportError> {
    let unreadable = |source| ImportError::Unreadable { name: local.name.clone(), source };
    let reader = unpack(local.reader()?, Arc::default()).map_err(unreadable)?;
    let mut bytes = Vec::new();
    // What breaks off later is told when the rows are read.
    let _ = reader.take(OPENING).read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes);
    let value = text.split_once("\"lastUpdate\"").and_then(|(_, rest)| {
        let rest = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
        rest.split_once('"').map(|(value, _)| value)
    });
    Ok(value.filter(|value| value.len() <= 40).unwrap_or_default().to_owned())
}

/// The entries of a release, as they are found.
struct Entries<'a> {
    kept: HashMap<RecordId, &'a ListedRecord>,
    by_key: HashMap<&'a ExternalId, RecordId>,
    seen: HashSet<RecordId>,
    /// For each kept record the rows that are it by most of their ids: how many, and which.
    claimed: BTreeMap<RecordId, Vec<Vec<ExternalId>>>,
    moved: Vec<(ExternalId, RecordId, Option<RecordId>)>,
    rows: u64,
    new: u64,
}

impl<'a> Entries<'a> {
    fn new(kept: &'a [ListedRecord]) -> Self {
        Self {
            kept: kept.iter().map(|record| (record.id, record)).collect(),
            by_key: kept.iter().map(|record| (&record.key, record.id)).collect(),
            seen: HashSet::new(),
            claimed: BTreeMap::new(),
            moved: Vec::new(),
            rows: 0,
            new: 0,
        }
    }

    fn add(&mut self, claim: &Claim, listed: &HashMap<ExternalId, Vec<RecordId>>) {
        self.rows += 1;
        let mut ids = claim.ids.clone();
        ids.sort_unstable();
        ids.dedup();
        let mut shared: BTreeMap<RecordId, Vec<ExternalId>> = BTreeMap::new();
        for id in &ids {
            let of_release =
                listed.get(id).into_iter().flatten().filter(|record| self.kept.contains_key(*record));
            for record in of_release {
                shared.entry(*record).or_default().push(id.clone());
            }
        }
        self.seen.extend(shared.keys());
        let own = match &claim.key {
            Key::Own(key) => self.by_key.get(key).copied(),
            // Of several that share as many ids the oldest, as imports have it.
            Key::Elected => {
                shared.iter().max_by_key(|(id, ids)| (ids.len(), std::cmp::Reverse(**id))).map(|(id, _)| *id)
            }
        };
        let Some(own) = own else {
            self.new += 1;
            self.move_all(shared, None);
            return;
        };
        self.seen.insert(own);
        let mine = shared.remove(&own).unwrap_or_default();
        // An id that the entry listed before has not moved, whoever else listed it too.
        for ids in shared.values_mut() {
            ids.retain(|id| !mine.contains(id));
        }
        self.move_all(shared, Some(own));
        self.claimed.entry(own).or_default().push(mine);
    }

    fn move_all(&mut self, shared: BTreeMap<RecordId, Vec<ExternalId>>, to: Option<RecordId>) {
        let moved = shared.into_iter().flat_map(|(from, ids)| ids.into_iter().map(move |id| (id, from, to)));
        self.moved.extend(moved);
    }

    fn tell(mut self, found: &mut Inspection) {
        // Of several rows that are one kept entry, the one with most of its ids goes on; the others are new.
        for (record, rows) in std::mem::take(&mut self.claimed) {
            let Some(most) =
                rows.iter().enumerate().max_by_key(|(at, ids)| (ids.len(), std::cmp::Reverse(*at)))
            else {
                continue;
            };
            let most = most.0;
            for (at, ids) in rows.into_iter().enumerate() {
                if at != most {
                    self.new += 1;
                    self.moved.extend(ids.into_iter().map(|id| (id, record, None)));
                }
            }
        }
        let mut lost: Vec<&ListedRecord> =
            self.kept.values().filter(|record| !self.seen.contains(&record.id)).copied().collect();
        lost.sort_unstable_by_key(|record| record.id);
        self.moved.sort();
        self.moved.dedup_by(|a, b| a.0 == b.0);
        found.entries = self.rows;
        found.new_entries = self.new;
        found.lost = lost.len() as u64;
        found.lost_share =
            if found.entries_before == 0 { 0.0 } else { found.lost as f64 / found.entries_before as f64 };
        found.lost_examples = lost
            .into_iter()
            .take(EXAMPLES)
            .map(|record| LostEntry { key: record.key.clone(), work: record.entity })
            .collect();
        found.moved = self.moved.len() as u64;
        let examples = self.moved.iter().take(EXAMPLES).filter_map(|(id, from, to)| {
            let from = self.kept.get(from)?;
            let to = to.and_then(|to| self.kept.get(&to));
            Some(MovedId {
                id: id.clone(),
                from: from.key.clone(),
                from_work: from.entity,
                to: to.map(|to| to.key.clone()),
                to_work: to.map(|to| to.entity),
            })
        });
        found.moved_examples = examples.collect();
    }
}
