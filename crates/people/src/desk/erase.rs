//! Somebody erased, and the proof that nothing of them is left.

use std::{fs, path::Path};

use model::Instant;
use serde::Serialize;
use store::{Erased, PersonFilter, PersonRow, Store};

use super::PeopleError;
use crate::{PersonKey, links};

/// What was erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErasedPerson {
    /// The key, which stays as a tombstone.
    pub key: PersonKey,
    /// How many rows went, by table.
    pub rows: Vec<(&'static str, u64)>,
    /// How many files were deleted.
    pub files: usize,
    /// Objects that are to be deleted, by their keys.
    pub objects: Vec<String>,
    /// Files and objects that are somebody else's as well, and stay.
    pub shared: Vec<String>,
    /// Where something of the person was still found: columns of the database, and files.
    pub left: Vec<String>,
}

/// Takes everything of a person out of the database and the folder of people's files. Safe to repeat. What was deleted
/// is only unreadable after [`Store::rewrite_people`].
///
/// Objects in a storage are the caller's to delete; [`ErasedPerson::objects`] names them.
pub async fn erase(
    store: &Store,
    key: &PersonKey,
    files: &Path,
    now: Instant,
) -> Result<(ErasedPerson, Vec<String>), PeopleError> {
    let person = store.person_row(key.as_str()).await?;
    let known = store.people_erased().await?.iter().any(|erased| erased == key.as_str());
    if person.is_none() && !known {
        return Err(PeopleError::Nobody(key.to_string()));
    }
    let secrets = match &person {
        Some(person) => secrets(store, person).await?,
        None => Vec::new(),
    };
    let tx = store.begin().await?;
    let erased: Erased = tx.erase_person(key.as_str(), now).await?;
    tx.commit().await?;
    let mut deleted = 0;
    for file in &erased.files {
        // A path that leads out of the folder is none of ours.
        let path = files.join(file);
        if !path.starts_with(files) || file.split('/').any(|part| part == "..") {
            continue;
        }
        match fs::remove_file(&path) {
            Ok(()) => deleted += 1,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(PeopleError::file(&path)(error)),
        }
    }
    let report = ErasedPerson {
        key: key.clone(),
        rows: erased.rows,
        files: deleted,
        objects: erased.objects,
        shared: erased.shared,
        left: Vec::new(),
    };
    Ok((report, secrets))
}

/// Where one of the texts still stands: in columns of the database, and in the files below the folders.
pub async fn prove(store: &Store, secrets: &[String], folders: &[&Path]) -> Result<Vec<String>, PeopleError> {
    let texts: Vec<&str> = secrets.iter().map(String::as_str).collect();
    let mut left = store.scan_for(&texts).await?;
    let needles: Vec<&[u8]> = texts.iter().map(|text| text.as_bytes()).collect();
    for folder in folders {
        scan(folder, &needles, &mut left)?;
    }
    Ok(left)
}

/// What only this person says: the address, and the id of what the link leads to. A name is shared with others now and
/// then, and stands in the works of a catalog; it goes with the rows that hold it.
async fn secrets(store: &Store, person: &PersonRow) -> Result<Vec<String>, PeopleError> {
    let told = |person: &PersonRow| {
        let link = person.source_link.clone().map(|link| match links::read(&link).into_iter().next() {
            Some(Ok(target)) => target.media_id,
            _ => link,
        });
        let texts: Vec<String> = [person.email.clone(), link].into_iter().flatten().collect();
        texts
    };
    let mut secrets: Vec<String> = told(person).into_iter().filter(|text| text.len() >= SHORTEST).collect();
    let mut filter = PersonFilter { with_gone: true, ..PersonFilter::default() };
    loop {
        let page = store.people(&filter, 1_000).await?;
        let Some(last) = page.last() else { return Ok(secrets) };
        filter.after = Some((last.row_index, last.key.clone()));
        for other in page.iter().filter(|other| other.key != person.key) {
            let theirs = told(other);
            secrets.retain(|text| !theirs.contains(text));
        }
    }
}

/// A shorter text would be found by chance.
const SHORTEST: usize = 6;

fn scan(folder: &Path, needles: &[&[u8]], left: &mut Vec<String>) -> Result<(), PeopleError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(PeopleError::file(folder)(error)),
    };
    for entry in entries {
        let entry = entry.map_err(PeopleError::file(folder))?;
        let (path, kind) = (entry.path(), entry.file_type().map_err(PeopleError::file(folder))?);
        if kind.is_dir() {
            scan(&path, needles, left)?;
        } else if kind.is_file() && holds(&path, needles)? {
            left.push(path.display().to_string());
        }
    }
    Ok(())
}

/// How much of a file is read at once.
const PIECE: usize = 1 << 20;

/// Whether a file holds one of the texts, also where two pieces meet.
fn holds(path: &Path, needles: &[&[u8]]) -> Result<bool, PeopleError> {
    use std::io::Read;
    let longest = needles.iter().map(|needle| needle.len()).max().unwrap_or(0);
    let mut file = match fs::File::open(path) {
        Ok(file) => file,
        // A log of the database goes while one looks.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(PeopleError::file(path)(error)),
    };
    let mut window: Vec<u8> = Vec::new();
    let mut piece = vec![0; PIECE];
    loop {
        let read = file.read(&mut piece).map_err(PeopleError::file(path))?;
        if read == 0 {
            return Ok(false);
        }
        window.extend_from_slice(&piece[..read]);
        let found = needles
            .iter()
            .filter(|needle| !needle.is_empty())
            .any(|needle| window.windows(needle.len()).any(|part| part == *needle));
        if found {
            return Ok(true);
        }
        let keep = window.len().saturating_sub(longest);
        window.drain(..keep);
    }
}
