//! Asking for pictures: a batch with its jobs, all or none, each batch once per key.
//!
//! Fair share between projects is start-time fair queueing (Goyal, Vin and Cheng, SIGCOMM 1996) with jobs of equal
//! cost: a project's next job gets the turn after its last one, but none that lies before the job that is served now.

use std::sync::Mutex;

use model::Instant;
use sea_orm::ConnectionTrait;
use tokio::sync::oneshot;

use crate::{
    AuditEntry, JobId, NewJob, Store, StoreError, audit,
    sql::{self, Cells, Rows},
};

/// The kind of jobs that make pictures.
pub const GENERATE: &str = "generate";

/// Pictures that are asked for together.
#[derive(Debug, Clone, PartialEq)]
pub struct NewBatch {
    /// Its id.
    pub id: String,
    /// For which project; empty for none.
    pub project: String,
    /// The caller's own name for the wish, for ever.
    pub key: Option<String>,
    /// The wish as JSON.
    pub wish: String,
    /// Its line in the audit log, where there is one.
    pub line: Option<AuditEntry>,
    /// 0 to 9; the higher goes first.
    pub priority: u8,
    /// The moment from which they may be made.
    pub run_at: Instant,
    /// How often each may be begun.
    pub max_attempts: u32,
    /// The pictures, in their order.
    pub pictures: Vec<NewPicture>,
}

/// A picture that is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewPicture {
    /// Whom it shows; empty for nobody in particular.
    pub character: String,
    /// For which cut; empty for none.
    pub cut: String,
    /// Only by this engine; empty for any.
    pub engine: String,
    /// The values of the grid that it stands for, as JSON.
    pub cell: String,
    /// The recipe as JSON.
    pub recipe: String,
    /// The job whose recipe is made again; empty for none.
    pub again: String,
}

/// What came of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batched {
    /// The batch, new or the one that has the key.
    pub id: String,
    /// Its jobs, in their order.
    pub jobs: Vec<JobId>,
    /// Whether it was made now.
    pub is_new: bool,
}

/// The callers of this process that wait for the next transaction.
#[derive(Debug, Default)]
pub(crate) struct PicturesTogether {
    waiting: Mutex<Vec<Waiting>>,
    turn: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct Waiting {
    batch: NewBatch,
    answer: oneshot::Sender<Batched>,
}

impl Store {
    /// Enqueues a batch, whole or not at all. Callers at once share a transaction, and so the wait for the disk; each
    /// is answered when its batch is durable.
    pub async fn enqueue_pictures(&self, batch: NewBatch, now: Instant) -> Result<Batched, StoreError> {
        let (answer, mut answered) = oneshot::channel();
        let own = batch.clone();
        self.pictures_together.waiting.lock().expect("no panic while held").push(Waiting { batch, answer });
        let _turn = self.pictures_together.turn.lock().await;
        if let Ok(done) = answered.try_recv() {
            return Ok(done);
        }
        let mut waiting =
            std::mem::take(&mut *self.pictures_together.waiting.lock().expect("no panic while held"));
        // Who has gone away meanwhile asks for nothing any more.
        waiting.retain(|one| !one.answer.is_closed());
        if waiting.len() > 1
            && let Ok(done) = self.enqueue_batches(waiting.iter().map(|one| &one.batch), now).await
        {
            for (one, done) in waiting.into_iter().zip(done) {
                // Who has gone away meanwhile needs no answer.
                let _ = one.answer.send(done);
            }
            if let Ok(done) = answered.try_recv() {
                return Ok(done);
            }
        }
        // Alone, or one of them was no good: each of them then finds its own way, and its own error.
        let mut done = self.enqueue_batches(std::iter::once(&own), now).await?;
        done.pop().ok_or_else(|| StoreError::Missing("batch that was just enqueued".to_owned()))
    }

