//! What is still to be deleted outside of the database, deleted.
//!
//! An object goes while the write lock is held and after a last look whose it is: everybody who takes one up says so in
//! a transaction first. So nobody can come in between, and a kill leaves the word that it is to go.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use assets::objects::{Manifest, Note, ObjectError, Objects};
use model::Instant;
use serde::Serialize;
use store::{Erasure, ErasureKind, Store};

use super::{PeopleError, staging::Staging};
use crate::{PersonKey, ledger};

/// How long others wait for the write lock until a storage has answered; what takes longer is left for another time.
const PATIENCE: Duration = Duration::from_secs(8);

/// Where what is to be deleted lies.
#[derive(Clone)]
pub struct Places<'a> {
    /// The database, which has the list.
    pub store: &'a Store,
    /// The storage.
    pub objects: &'a Objects,
    /// The folder of people's files, with the folder `staging` of downloads in it.
    pub folder: PathBuf,
}

/// What became of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Finished {
    /// Objects that were deleted, by their keys.
    pub objects: Vec<String>,
    /// How many files of the disk were deleted.
    pub files: usize,
    /// Objects that are somebody else's by now, and stay.
    pub kept: Vec<String>,
    /// What could not be deleted so far, each with its reason.
    pub left: Vec<String>,
    /// Files that were set up once and may hold a line of theirs: they are changed by hand only.
    pub by_hand: Vec<String>,
}

impl Finished {
    /// With what became of somebody else's.
    fn add(&mut self, other: Self) {
        self.objects.extend(other.objects);
        self.files += other.files;
        self.kept.extend(other.kept);
        self.left.extend(other.left);
        for path in other.by_hand {
            if !self.by_hand.contains(&path) {
                self.by_hand.push(path);
            }
        }
    }
}

/// Deletes what is on the list; only what is of one person where a key is given. What cannot be deleted now is named and
/// stays on it. Safe to repeat, and in several processes at once.
///
/// # Errors
/// A store that fails.
pub async fn finish(
    places: &Places<'_>,
    person: Option<&PersonKey>,
    now: Instant,
) -> Result<Finished, PeopleError> {
    let list = places.store.erasures(person.map(PersonKey::as_str)).await?;
    let mut sum = Finished::default();
    for done in each(places, list, now).await?.into_values() {
        sum.add(done);
    }
    Ok(sum)
}

/// The same for several people, and what became of each one's. The CSV file and the tables are written anew once for all
/// of them, and the folder of downloads is read once.
///
/// # Errors
/// A store that fails.
pub async fn finish_all(
    places: &Places<'_>,
    people: &[PersonKey],
    now: Instant,
) -> Result<Vec<Finished>, PeopleError> {
    let mut list = Vec::new();
    for person in people {
        list.extend(places.store.erasures(Some(person.as_str())).await?);
    }
    list.sort();
    list.dedup();
    let mut done = each(places, list, now).await?;
    let of = |person: &PersonKey| done.remove(&Erasure::owner_of(person.as_str())).unwrap_or_default();
    Ok(people.iter().map(of).collect())
}

/// Deletes what a list names, in its order; gives what became of it by the hash of whose it is.
async fn each(
    places: &Places<'_>,
    list: Vec<Erasure>,
    now: Instant,
) -> Result<BTreeMap<String, Finished>, PeopleError> {
    let mut all: BTreeMap<String, Finished> = BTreeMap::new();
    let mut is_written_anew: Option<Result<Vec<String>, String>> = None;
    let mut staging = None;
    for erasure in list {
        let done = all.entry(erasure.owner.clone()).or_default();
        let asset = erasure.asset.as_deref().unwrap_or_default();
        let result = match erasure.kind {
            ErasureKind::Object => object(places, &erasure, done).await?,
            ErasureKind::Header => header(places, &erasure, now, done).await?,
            ErasureKind::Manifest => {
                gone(places.objects.delete(&Manifest::key_of(&erasure.name, asset)).await)
            }
            ErasureKind::File => file(&places.folder, &erasure.name, done),
            ErasureKind::Staged => {
                let staging = staging.get_or_insert_with(|| Staging::read(&places.folder));
                staging.remove(asset).map(|files| done.files += files)
            }
            ErasureKind::Ledger => {
                let known = match &is_written_anew {
                    Some(known) => Result::clone(known),
                    None => is_written_anew.insert(written_anew(places.store, now).await).clone(),
                };
                known.map(|there| done.by_hand.extend(there))
            }
        };
        match result {
            // These end themselves, in the transaction that looks whose they are.
            Ok(()) if erasure.kind == ErasureKind::Object => {}
            Ok(()) => {
                let tx = places.store.begin().await?;
                tx.end_erasure(&erasure).await?;
                tx.commit().await?;
            }
            Err(reason) => done.left.push(told(&erasure, &reason)),
        }
    }
    Ok(all)
}

/// Takes an object away that no row holds, unless somebody takes it up: whether it is gone.
///
/// # Errors
/// A store that fails.
pub async fn take_away(
    places: &Places<'_>,
    key: &str,
    but_for: Option<&str>,
    now: Instant,
) -> Result<bool, PeopleError> {
    let tx = places.store.begin().await?;
    if !tx.claim_object(key, but_for, now).await? {
        tx.rollback().await?;
        return Ok(false);
    }
    tx.commit().await?;
    claimed(places, key, but_for).await
}

