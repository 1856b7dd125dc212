//! Keeping the engine beside the index up to the store: filled once, then change by change, by one process at a time.

use std::{sync::atomic::Ordering, time::Duration};

use jobs::{Progress, Unit};
use model::{Instant, WorkId};
use qdrant::Filling;
use search::VectorEngine as _;
use serde::Serialize;

use crate::{App, AppError};

/// Works that are embedded and sent at a time.
const BATCH: usize = 500;
/// How long a process that fills is believed to be alive after its last sign.
const LEASE: Duration = Duration::from_mins(1);
/// What the right to fill is called.
const LEASE_NAME: &str = "vectors";

/// What a round of following did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VectorReport {
    /// How it ended.
    pub outcome: VectorOutcome,
    /// Works that were sent or taken out.
    pub works: u64,
    /// The last change of the store that the engine has now.
    pub seq: i64,
}

/// How a round of following ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VectorOutcome {
    /// The vectors lie within the index.
    Off,
    /// There was nothing to do.
    Current,
    /// Changes were applied.
    Updated,
    /// A collection was filled, and answers now.
    Filled,
    /// Another process is at it.
    Elsewhere,
}

impl VectorReport {
    fn new(outcome: VectorOutcome, works: u64, seq: i64) -> Self {
        Self { outcome, works, seq }
    }
}

