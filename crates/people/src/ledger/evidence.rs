//! Whose an object of the old pipeline is, as its files tell it.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use store::Store;

use super::{backups, files, update};
use crate::{
    PersonKey,
    desk::PeopleError,
    layouts::{Known, Place, map, place},
};

/// What the files say of one object.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Everybody who is said to own it.
    pub owners: BTreeSet<PersonKey>,
    /// How it is described.
    pub description: Option<String>,
    /// Where it is said to lie.
    pub key: Option<String>,
    /// The files that say so; `csv` is the one that was set up.
    pub said_by: BTreeSet<String>,
}

/// What the file that was set up and older copies of it say, by the names of objects. A copy that cannot be read counts
/// for nothing and is named.
pub async fn evidence(
    store: &Store,
    copies: &[&Path],
) -> Result<(BTreeMap<String, Evidence>, Vec<String>), PeopleError> {
    let mut out = BTreeMap::new();
    for row in store.csv_rows().await? {
        let owner = row.person.as_ref().and_then(|key| key.parse().ok());
        add(&mut out, &update::cells(&row)?, owner.as_ref(), "csv");
    }
    let tx = store.begin().await?;
    let people = tx.all_people().await?;
    tx.rollback().await?;
    let known: Vec<Known> = people.iter().filter_map(Known::of).collect();
    let mut unread = Vec::new();
    for copy in copies {
        let name = copy.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = if copy.extension().is_some_and(|ending| ending == "gz") {
            backups::unpacked(copy)
        } else {
            std::fs::read(copy).map_err(PeopleError::file(copy))
        };
        let file = match bytes.and_then(|bytes| files::parsed(copy, &bytes)) {
            Ok(file) => file,
            Err(error) => {
                unread.push(error.to_string());
                continue;
            }
        };
        let records = file.widened();
        let places = place(file.layout, &records, &known);
        for (record, place) in records.iter().zip(&places) {
            let place = if let Place::CopyOf(of) = place { &places[*of] } else { place };
            let owner = if let Place::Of(key) = place { Some(key) } else { None };
            add(&mut out, record, owner, &name);
        }
    }
    Ok((out, unread))
}

fn add(out: &mut BTreeMap<String, Evidence>, record: &[String], owner: Option<&PersonKey>, said_by: &str) {
    let mut note = |uuid: String, description: Option<String>, key: Option<String>| {
        let evidence = out.entry(uuid).or_default();
        evidence.owners.extend(owner.cloned());
        evidence.said_by.insert(said_by.to_owned());
        // The newest file is read first, and what it says stays.
        evidence.description = evidence.description.take().or(description);
        evidence.key = evidence.key.take().or(key);
    };
    for (description, uuid) in map(record, "file_uuids").unwrap_or_default() {
        note(uuid, Some(description), None);
    }
    for (uuid, key) in map(record, "s3_paths").unwrap_or_default() {
        note(uuid, None, Some(key));
    }
}
