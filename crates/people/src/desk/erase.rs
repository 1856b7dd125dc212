//! Somebody erased, and the texts that only they said.

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
