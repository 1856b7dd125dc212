//! Runs that engines go on with for nobody: they are told where a picture's job ends while no worker has it.

use store::{GENERATE, JobEnd, JobFilter, JobRow, RUN_BEGUN, RUN_LOST, Store, StoreError, WITHDRAW};

use super::production::{batch, furnish};
use crate::scene::{Checked, at};

const RUN: &str = r#"{"engine":"studio","prompt_id":"01a21e39-fd19-739d-8069-2b4752d8b181"}"#;

/// A picture whose worker has begun a run in an engine, and has a lease of 30 seconds.
async fn begun(store: &Store, second: i64) -> Result<JobRow, StoreError> {
    store.enqueue_pictures(batch("p1", 1, 4), at(second)).await?;
    let job = store.take_job(&[GENERATE], "taker", at(second + 30), at(second)).await?;
    let job = job.expect("a job waits");
    store.note_job(&job.id, job.token, RUN_BEGUN, RUN, at(second)).await?;
    Ok(job)
}

/// Of which jobs an engine is to be told.
async fn told(store: &Store) -> Result<Vec<String>, StoreError> {
    let filter = JobFilter { kind: Some(WITHDRAW.to_owned()), ..JobFilter::default() };
    let mut of = Vec::new();
    for job in store.jobs(&filter, 99).await? {
        let payload: serde_json::Value = serde_json::from_str(&job.payload).expect("a payload is JSON");
        assert_eq!(payload["run"]["engine"], "studio");
        of.push(payload["job"].as_str().unwrap_or_default().to_owned());
    }
    of.sort_unstable();
    Ok(of)
}

pub async fn an_engine_is_told_of_what_nobody_waits_for(store: &Store) -> Checked {
    let tx = store.begin().await?;
    furnish(&tx).await?;
    tx.commit().await?;
    // Cancelled while it waits for another worker; asked for before its worker was lost; after its second lost worker.
    let waiting = begun(store, 1).await?;
    store.expire_jobs(at(32)).await?;
    store.cancel_job(&waiting.id, at(33)).await?;
    let asked = begun(store, 40).await?;
    store.cancel_job(&asked.id, at(41)).await?;
    store.expire_jobs(at(71)).await?;
    let deadly = begun(store, 80).await?;
    store.expire_jobs(at(111)).await?;
    store.take_job(&[GENERATE], "taker", at(140), at(112)).await?.expect("it waits again");
    store.expire_jobs(at(141)).await?;
    // Put off by its worker, and cancelled with its project.
    let binned = begun(store, 150).await?;
    let end = JobEnd::PutOff { error: "full".to_owned(), at: at(200) };
    assert!(store.end_job(&binned.id, binned.token, &end, at(151)).await?);
    let tx = store.begin().await?;
    tx.cancel_pictures_of("p1", at(152)).await?;
    tx.commit().await?;
    let mut expected: Vec<String> = Vec::new();
    expected.extend([&waiting, &asked, &deadly, &binned].map(|job| job.id.to_string()));
    expected.sort_unstable();
    assert_eq!(told(store).await?, expected);
    Ok(())
}

pub async fn an_engine_is_told_of_nothing_else(store: &Store) -> Checked {
    let tx = store.begin().await?;
    furnish(&tx).await?;
    tx.commit().await?;
    // Its worker tells the engine itself, or has heard from it that the run is over.
    let heard = begun(store, 1).await?;
    store.cancel_job(&heard.id, at(2)).await?;
    assert!(store.end_job(&heard.id, heard.token, &JobEnd::Cancelled, at(3)).await?);
    let over = begun(store, 10).await?;
    store.note_job(&over.id, over.token, RUN_LOST, RUN, at(11)).await?;
    assert!(store.end_job(&over.id, over.token, &JobEnd::Dead("it failed".to_owned()), at(12)).await?);
    // Queued anew, it begins another run.
    store.retry_job(&heard.id, at(13)).await?;
    store.cancel_job(&heard.id, at(14)).await?;
    let done = begun(store, 20).await?;
    assert!(store.end_job(&done.id, done.token, &JobEnd::Done("{}".to_owned()), at(21)).await?);
    // What never began has nothing there.
    let made = store.enqueue_pictures(batch("p1", 1, 4), at(30)).await?;
    store.cancel_job(&made.jobs[0], at(31)).await?;
    assert_eq!(told(store).await?, Vec::<String>::new());
    Ok(())
}
