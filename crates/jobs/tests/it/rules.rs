//! Random steps, through the rules and through the store: the same job after each.

use jobs::{Life, Step};
use model::Instant;
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngSeed, TestRunner},
};
use store::{JobEnd, JobId, JobReport, NewJob, Store, StoreError};

use crate::scene::{at, beds};

const SCRIPTS: usize = 40;

fn steps() -> impl Strategy<Value = (Step, i64)> {
    let ends = prop_oneof![
        Just(JobEnd::Done("1".to_owned())),
        Just(JobEnd::Failed("no".to_owned())),
        Just(JobEnd::Dead("no".to_owned())),
        (0..90i64).prop_map(|second| JobEnd::Retry { error: "no".to_owned(), at: at(second) }),
        (0..90i64).prop_map(|second| JobEnd::PutOff { error: "no".to_owned(), at: at(second) }),
        Just(JobEnd::Cancelled),
        Just(JobEnd::Released),
    ];
    let step = prop_oneof![
        5 => (1..90i64).prop_map(|second| Step::Take(at(second))),
        2 => (0..5i64, 1..90i64).prop_map(|(token, second)| Step::Renew(token, at(second))),
        3 => (0..5i64, ends).prop_map(|(token, end)| Step::End(token, end)),
        3 => Just(Step::Expire),
        1 => Just(Step::Cancel),
        2 => Just(Step::Retry),
    ];
    (step, 0..9i64)
}

/// Does a step in the store.
async fn step(store: &Store, id: &JobId, step: &Step, now: Instant) -> Result<(), StoreError> {
    match step {
        Step::Take(until) => drop(store.take_job(&["a"], "worker", *until, now).await?),
        Step::Renew(token, until) => {
            let reports = store.renew_jobs(&[(id.clone(), *token)], *until).await?;
            assert_eq!(reports.len(), 1);
        }
        Step::End(token, end) => drop(store.end_job(id, *token, end, now).await?),
        Step::Expire => drop(store.expire_jobs(now).await?),
        Step::Cancel => drop(store.cancel_job(id, now).await?),
        Step::Retry => drop(store.retry_job(id, now).await?),
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_store_keeps_the_rules() -> Result<(), StoreError> {
    let config = Config { failure_persistence: None, rng_seed: RngSeed::Fixed(7), ..Config::default() };
    for bed in beds().await {
        let mut runner = TestRunner::new(config.clone());
        for _ in 0..SCRIPTS {
            let strategy = (prop::collection::vec(steps(), 1..25), 1..4u32, 1..4u32);
            let (script, max_attempts, max_crashes) =
                strategy.new_tree(&mut runner).expect("a script").current();
            let new = NewJob { max_attempts, max_crashes, ..NewJob::new("a", "{}".to_owned(), at(0)) };
            let id = bed.store.enqueue_job(&new, at(0)).await?.id;
            let mut life = Life::new(at(0), max_attempts, max_crashes);
            let mut now = 0;
            for (tried, wait) in script {
                now += wait;
                life = life.after(&tried, at(now)).unwrap_or(life);
                step(&bed.store, &id, &tried, at(now)).await?;
                let mut found = Life::from(&bed.store.job(&id).await?.expect("it is there"));
                // The moment from which an ended job may run means nothing.
                if life.state.is_final() {
                    found.run_at = life.run_at;
                }
                assert_eq!(found, life, "after {tried:?} at {now}");
            }
            // So that the next script's job is alone.
            bed.store.cancel_job(&id, at(now)).await?;
            if let Some(job) = bed.store.job(&id).await?.filter(|job| !job.state.is_final()) {
                let ended = bed.store.end_job(&id, job.token, &JobEnd::Cancelled, at(now)).await?;
                assert!(ended);
                let late = bed.store.renew_jobs(&[(id, job.token)], at(now)).await?;
                assert_eq!(late, [JobReport::Lost]);
            }
        }
        bed.store.close().await?;
    }
    Ok(())
}
