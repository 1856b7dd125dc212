//! The queue of pictures: how long from a wish to its engine, how many wishes a second, and a long queue looked at.
//!
//! Each wish is durable before it is acknowledged, and the name of the measure says by which settings that is so:
//! `SQLite` syncs its log at each commit (`synchronous = FULL`), `PostgreSQL` as its server says of itself.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use app::{App, WorkRequest};
use bench::{Better, Context, Measure};
use model::Instant as Moment;
use serde_json::json;
use store::{JobId, JobState, NewBatch, NewPicture, PictureFilter, ProjectRow, Store};
use testkit::PrivateDatabase;

use super::engines;

/// Wishes one after another, of which the first ones wake everything up.
const WARM: u64 = 20;
const ONE_BY_ONE: u64 = 200;
/// Clients that ask at once, and for how many pictures all of them together.
const CLIENTS: usize = 16;
const JOBS: usize = 4_000;
/// How long the queue is that is looked at, over how many projects, and how often it is.
const QUEUED: usize = 10_000;
const PROJECTS: usize = 10;
const LOOKS: usize = 30;

/// An app with its worker, then the store by itself on both engines.
pub async fn run(context: &Context) -> anyhow::Result<Vec<Measure>> {
    let mut measures = vec![overhead(context).await?];
    let folder = context.folder("queue");
    std::fs::create_dir_all(&folder)?;
    let store = Store::open(&format!("sqlite:{}", folder.join("catalog.sqlite").display())).await?;
    measures.extend(on(&store, "sqlite.synchronous_full").await?);
    store.close().await?;
    if let Some(database) = PrivateDatabase::create(1).await {
        let (fsync, commit) =
            (database.ask("SHOW fsync").await, database.ask("SHOW synchronous_commit").await);
        let store = Store::open(&database.url()).await?;
        measures.extend(on(&store, &format!("postgres.fsync_{fsync}.commit_{commit}")).await?);
        store.close().await?;
    }
    Ok(measures)
}

/// From the moment at which a wish is asked for to the one at which its run is handed to its engine, while a worker of
/// the same process has nothing else to do.
async fn overhead(context: &Context) -> anyhow::Result<Measure> {
    let app = context.app("queue-overhead").await?;
    let request = WorkRequest { kinds: vec![store::GENERATE.to_owned()], ..WorkRequest::default() };
    let times = tokio::select! {
        times = one_by_one(&app) => times?,
        ended = app.work_jobs(&request, std::future::pending()) => {
            ended?;
            anyhow::bail!("the worker went away")
        }
    };
    Ok(Measure::new("engines.queue.overhead.sqlite", "ms", Better::Lower, times).goal_p95(10.0))
}

async fn one_by_one(app: &App) -> anyhow::Result<Vec<f64>> {
    let mut times = Vec::new();
    for number in 0..WARM + ONE_BY_ONE {
        let wish = json!({ "prompt": "a lamp on a pier", "width": 64, "height": 64, "seed": number });
        let job = app.generate(wish, "bench").await?.job_id;
        loop {
            let job = app.picture_job(job.as_str()).await?;
            match job.status {
                "completed" => break,
                "queued" | "claimed" | "running" => tokio::time::sleep(Duration::from_millis(1)).await,
                other => anyhow::bail!("a picture is {other}: {:?}", job.error),
            }
        }
        let events = app.job_events(job.as_str(), 0).await?;
        let at = |word: &str| events.iter().find(|event| event.event == word).map(|event| event.at);
        let (asked, begun) = at("queued").zip(at("engine")).context("a picture is asked for and begun")?;
        if number >= WARM {
            times.push((begun.as_micros() - asked.as_micros()) as f64 / 1e3);
        }
    }
    Ok(times)
}

async fn on(store: &Store, durability: &str) -> anyhow::Result<Vec<Measure>> {
    let engine = durability.split('.').next().unwrap_or(durability);
    let projects: Vec<String> = (0..PROJECTS).map(|_| JobId::new(now()).to_string()).collect();
    let tx = store.begin().await?;
    for (number, id) in projects.iter().enumerate() {
        let name = format!("Lanterns {number}");
        tx.insert_project(&ProjectRow::new(id.clone(), name, "{}".to_owned(), now())).await?;
    }
    tx.commit().await?;
    let begun = Instant::now();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let (store, project) = (store.clone(), projects[client % PROJECTS].clone());
            tokio::spawn(async move {
                for number in 0..JOBS / CLIENTS {
                    store.enqueue_pictures(batch(&project, 1, number)?, now()).await?;
                }
                anyhow::Ok(())
            })
        })
        .collect();
    for client in clients {
        client.await??;
    }
    let rate = JOBS as f64 / begun.elapsed().as_secs_f64();
    let left = (QUEUED - JOBS) / PROJECTS;
    for (number, project) in projects.iter().enumerate() {
        for part in 0..left / 100 {
            store.enqueue_pictures(batch(project, 100, number * left + part)?, now()).await?;
        }
    }
    let looks = looks(store, &projects).await?;
    let name = |what: &str, of: &str| format!("engines.queue.{what}.{of}");
    Ok(vec![
        Measure::single(name("enqueue.16_clients", durability), "1/s", Better::Higher, rate).goal(2000.0),
        Measure::new(name("list.10000_queued", engine), "ms", Better::Lower, looks).goal_p95(50.0),
    ])
}

/// A long queue as somebody looks at it: a page of one project's jobs that wait, who is next, and the counts.
async fn looks(store: &Store, projects: &[String]) -> anyhow::Result<Vec<f64>> {
    let mut times = Vec::with_capacity(LOOKS);
    for look in 0..LOOKS {
        let project = &projects[look % projects.len()];
        let filter = PictureFilter {
            project: Some(project.clone()),
            states: vec![JobState::Queued],
            ..PictureFilter::default()
        };
        let begun = Instant::now();
        let listed = store.picture_jobs(&filter, 100).await?;
        let next = store.next_pictures(Some(project), 100).await?;
        let counts = store.picture_job_counts(Some(project)).await?;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
        anyhow::ensure!((listed.len(), next.len(), counts.len()) == (100, 100, 1), "the queue is short");
    }
    Ok(times)
}

/// A wish for so many pictures, each with a recipe of its own.
fn batch(project: &str, pictures: u64, number: usize) -> anyhow::Result<NewBatch> {
    let recipe = |at: u64| anyhow::Ok(serde_json::to_string(&engines::recipe(number as u64 * 100 + at)?)?);
    let picture = |at: u64| {
        let recipe = recipe(at)?;
        anyhow::Ok(NewPicture { cell: "{}".to_owned(), recipe, ..NewPicture::default() })
    };
    Ok(NewBatch {
        id: JobId::new(now()).to_string(),
        project: project.to_owned(),
        key: None,
        wish: "{}".to_owned(),
        line: None,
        priority: 4,
        run_at: now(),
        max_attempts: 3,
        pictures: (0..pictures).map(picture).collect::<Result<_, _>>()?,
    })
}

fn now() -> Moment {
    Moment::from_micros(1_750_000_000_000_000)
}
