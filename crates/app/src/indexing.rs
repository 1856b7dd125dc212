//! Keeping the search index up to the store.
//!
//! Whoever holds the index's lock applies the store's changes; every other process reloads. A commit
//! takes all changes up to one number, so that no reader sees half of them.

use std::{
    collections::{BTreeSet, HashMap},
    time::Duration,
};

use jobs::{Progress, Unit};
use model::{EntityKind, ExternalId, RelationEntry, Work, WorkId};
use search::{Document, Writer};
use serde::Serialize;

use crate::{App, AppError, ErrorCode};

/// Works read from the store at a time.
const BATCH: usize = 1_000;

/// Changes read at a time; above, the works changed twice would be read twice.
const CHANGES: usize = 100_000;

/// How often a serving process looks for changes. Two looks fit into the promised two seconds.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// What a round of indexing did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndexReport {
    /// How it ended.
    pub outcome: IndexOutcome,
    /// Works written to the index.
    pub works: u64,
    /// The last change that the index has now.
    pub seq: i64,
}

/// How a round of indexing ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IndexOutcome {
    /// There was nothing to do.
    Current,
    /// Changes were applied.
    Updated,
    /// Everything was written anew.
    Rebuilt,
    /// Another process keeps the index and will apply the changes.
    Elsewhere,
}

impl App {
    /// Brings the index up to the store, or leaves it to the process that holds its lock.
    pub async fn sync_index(
        &self,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<IndexReport, AppError> {
        self.index().reload_if_changed()?;
        // Keepers' edits of series are edits of their works.
        catalog::follow_curation(self.store()).await?;
        let last = self.store().last_change().await?;
        let seen = self.index().seq();
        if seen == last && !self.index().is_outdated() {
            return Ok(IndexReport { outcome: IndexOutcome::Current, works: 0, seq: seen });
        }
        let Some(mut writer) = self.index().writer()? else {
            return Ok(IndexReport { outcome: IndexOutcome::Elsewhere, works: 0, seq: seen });
        };
        // The lock may have come from a process that has just finished the same changes.
        self.index().reload_if_changed()?;
        let seen = self.index().seq();
        // An index that knows more than the store belongs to a past that the store has lost.
        // Vectors of another table are made anew; the index answers meanwhile as it is.
        let rebuild = seen == 0 || seen > last || self.index().is_outdated();
        if rebuild {
            self.set_building(self.index().health().works == 0);
        }
        let done = if rebuild {
            self.rebuild(&mut writer, progress).await
        } else {
            self.apply_changes(&mut writer, seen, progress).await
        };
        self.set_building(false);
        let (works, seq) = done?;
        let outcome = if rebuild { IndexOutcome::Rebuilt } else { IndexOutcome::Updated };
        Ok(IndexReport { outcome, works, seq })
    }

    /// Keeps the index up to the store until the task is dropped. Failures are logged and tried again.
    pub fn spawn_indexing(&self) -> tokio::task::JoinHandle<()> {
        let app = self.clone();
        app.set_building(app.index().seq() == 0 && app.index().health().works == 0);
        // A server that is slow to answer holds up nothing but its own vectors.
        tokio::spawn(async move {
            tokio::join!(app.tend_index(), app.tend_vectors());
        })
    }

    /// Looks after the index and its models for as long as it is let.
    async fn tend_index(&self) {
        let mut round = 0u64;
        let mut looks = tokio::time::interval(LOOK_EVERY);
        looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            looks.tick().await;
            match self.sync_index(&|_| ()).await {
                Ok(report) => {
                    // An empty store has nothing to build.
                    if report.outcome == IndexOutcome::Current {
                        self.set_building(false);
                    }
                    if report.works > 0 {
                        tracing::info!(works = report.works, seq = report.seq, "the index is up to date");
                    }
                }
                Err(error) => {
                    tracing::error!(error = ?error, "the index could not be brought up to date");
                }
            }
            self.tend_models(round).await;
            round += 1;
        }
    }

