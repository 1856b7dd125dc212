//! Asking for pictures: a batch with its jobs, all or none, each batch once per key.
//!
//! Fair share between projects is start-time fair queueing (Goyal, Vin and Cheng, SIGCOMM 1996) with jobs of equal
//! cost: a project's next job gets the turn after its last one, but none that lies before the job that is served now.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, Mutex},
};

use model::Instant;
use sea_orm::ConnectionTrait;
use tokio::sync::oneshot;
use tracing::Instrument;

use crate::{
    AuditEntry, Engine, JobId, NewJob, Store, StoreError, audit,
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
    turn: Arc<tokio::sync::Mutex<()>>,
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
        let turn = Arc::clone(&self.pictures_together.turn).lock_owned().await;
        if let Ok(done) = answered.try_recv() {
            return Ok(done);
        }
        // In a task of its own, which goes on where this caller goes away in the middle of it: the others would not
        // know whether what they asked for was durable already, and ask once more.
        let store = self.clone();
        let sharing = async move {
            store.enqueue_waiting(now).await;
            turn
        };
        let _turn = tokio::spawn(sharing.in_current_span()).await;
        if let Ok(done) = answered.try_recv() {
            return Ok(done);
        }
        // Alone, or one of them was no good: each of them then finds its own way, and its own error.
        let mut done = self.enqueue_batches(&[&own], now).await?;
        done.pop().ok_or_else(|| StoreError::Missing("batch that was just enqueued".to_owned()))
    }

    /// Enqueues the batches of all who wait, where there are several, and answers them; none when one is no good.
    async fn enqueue_waiting(&self, now: Instant) {
        let mut waiting =
            std::mem::take(&mut *self.pictures_together.waiting.lock().expect("no panic while held"));
        // Who has gone away meanwhile asks for nothing any more.
        waiting.retain(|one| !one.answer.is_closed());
        if waiting.len() < 2 {
            return;
        }
        let shared = {
            let together: Vec<&NewBatch> = waiting.iter().map(|one| &one.batch).collect();
            self.enqueue_batches(&together, now).await
        };
        if let Ok(done) = shared {
            for (one, done) in waiting.into_iter().zip(done) {
                // Who has gone away meanwhile needs no answer.
                let _ = one.answer.send(done);
            }
        }
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

    async fn enqueue_batches(&self, batches: &[&NewBatch], now: Instant) -> Result<Vec<Batched>, StoreError> {
        let tx = self.begin_jobs().await?;
        let done = enqueue(&tx.tx, batches, now).await?;
        let new = batches.iter().zip(&done).filter(|(_, done)| done.is_new);
        let lines: Vec<AuditEntry> = new.filter_map(|(batch, _)| batch.line.clone()).collect();
        // Last of all, so that the log's counter is held for as short as can be.
        audit::write(&tx.tx, &lines).await?;
        tx.commit().await?;
        Ok(done)
    }
}

/// Enqueues batches in as many statements as one would take; gives one answer for each.
///
/// Each table's rows are locked in one order, whatever order the batches came in: two processes that locked them in
/// different ones would wait for each other.
async fn enqueue<C: ConnectionTrait>(
    db: &C,
    batches: &[&NewBatch],
    now: Instant,
) -> Result<Vec<Batched>, StoreError> {
    let is_new = insert(db, batches, now).await?;
    let new: Vec<&NewBatch> =
        batches.iter().zip(&is_new).filter(|(_, is_new)| **is_new).map(|(batch, _)| *batch).collect();
    let mut made = pictures(db, &new, now).await?.into_iter();
    let mut done = Vec::with_capacity(batches.len());
    for (batch, is_new) in batches.iter().zip(is_new) {
        done.push(if is_new {
            Batched { id: batch.id.clone(), jobs: made.next().unwrap_or_default(), is_new }
        } else {
            holder(db, batch.key.as_deref().unwrap_or_default()).await?
        });
    }
    Ok(done)
}

