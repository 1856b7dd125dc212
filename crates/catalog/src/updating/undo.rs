//! Taking an applied update back, batch by batch from the last to the first, each in one transaction that also drops
//! what it was undone by: a kill in between loses nothing, and the next call goes on.
//!
//! What people did since stays: edits by hand lie over whatever the sources say; a work that came with the update and
//! that somebody edited, numbered, linked or merged since stays whole; a record that was written again since is left.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use model::{EntityId, EntityKind, ExternalId, RecordId, SourceId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{InUse, PairState, Store, StoreError, UpdateMove, UpdateRow, UpdateState, WriteTx};

use crate::{
    golden::{Touched, recompute},
    import::step::{Step, Was},
    registry::Decision,
};

/// So many things that stay are named.
const EXAMPLES: usize = 20;

/// What undoing did, one batch or all so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Undone {
    /// Batches.
    pub batches: u64,
    /// Works that rules had made one over what the update said, and that are two again.
    pub parted: u64,
    /// Records with their older text again.
    pub texts: u64,
    /// Records that went.
    pub records: u64,
    /// Links that went.
    pub links: u64,
    /// Works, characters and persons that went; their numbers are never given again.
    pub retired: u64,
    /// Golden records that are different now.
    pub changed: u64,
    /// Records that were written again since, or whose older text was pruned, and so are as they were found.
    pub left: u64,
    /// Things that came with the update and stay, because somebody works with them.
    pub kept: u64,
    /// Some of them.
    pub kept_examples: Vec<KeptThing>,
}

/// A thing that came with an update and stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptThing {
    /// What it is.
    pub kind: EntityKind,
    /// Its number.
    pub id: EntityId,
    /// Why it stays.
    pub why: String,
}

/// What is kept with an update once this has been done beside what was done before.
pub type Telling<'a> = &'a (dyn Fn(&Undone) -> Value + Sync);

impl Undone {
    /// Adds what another batch did.
    pub fn add(&mut self, other: &Self) {
        self.batches += other.batches;
        self.parted += other.parted;
        self.texts += other.texts;
        self.records += other.records;
        self.links += other.links;
        self.retired += other.retired;
        self.changed += other.changed;
        self.left += other.left;
        self.kept += other.kept;
        let room = EXAMPLES.saturating_sub(self.kept_examples.len());
        self.kept_examples.extend(other.kept_examples.iter().take(room).cloned());
    }
}

/// Takes back what rules joined over what an update said, before its batches are: the pairs with these numbers that are
/// still joined by a rule. One with a later decision on top stays. Safe to repeat. `told` makes the report that is kept
/// with each.
///
/// # Errors
/// When the store fails.
pub async fn begin_undo(
    store: &Store,
    update: &UpdateRow,
    joins: &[i64],
    decision: &Decision,
    told: Telling<'_>,
) -> Result<Undone, StoreError> {
    let mut undone = Undone::default();
    // The last join first: an earlier one may lie under it.
    for id in joins.iter().rev() {
        let tx = store.begin().await?;
        let Some(pair) = tx.match_pair(*id).await?.filter(|pair| pair.state == PairState::Joined) else {
            continue;
        };
        let Some(undo) = &pair.undo else { continue };
        match tx.take_back(&pair.kind, undo, &decision.author, &decision.note, decision.at).await {
            Ok(()) => {}
            Err(StoreError::Conflict(_) | StoreError::Missing(_)) => continue,
            Err(error) => return Err(error),
        }
        undone.changed += recompute(&tx, &pair.kind, &[undo.dropped, undo.kept].into()).await? as u64;
        tx.answer_pair(pair.id, PairState::Open, "", "", None, None).await?;
        tx.drop_open_pairs(&[pair.id]).await?;
        undone.parted += 1;
        keep(&tx, update, &told(&undone), decision).await?;
        tx.commit().await?;
    }
    Ok(undone)
}

