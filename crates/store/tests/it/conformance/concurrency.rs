//! Several writers and readers at once.

use model::{EntityKind, Instant};
use store::{Store, StoreError};

use crate::scene::{Checked, add_work, export};

/// As many writers at once, each with a connection of its own.
const WRITERS: usize = 6;
const TURNS: usize = 5;

/// Runs writers that each add works, with every third transaction rolled back.
async fn write_at_once(store: &Store) -> Result<Vec<i64>, StoreError> {
    let writers = (0..WRITERS).map(|writer| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut numbers = Vec::new();
            for turn in 0..TURNS {
                let tx = store.begin().await?;
                let subject = format!("mal:{writer}-{turn}");
                let number = add_work(&tx, &format!("Work {subject}"), &subject).await?;
                if (writer + turn) % 3 == 0 {
                    tx.rollback().await?;
                } else {
                    tx.commit().await?;
                    numbers.push(number);
                }
            }
            Ok::<_, StoreError>(numbers)
        })
    });
    let mut numbers = Vec::new();
    for writer in writers.collect::<Vec<_>>() {
        numbers.append(&mut writer.await.expect("a writer does not panic")?);
    }
    numbers.sort_unstable();
    Ok(numbers)
}

pub async fn writers_take_turns(store: &Store) -> Checked {
    let numbers = write_at_once(store).await?;
    let expected: Vec<i64> = (1..=numbers.len() as i64).collect();
    assert_eq!(numbers, expected);
    assert_eq!(store.last_change().await?, numbers.len() as i64);
    assert!(store.verify().await?.is_sound());
    Ok(())
}

pub async fn readers_see_changes_in_order(store: &Store) -> Checked {
    let (done, mut finished) = tokio::sync::oneshot::channel();
    let reading = store.clone();
    let reader = tokio::spawn(async move {
        let mut seen = 0;
        loop {
            let last_look = finished.try_recv().is_ok();
            for change in reading.changes_since(seen, 100).await? {
                // A number that became visible late would have been passed over for good.
                assert_eq!(change.seq, seen + 1);
                seen = change.seq;
            }
            if last_look {
                return Ok::<_, StoreError>(seen);
            }
        }
    });
    let numbers = write_at_once(store).await?;
    done.send(()).expect("the reader waits for it");
    assert_eq!(reader.await.expect("the reader does not panic")?, numbers.len() as i64);
    Ok(())
}

pub async fn an_export_sees_one_state(store: &Store) -> Checked {
    let writing = store.clone();
    let writer = tokio::spawn(async move { write_at_once(&writing).await });
    for _ in 0..5 {
        let text = export(store, true).await?;
        let count = |kind: &str| text.matches(&format!("{{\"kind\":\"{kind}\",")).count();
        assert_eq!(count("work"), count("link"));
    }
    writer.await.expect("the writers do not panic")?;
    let tx = store.begin().await?;
    tx.remove(&EntityKind::Work, crate::scene::entity(1), "done", "test", Instant::EPOCH).await?;
    tx.commit().await
}
