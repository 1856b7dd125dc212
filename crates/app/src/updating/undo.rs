//! Undoing an applied update.

use catalog::{
    registry::Decision,
    updating::{Undone, begin_undo, undo_step},
};
use jobs::{Progress, Unit};
use serde_json::json;
use store::{AuditEntry, UpdateMove, UpdateRow, UpdateState};

use super::{Applied, Telling, run::author};
use crate::{App, AppError, ErrorCode};

impl App {
    /// Marks an applied update as to be undone; the newest of its dataset only.
    ///
    /// # Errors
    /// `not_found`; `conflict` when it is not applied, when a newer one of its dataset is, or when what it found was
    /// pruned.
    pub async fn begin_undoing(&self, id: i64, by: &str) -> Result<UpdateRow, AppError> {
        let row = self.update(id).await?;
        if row.state == UpdateState::Undoing {
            return Ok(row);
        }
        let conflict = |text: String| AppError::new(ErrorCode::Conflict, text).detail("update", id);
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
        let applied: Applied = serde_json::from_value(row.report.clone()).unwrap_or_default();
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

    /// Undoes an applied update: what it wrote is as it was before, but for what people decided since; numbers that it
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
        self.go_on_undoing(&row, progress).await
    }

    /// Takes the steps of an update back that are not taken back yet.
    pub(super) async fn go_on_undoing(
        &self,
        row: &UpdateRow,
        progress: Telling<'_>,
    ) -> Result<UpdateRow, AppError> {
        let mut applied: Applied = serde_json::from_value(row.report.clone()).unwrap_or_default();
        let decision = Decision {
            author: row.decided_by.clone(),
            note: format!("update {} was undone", row.id),
            at: row.decided_at.unwrap_or_else(|| self.now()),
        };
        let mut undone = applied.undone.take().unwrap_or_default();
        let shown = |done: u64| progress(Progress { done, total: Some(applied.steps), unit: Unit::Rows });
        shown(undone.batches);
        undone.add(&begin_undo(self.store(), &applied.joins, &decision).await?);
        while let Some(step) = undo_step(self.store(), row, &decision).await? {
            undone.add(&step);
            shown(undone.batches);
            self.keep_undone(row, &applied, &undone, UpdateState::Undoing).await?;
        }
        self.keep_undone(row, &applied, &undone, UpdateState::Undone).await?;
        self.store()
            .audit(&AuditEntry {
                id: 0,
                at: self.now(),
                author: row.decided_by.clone(),
                action: "update.undo".to_owned(),
                subjects: Vec::new(),
                details: json!({ "update": row.id, "dataset": row.dataset, "undone": undone }),
            })
            .await?;
        tracing::info!(update = row.id, dataset = row.dataset, "undid update {} of {}", row.id, row.dataset);
        self.update(row.id).await
    }

    async fn keep_undone(
        &self,
        row: &UpdateRow,
        applied: &Applied,
        undone: &Undone,
        to: UpdateState,
    ) -> Result<(), AppError> {
        let kept = Applied { undone: Some(undone.clone()), ..applied.clone() };
        let report = serde_json::to_value(kept).unwrap_or_default();
        let from = [UpdateState::Undoing];
        let step = UpdateMove { from: &from, to, by: None, report: Some(&report), at: self.now() };
        self.store().move_update(row.id, &step).await?;
        Ok(())
    }
}