/// Takes away an object that stands on the list already, as [`take_away`] does: whether it is gone.
///
/// # Errors
/// A store that fails.
pub async fn claimed(places: &Places<'_>, key: &str, but_for: Option<&str>) -> Result<bool, PeopleError> {
    let (name, owner) = (key.to_owned(), String::new());
    let erasure = Erasure { kind: ErasureKind::Object, name, asset: None, owner };
    let mut done = Finished::default();
    Ok(object_but_for(places, &erasure, but_for, &mut done).await?.is_ok() && done.kept.is_empty())
}

async fn object(
    places: &Places<'_>,
    erasure: &Erasure,
    done: &mut Finished,
) -> Result<Result<(), String>, PeopleError> {
    object_but_for(places, erasure, None, done).await
}

async fn object_but_for(
    places: &Places<'_>,
    erasure: &Erasure,
    but_for: Option<&str>,
    done: &mut Finished,
) -> Result<Result<(), String>, PeopleError> {
    let key = erasure.name.as_str();
    let tx = places.store.begin().await?;
    if !tx.has_erasure(erasure).await? {
        tx.rollback().await?;
        return Ok(Ok(()));
    }
    if tx.object_is_wanted(key, but_for).await? {
        tx.end_erasure(erasure).await?;
        tx.commit().await?;
        done.kept.push(key.to_owned());
        return Ok(Ok(()));
    }
    let deleted = match tokio::time::timeout(PATIENCE, places.objects.delete(key)).await {
        Ok(deleted) => gone(deleted),
        Err(_) => Err("the storage does not answer".to_owned()),
    };
    // A file of before the storage was elsewhere lies under the same key.
    let deleted = deleted.and_then(|()| file(&places.folder, &format!("objects/{key}"), done));
    if let Err(reason) = deleted {
        tx.rollback().await?;
        return Ok(Err(reason));
    }
    tx.end_erasure(erasure).await?;
    tx.commit().await?;
    done.objects.push(key.to_owned());
    Ok(Ok(()))
}

/// What stands in the headers of an object that others hold is one of theirs.
async fn header(
    places: &Places<'_>,
    erasure: &Erasure,
    now: Instant,
    done: &mut Finished,
) -> Result<Result<(), String>, PeopleError> {
    let key = erasure.name.as_str();
    let tx = places.store.begin().await?;
    let holders = tx.assets_at(key).await?;
    let is_wanted = tx.object_is_wanted(key, None).await?;
    tx.rollback().await?;
    if holders.is_empty() {
        if is_wanted {
            let coming = "somebody is about to take it up; its headers are seen to after that";
            return Ok(Err(coming.to_owned()));
        }
        // What was sent for the last who held it may have come after it was deleted.
        if !take_away(places, key, None, now).await? {
            return Ok(Err("nobody holds it any more, and it is not gone so far".to_owned()));
        }
        done.objects.push(key.to_owned());
        return Ok(Ok(()));
    }
    let notes: Vec<Note> =
        holders.into_iter().map(|holder| Note { row: holder.person, origin: holder.url }).collect();
    let written = match places.objects.note_anew(key, &notes).await {
        Ok(written) => written,
        Err(ObjectError::Missing { .. }) => false,
        Err(error) => return Ok(Err(error.to_string())),
    };
    // Whoever was erased while it was written took it away before the last byte came.
    if written && take_away(places, key, None, now).await? {
        done.objects.push(key.to_owned());
    }
    Ok(Ok(()))
}

fn file(folder: &Path, name: &str, done: &mut Finished) -> Result<(), String> {
    // A path that leads out of the folder is none of ours.
    let path = folder.join(name);
    if !path.starts_with(folder) || name.split('/').any(|part| part == "..") {
        return Ok(());
    }
    match fs::remove_file(&path) {
        Ok(()) => done.files += 1,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error.to_string()),
    }
    Ok(())
}

/// The CSV file without them, and nothing of them in free pages; gives which other files are to be looked at by hand.
async fn written_anew(store: &Store, now: Instant) -> Result<Vec<String>, String> {
    let there = ledger::forget(store, now).await.map_err(|error| error.to_string())?;
    store.rewrite_people().await.map_err(|error| error.to_string())?;
    let told = |path: PathBuf| {
        format!(
            "`{}` was set up before and may hold their line; take it out or delete the file",
            path.display()
        )
    };
    Ok(there.into_iter().map(told).collect())
}

/// What is not there is gone, and where no key can lead nothing lies.
fn gone(deleted: Result<(), ObjectError>) -> Result<(), String> {
    match deleted {
        Ok(()) | Err(ObjectError::Missing { .. } | ObjectError::Address { .. }) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

fn told(erasure: &Erasure, reason: &str) -> String {
    let name = if erasure.name.is_empty() { erasure.asset.as_deref().unwrap_or("") } else { &erasure.name };
    let what = match erasure.kind {
        ErasureKind::Object => "the object",
        ErasureKind::Header => "the headers of the object",
        ErasureKind::Manifest => "the manifest of the object",
        ErasureKind::File => "the file",
        ErasureKind::Staged => "what was downloaded of the asset",
        ErasureKind::Ledger => "the CSV file and free pages",
    };
    if name.is_empty() { format!("{what}: {reason}") } else { format!("{what} {name}: {reason}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_leads_elsewhere_is_left() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let inside = folder.path().join("people");
        fs::create_dir(&inside).expect("a folder");
        let other = folder.path().join("other");
        fs::write(&other, "x").expect("a file");
        let mut done = Finished::default();
        file(&inside, "../other", &mut done).expect("it is passed by");
        file(&inside, &other.display().to_string(), &mut done).expect("it is passed by");
        assert!(other.exists() && done.files == 0);
    }
}
