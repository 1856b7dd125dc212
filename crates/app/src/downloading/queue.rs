//! What is due, taken from the list a batch at a time.
//!
//! The list is read behind the one that was looked at last, and never from its front for one batch more. What comes
//! while a session goes on, such as the files of a folder, is mostly due before that one; so the list is gone through
//! again until a whole round brings nothing new.

use std::collections::HashSet;

use model::Instant;
use people::AssetKind;
use store::{AssetFilter, AssetRow, Store, StoreError};

/// The fewest rows that are read at once.
const LOOK: usize = 100;

/// Where a session is in the list.
#[derive(Debug, Default)]
pub(super) struct Queue {
    /// Everything that was taken up already, by id.
    taken: HashSet<String>,
    /// Which one was looked at last, by when it was due and its id; none at the front.
    after: Option<(Option<Instant>, String)>,
    /// Whether something was taken since the front.
    has_moved: bool,
}

impl Queue {
    /// How many were taken so far.
    pub fn taken(&self) -> usize {
        self.taken.len()
    }

    /// The next of those that are due, at most so many; none when nobody is left that was not taken.
    pub async fn next(
        &mut self,
        store: &Store,
        due: &AssetFilter,
        most: usize,
        is_wanted: impl Fn(AssetKind) -> bool,
    ) -> Result<Vec<AssetRow>, StoreError> {
        let look = most.max(LOOK);
        let mut batch = Vec::new();
        while batch.len() < most {
            let filter = AssetFilter { due_after: self.after.clone(), ..due.clone() };
            let rows = store.assets(&filter, look).await?;
            let is_end = rows.len() < look;
            for row in rows {
                if batch.len() == most {
                    return Ok(batch);
                }
                self.after = Some((row.next_attempt_at, row.id.clone()));
                let fits = AssetKind::parse(&row.kind).is_some_and(&is_wanted);
                if fits && self.taken.insert(row.id.clone()) {
                    self.has_moved = true;
                    batch.push(row);
                }
            }
            if !is_end {
                continue;
            }
            if !batch.is_empty() {
                return Ok(batch);
            }
            self.after = None;
            if !std::mem::take(&mut self.has_moved) {
                return Ok(batch);
            }
        }
        Ok(batch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Instant {
        Instant::from_micros(1_750_000_000_000_000 + second * 1_000_000)
    }

    fn asset(number: usize, kind: AssetKind) -> AssetRow {
        let person = "7".parse().expect("a sound key");
        let medium = format!("medium{number:05}");
        people::desk::asset_row(&people::Asset::new(person, kind, &medium, &medium, &medium, at(0)))
    }

    async fn add(store: &Store, rows: &[AssetRow]) {
        let tx = store.begin().await.expect("a transaction");
        tx.add_assets(rows).await.expect("room");
        tx.commit().await.expect("room");
    }

    #[tokio::test]
    async fn each_is_taken_once_and_what_comes_meanwhile_too() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let url = format!("sqlite:{}", folder.path().join("catalog.sqlite").display());
        let store = Store::open(&url).await.expect("a new file opens");
        let films: Vec<AssetRow> = (0..250).map(|number| asset(number, AssetKind::DriveFile)).collect();
        let others: Vec<AssetRow> = (250..400).map(|number| asset(number, AssetKind::YoutubeVideo)).collect();
        add(&store, &films).await;
        add(&store, &others).await;
        let due = AssetFilter { due_at: Some(at(1)), ..AssetFilter::default() };
        let is_film = |kind| kind == AssetKind::DriveFile;
        let (mut queue, mut ids, mut sizes) = (Queue::default(), Vec::new(), Vec::new());
        loop {
            let batch = queue.next(&store, &due, 40, is_film).await.expect("a list");
            if batch.is_empty() {
                break;
            }
            assert!(batch.iter().all(|row| row.kind == AssetKind::DriveFile.as_str()));
            sizes.push(batch.len());
            ids.extend(batch.into_iter().map(|row| row.id));
            if sizes.len() == 2 {
                // Some of these are due before the one that was taken last, and some behind it.
                let found: Vec<AssetRow> = (400..450).map(|at| asset(at, AssetKind::DriveFile)).collect();
                add(&store, &found).await;
            }
        }
        assert_eq!((ids.len(), queue.taken()), (300, 300), "those that nobody finished are not taken again");
        assert!(sizes[..6].iter().all(|size| *size == 40), "{sizes:?}");
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 300);
    }

    #[tokio::test]
    async fn a_list_without_anything_wanted_ends() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let url = format!("sqlite:{}", folder.path().join("catalog.sqlite").display());
        let store = Store::open(&url).await.expect("a new file opens");
        let rows: Vec<AssetRow> = (0..250).map(|number| asset(number, AssetKind::DriveFile)).collect();
        add(&store, &rows).await;
        let due = AssetFilter { due_at: Some(at(1)), ..AssetFilter::default() };
        let mut queue = Queue::default();
        assert!(queue.next(&store, &due, 10, |_| false).await.expect("a list").is_empty());
        assert_eq!(queue.next(&store, &due, 10, |_| true).await.expect("a list").len(), 10, "from the front");
    }
}
