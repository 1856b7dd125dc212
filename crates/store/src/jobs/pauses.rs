//! What is paused: everything, refreshing, or jobs of a kind. Kept, so that all workers hold to it.

use model::Instant;

use crate::{
    AuditEntry, Store, StoreError, audit,
    sql::{self, Cells},
};

/// A pause.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Pause {
    /// `all`, `refresh`, or `kind:` and a kind.
    pub what: String,
    /// Since when.
    pub at: Instant,
    /// By whom.
    pub author: String,
}

impl Store {
    /// Every pause, by its word.
    pub async fn job_pauses(&self) -> Result<Vec<Pause>, StoreError> {
        let select = "SELECT what, at, author FROM job_pauses ORDER BY what";
        let rows = sql::query(&self.db, "reading pauses", select, []).await?;
        let read = |row| {
            let cells = Cells(row);
            Ok(Pause { what: cells.text(0)?, at: cells.time(1)?, author: cells.text(2)? })
        };
        rows.iter().map(read).collect()
    }

    /// Pauses something; `false` when it was paused before.
    pub async fn pause_jobs(&self, what: &str, author: &str, now: Instant) -> Result<bool, StoreError> {
        self.pause_jobs_noted(what, author, None, now).await
    }

    /// The same, with its line in the audit log where it changed anything.
    pub async fn pause_jobs_noted(
        &self,
        what: &str,
        author: &str,
        line: Option<&AuditEntry>,
        now: Instant,
    ) -> Result<bool, StoreError> {
        let insert =
            "INSERT INTO job_pauses (what, at, author) VALUES ($1, $2, $3) ON CONFLICT (what) DO NOTHING";
        let tx = self.begin_jobs().await?;
        let values = [what.into(), now.as_micros().into(), author.into()];
        let paused = sql::execute(&tx.tx, "pausing jobs", insert, values).await? > 0;
        if let (Some(line), true) = (line, paused) {
            audit::write(&tx.tx, std::slice::from_ref(line)).await?;
        }
        tx.commit().await?;
        Ok(paused)
    }

    /// Ends a pause; `false` when there was none.
    pub async fn resume_jobs(&self, what: &str) -> Result<bool, StoreError> {
        self.resume_jobs_noted(what, None).await
    }

    /// The same, with its line in the audit log where it changed anything.
    pub async fn resume_jobs_noted(&self, what: &str, line: Option<&AuditEntry>) -> Result<bool, StoreError> {
        let tx = self.begin_jobs().await?;
        let delete = "DELETE FROM job_pauses WHERE what = $1";
        let resumed = sql::execute(&tx.tx, "resuming jobs", delete, [what.into()]).await? > 0;
        if let (Some(line), true) = (line, resumed) {
            audit::write(&tx.tx, std::slice::from_ref(line)).await?;
        }
        tx.commit().await?;
        Ok(resumed)
    }
}
