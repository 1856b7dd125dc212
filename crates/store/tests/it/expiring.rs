//! Leases that are over: one whose end cannot be written holds no other one back.

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use store::{JobState, NewJob, Store, StoreError};

use crate::scene::{Checked, at, postgres, sqlite};

/// How many lost workers there are beside the one whose job cannot be ended.
const OTHERS: usize = 3;

/// Jobs whose workers are lost; gives what puts something in the way of the first one's next event, and what takes it
/// away.
async fn lost(store: &Store) -> Result<(String, String), StoreError> {
    let jobs = vec![NewJob::new("a", "{}".to_owned(), at(0)); 1 + OTHERS];
    let made = store.enqueue_jobs(&jobs, at(0)).await?;
    for _ in &made {
        store.take_job(&["a"], "taker", at(30), at(1)).await?.expect("a job is ready");
    }
    let first = made[0].id.as_str();
    let block = format!(
        "INSERT INTO job_events (job, seq, at, kind, state, done, total, unit, message, data) \
         VALUES ('{first}', 3, 0, 'odd', 'running', 0, NULL, '', '', '')"
    );
    Ok((block, format!("DELETE FROM job_events WHERE kind = 'odd' AND job = '{first}'")))
}

async fn ended(store: &Store) -> Result<usize, StoreError> {
    let expired = store.expire_jobs(at(31)).await?;
    assert!(expired.iter().all(|job| job.state == JobState::Queued), "{expired:?}");
    Ok(expired.len())
}

#[tokio::test]
async fn one_lease_that_cannot_be_ended_holds_no_other_back_in_a_file() -> Checked {
    let (folder, store) = sqlite().await;
    let (block, unblock) = lost(&store).await?;
    let path = folder.path().join("catalog.sqlite").display().to_string();
    let mut raw = SqliteConnection::connect(&path).await.expect("the file is there");
    raw.execute(AssertSqlSafe(block)).await.expect("the table is there");
    assert_eq!(ended(&store).await?, OTHERS);
    assert_eq!(ended(&store).await?, 0, "it is left as it was");
    raw.execute(AssertSqlSafe(unblock)).await.expect("the table is there");
    raw.close().await.expect("the connection closes");
    assert_eq!(ended(&store).await?, 1);
    Ok(())
}

#[tokio::test]
async fn one_lease_that_cannot_be_ended_holds_no_other_back_on_a_server() -> Checked {
    let Some((database, store)) = postgres().await else { return Ok(()) };
    let (block, unblock) = lost(&store).await?;
    let mut raw = PgConnection::connect(&database.url()).await.expect("the database is there");
    raw.execute(AssertSqlSafe(block)).await.expect("the table is there");
    assert_eq!(ended(&store).await?, OTHERS);
    assert_eq!(ended(&store).await?, 0, "it is left as it was");
    raw.execute(AssertSqlSafe(unblock)).await.expect("the table is there");
    raw.close().await.expect("the connection closes");
    assert_eq!(ended(&store).await?, 1);
    store.close().await
}
