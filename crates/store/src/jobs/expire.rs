//! Ending the leases of workers that were lost, each in a transaction of its own: one that cannot be ended holds no
//! other one back.

use model::Instant;
use serde_json::json;

use super::{JobId, JobState, events, row};
use crate::{
    Store, StoreError,
    production::withdraw,
    sql::{self, Cells},
};

/// Leases that are ended in one go.
const AT_ONCE: usize = 100;
/// Leases that are looked at for that, so that those which cannot be ended do not stand in the way of all others.
const LOOKED_AT: i64 = 2_000;

/// A job whose lease was over, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expired {
    /// The job.
    pub id: JobId,
    /// Queued again; dead when it has done this too often; cancelled where that was asked for.
    pub state: JobState,
}

impl Store {
    /// Ends leases that are over, the oldest first and a hundred at most. A job is queued again for another worker,
    /// unless it was to be cancelled, or its attempts are used up, or it has taken down as many workers as it may. One
    /// whose end cannot be written is told in the log and left for the next time. Where a lock is not given up, or the
    /// engine is gone, all are left: each of them would wait as long, and whoever calls has leases of its own to renew.
    ///
    /// # Errors
    /// When nothing can be read, or written before that.
    pub async fn expire_jobs(&self, now: Instant) -> Result<Vec<Expired>, StoreError> {
        let select = "SELECT id FROM jobs WHERE state = 'running' AND lease_until <= $1 ORDER BY lease_until, id LIMIT $2";
        let values = [now.as_micros().into(), LOOKED_AT.into()];
        let over = sql::read(&self.db, "looking for lost workers", select, values, |cells| cells.text(0));
        let mut expired = Vec::new();
        for id in over.await? {
            match self.expire_job(&id, now).await {
                Ok(job) => expired.extend(job),
                Err(error) if error.is_transient() && expired.is_empty() => return Err(error),
                Err(error) if error.is_transient() => break,
                Err(error) => tracing::warn!(%error, job.id = %id, "the lease of job {id} cannot be ended"),
            }
            if expired.len() == AT_ONCE {
                break;
            }
        }
        Ok(expired)
    }

    /// Ends one lease; none where its worker, or somebody else who ends leases, was quicker.
    async fn expire_job(&self, id: &str, now: Instant) -> Result<Option<Expired>, StoreError> {
        let id: JobId = id.parse().map_err(|_| StoreError::Damaged(format!("`{id}` is not a job's id")))?;
        let update = format!(
            "UPDATE jobs SET state = CASE WHEN cancel_at > 0 THEN 'cancelled' WHEN crashes + 1 >= max_crashes \
             OR attempts >= max_attempts THEN 'dead' ELSE 'queued' END, \
             finished_at = CASE WHEN cancel_at > 0 OR crashes + 1 >= max_crashes OR attempts >= max_attempts \
             THEN $1 ELSE 0 END, error = CASE WHEN cancel_at > 0 THEN error \
             WHEN crashes + 1 >= max_crashes THEN 'it was running when its worker was lost, as often as it may be' \
             ELSE 'its worker was lost' END, crashes = crashes + 1, owner = '', lease_until = 0, run_at = $1, \
             last_event = last_event + 1 WHERE id IN (SELECT j.id FROM jobs j WHERE j.id = $2 \
             AND j.state = 'running' AND j.lease_until <= $1 {}) AND state = 'running' \
             RETURNING state, error, CAST(CASE WHEN crashes >= max_crashes THEN 1 ELSE 0 END AS BIGINT)",
            self.skip_locked()
        );
        let values = [now.as_micros().into(), id.as_str().into()];
        let tx = self.begin_jobs().await?;
        let Some(row) = sql::query_one(&tx.tx, "ending a lease", &update, values).await? else {
            return Ok(None);
        };
        let cells = Cells(&row);
        let state = row::state(&cells, 0)?;
        let mut why = String::new();
        if state == JobState::Dead {
            why = json!({ "error": cells.text(1)?, "quarantined": cells.int(2)? != 0 }).to_string();
        }
        let kind = if state.is_final() { state.as_str() } else { "lost" };
        events::note(&tx.tx, &id, kind, &why, now).await?;
        if state.is_final() {
            withdraw(&tx.tx, &[&id], now).await?;
        }
        tx.commit().await?;
        Ok(Some(Expired { id, state }))
    }
}