/// Writes down who asked for what; says of each batch whether it is new.
async fn insert<C: ConnectionTrait>(
    db: &C,
    batches: &[&NewBatch],
    now: Instant,
) -> Result<Vec<bool>, StoreError> {
    // In the order of their keys; of two with the same one the first that came stays the first.
    let mut sorted = batches.to_vec();
    sorted.sort_by(|one, other| one.key.cmp(&other.key));
    let each = || sorted.iter();
    let rows = Rows::new()
        .text("id", each().map(|batch| batch.id.as_str()))
        .text("project", each().map(|batch| batch.project.as_str()))
        .text("batch_key", each().map(|batch| batch.key.as_deref().unwrap_or_default()))
        .text("wish", each().map(|batch| batch.wish.as_str()))
        .value(now.as_micros());
    // `WHERE true` tells SQLite that `ON` begins the conflict clause and no join.
    let insert = "INSERT INTO picture_batches (id, project, batch_key, wish, created_at) \
                  SELECT r.id, r.project, r.batch_key, r.wish, CAST(#1 AS BIGINT) FROM r WHERE true \
                  ON CONFLICT DO NOTHING RETURNING id";
    let mut inserted = HashSet::new();
    for row in &rows.query(db, "enqueuing pictures", insert).await? {
        inserted.insert(Cells(row).text(0)?);
    }
    Ok(batches.iter().map(|batch| inserted.remove(&batch.id)).collect())
}

/// Makes the jobs of new batches; gives those of each.
async fn pictures<C: ConnectionTrait>(
    db: &C,
    batches: &[&NewBatch],
    now: Instant,
) -> Result<Vec<Vec<JobId>>, StoreError> {
    let turns = turns(db, batches, now).await?;
    let each =
        || batches.iter().flat_map(|batch| batch.pictures.iter().map(move |picture| (*batch, picture)));
    let jobs: Vec<NewJob> = each()
        .zip(turns)
        .map(|((batch, _), turn)| NewJob {
            priority: batch.priority,
            run_at: batch.run_at,
            max_attempts: batch.max_attempts,
            turn,
            ..NewJob::new(GENERATE, "{}".to_owned(), now)
        })
        .collect();
    let ids: Vec<JobId> = crate::jobs::enqueue(db, &jobs, now).await?.into_iter().map(|job| job.id).collect();
    let rows = Rows::new()
        .text("job", ids.iter().map(JobId::as_str))
        .text("batch", each().map(|(batch, _)| batch.id.as_str()))
        .int("position", batches.iter().flat_map(|batch| 0..batch.pictures.len() as i64))
        .text("project", each().map(|(batch, _)| batch.project.as_str()))
        .text("character", each().map(|(_, picture)| picture.character.as_str()))
        .text("cut", each().map(|(_, picture)| picture.cut.as_str()))
        .text("engine", each().map(|(_, picture)| picture.engine.as_str()))
        .text("cell", each().map(|(_, picture)| picture.cell.as_str()))
        .text("recipe", each().map(|(_, picture)| picture.recipe.as_str()))
        .text("again", each().map(|(_, picture)| picture.again.as_str()))
        .value(now.as_micros());
    let insert = "INSERT INTO picture_jobs (job, batch, position, project, character, cut, engine, cell, recipe, \
                  again, created_at) SELECT r.job, r.batch, r.position, r.project, r.character, r.cut, r.engine, \
                  r.cell, r.recipe, r.again, CAST(#1 AS BIGINT) FROM r";
    rows.execute(db, "enqueuing pictures", insert).await?;
    let noted: Vec<(&str, &JobId)> =
        each().map(|(batch, _)| batch.project.as_str()).zip(&ids).filter(|(to, _)| !to.is_empty()).collect();
    note(db, &noted).await?;
    let mut ids = ids.iter().cloned();
    Ok(batches.iter().map(|batch| ids.by_ref().take(batch.pictures.len()).collect()).collect())
}