impl App {
    /// Brings the engine beside the index up to the store, or leaves it to the process that is at it. What was broken
    /// off is gone on with.
    ///
    /// # Errors
    /// `source_unavailable` when the engine does not answer, `not_configured` when it refuses the key.
    pub async fn sync_vectors(
        &self,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<VectorReport, AppError> {
        self.follow_with_vectors(false, progress).await
    }

    /// Fills a new collection with everything and lets it answer in place of the one before.
    ///
    /// # Errors
    /// As [`App::sync_vectors`].
    pub async fn rebuild_vectors(
        &self,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<VectorReport, AppError> {
        self.follow_with_vectors(true, progress).await
    }

    async fn follow_with_vectors(
        &self,
        anew: bool,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<VectorReport, AppError> {
        let Some(engine) = self.vectors() else { return Ok(VectorReport::new(VectorOutcome::Off, 0, 0)) };
        let Ok(_turn) = self.vector_parts().turn.try_lock() else {
            return Ok(VectorReport::new(VectorOutcome::Elsewhere, 0, 0));
        };
        engine.refresh().await?;
        let last = self.store().last_change().await?;
        let (model, _) = self.index().vector_model();
        let known = engine.seq();
        if !anew && known == Some(last) && engine.model().as_ref() == Some(&model) {
            self.sweep_vectors(engine).await?;
            return Ok(VectorReport::new(VectorOutcome::Current, 0, last));
        }
        let owner = format!("{}-{:08x}", std::process::id(), rand::random::<u32>());
        if !self.hold_vectors(&owner).await? {
            return Ok(VectorReport::new(VectorOutcome::Elsewhere, 0, known.unwrap_or(0)));
        }
        let done = self.fill_vectors(anew, &owner, progress).await;
        self.store().end_lease(LEASE_NAME, &owner).await?;
        done
    }

    /// Takes away what a killed process has left, once a process and where nobody fills.
    async fn sweep_vectors(&self, engine: &qdrant::Qdrant) -> Result<(), AppError> {
        let is_swept = &self.vector_parts().is_swept;
        let Some(collection) = engine.collection().filter(|_| !is_swept.load(Ordering::Relaxed)) else {
            return Ok(());
        };
        let owner = format!("{}-{:08x}", std::process::id(), rand::random::<u32>());
        if !self.hold_vectors(&owner).await? {
            return Ok(());
        }
        let done = engine.sweep(&collection).await;
        self.store().end_lease(LEASE_NAME, &owner).await?;
        done?;
        is_swept.store(true, Ordering::Relaxed);
        Ok(())
    }

    async fn fill_vectors(
        &self,
        anew: bool,
        owner: &str,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<VectorReport, AppError> {
        let Some(engine) = self.vectors() else { return Ok(VectorReport::new(VectorOutcome::Off, 0, 0)) };
        let last = self.store().last_change().await?;
        let (model, dimensions) = self.index().vector_model();
        let mut filling = if anew {
            engine.fill_anew(&model, dimensions, last).await?
        } else {
            engine.fill(&model, dimensions, last).await?
        };
        let mut done = 0;
        let outcome = if filling.is_whole() { VectorOutcome::Updated } else { VectorOutcome::Filled };
        if !filling.is_whole() {
            let Some(filled) = self.fill_all(&mut filling, owner, progress).await? else {
                return Ok(VectorReport::new(VectorOutcome::Elsewhere, done, filling.seq()));
            };
            done += filled;
        }
        let (changed, seq) = self.changed_works(filling.seq()).await?;
        for batch in changed.chunks(BATCH) {
            if !self.put_vectors(&filling, batch, owner).await? {
                return Ok(VectorReport::new(VectorOutcome::Elsewhere, done, filling.seq()));
            }
            done += batch.len() as u64;
            let total = Some(changed.len() as u64);
            progress(Progress { done, total, unit: Unit::Rows });
        }
        if seq != filling.seq() {
            filling.knows(seq).await?;
        }
        filling.finish().await?;
        engine.refresh().await?;
        Ok(VectorReport::new(outcome, done, seq))
    }

    /// Every work after those that are in; `None` where the right to fill was lost or another model answers by now.
    async fn fill_all(
        &self,
        filling: &mut Filling,
        owner: &str,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<Option<u64>, AppError> {
        let total = self.store().counts().await?.works;
        let mut done = 0;
        let mut after = i64::from(filling.after());
        loop {
            let ids = self.store().work_ids_after(after, BATCH).await?;
            let Some(last) = ids.last().copied() else { return Ok(Some(done)) };
            if !self.put_vectors(filling, &ids, owner).await? {
                return Ok(None);
            }
            after = last.get();
            filling.filled_to(u32::try_from(after).unwrap_or(u32::MAX)).await?;
            done += ids.len() as u64;
            progress(Progress { done, total: Some(total), unit: Unit::Rows });
        }
    }

    /// Sends works, and takes out those of them that are gone; `false` where somebody else has the right to by now.
    async fn put_vectors(&self, filling: &Filling, ids: &[WorkId], owner: &str) -> Result<bool, AppError> {
        let documents = self.documents(ids).await?;
        let (model, points) = tokio::task::block_in_place(|| self.index().points_of(&documents));
        if model != *filling.model() || !self.hold_vectors(owner).await? {
            return Ok(false);
        }
        let kept: Vec<u32> = points.iter().map(|point| point.work).collect();
        let all = ids.iter().filter_map(|id| u32::try_from(id.get()).ok());
        let gone: Vec<u32> = all.filter(|id| !kept.contains(id)).collect();
        if !gone.is_empty() {
            filling.remove(&gone).await?;
        }
        filling.put(&points).await?;
        Ok(true)
    }

    async fn hold_vectors(&self, owner: &str) -> Result<bool, AppError> {
        let now = self.now();
        let until = Instant::from_micros(now.as_micros() + LEASE.as_micros() as i64);
        Ok(self.store().hold_lease(LEASE_NAME, owner, now, until).await?)
    }

    /// Looks after the engine until the task is dropped. What goes wrong is logged once and tried again.
    pub(crate) async fn tend_vectors(&self) {
        let Some(engine) = self.vectors() else { return };
        let mut looks = tokio::time::interval(Duration::from_millis(self.config().vectors.look_ms.max(100)));
        looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            looks.tick().await;
            // Before the index itself holds anything there is nothing to be found.
            let trouble = match self.sync_vectors(&|_| ()).await {
                Ok(report) if report.works > 0 => {
                    tracing::info!(works = report.works, seq = report.seq, "the vectors are up to date");
                    None
                }
                Ok(_) => None,
                Err(error) => Some(error.to_string()),
            };
            let mut last =
                self.vector_parts().trouble.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            match (&*last, &trouble) {
                (None, Some(now)) => tracing::warn!("vectors are not kept up to the store: {now}"),
                (Some(_), None) => tracing::info!("vectors are kept up to the store again"),
                _ => {}
            }
            *last = trouble.or_else(|| engine.trouble());
        }
    }
}
