//! Jobs: how many a second are asked for, taken and ended, each one durable before it is acknowledged.
//!
//! Sixteen clients of one process, each waiting for its own answer. `SQLite` syncs its log at each commit
//! (`synchronous = FULL`), `PostgreSQL` as its server is set up, normally the same.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use bench::{Better, Context, Measure};
use model::Instant as Moment;
use store::{JobEnd, NewJob, Store};
use testkit::PrivateDatabase;

const CLIENTS: usize = 16;
const JOBS: usize = 4_000;
const LISTED: usize = 10_000;
const KIND: &str = "measure";

/// Both engines; `PostgreSQL` only where there is a server.
pub async fn run(context: &Context) -> anyhow::Result<Vec<Measure>> {
    let folder = context.folder("jobs");
    std::fs::create_dir_all(&folder)?;
    let store = Store::open(&format!("sqlite:{}", folder.join("catalog.sqlite").display())).await?;
    let mut measures = on(&store, "sqlite").await?;
    store.close().await?;
    if let Some(database) = PrivateDatabase::create(1).await {
        let store = Store::open(&database.url()).await?;
        measures.append(&mut on(&store, "postgres").await?);
        store.close().await?;
    }
    Ok(measures)
}

async fn on(store: &Store, engine: &str) -> anyhow::Result<Vec<Measure>> {
    let enqueued = at_once(store, |store| async move {
        for _ in 0..JOBS / CLIENTS {
            store.enqueue_job(&job(), now()).await?;
        }
        Ok(())
    });
    let enqueued = rate(enqueued.await?);
    let run = at_once(store, |store| async move {
        let mut done = 0;
        while let Some(job) = store.take_job(&[KIND], "bench", later(30), now()).await? {
            let ended = store.end_job(&job.id, job.token, &JobEnd::Done("1".to_owned()), now()).await?;
            anyhow::ensure!(ended, "a job was taken twice");
            done += 1;
        }
        anyhow::ensure!(done > 0, "one of the takers got nothing");
        Ok(())
    });
    let run = rate(run.await?);

    let begun = Instant::now();
    store.enqueue_jobs(&vec![job(); LISTED], now()).await?;
    let bulk = LISTED as f64 / begun.elapsed().as_secs_f64();
    let mut waits = Vec::with_capacity(200);
    for _ in 0..200 {
        let begun = Instant::now();
        store.take_job(&[KIND], "bench", later(30), now()).await?.context("there are jobs")?;
        waits.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    let mut lists = Vec::with_capacity(20);
    let filter = store::JobFilter { state: Some(store::JobState::Queued), ..store::JobFilter::default() };
    for _ in 0..20 {
        let begun = Instant::now();
        let listed = store.jobs(&filter, 100).await?;
        anyhow::ensure!(listed.len() == 100, "the list is short");
        store.job_counts().await?;
        lists.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    let name = |what: &str| format!("jobs.{what}.{engine}");
    Ok(vec![
        Measure::single(name("enqueue.16_clients"), "1/s", Better::Higher, enqueued).goal(2000.0),
        Measure::single(name("take_and_end.16_clients"), "1/s", Better::Higher, run),
        Measure::single(name("enqueue.bulk"), "1/s", Better::Higher, bulk),
        Measure::new(name("take"), "ms", Better::Lower, waits).goal_p95(10.0),
        Measure::new(name("list.10000"), "ms", Better::Lower, lists).goal(50.0),
    ])
}

/// Runs clients side by side; gives how long they took.
async fn at_once<F>(store: &Store, client: impl Fn(Store) -> F) -> anyhow::Result<Duration>
where
    F: Future<Output = anyhow::Result<()>> + Send + 'static,
{
    let begun = Instant::now();
    let clients: Vec<_> = (0..CLIENTS).map(|_| tokio::spawn(client(store.clone()))).collect();
    for client in clients {
        client.await??;
    }
    Ok(begun.elapsed())
}

fn rate(took: Duration) -> f64 {
    JOBS as f64 / took.as_secs_f64()
}

fn job() -> NewJob {
    NewJob::new(KIND, r#"{"work": 16498, "level": "detailed"}"#.to_owned(), now())
}

fn now() -> Moment {
    Moment::from_micros(1_750_000_000_000_000)
}

fn later(seconds: i64) -> Moment {
    Moment::from_micros(now().as_micros() + seconds * 1_000_000)
}