    /// Writes everything anew; what is there answers until then.
    ///
    /// # Errors
    /// `busy` while another process keeps the index.
    pub async fn rebuild_index(
        &self,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<IndexReport, AppError> {
        let Some(mut writer) = self.index().writer()? else {
            return Err(AppError::new(ErrorCode::Busy, "another process keeps the index")
                .hint("stop `emaki serve` and `emaki worker` on this data folder, and try again"));
        };
        catalog::follow_curation(self.store()).await?;
        let (works, seq) = self.rebuild(&mut writer, progress).await?;
        Ok(IndexReport { outcome: IndexOutcome::Rebuilt, works, seq })
    }

    async fn rebuild(
        &self,
        writer: &mut Writer,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<(u64, i64), AppError> {
        // Changes that arrive while we read are applied after the commit, from this number on.
        let seq = self.store().last_change().await?;
        let total = self.store().counts().await?.works;
        writer.clear()?;
        let (mut done, mut after) = (0u64, 0i64);
        loop {
            let ids = self.store().work_ids_after(after, BATCH).await?;
            let Some(last) = ids.last().copied() else { break };
            let documents = self.documents(&ids).await?;
            done += documents.len() as u64;
            tokio::task::block_in_place(|| writer.upsert(documents))?;
            progress(Progress { done, total: Some(total), unit: Unit::Rows });
            after = last.get();
        }
        tokio::task::block_in_place(|| writer.commit(seq))?;
        Ok((done, seq))
    }

    async fn apply_changes(
        &self,
        writer: &mut Writer,
        seen: i64,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<(u64, i64), AppError> {
        let (ids, seq) = self.changed_works(seen).await?;
        let total = ids.len() as u64;
        let mut done = 0u64;
        for batch in ids.chunks(BATCH) {
            let documents = self.documents(batch).await?;
            let kept: BTreeSet<WorkId> = documents.iter().map(|document| document.work.id).collect();
            let gone: Vec<WorkId> = batch.iter().copied().filter(|id| !kept.contains(id)).collect();
            tokio::task::block_in_place(|| {
                writer.remove(&gone)?;
                writer.upsert(documents)
            })?;
            done += batch.len() as u64;
            progress(Progress { done, total: Some(total), unit: Unit::Rows });
        }
        tokio::task::block_in_place(|| writer.commit(seq))?;
        Ok((done, seq))
    }

    /// The works that changed since, and the last change.
    pub(crate) async fn changed_works(&self, seen: i64) -> Result<(Vec<WorkId>, i64), AppError> {
        let mut seq = seen;
        let mut works: BTreeSet<WorkId> = BTreeSet::new();
        loop {
            let changes = self.store().changes_since(seq, CHANGES).await?;
            let Some(last) = changes.last() else { break };
            seq = last.seq;
            let mut characters = Vec::new();
            for change in &changes {
                match change.kind {
                    EntityKind::Work => drop(works.insert(change.id.into())),
                    EntityKind::Character => characters.push(change.id.into()),
                    EntityKind::Person | EntityKind::Other(_) => {}
                }
            }
            // A work is found by its characters' names, so their change is its change.
            works.extend(self.store().works_with(&characters).await?);
        }
        Ok((works.into_iter().collect(), seq))
    }

    /// The works of a batch as the index wants them; ids without a living work are left out.
    pub(crate) async fn documents(&self, ids: &[WorkId]) -> Result<Vec<Document>, AppError> {
        let works = self.with_ties(self.store().works(ids).await?).await?;
        let mut names = self.store().character_names_of(ids).await?;
        let documents = works.into_iter().map(|work| Document {
            people: work.staff.iter().map(|credit| credit.name.clone()).collect(),
            characters: names.remove(&work.id).unwrap_or_default(),
            work,
        });
        Ok(documents.collect())
    }

    /// Adds the ties of imported relation tables to those that the works' own records name.
    async fn with_ties(&self, mut works: Vec<Work>) -> Result<Vec<Work>, AppError> {
        let mut owners: HashMap<ExternalId, usize> = HashMap::new();
        for (at, work) in works.iter().enumerate() {
            owners.extend(work.external_ids.iter().map(|id| (id.clone(), at)));
        }
        let ids: Vec<ExternalId> = owners.keys().cloned().collect();
        for row in self.store().relations_touching(&ids).await? {
            let (from, to) = (owners.get(&row.from).copied(), owners.get(&row.to).copied());
            let tie = |kind, external_id| RelationEntry { kind, external_id, title: None };
            if let Some(at) = to {
                works[at].relations.push(tie(row.kind.reversed(), row.from));
            }
            if let Some(at) = from {
                works[at].relations.push(tie(row.kind, row.to));
            }
        }
        Ok(works)
    }
}
