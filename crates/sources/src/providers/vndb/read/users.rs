//! Users and what is on their lists.

use std::collections::HashSet;

use jiff::Timestamp;
use model::{ExternalId, ListEntry, ListStatus, Namespace, Record, RecordKind};

use super::{FACTS, vn};
use crate::{
    parts::json::Json,
    providers::{Context, ParseError, Parsed, Refusal},
};

/// Accounts have an id space of their own, so that none is ever taken for a work.
const USERS: Namespace = Namespace::known("vndb_user");

/// The labels that every list has, by number.
const LABELS: [(i64, ListStatus); 5] = [
    (1, ListStatus::Current),
    (2, ListStatus::Completed),
    (3, ListStatus::OnHold),
    (4, ListStatus::Dropped),
    (5, ListStatus::Planned),
];

/// Users by what was asked for; null stands for one that there is not.
pub fn users(root: Json<'_>) -> Result<Parsed, ParseError> {
    // Asked for by name and by id, a user comes twice.
    let mut known = HashSet::new();
    let rows = root.entries().filter_map(|(_, user)| row(user));
    let found: Vec<Record> = rows.filter(|user| known.insert(user.external_id.clone())).collect();
    match (found.is_empty(), root.entries().next()) {
        (false, _) => Ok(Parsed::list(found)),
        (true, Some(_)) if root.entries().all(|(_, user)| !user.is_some()) => Err(Refusal::NotFound.into()),
        (true, _) => Err(ParseError::damaged("there is no user in it")),
    }
}

/// Whose token it is.
pub fn owner(root: Json<'_>) -> Result<Parsed, ParseError> {
    row(root).map(Parsed::one).ok_or_else(|| ParseError::damaged("there is no user in it"))
}

fn row(user: Json<'_>) -> Option<Record> {
    let id = user.at("id").raw().filter(|id| id.starts_with('u'))?;
    let mut record = Record::new(FACTS.id.clone(), RecordKind::List, ExternalId::new(USERS, id).ok()?);
    record.url = None;
    record.title = user.at("username").title();
    Some(record)
}

/// A visual novel on a list, with what its user noted.
pub fn list_row(entry: Json<'_>, context: &Context) -> Option<Record> {
    // What is known of the work stands in a part of its own, without the id.
    let mut record = vn::work(entry, RecordKind::List, context)?;
    if let Some(mut about) = entry.at("vn").value().cloned() {
        if let Some(about) = about.as_object_mut() {
            about.insert("id".to_owned(), record.external_id.id().into());
        }
        record = vn::work(Json::of(&about), RecordKind::List, context)?;
    }
    let labels: Vec<i64> = entry.at("labels").list().filter_map(|label| label.at("id").number()).collect();
    let status = LABELS.iter().find(|(label, _)| labels.contains(label)).map(|(_, status)| status.clone());
    record.list_entry = Some(ListEntry {
        status: status.unwrap_or_default(),
        score: entry.at("vote").decimal().filter(|vote| (1.0..=100.0).contains(vote)).map(|vote| vote / 10.0),
        started: entry.at("started").date(),
        finished: entry.at("finished").date(),
        updated_at: entry
            .at("lastmod")
            .number()
            .and_then(|at| Timestamp::from_second(at).ok())
            .map(Into::into),
        notes: entry.at("notes").prose(),
        ..ListEntry::default()
    });
    Some(record)
}
