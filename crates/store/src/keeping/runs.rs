//! Runs of the pipeline: begun, and ended or killed.

use model::Instant;

use crate::{
    Store, StoreError, WriteTx,
    sql::{self, Cells},
};

/// One run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its number, from 1.
    pub id: i64,
    /// What ran: `collect mal`, …
    pub what: String,
    /// All else, as JSON.
    pub details: String,
    /// When it began.
    pub started_at: Instant,
    /// When it ended; none while it runs, or when it was killed.
    pub finished_at: Option<Instant>,
}

impl Store {
    /// The last `limit` runs, the newest first.
    pub async fn runs(&self, limit: usize) -> Result<Vec<Run>, StoreError> {
        let select = "SELECT id, what, details, started_at, finished_at FROM runs ORDER BY id DESC LIMIT $1";
        let read = |row| {
            let cells = Cells(row);
            let finished = cells.int(4)?;
            Ok(Run {
                id: cells.int(0)?,
                what: cells.text(1)?,
                details: cells.text(2)?,
                started_at: cells.time(3)?,
                finished_at: (finished != 0).then(|| Instant::from_micros(finished)),
            })
        };
        let rows = sql::query(&self.db, "reading runs", select, [(limit as i64).into()]).await?;
        rows.iter().map(read).collect()
    }
}

impl WriteTx {
    /// Notes that a run begins; gives its number.
    pub async fn begin_run(&self, what: &str, details: &str, at: Instant) -> Result<i64, StoreError> {
        let id = self.allocate("run", 1).await?;
        let insert =
            "INSERT INTO runs (id, what, details, started_at, finished_at) VALUES ($1, $2, $3, $4, 0)";
        let values = [id.into(), what.into(), details.into(), at.as_micros().into()];
        sql::execute(&self.tx, "beginning a run", insert, values).await?;
        Ok(id)
    }

    /// Notes that a run has ended, and what came of it.
    pub async fn finish_run(&self, id: i64, details: &str, at: Instant) -> Result<(), StoreError> {
        let update = "UPDATE runs SET details = $2, finished_at = $3 WHERE id = $1";
        let values = [id.into(), details.into(), at.as_micros().into()];
        sql::execute(&self.tx, "ending a run", update, values).await.map(|_| ())
    }
}
