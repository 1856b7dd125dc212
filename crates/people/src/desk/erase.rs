//! Somebody erased, and the texts that only they said.

use model::Instant;
use serde::Serialize;
use store::{AssetFilter, Erased, PersonFilter, PersonRow, Store};

use super::{Finished, PeopleError};
use crate::{PersonKey, ledger, links};

/// What was erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErasedPerson {
    /// The key, which stays as a tombstone.
    pub key: PersonKey,
    /// How many rows went, by table.
    pub rows: Vec<(&'static str, u64)>,
    /// How many files of the disk were deleted, those of broken downloads included.
    pub files: usize,
    /// Objects that were deleted, by their keys.
    pub objects: Vec<String>,
    /// Files and objects that are somebody else's as well, and stay.
    pub shared: Vec<String>,
    /// How much an earlier run had left to be deleted when this one began.
    pub resumed: usize,
    /// What could not be deleted so far, each with its reason. Another run or `people fsck` goes on with it.
    pub pending: Vec<String>,
    /// What may be theirs and cannot be proven to be: it stays until somebody looks at it.
    pub unproven: Vec<String>,
    /// Whether there was something to search for. What only they said is known to the first run alone.
    pub searched: bool,
    /// Where something of the person was still found: columns of the database, and files.
    pub left: Vec<String>,
}

impl ErasedPerson {
    /// Whether all of it is gone, as far as anybody can tell.
    pub fn is_clean(&self) -> bool {
        self.pending.is_empty() && self.unproven.is_empty() && self.left.is_empty()
    }

    /// With what became of the things outside of the database.
    pub fn finished(&mut self, done: Finished) {
        self.files += done.files;
        self.objects.extend(done.objects);
        self.shared.extend(done.kept);
        self.pending.extend(done.left);
        self.unproven.extend(done.by_hand);
    }
}

/// Takes everything of a person out of the database, and writes down in the same step what is to be deleted elsewhere;
/// [`finish`](super::finish) does that, then or later. Safe to repeat. Gives what only they said, to search for.
///
/// # Errors
/// `Nobody` for a key that nobody has or had.
pub async fn erase(
    store: &Store,
    key: &PersonKey,
    now: Instant,
) -> Result<(ErasedPerson, Vec<String>), PeopleError> {
    let seen = store.person_row(key.as_str()).await?;
    let known = store.people_erased().await?.iter().any(|erased| erased == key.as_str());
    if seen.is_none() && !known {
        return Err(PeopleError::Nobody(key.to_string()));
    }
    let mut secrets = match &seen {
        Some(person) => secrets(store, person).await?,
        None => Vec::new(),
    };
    let resumed = store.erasures(Some(key.as_str())).await?.len();
    let tx = store.begin().await?;
    let person = tx.person_row(key.as_str()).await?;
    let copies = ledger::copies(&tx, key, person.as_ref()).await?;
    let erased: Erased = tx.erase_person(key.as_str(), &copies.theirs, now).await?;
    tx.commit().await?;
    // An import in between gave them another address, which is searched for as well.
    if let Some(person) = person.filter(|person| Some(person) != seen.as_ref()) {
        secrets.extend(self::secrets(store, &person).await?);
    }
    let line = |line: &u64| {
        format!("line {line} of the CSV file was set aside, and says what they and somebody else say")
    };
    let report = ErasedPerson {
        key: key.clone(),
        rows: erased.rows,
        files: 0,
        objects: Vec::new(),
        shared: erased.shared,
        resumed,
        pending: Vec::new(),
        unproven: copies.unproven.iter().map(line).collect(),
        searched: !secrets.is_empty(),
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
        let Some(last) = page.last() else { break };
        filter.after = Some((last.row_index, last.key.clone()));
        for other in page.iter().filter(|other| other.key != person.key) {
            let theirs = told(other);
            secrets.retain(|text| !theirs.contains(text));
        }
    }
    let mut only = Vec::with_capacity(secrets.len());
    for text in secrets {
        if !is_had_by_others(store, &text, person).await? {
            only.push(text);
        }
    }
    Ok(only)
}

/// Whether somebody else has this video or file as well, through a document, a playlist or a folder.
async fn is_had_by_others(store: &Store, media: &str, person: &PersonRow) -> Result<bool, PeopleError> {
    let filter = AssetFilter { file: Some(media.to_owned()), with_gone: true, ..AssetFilter::default() };
    let rows = store.assets(&filter, 100).await?;
    Ok(rows.iter().any(|row| row.person != person.key))
}

/// A shorter text would be found by chance.
const SHORTEST: usize = 6;
