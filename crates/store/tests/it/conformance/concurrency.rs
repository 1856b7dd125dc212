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

/// A lease runs out by itself, goes back when it is no longer needed, and is never taken from whoever holds it.
pub async fn a_lease_has_one_holder(store: &Store) -> Checked {
    let at = |second: i64| Instant::from_micros(second * 1_000_000);
    assert!(store.hold_lease("vectors", "ann", at(0), at(60)).await?);
    assert!(!store.hold_lease("vectors", "bob", at(59), at(119)).await?);
    assert!(store.hold_lease("pictures", "bob", at(59), at(119)).await?, "another one");
    assert!(store.hold_lease("vectors", "ann", at(59), at(119)).await?, "held longer");
    assert_eq!(store.lease_until("vectors").await?, Some(at(119)));
    assert_eq!(store.lease_until("nothing").await?, None);
    store.end_lease("vectors", "bob").await?;
    assert!(!store.hold_lease("vectors", "bob", at(118), at(178)).await?, "nobody else gives it back");
    assert!(store.hold_lease("vectors", "bob", at(120), at(180)).await?, "it ran out");
    assert!(!store.hold_lease("vectors", "ann", at(121), at(181)).await?);
    store.end_lease("vectors", "bob").await?;
    assert!(store.hold_lease("vectors", "ann", at(122), at(182)).await?, "it was given back");
    let takers = (0..8).map(|taker| {
        let store = store.clone();
        tokio::spawn(async move { store.hold_lease("race", &format!("taker {taker}"), at(0), at(9)).await })
    });
    let mut taken = 0;
    for taker in takers.collect::<Vec<_>>() {
        taken += usize::from(taker.await.expect("a taker does not panic")?);
    }
    assert_eq!(taken, 1);
    Ok(())
}
