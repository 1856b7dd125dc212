//! Enriching many works: at the sources' pace, several at a time, and from where it was broken off.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use futures::{StreamExt, TryStreamExt, stream};
use jobs::{Progress, Unit};
use model::{EntityId, EntityKind, WorkId};
use serde::Serialize;

use super::EnrichRequest;
use crate::{App, AppError};

/// What came of enriching many works.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct EnrichedMany {
    /// Works that were gone through.
    pub works: u64,
    /// Works whose record is different now.
    pub changed: u64,
    /// Works by how far their answer is from what was wanted, 1 to 5.
    pub degradation: BTreeMap<u8, u64>,
    /// Sources that gave nothing or not all, by source and reason.
    pub missing_sources: Vec<FailedSource>,
}

/// A source that failed for some works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FailedSource {
    /// The source.
    pub source: String,
    /// The kind of failure.
    pub error_code: String,
    /// For how many works.
    pub works: u64,
    /// What happened the first time, in a sentence.
    pub message: String,
}

/// Works that are merged in one transaction, and held in memory at once.
const AT_ONCE: usize = 500;
/// Ids that are read at a time.
const LISTED: usize = 5_000;

impl EnrichedMany {
    /// Whether a source failed, beyond not listing a work.
    pub fn is_partial(&self) -> bool {
        self.missing_sources.iter().any(|failed| failed.error_code != "not_found")
    }
}

impl App {
    /// Enriches works: those given, or all.
    ///
    /// What was asked lately is not asked again, so that a run that was broken off goes on where it was.
    /// `workers` are at work at once; all of them and other processes share one pace for each source.
    ///
    /// # Errors
    /// As [`App::enrich`]; a work that is gone is passed over.
    pub async fn enrich_many(
        &self,
        works: Option<Vec<WorkId>>,
        request: &EnrichRequest,
        workers: Option<usize>,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<EnrichedMany, AppError> {
        let wanted = self.wanted(request, false)?;
        let works = match works {
            Some(works) => works,
            None => self.all_works().await?,
        };
        let total = works.len() as u64;
        if wanted.offline {
            return self.merge_many(&works, progress).await;
        }
        let (sum, done) = (Mutex::new(Sum::default()), AtomicU64::new(0));
        let workers = workers.unwrap_or(self.config().enrich.workers).max(1);
        let each = |work: WorkId| {
            let (wanted, sum, done) = (&wanted, &sum, &done);
            async move {
                match self.gathered(work, wanted, &|_| ()).await {
                    Ok(gathered) => sum.lock().expect("no panic while held").add(&gathered),
                    Err(error) if error.code == crate::ErrorCode::NotFound => {
                        tracing::info!(work.id = %work, "passed over work {work}, which is gone");
                    }
                    Err(error) => return Err(error),
                }
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                progress(Progress { done, total: Some(total), unit: Unit::Rows });
                Ok(())
            }
        };
        stream::iter(works).map(Ok).try_for_each_concurrent(workers, each).await?;
        Ok(sum.into_inner().unwrap_or_default().told())
    }

    /// Merges works again from what is kept of them, a batch at a time.
    async fn merge_many(
        &self,
        works: &[WorkId],
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<EnrichedMany, AppError> {
        let mut many = EnrichedMany::default();
        for batch in works.chunks(AT_ONCE) {
            let ids: Vec<EntityId> = batch.iter().map(|id| (*id).into()).collect();
            let tx = self.store().begin().await?;
            many.changed += catalog::merge_again(&tx, &EntityKind::Work, &ids).await? as u64;
            tx.commit().await?;
            many.works += batch.len() as u64;
            progress(Progress { done: many.works, total: Some(works.len() as u64), unit: Unit::Rows });
        }
        Ok(many)
    }

    async fn all_works(&self) -> Result<Vec<WorkId>, AppError> {
        let (mut works, mut after) = (Vec::new(), 0);
        loop {
            let ids = self.store().work_ids_after(after, LISTED).await?;
            let Some(last) = ids.last() else { return Ok(works) };
            after = last.get();
            works.extend(ids);
        }
    }
}

/// The sum of what came of each work.
#[derive(Debug, Default)]
struct Sum {
    many: EnrichedMany,
    missing: BTreeMap<(String, String), (u64, String)>,
}

impl Sum {
    fn add(&mut self, gathered: &gather::Gathered) {
        self.many.works += 1;
        self.many.changed += u64::from(gathered.changed);
        *self.many.degradation.entry(gathered.degradation_level).or_default() += 1;
        let asked = gathered.sources.iter().filter(|source| source.state != gather::State::NotConfigured);
        for missing in asked.filter_map(|source| source.missing.as_ref()) {
            let key = (missing.source.to_string(), missing.error_code.to_owned());
            let told = || (0, missing.context.user_message.clone());
            self.missing.entry(key).or_insert_with(told).0 += 1;
        }
    }

    fn told(mut self) -> EnrichedMany {
        let failed =
            |((source, error_code), (works, message))| FailedSource { source, error_code, works, message };
        self.many.missing_sources = self.missing.into_iter().map(failed).collect();
        self.many
    }
}
