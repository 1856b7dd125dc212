//! Users: who they are, and what they noted about a work.

use jiff::Timestamp;
use model::{ExternalId, Image, ImageKind, ListEntry, Namespace, Record, RecordKind};

use super::{ANIME, FACTS, MANGA, Side, words};
use crate::{
    parts::json::Json,
    providers::{Context, ParseError, Parsed},
};

/// Accounts have an id space of their own, so that none is ever taken for a work.
const USERS: Namespace = Namespace::known("mal_user");

/// The user whose token it is.
pub fn me(root: Json<'_>) -> Result<Parsed, ParseError> {
    let missing = || ParseError::damaged("there is no user in it");
    let id = root.at("id").id().and_then(|id| ExternalId::new(USERS, &id).ok()).ok_or_else(missing)?;
    let mut record = Record::new(FACTS.id.clone(), RecordKind::List, id);
    record.title = Some(root.at("name").title().ok_or_else(missing)?);
    record.gender = root.at("gender").text();
    record.images.extend(root.at("picture").url().map(|url| Image { url, kind: ImageKind::Poster }));
    Ok(Parsed::one(record))
}

/// What a work's entry is after a change. The answer does not say which work it was.
pub fn updated(root: Json<'_>, side: Side, context: &Context) -> Result<Parsed, ParseError> {
    if !root.at("status").is_some() && !root.at("score").is_some() {
        return Err(ParseError::damaged("there is no entry of a list in it"));
    }
    let namespace = if side == Side::Manga { MANGA } else { ANIME };
    let id =
        context.subject.clone().unwrap_or_else(|| context.stand_in(&FACTS.id, namespace, "my_list_status"));
    let mut record = Record::new(FACTS.id.clone(), RecordKind::List, id);
    record.url = record.external_id.url();
    record.list_entry = Some(entry(root));
    Ok(Parsed::one(record))
}

/// What a user noted.
pub fn entry(status: Json<'_>) -> ListEntry {
    let repeating =
        ["is_rewatching", "is_rereading"].into_iter().any(|key| status.at(key).flag() == Some(true));
    let progress = ["num_episodes_watched", "num_watched_episodes", "num_chapters_read"];
    let updated = status.at("updated_at").raw().and_then(|text| text.parse::<Timestamp>().ok());
    ListEntry {
        status: words::list_status(status.at("status").raw().unwrap_or_default()),
        score: status.at("score").decimal().filter(|score| (1.0..=10.0).contains(score)),
        progress: progress
            .into_iter()
            .find_map(|key| status.at(key).unsigned())
            .and_then(|n| u32::try_from(n).ok()),
        repeating,
        started: status.at("start_date").date(),
        finished: status.at("finish_date").date(),
        updated_at: updated.map(Into::into),
        notes: status.at("comments").prose(),
    }
}
