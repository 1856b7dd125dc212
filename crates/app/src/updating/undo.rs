//! Undoing an update that was applied, or broken off.

use catalog::{
    registry::Decision,
    updating::{Undone, begin_undo, joined_over, undo_step},
};
use jobs::{Progress, Unit};
use serde_json::json;
use store::{AuditEntry, UpdateMove, UpdateRow, UpdateState};

use super::{Applied, Telling, run::author, turn::is_begun};
use crate::{App, AppError, ErrorCode};

impl App {
    /// Marks an applied update as to be undone; the newest of its dataset only.
    ///
    /// # Errors
    /// `not_found`; `conflict` when it is neither applied nor broken off, when a newer one of its dataset is, or when what
    /// it found was pruned; `busy` while another process applies it; `damaged` where its report cannot be read.
    pub async fn begin_undoing(&self, id: i64, by: &str) -> Result<UpdateRow, AppError> {
        let row = self.update(id).await?;
        if row.state == UpdateState::Undoing {
            return Ok(row);
        }
        let conflict = |text: String| AppError::new(ErrorCode::Conflict, text).detail("update", id);
        if row.state == UpdateState::Running && is_begun(&row) {
            // Broken off: what was written of it is taken back, unless somebody is at it.
            return self.take_turn(&row.dataset).await?.hold(self.begin_undoing_broken(&row, by)).await;
        }
        if row.state != UpdateState::Done {
            return Err(conflict(format!("update {id} is {} and cannot be undone", row.state.as_str())));
        }
        let of_dataset = self.store().updates(Some(&row.dataset), 1000).await?;
        let later = of_dataset.iter().find(|other| {
            other.id > id
                && matches!(other.state, UpdateState::Done | UpdateState::Running | UpdateState::Undoing)
        });
        if let Some(later) = later {
            return Err(conflict(format!("update {} of {} came after it", later.id, row.dataset))
                .detail("later", later.id)
                .hint(format!("undo that one first: `emaki update undo {}`", later.id)));
        }
        let applied = Applied::of(&row)?;
        if applied.steps > 0 && self.store().last_update_step(id).await?.is_none() {
            return Err(conflict(format!(
                "what update {id} found was pruned, so that it can no longer be undone"
            ))
            .hint("`emaki db restore` brings back a backup"));
        }
        let by = author(by);
        let step = UpdateMove {
            from: &[UpdateState::Done],
            to: UpdateState::Undoing,
            by: Some(&by),
            report: None,
            at: self.now(),
        };
        if !self.store().move_update(id, &step).await? {
            return Err(conflict(format!("update {id} was changed meanwhile")).hint("look at it again"));
        }
        self.update(id).await
    }

    /// Marks an update that was broken off as to be undone, with what it is known to have done.
    async fn begin_undoing_broken(&self, row: &UpdateRow, by: &str) -> Result<UpdateRow, AppError> {
        let joins = match row.applied_at {
            Some(at) => joined_over(self.store(), row.id, &self.joined_before(at).await?).await?,
            None => Vec::new(),
        };
        let steps = self.store().update_step_count(row.id).await?;
        let report = Applied { joins, steps, ..Applied::default() }.to_value()?;
        let (from, by) = ([UpdateState::Running], author(by));
        let to = UpdateState::Undoing;
        let step = UpdateMove { from: &from, to, by: Some(&by), report: Some(&report), at: self.now() };
        if !self.store().move_update(row.id, &step).await? {
            let text = format!("update {} was changed meanwhile", row.id);
            return Err(AppError::new(ErrorCode::Conflict, text)
                .detail("update", row.id)
                .hint("look at it again"));
        }
        self.update(row.id).await
    }

    /// Undoes an applied update, or one that was broken off: what it wrote is as it was before, but for what people decided since; numbers that it
    /// gave are never given again. May be broken off at any time, and goes on.
    ///
    /// # Errors
    /// As [`App::begin_undoing`].
    pub async fn undo_update(
        &self,
        id: i64,
        by: &str,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<UpdateRow, AppError> {
        let row = self.begin_undoing(id, by).await?;
        self.take_turn(&row.dataset).await?.hold(self.go_on_undoing(&row, progress)).await
    }

    /// Takes the steps of an update back that are not taken back yet.
    pub(super) async fn go_on_undoing(
        &self,
        row: &UpdateRow,
        progress: Telling<'_>,
    ) -> Result<UpdateRow, AppError> {
        let mut applied = Applied::of(row)?;
        let decision = Decision {
            author: row.decided_by.clone(),
            note: format!("update {} was undone", row.id),
            at: row.decided_at.unwrap_or_else(|| self.now()),
        };
        let mut undone = applied.undone.take().unwrap_or_default();
        // The same values are written as were read, so that they can be.
        applied.to_value()?;
        let with = |so_far: &Undone, step: &Undone| {
            let mut all = so_far.clone();
            all.add(step);
            Applied { undone: Some(all), ..applied.clone() }.to_value().unwrap_or_default()
        };
        let shown = |done: u64| progress(Progress { done, total: Some(applied.steps), unit: Unit::Rows });
        shown(undone.batches);
        let so_far = undone.clone();
        let told = |step: &Undone| with(&so_far, step);
        undone.add(&begin_undo(self.store(), row, &applied.joins, &decision, &told).await?);
        loop {
            let so_far = undone.clone();
            let told = |step: &Undone| with(&so_far, step);
            let Some(step) = undo_step(self.store(), row, &decision, &told).await? else { break };
            undone.add(&step);
            shown(undone.batches);
        }
        self.end_undoing(row, &Applied { undone: Some(undone), ..applied }).await?;
        tracing::info!(update = row.id, dataset = row.dataset, "undid update {} of {}", row.id, row.dataset);
        self.update(row.id).await
    }

    /// The end of it with its line in the audit log, both or neither.
    async fn end_undoing(&self, row: &UpdateRow, applied: &Applied) -> Result<(), AppError> {
        let (report, now) = (applied.to_value()?, self.now());
        let (from, to) = ([UpdateState::Undoing], UpdateState::Undone);
        let tx = self.store().begin().await?;
        let step = UpdateMove { from: &from, to, by: None, report: Some(&report), at: now };
        if tx.move_update(row.id, &step).await? {
            tx.audit(&AuditEntry {
                id: 0,
                at: now,
                author: row.decided_by.clone(),
                action: "update.undo".to_owned(),
                subjects: Vec::new(),
                details: json!({ "update": row.id, "dataset": row.dataset, "undone": applied.undone }),
            })
            .await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