/// Gives each picture its turn, in the order in which they came.
async fn turns<C: ConnectionTrait>(
    db: &C,
    batches: &[&NewBatch],
    now: Instant,
) -> Result<Vec<i64>, StoreError> {
    let what = "giving turns";
    let mut wanted: BTreeMap<u8, BTreeMap<&str, i64>> = BTreeMap::new();
    for batch in batches {
        let of_project = wanted.entry(batch.priority).or_default().entry(batch.project.as_str()).or_default();
        *of_project += batch.pictures.len() as i64;
    }
    let mut next: HashMap<(u8, String), i64> = HashMap::new();
    for (priority, counts) in &wanted {
        // The job that is served next; where none waits, whatever was given out is over. One that waits for its time,
        // or was begun before, has a turn of long ago: who went by it would go before all who are there.
        let head = "SELECT COALESCE((SELECT j.turn - 1 FROM jobs j WHERE j.state = 'queued' AND j.kind = $1 \
                    AND j.priority = $2 AND j.run_at <= $3 AND j.started_at = 0 \
                    ORDER BY j.turn, j.created_at, j.id LIMIT 1), \
                    (SELECT MAX(t.turn) FROM picture_turns t WHERE t.priority = $2), 0)";
        let values = [GENERATE.into(), i64::from(*priority).into(), now.as_micros().into()];
        let row = sql::query_one(db, what, head, values).await?;
        let served = row.map_or(Ok(0), |row| Cells(&row).int(0))?;
        let rows = Rows::new()
            .text("project", counts.keys().copied())
            .int("wanted", counts.values().copied())
            .value(i64::from(*priority))
            .value(served);
        // What `excluded` holds is what a project gets that was given none after the job that is served now.
        let upsert = "INSERT INTO picture_turns (project, priority, turn) SELECT r.project, CAST(#1 AS BIGINT), \
                      CAST(#2 AS BIGINT) + r.wanted FROM r WHERE true ON CONFLICT (project, priority) DO UPDATE \
                      SET turn = excluded.turn + CASE WHEN picture_turns.turn > CAST(#2 AS BIGINT) \
                      THEN picture_turns.turn - CAST(#2 AS BIGINT) ELSE 0 END RETURNING project, turn";
        for row in &rows.query(db, what, upsert).await? {
            let (project, last) = (Cells(row).text(0)?, Cells(row).int(1)?);
            let count = counts.get(project.as_str()).copied().unwrap_or_default();
            next.insert((*priority, project), last - count + 1);
        }
    }
    let mut turns = Vec::new();
    for batch in batches {
        let next = next.entry((batch.priority, batch.project.clone())).or_default();
        turns.extend((*next..).take(batch.pictures.len()));
        *next += batch.pictures.len() as i64;
    }
    Ok(turns)
}

/// Gives the jobs' first events their numbers in their projects, each of which must be out of the bin.
async fn note<C: ConnectionTrait>(db: &C, jobs: &[(&str, &JobId)]) -> Result<(), StoreError> {
    let what = "noting events of a project";
    let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
    for (project, _) in jobs {
        *counts.entry(*project).or_default() += 1;
    }
    let rows = || Rows::new().text("project", counts.keys().copied()).int("wanted", counts.values().copied());
    if counts.len() > 1 && Engine::of(db.get_database_backend()) == Engine::Postgres {
        // One update of several rows locks them in whatever order it finds them.
        let lock = "SELECT p.id FROM projects p WHERE p.id IN (SELECT r.project FROM r) ORDER BY p.id FOR UPDATE OF p";
        rows().query(db, what, lock).await?;
    }
    let update = "UPDATE projects SET last_event = last_event + (SELECT r.wanted FROM r WHERE r.project = projects.id) \
                  WHERE id IN (SELECT r.project FROM r) AND binned_at = 0 RETURNING id, last_event";
    let mut next: HashMap<String, i64> = HashMap::new();
    for row in &rows().query(db, what, update).await? {
        let (project, last) = (Cells(row).text(0)?, Cells(row).int(1)?);
        let count = counts.get(project.as_str()).copied().unwrap_or_default();
        next.insert(project, last - count + 1);
    }
    let mut numbers = Vec::with_capacity(jobs.len());
    for (project, _) in jobs {
        // Also of one that was purged from there.
        let in_the_bin = || StoreError::Conflict("the project is in the bin".to_owned());
        let next = next.get_mut(*project).ok_or_else(in_the_bin)?;
        numbers.push(*next);
        *next += 1;
    }
    let rows = Rows::new()
        .text("project", jobs.iter().map(|(project, _)| *project))
        .int("seq", numbers)
        .text("job", jobs.iter().map(|(_, job)| job.as_str()));
    let insert =
        "INSERT INTO project_events (project, seq, job, job_seq) SELECT r.project, r.seq, r.job, 1 FROM r";
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