/// Takes the last batch of an update back that is not taken back yet; `None` when there is none. What `told` makes of it
/// is kept with the update in the same transaction.
///
/// # Errors
/// When the store fails.
pub async fn undo_step(
    store: &Store,
    update: &UpdateRow,
    decision: &Decision,
    told: Telling<'_>,
) -> Result<Option<Undone>, StoreError> {
    loop {
        let Some((number, body)) = store.last_update_step(update.id).await? else { return Ok(None) };
        let step = Step::unpack(&body)?;
        let tx = store.begin().await?;
        if !tx.drop_update_step(update.id, number).await? {
            tx.rollback().await?; // another process was faster
            continue;
        }
        let undone = Undoing { tx: &tx, update, decision, step: &step }.run().await?;
        keep(&tx, update, &told(&undone), decision).await?;
        tx.commit().await?;
        return Ok(Some(undone));
    }
}

/// The report with what a step did, so that a kill between the two can not make it forget.
async fn keep(
    tx: &WriteTx,
    update: &UpdateRow,
    report: &Value,
    decision: &Decision,
) -> Result<(), StoreError> {
    let (from, to) = ([UpdateState::Undoing], UpdateState::Undoing);
    let step = UpdateMove { from: &from, to, by: None, report: Some(report), at: decision.at };
    tx.move_update(update.id, &step).await.map(drop)
}

struct Undoing<'a> {
    tx: &'a WriteTx,
    update: &'a UpdateRow,
    decision: &'a Decision,
    step: &'a Step,
}

