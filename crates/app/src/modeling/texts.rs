//! Embedding the texts of all works by the text model that the settings name, while what answered goes on.
//!
//! First all works in the order of their numbers, then what has changed meanwhile. Each batch is kept with how far
//! it goes, so that a run that was killed goes on there. When all have their vectors, the model answers.

use std::collections::BTreeSet;

use embedding::{Batch, Mark, Side, text_hash};
use jobs::{Progress, Unit};
use model::{EntityKind, Work, WorkId};
use search::meant_texts;

use super::{EmbedReport, EmbedWhat, folder_of, lock, open::TextSide};
use crate::{App, AppError, ErrorCode};

/// Changes read at a time.
const CHANGES: usize = 100_000;

/// How many looks lie between two jobs that embed what is new: about a minute.
const LOOKS: u64 = 120;

impl App {
    /// Takes in what other processes have embedded, and asks for a job where something has no vectors yet. Called
    /// again and again by a process that stays.
    pub(crate) async fn tend_models(&self, round: u64) {
        if self.config().model.is_builtin() && self.config().model.clip().is_none() {
            return;
        }
        // What cannot be used was logged, and stands in the health of the parts.
        drop(self.settle_model().await);
        self.refresh_model();
        if !round.is_multiple_of(LOOKS) {
            return;
        }
        for what in [EmbedWhat::Works, EmbedWhat::Pictures] {
            let behind = match what {
                EmbedWhat::Works => self.model_is_behind().await,
                EmbedWhat::Pictures => self.pictures_are_behind().await,
            };
            let asked = match behind {
                Ok(true) => self.enqueue_embedding(what).await.map(drop),
                Ok(false) => Ok(()),
                Err(error) => Err(error),
            };
            if let Err(error) = asked {
                tracing::warn!(error = ?error, "no job could be made that embeds what is new: {error}");
            }
        }
    }

    /// Makes the vectors of works by the text model that the settings name. It may be broken off at any time and goes
    /// on where it was; when all works have theirs, the model answers from the next question on.
    ///
    /// # Errors
    /// `not_configured` where the built-in table is the model, or where the model cannot be used; a disk that fails.
    pub async fn embed_works(
        &self,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<EmbedReport, AppError> {
        if self.config().model.is_builtin() {
            return Err(AppError::new(
                ErrorCode::NotConfigured,
                "the built-in table embeds works as they come",
            )
            .hint("name another model with `text` under [model]; `emaki model list` lists them"));
        }
        // What cannot be used is told below, whether or not something answers in its place.
        let settled = self.settle_model().await;
        let mut held = self.modeling().texts.lock().await;
        let Some(side) = held.as_mut() else {
            settled?;
            let trouble = self.modeling().told().trouble.unwrap_or_default();
            return Err(AppError::new(ErrorCode::NotConfigured, trouble)
                .hint("mend the folder that `text` under [model] names; `emaki doctor` looks"));
        };
        let mut report = EmbedReport {
            model: side.embedder.id().as_str().to_owned(),
            embedded: 0,
            unchanged: 0,
            is_whole: side.kept.mark().is_whole,
            is_elsewhere: false,
        };
        let Some(_lock) = lock(&folder_of(&side.vectors, side.embedder.id()))? else {
            return Ok(EmbedReport { is_elsewhere: true, ..report });
        };
        side.kept.refresh().map_err(AppError::internal)?;
        if !side.kept.mark().is_whole {
            self.embed_all(side, &mut report, progress).await?;
        }
        self.embed_changes(side, &mut report, progress).await?;
        let mark = Mark { is_whole: true, ..side.kept.mark() };
        keep(side, &Batch::default(), mark)?;
        self.publish(side);
        report.is_whole = true;
        Ok(report)
    }

    /// All works, from the one on where an earlier run ended.
    async fn embed_all(
        &self,
        side: &mut TextSide,
        report: &mut EmbedReport,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<(), AppError> {
        let mut mark = side.kept.mark();
        if mark.done == 0 {
            // What changes from here on is looked at once more at the end.
            mark.seq = self.store().last_change().await?;
        }
        let at_once = self.config().model.batch.clamp(1, 4096);
        loop {
            mark.total = self.store().counts().await?.works.max(mark.done);
            progress(Progress { done: mark.done, total: Some(mark.total), unit: Unit::Rows });
            let ids = self.store().work_ids_after(mark.after, at_once).await?;
            let Some(last) = ids.last() else { break };
            mark.after = last.get();
            mark.done += ids.len() as u64;
            self.embed_batch(side, &ids, mark, report).await?;
            self.publish(side);
        }
        Ok(())
    }

    /// What has changed since.
    async fn embed_changes(
        &self,
        side: &mut TextSide,
        report: &mut EmbedReport,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<(), AppError> {
        let at_once = self.config().model.batch.clamp(1, 4096);
        loop {
            let changes = self.store().changes_since(side.kept.mark().seq, CHANGES).await?;
            let Some(last) = changes.last().map(|change| change.seq) else { return Ok(()) };
            let works = changes.iter().filter(|change| change.kind == EntityKind::Work);
            let works: BTreeSet<WorkId> = works.map(|change| change.id.into()).collect();
            let works: Vec<WorkId> = works.into_iter().collect();
            let (mut done, total) = (0, works.len() as u64);
            for ids in works.chunks(at_once) {
                let mark = side.kept.mark();
                self.embed_batch(side, ids, mark, report).await?;
                done += ids.len() as u64;
                progress(Progress { done, total: Some(total), unit: Unit::Rows });
            }
            let mark = Mark { seq: last, ..side.kept.mark() };
            keep(side, &Batch::default(), mark)?;
            self.publish(side);
        }
    }

    /// Embeds what is new or different among some works, and keeps it with the mark.
    async fn embed_batch(
        &self,
        side: &mut TextSide,
        ids: &[WorkId],
        mark: Mark,
        report: &mut EmbedReport,
    ) -> Result<(), AppError> {
        let works = self.store().works(ids).await?;
        let batch = tokio::task::block_in_place(|| embedded(side, ids, &works));
        report.embedded += batch.len() as u64;
        report.unchanged += (ids.len() - batch.len().min(ids.len())) as u64;
        keep(side, &batch, mark)
    }
}

fn keep(side: &mut TextSide, batch: &Batch, mark: Mark) -> Result<(), AppError> {
    side.kept.commit(batch, mark).map_err(AppError::internal)
}

/// The rows of works whose texts are not those of the rows that are kept; what is gone is taken out.
fn embedded(side: &TextSide, ids: &[WorkId], works: &[Work]) -> Batch {
    let mut batch = Batch::default();
    for id in ids.iter().filter(|id| !works.iter().any(|work| work.id == **id)) {
        batch.remove(id.get() as u32);
    }
    let texts: Vec<_> = works.iter().map(|work| (work.id.get() as u32, meant_texts(work))).collect();
    let due: Vec<_> = texts.iter().filter(|(key, texts)| !side.kept.is_of(*key, hash(texts))).collect();
    let asked: Vec<&str> =
        due.iter().flat_map(|(_, texts)| texts.iter().map(|(_, text)| text.as_str())).collect();
    let mut vectors = side.embedder.embed(Side::Document, &asked).into_iter();
    for (key, texts) in due {
        let rows: Vec<_> =
            texts.iter().map(|(space, _)| (*space, vectors.next().unwrap_or_default())).collect();
        batch.put(*key, hash(texts), rows);
    }
    batch
}

fn hash(texts: &[(&'static str, String)]) -> u32 {
    text_hash(texts.iter().map(|(_, text)| text.as_str()))
}
