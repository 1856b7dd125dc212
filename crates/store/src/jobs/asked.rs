//! Questions about jobs.

use model::Instant;

use super::{JobId, JobRow, JobState, row};
use crate::{
    Store, StoreError,
    sql::{self, Cells},
};

/// Which jobs are listed, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobFilter {
    /// Only of this kind.
    pub kind: Option<String>,
    /// Only in this state.
    pub state: Option<JobState>,
    /// Only those older than this one, in the order of the list.
    pub before: Option<(Instant, JobId)>,
}

impl Store {
    /// One job.
    pub async fn job(&self, id: &JobId) -> Result<Option<JobRow>, StoreError> {
        let select = format!("SELECT {} FROM jobs WHERE id = $1", row::COLUMNS);
        let row = sql::query_one(&self.db, "reading a job", &select, [id.as_str().into()]).await?;
        row.map(|row| JobRow::read(&Cells(&row))).transpose()
    }

    /// Up to `limit` jobs, newest first.
    pub async fn jobs(&self, filter: &JobFilter, limit: usize) -> Result<Vec<JobRow>, StoreError> {
        let select = format!(
            "SELECT {} FROM jobs WHERE ($1 = '' OR kind = $1) AND ($2 = '' OR state = $2) \
             AND (created_at < $3 OR (created_at = $3 AND id < $4)) ORDER BY created_at DESC, id DESC LIMIT $5",
            row::COLUMNS
        );
        let (at, id) = filter
            .before
            .as_ref()
            .map_or((i64::MAX, String::new()), |(at, id)| (at.as_micros(), id.to_string()));
        let values = [
            filter.kind.clone().unwrap_or_default().into(),
            filter.state.map_or("", JobState::as_str).into(),
            at.into(),
            id.into(),
            (limit as i64).into(),
        ];
        let rows = sql::query(&self.db, "listing jobs", &select, values).await?;
        rows.iter().map(|row| JobRow::read(&Cells(row))).collect()
    }

    /// The newest job of a kind and key that was done at or after a moment.
    pub async fn job_done_since(
        &self,
        kind: &str,
        key: &str,
        since: Instant,
    ) -> Result<Option<JobRow>, StoreError> {
        let select = format!(
            "SELECT {} FROM jobs WHERE finished_at > 0 AND finished_at >= $3 AND kind = $1 AND job_key = $2 \
             AND state = 'done' ORDER BY finished_at DESC, id DESC LIMIT 1",
            row::COLUMNS
        );
        let values = [kind.into(), key.into(), since.as_micros().into()];
        let row = sql::query_one(&self.db, "looking for a job that is done", &select, values).await?;
        row.map(|row| JobRow::read(&Cells(&row))).transpose()
    }

    /// How many jobs there are of each kind and state, in the order of both words.
    pub async fn job_counts(&self) -> Result<Vec<(String, JobState, u64)>, StoreError> {
        let select = "SELECT kind, state, COUNT(*) FROM jobs GROUP BY kind, state ORDER BY kind, state";
        let rows = sql::query(&self.db, "counting jobs", select, []).await?;
        let read = |row| {
            let cells = Cells(row);
            Ok((cells.text(0)?, row::state(&cells, 1)?, u64::try_from(cells.int(2)?).unwrap_or(0)))
        };
        rows.iter().map(read).collect()
    }

    /// How many jobs of these kinds have not ended, those that wait for their time among them.
    pub async fn jobs_alive(&self, kinds: &[&str]) -> Result<u64, StoreError> {
        // Each count goes through an index of the state, however many jobs have ended.
        let select = "SELECT (SELECT COUNT(*) FROM jobs WHERE state = 'queued' AND kind = $1) \
                      + (SELECT COUNT(*) FROM jobs WHERE state = 'running' AND kind = $1)";
        let mut alive = 0;
        for kind in kinds {
            let row = sql::query_one(&self.db, "counting jobs", select, [(*kind).into()]).await?;
            alive += row.map_or(Ok(0), |row| Cells(&row).int(0))?;
        }
        Ok(u64::try_from(alive).unwrap_or(0))
    }

    /// How many queued jobs go before this one: those of its kind that are more urgent, have an earlier turn, or are older.
    pub async fn job_position(&self, job: &JobRow, now: Instant) -> Result<u64, StoreError> {
        let select = "SELECT COUNT(*) FROM jobs m JOIN jobs j ON j.state = 'queued' AND j.kind = m.kind AND \
                      (j.priority > m.priority OR (j.priority = m.priority AND (j.turn < m.turn OR (j.turn = m.turn \
                      AND (j.created_at < m.created_at OR (j.created_at = m.created_at AND j.id < m.id)))))) \
                      WHERE m.id = $1 AND j.run_at <= $2";
        let values = [job.id.as_str().into(), job.run_at.max(now).as_micros().into()];
        let row = sql::query_one(&self.db, "counting who waits", select, values).await?;
        row.map_or(Ok(0), |row| Ok(u64::try_from(Cells(&row).int(0)?).unwrap_or(0)))
    }
}