impl Undoing<'_> {
    async fn run(self) -> Result<Undone, StoreError> {
        let (tx, step) = (self.tx, self.step);
        let mut undone = Undone { batches: 1, ..Undone::default() };
        let mut touched = Touched::default();
        let staying = self.staying(&mut undone).await?;

        let ids: Vec<RecordId> = step.records.iter().map(|was| was.id).collect();
        let heads = tx.record_heads(&ids).await?;
        let is_ours = |was: &&Was| {
            heads.get(&was.id).is_some_and(|head| head.hash == was.hash && head.entity == was.entity)
        };
        let stays = |was: &&Was| staying.contains(&(was.kind.clone(), was.entity)) && was.before.is_none();
        let (ours, others): (Vec<&Was>, Vec<&Was>) = step.records.iter().partition(is_ours);
        undone.left += others.len() as u64;
        let ours: Vec<&Was> = ours.into_iter().filter(|was| !stays(was)).collect();

        let restored = self.restore(&ours, &mut undone, &mut touched).await?;
        let new: Vec<&Was> = ours.iter().filter(|was| was.before.is_none()).copied().collect();
        undone.records += tx.drop_records(&new.iter().map(|was| was.id).collect::<Vec<_>>()).await?;
        self.put_back().await?;
        self.unlink(&staying, &mut undone, &mut touched).await?;
        self.forget(&restored, &new).await?;
        self.retire(&staying, &mut undone, &mut touched).await?;
        for (kind, ids) in &touched.0 {
            undone.changed += recompute(tx, kind, ids).await? as u64;
        }
        Ok(undone)
    }

    /// The things that came with the batch and that somebody works with.
    async fn staying(&self, undone: &mut Undone) -> Result<HashSet<(EntityKind, EntityId)>, StoreError> {
        let mut staying = HashSet::new();
        for (kind, ids) in &self.step.new {
            let used: BTreeMap<EntityId, InUse> =
                self.tx.in_use(kind, ids, &self.step.author).await?.into_iter().collect();
            for (id, why) in used {
                undone.kept += 1;
                if undone.kept_examples.len() < EXAMPLES {
                    let why = why.as_str().to_owned();
                    undone.kept_examples.push(KeptThing { kind: kind.clone(), id, why });
                }
                staying.insert((kind.clone(), id));
            }
        }
        Ok(staying)
    }

    /// Older texts, homes and lists of ids; gives the records that have them again.
    async fn restore<'w>(
        &self,
        ours: &[&'w Was],
        undone: &mut Undone,
        touched: &mut Touched,
    ) -> Result<Vec<&'w Was>, StoreError> {
        let tx = self.tx;
        let known: Vec<_> = ours.iter().filter_map(|was| Some((*was, was.before.as_ref()?))).collect();
        let texts: Vec<(RecordId, [u8; 32])> = known
            .iter()
            .filter(|(was, before)| was.hash != before.hash)
            .map(|(was, before)| (was.id, before.hash))
            .collect();
        let brought = tx.bring_back_texts(&texts).await?;
        undone.texts += brought.len() as u64;
        undone.left += (texts.len() - brought.len()) as u64;
        let is_back = |was: &Was, hash: &[u8; 32]| was.hash == *hash || brought.contains(&was.id);
        let known: Vec<_> = known.into_iter().filter(|(was, before)| is_back(was, &before.hash)).collect();
        let homes: Vec<_> = known
            .iter()
            .filter(|(was, before)| was.entity != before.entity)
            .map(|(was, before)| (was.id, before.entity))
            .collect();
        tx.home_records(&homes).await?;
        tx.list_ids(&known.iter().map(|(was, before)| (was.id, before.ids.clone())).collect()).await?;
        let places: Vec<_> =
            known.iter().map(|(was, before)| (was.id, before.file.clone(), before.line)).collect();
        tx.touch_records(&places).await?;
        for (was, before) in &known {
            touched.add(&was.kind, was.entity);
            touched.add(&was.kind, before.entity);
        }
        Ok(known.into_iter().map(|(was, _)| was).collect())
    }

    /// Unchanged records stand where they stood, unless they were seen somewhere else since.
    async fn put_back(&self) -> Result<(), StoreError> {
        let ids: Vec<RecordId> = self.step.places.iter().map(|(id, ..)| *id).collect();
        let heads = self.tx.record_heads(&ids).await?;
        let here = |id: &RecordId| {
            heads.get(id).is_some_and(|head| head.file.as_deref() == Some(self.update.file_hash.as_str()))
        };
        let places: Vec<_> = self.step.places.iter().filter(|(id, ..)| here(id)).cloned().collect();
        self.tx.touch_records(&places).await
    }

    /// Links that the batch made, but for those of things that stay and those that somebody made anew.
    async fn unlink(
        &self,
        staying: &HashSet<(EntityKind, EntityId)>,
        undone: &mut Undone,
        touched: &mut Touched,
    ) -> Result<(), StoreError> {
        let now: HashMap<ExternalId, (EntityKind, EntityId)> = self.tx.find(&self.step.links).await?;
        let goes = |id: &&ExternalId| now.get(id).is_some_and(|thing| !staying.contains(thing));
        let links: Vec<ExternalId> = self.step.links.iter().filter(goes).cloned().collect();
        undone.links += self.tx.drop_links(&links, &self.step.author, self.step.at).await?;
        for (kind, id) in links.iter().filter_map(|link| now.get(link)) {
            touched.add(kind, *id);
        }
        Ok(())
    }

    /// Figures and conflicts that came with it.
    async fn forget(&self, restored: &[&Was], new: &[&Was]) -> Result<(), StoreError> {
        let mut by_source: BTreeMap<&SourceId, BTreeSet<&ExternalId>> = BTreeMap::new();
        for was in restored.iter().chain(new) {
            let ids = was.before.iter().flat_map(|before| &before.ids).chain([&was.key]);
            by_source.entry(&was.source).or_default().extend(ids);
        }
        for (source, ids) in by_source {
            let ids: Vec<ExternalId> = ids.into_iter().cloned().collect();
            self.tx.forget_figures(source, &ids, self.step.at).await?;
            self.tx.drop_conflicts(&ids, self.step.at).await?;
        }
        Ok(())
    }

    /// Things that came with it and have nothing left.
    async fn retire(
        &self,
        staying: &HashSet<(EntityKind, EntityId)>,
        undone: &mut Undone,
        touched: &mut Touched,
    ) -> Result<(), StoreError> {
        for (kind, ids) in &self.step.new {
            let with_records = self.tx.with_records(kind, ids).await?;
            let goes =
                |id: &&EntityId| !with_records.contains(id) && !staying.contains(&(kind.clone(), **id));
            let gone: Vec<EntityId> = ids.iter().filter(goes).copied().collect();
            let reason = format!("update {} of {} was undone", self.update.id, self.update.dataset);
            let (author, at) = (&self.decision.author, self.decision.at);
            undone.retired += self.tx.retire(kind, &gone, &reason, author, at).await?;
            if let Some(of_kind) = touched.0.get_mut(kind) {
                of_kind.retain(|id| !gone.contains(id));
            }
        }
        Ok(())
    }
}
