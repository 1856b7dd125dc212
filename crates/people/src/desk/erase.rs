//! People erased, one or many as one step, and the texts that only they said.

use std::collections::HashSet;

use model::Instant;
use serde::Serialize;
use store::{AssetFilter, Erased, ErasureKind, PersonFilter, PersonRow, Store};

use super::{Finished, PeopleError};
use crate::{
    PersonKey,
    ledger::{self, Copies},
    links,
};

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
    let mut done = erase_all(store, std::slice::from_ref(key), now).await?;
    done.pop().ok_or_else(|| PeopleError::Nobody(key.to_string()))
}

/// The same for several people as one step: all of them go, or nobody does. Whatever has to be read whole, such as the
/// lines of the CSV file and what all others say, is read once, however many they are.
///
/// # Errors
/// `Nobody` for a key that nobody has or had; nothing is changed then.
pub async fn erase_all(
    store: &Store,
    keys: &[PersonKey],
    now: Instant,
) -> Result<Vec<(ErasedPerson, Vec<String>)>, PeopleError> {
    let known: HashSet<String> = store.people_erased().await?.into_iter().collect();
    let (mut seen, mut resumed) = (Vec::with_capacity(keys.len()), Vec::with_capacity(keys.len()));
    for key in keys {
        let person = store.person_row(key.as_str()).await?;
        if person.is_none() && !known.contains(key.as_str()) {
            return Err(PeopleError::Nobody(key.to_string()));
        }
        seen.push(person);
        resumed.push(store.erasures(Some(key.as_str())).await?.len());
    }
    let mut secrets = secrets(store, keys, &seen).await?;
    let tx = store.begin().await?;
    let mut people = Vec::with_capacity(keys.len());
    for key in keys {
        people.push(tx.person_row(key.as_str()).await?);
    }
    let copies = ledger::copies(&tx, keys, &people).await?;
    let mut erased = Vec::with_capacity(keys.len());
    for (key, copies) in keys.iter().zip(&copies) {
        erased.push(tx.erase_person(key.as_str(), &copies.theirs, now).await?);
    }
    tx.commit().await?;
    // An import in between gave them another address, which is searched for as well.
    let changed = |(person, seen): (Option<PersonRow>, Option<PersonRow>)| {
        person.filter(|person| seen.as_ref() != Some(person))
    };
    let changed: Vec<Option<PersonRow>> = people.into_iter().zip(seen).map(changed).collect();
    for (own, more) in secrets.iter_mut().zip(self::secrets(store, keys, &changed).await?) {
        own.extend(more);
    }
    not_shared(&mut erased);
    let reports = keys.iter().zip(erased).zip(copies).zip(resumed).zip(secrets);
    Ok(reports
        .map(|((((key, erased), copies), resumed), secrets)| {
            (report(key, erased, &copies, resumed, !secrets.is_empty()), secrets)
        })
        .collect())
}

/// What one of them shared with another one of them goes with the last, and does not stay.
fn not_shared(erased: &mut [Erased]) {
    let goes = |kind| matches!(kind, ErasureKind::Object | ErasureKind::File);
    let pending = erased.iter().flat_map(|erased| &erased.pending);
    let gone: HashSet<String> =
        pending.filter(|thing| goes(thing.kind)).map(|thing| thing.name.clone()).collect();
    for erased in erased {
        erased.shared.retain(|name| !gone.contains(name));
    }
}

fn report(key: &PersonKey, erased: Erased, copies: &Copies, resumed: usize, searched: bool) -> ErasedPerson {
    let line = |line: &u64| {
        format!("line {line} of the CSV file was set aside, and says what they and somebody else say")
    };
    ErasedPerson {
        key: key.clone(),
        rows: erased.rows,
        files: 0,
        objects: Vec::new(),
        shared: erased.shared,
        resumed,
        pending: Vec::new(),
        unproven: copies.unproven.iter().map(line).collect(),
        searched,
        left: Vec::new(),
    }
}

/// What only these people say, for each of them: the address, and the id of what the link leads to. A name is shared
/// with others now and then, and stands in the works of a catalog; it goes with the rows that hold it.
async fn secrets(
    store: &Store,
    keys: &[PersonKey],
    people: &[Option<PersonRow>],
) -> Result<Vec<Vec<String>>, PeopleError> {
    let long = |person: &PersonRow| told(person).into_iter().filter(|text| text.len() >= SHORTEST);
    let mut secrets: Vec<Vec<String>> =
        people.iter().map(|person| person.iter().flat_map(long).collect()).collect();
    let mut only: HashSet<String> = secrets.iter().flatten().cloned().collect();
    let erased: HashSet<&str> = keys.iter().map(PersonKey::as_str).collect();
    let mut filter = PersonFilter { with_gone: true, ..PersonFilter::default() };
    while !only.is_empty() {
        let page = store.people(&filter, 1_000).await?;
        let Some(last) = page.last() else { break };
        filter.after = Some((last.row_index, last.key.clone()));
        for other in page.iter().filter(|other| !erased.contains(other.key.as_str())) {
            for text in told(other) {
                only.remove(&text);
            }
        }
    }
    for text in only.clone() {
        if is_had_by_others(store, &text, &erased).await? {
            only.remove(&text);
        }
    }
    for own in &mut secrets {
        own.retain(|text| only.contains(text));
    }
    Ok(secrets)
}

fn told(person: &PersonRow) -> Vec<String> {
    let link = person.source_link.clone().map(|link| match links::read(&link).into_iter().next() {
        Some(Ok(target)) => target.media_id,
        _ => link,
    });
    [person.email.clone(), link].into_iter().flatten().collect()
}

/// Whether somebody else has this video or file as well, through a document, a playlist or a folder.
async fn is_had_by_others(store: &Store, media: &str, erased: &HashSet<&str>) -> Result<bool, PeopleError> {
    let mut filter = AssetFilter { file: Some(media.to_owned()), with_gone: true, ..AssetFilter::default() };
    loop {
        let rows = store.assets(&filter, 100).await?;
        if rows.iter().any(|row| !erased.contains(row.person.as_str())) {
            return Ok(true);
        }
        // Those who are erased may hold the first of them.
        let Some(last) = rows.last() else { return Ok(false) };
        filter.after = Some(last.id.clone());
    }
}

/// A shorter text would be found by chance.
const SHORTEST: usize = 6;