    /// The batch that somebody asked for under a key.
    pub async fn batch_of_key(&self, key: &str) -> Result<Option<Batched>, StoreError> {
        if key.is_empty() {
            return Ok(None);
        }
        match holder(&self.db, key).await {
            Ok(batch) => Ok(Some(batch)),
            Err(StoreError::Busy) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What was asked for as one, with the wish as JSON: its project, which is empty for none, and the wish.
    pub async fn picture_batch(&self, id: &str) -> Result<Option<(String, String)>, StoreError> {
        let select = "SELECT project, wish FROM picture_batches WHERE id = $1";
        let row = sql::query_one(&self.db, "reading a batch", select, [id.into()]).await?;
        row.map(|row| Ok((Cells(&row).text(0)?, Cells(&row).text(1)?))).transpose()
    }

    async fn enqueue_batches<'a>(
        &self,
        batches: impl Iterator<Item = &'a NewBatch> + Send,
        now: Instant,
    ) -> Result<Vec<Batched>, StoreError> {
        let tx = self.begin_jobs().await?;
        let (mut done, mut lines) = (Vec::new(), Vec::new());
        for batch in batches {
            let taken = enqueue(&tx.tx, batch, now).await?;
            lines.extend(batch.line.iter().filter(|_| taken.is_new).cloned());
            done.push(taken);
        }
        // Last of all, so that the log's counter is held for as short as can be.
        audit::write(&tx.tx, &lines).await?;
        tx.commit().await?;
        Ok(done)
    }
}

async fn enqueue<C: ConnectionTrait>(db: &C, batch: &NewBatch, now: Instant) -> Result<Batched, StoreError> {
    let what = "enqueuing pictures";
    let key = batch.key.clone().unwrap_or_default();
    let insert = "INSERT INTO picture_batches (id, project, batch_key, wish, created_at) VALUES ($1, $2, $3, $4, $5) \
                  ON CONFLICT DO NOTHING";
    let values = [
        batch.id.as_str().into(),
        batch.project.as_str().into(),
        key.as_str().into(),
        batch.wish.as_str().into(),
        now.as_micros().into(),
    ];
    if sql::execute(db, what, insert, values).await? == 0 {
        return holder(db, &key).await;
    }
    let first = turns(db, batch).await?;
    let job = NewJob {
        priority: batch.priority,
        run_at: batch.run_at,
        max_attempts: batch.max_attempts,
        ..NewJob::new(GENERATE, "{}".to_owned(), now)
    };
    let jobs = vec![job; batch.pictures.len()];
    let ids: Vec<JobId> = crate::jobs::enqueue(db, &jobs, now).await?.into_iter().map(|job| job.id).collect();
    let each = || batch.pictures.iter();
    let rows = Rows::new()
        .text("job", ids.iter().map(JobId::as_str))
        .int("position", 0..ids.len() as i64)
        .text("character", each().map(|picture| picture.character.as_str()))
        .text("cut", each().map(|picture| picture.cut.as_str()))
        .text("engine", each().map(|picture| picture.engine.as_str()))
        .text("cell", each().map(|picture| picture.cell.as_str()))
        .text("recipe", each().map(|picture| picture.recipe.as_str()))
        .text("again", each().map(|picture| picture.again.as_str()))
        .value(batch.id.as_str())
        .value(batch.project.as_str())
        .value(now.as_micros());
    let insert = "INSERT INTO picture_jobs (job, batch, position, project, character, cut, engine, cell, recipe, \
                  again, created_at) SELECT r.job, CAST(#1 AS TEXT), r.position, CAST(#2 AS TEXT), r.character, \
                  r.cut, r.engine, r.cell, r.recipe, r.again, CAST(#3 AS BIGINT) FROM r";
    rows.execute(db, what, insert).await?;
    let rows = Rows::new().text("job", ids.iter().map(JobId::as_str)).int("turn", (first..).take(ids.len()));
    let update = "UPDATE jobs SET turn = (SELECT r.turn FROM r WHERE r.job = jobs.id) \
                  WHERE id IN (SELECT r.job FROM r)";
    rows.execute(db, what, update).await?;
    note(db, batch, &ids).await?;
    Ok(Batched { id: batch.id.clone(), jobs: ids, is_new: true })
}

/// Gives a project as many turns as the batch has pictures; gives the first one.
async fn turns<C: ConnectionTrait>(db: &C, batch: &NewBatch) -> Result<i64, StoreError> {
    let what = "giving turns";
    let (count, priority) = (batch.pictures.len() as i64, i64::from(batch.priority));
    // The job that is served next; where none waits, whatever was given out is over.
    let head = "SELECT COALESCE((SELECT j.turn - 1 FROM jobs j WHERE j.state = 'queued' AND j.kind = $1 \
                AND j.priority = $2 ORDER BY j.turn, j.created_at, j.id LIMIT 1), \
                (SELECT MAX(t.turn) FROM picture_turns t WHERE t.priority = $2), 0)";
    let row = sql::query_one(db, what, head, [GENERATE.into(), priority.into()]).await?;
    let now = row.map_or(Ok(0), |row| Cells(&row).int(0))?;
    let upsert = "INSERT INTO picture_turns (project, priority, turn) VALUES ($1, $2, $3 + $4) \
                  ON CONFLICT (project, priority) DO UPDATE SET turn = $4 + CASE WHEN picture_turns.turn > $3 \
                  THEN picture_turns.turn ELSE $3 END RETURNING turn";
    let values = [batch.project.as_str().into(), priority.into(), now.into(), count.into()];
    let row = sql::query_one(db, what, upsert, values).await?;
    let last = row.map_or(Ok(now + count), |row| Cells(&row).int(0))?;
    Ok(last - count + 1)
}

/// Gives the jobs' first events their numbers in the project.
async fn note<C: ConnectionTrait>(db: &C, batch: &NewBatch, ids: &[JobId]) -> Result<(), StoreError> {
    let what = "noting events of a project";
    let update = "UPDATE projects SET last_event = last_event + $2 WHERE id = $1 RETURNING last_event";
    let values = [batch.project.as_str().into(), (ids.len() as i64).into()];
    let Some(row) = sql::query_one(db, what, update, values).await? else { return Ok(()) };
    let first = Cells(&row).int(0)? - ids.len() as i64 + 1;
    let rows = Rows::new()
        .text("job", ids.iter().map(JobId::as_str))
        .int("seq", (first..).take(ids.len()))
        .value(batch.project.as_str());
    let insert = "INSERT INTO project_events (project, seq, job, job_seq) SELECT CAST(#1 AS TEXT), r.seq, r.job, 1 FROM r";
    rows.execute(db, what, insert).await.map(|_| ())
}

/// The batch that has a key.
async fn holder<C: ConnectionTrait>(db: &C, key: &str) -> Result<Batched, StoreError> {
    let select = "SELECT b.id, p.job FROM picture_batches b JOIN picture_jobs p ON p.batch = b.id \
                  WHERE b.batch_key = $1 AND b.batch_key <> '' ORDER BY p.position";
    let rows = sql::query(db, "looking up a batch's key", select, [key.into()]).await?;
    let Some(first) = rows.first() else { return Err(StoreError::Busy) };
    let id = Cells(first).text(0)?;
    let job = |row| {
        let text = Cells(row).text(1)?;
        text.parse().map_err(|_| StoreError::Damaged(format!("`{text}` is not a job's id")))
    };
    Ok(Batched { id, jobs: rows.iter().map(job).collect::<Result<_, _>>()?, is_new: false })
}
