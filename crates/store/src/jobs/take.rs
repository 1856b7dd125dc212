//! Taking jobs: the most urgent one of some kinds, and those whose worker was lost.

use model::Instant;
use serde_json::json;

use super::{JobRow, JobState, events, row};
use crate::{
    Store, StoreError,
    sql::{self, Cells, Rows},
};

/// Expired leases that are ended in one transaction.
const AT_ONCE: i64 = 100;

/// A job whose lease was over, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expired {
    /// The job.
    pub id: super::JobId,
    /// Queued again; dead when it has done this too often; cancelled where that was asked for.
    pub state: super::JobState,
}

impl Store {
    /// Takes one job that may run now, under a lease, and counts an attempt.
    ///
    /// The highest priority goes first, then the kind that is named first, then the
    /// earliest turn, then the oldest. Who is fair to
    /// kinds names them in another order each time. A paused kind is passed over.
    pub async fn take_job(
        &self,
        kinds: &[&str],
        owner: &str,
        lease_until: Instant,
        now: Instant,
    ) -> Result<Option<JobRow>, StoreError> {
        let what = "taking a job";
        // Only a look, so that idle workers never ask for the write lock.
        for kind in self.ready_kinds(kinds, now).await? {
            let take = format!(
                "UPDATE jobs SET state = 'running', owner = $2, token = token + 1, lease_until = $3, \
                 attempts = attempts + 1, started_at = $4, done = 0, total = NULL, unit = '', message = '', \
                 last_event = last_event + 1 WHERE id = (SELECT j.id FROM jobs j WHERE j.state = 'queued' AND \
                 j.kind = $1 AND j.run_at <= $4 AND NOT EXISTS (SELECT 1 FROM job_pauses p WHERE \
                 p.what IN ('all', 'kind:' || j.kind)) ORDER BY j.priority DESC, j.turn, j.created_at, j.id LIMIT 1 {}) \
                 AND state = 'queued' RETURNING {}",
                self.skip_locked(),
                row::COLUMNS
            );
            let values = [kind.into(), owner.into(), lease_until.as_micros().into(), now.as_micros().into()];
            let tx = self.begin_jobs().await?;
            let Some(taken) = sql::query_one(&tx.tx, what, &take, values).await? else { continue };
            let job = JobRow::read(&Cells(&taken))?;
            events::note(&tx.tx, &job.id, "started", "", now).await?;
            tx.commit().await?;
            return Ok(Some(job));
        }
        Ok(None)
    }

    /// The kinds that have a job ready, the one with the most urgent job first.
    async fn ready_kinds<'a>(&self, kinds: &[&'a str], now: Instant) -> Result<Vec<&'a str>, StoreError> {
        let rows = Rows::new()
            .int("place", 0..kinds.len() as i64)
            .text("kind", kinds.iter().copied())
            .value(now.as_micros());
        let select = "SELECT r.place, (SELECT j.priority FROM jobs j WHERE j.state = 'queued' AND j.kind = r.kind \
                      AND j.run_at <= #1 ORDER BY j.priority DESC, j.turn, j.created_at, j.id LIMIT 1) FROM r \
                      WHERE NOT EXISTS (SELECT 1 FROM job_pauses p WHERE p.what IN ('all', 'kind:' || r.kind))";
        let mut heads = Vec::new();
        for row in rows.query(&self.db, "looking for jobs", select).await? {
            let cells = Cells(&row);
            if let Some(priority) = cells.optional_int(1)? {
                heads.push((-priority, usize::try_from(cells.int(0)?).unwrap_or(0)));
            }
        }
        heads.sort_unstable();
        Ok(heads.into_iter().filter_map(|(_, place)| kinds.get(place).copied()).collect())
    }

    /// Ends leases that are over. A job is queued again for another worker, unless it was to be cancelled, or
    /// its attempts are used up, or it has taken down as many workers as it may.
    pub async fn expire_jobs(&self, now: Instant) -> Result<Vec<Expired>, StoreError> {
        let what = "ending leases";
        let look = "SELECT 1 FROM jobs WHERE state = 'running' AND lease_until <= $1 LIMIT 1";
        if sql::query_one(&self.db, what, look, [now.as_micros().into()]).await?.is_none() {
            return Ok(Vec::new());
        }
        let update = format!(
            "UPDATE jobs SET state = CASE WHEN cancel_at > 0 THEN 'cancelled' WHEN crashes + 1 >= max_crashes \
             OR attempts >= max_attempts THEN 'dead' ELSE 'queued' END, \
             finished_at = CASE WHEN cancel_at > 0 OR crashes + 1 >= max_crashes OR attempts >= max_attempts \
             THEN $1 ELSE 0 END, error = CASE WHEN cancel_at > 0 THEN error \
             WHEN crashes + 1 >= max_crashes THEN 'it was running when its worker was lost, as often as it may be' \
             ELSE 'its worker was lost' END, crashes = crashes + 1, owner = '', lease_until = 0, run_at = $1, \
             last_event = last_event + 1 WHERE id IN (SELECT j.id FROM jobs j WHERE j.state = 'running' \
             AND j.lease_until <= $1 ORDER BY j.lease_until LIMIT {AT_ONCE} {}) AND state = 'running' \
             RETURNING id, state, error, CAST(CASE WHEN crashes >= max_crashes THEN 1 ELSE 0 END AS BIGINT), \
             COALESCE((SELECT p.project FROM picture_jobs p WHERE p.job = jobs.id), '')",
            self.skip_locked()
        );
        let tx = self.begin_jobs().await?;
        let rows = sql::query(&tx.tx, what, &update, [now.as_micros().into()]).await?;
        let mut lost = Vec::with_capacity(rows.len());
        for row in &rows {
            let cells = Cells(row);
            let state = row::state(&cells, 1)?;
            let mut why = String::new();
            if state == JobState::Dead {
                why = json!({ "error": cells.text(2)?, "quarantined": cells.int(3)? != 0 }).to_string();
            }
            lost.push((cells.text(4)?, Expired { id: row::id(&cells, 0)?, state }, why));
        }
        // Each event locks its project's row: all who lock several do so in one order.
        lost.sort_by(|(one, ..), (other, ..)| one.cmp(other));
        let mut expired = Vec::with_capacity(lost.len());
        for (_, job, why) in lost {
            let kind = if job.state.is_final() { job.state.as_str() } else { "lost" };
            events::note(&tx.tx, &job.id, kind, &why, now).await?;
            expired.push(job);
        }
        tx.commit().await?;
        Ok(expired)
    }
}
