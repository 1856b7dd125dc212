//! Taking jobs: the most urgent one of some kinds.

use model::Instant;

use super::{JobRow, events, row};
use crate::{
    Store, StoreError,
    sql::{self, Cells, Rows},
};

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
}
