//! How users' lists are read: grouped by status and by the user's own groups, in the user's own scale.

use std::collections::BTreeSet;

use model::{ExternalId, Instant, ListEntry, ListStatus, Namespace, Record, RecordKind};

use super::{FACTS, MANGA, media, names};
use crate::{
    parts::{json::Json, text},
    providers::Context,
};

/// The scale in which a list tells its scores.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Scale {
    /// Up to this number.
    UpTo(f64),
    /// Three faces.
    Faces,
}

/// Every entry of a collection once, though it may stand in several groups; `printed` tells the medium for
/// entries that do not.
pub fn entries(collection: Json<'_>, printed: bool, context: &Context) -> Vec<Record> {
    let scale = scale(collection);
    let mut seen = BTreeSet::new();
    let mut records = Vec::new();
    for entry in collection.at("lists").list().flat_map(|list| list.at("entries").list()) {
        let Some(mut record) = row(entry, printed, context) else { continue };
        if seen.insert(record.external_id.clone()) {
            record.list_entry = Some(noted(entry, scale));
            records.push(record);
        }
    }
    records
}

fn row(entry: Json<'_>, printed: bool, context: &Context) -> Option<Record> {
    let work = entry.at("media");
    // Of a work that was taken away nothing tells the medium, and so not which id space it was of.
    work.is_some().then_some(())?;
    let space = if printed { MANGA } else { names::work_space(work) };
    let own = work.at("id").id().or_else(|| entry.at("mediaId").id());
    let own = own.and_then(|id| ExternalId::new(space, &id).ok());
    // Whoever asked may have wanted MyAnimeList's ids only; they tell the work as well.
    let mal = || {
        let space = Namespace::known(if printed { "mal_manga" } else { "mal" });
        work.at("idMal").id().and_then(|id| ExternalId::new(space, &id).ok())
    };
    let id = own.or_else(mal)?;
    let mut record = media::about(work, Record::new(FACTS.id.clone(), RecordKind::List, id), context);
    record.external_ids.retain(|other| *other != record.external_id);
    Some(record)
}

fn noted(entry: Json<'_>, scale: Scale) -> ListEntry {
    let word = entry.at("status").raw().unwrap_or_default();
    let score = match entry.at("score100").decimal() {
        Some(score) => of_ten(score, Scale::UpTo(100.0)),
        None => entry.at("score").decimal().and_then(|score| of_ten(score, scale)),
    };
    ListEntry {
        status: match word {
            "PLANNING" => ListStatus::Planned,
            "PAUSED" => ListStatus::OnHold,
            "REPEATING" => ListStatus::Current,
            other => ListStatus::parse(other),
        },
        score,
        progress: entry.at("progress").unsigned().and_then(|count| u32::try_from(count).ok()),
        repeating: word == "REPEATING",
        started: media::date(entry.at("startedAt")),
        finished: media::date(entry.at("completedAt")),
        updated_at: entry
            .at("updatedAt")
            .number()
            .filter(|second| *second > 0)
            .and_then(|second| jiff::Timestamp::from_second(second).ok())
            .map(Instant::from),
        notes: entry.at("notes").raw().and_then(text::lines),
    }
}

/// A score on the scale of 0 to 10; 0 is "no score".
fn of_ten(score: f64, scale: Scale) -> Option<f64> {
    let score = match scale {
        Scale::UpTo(most) => score * 10.0 / most,
        // The numbers that AniList itself puts for the faces when a user changes the scale.
        Scale::Faces if score < 1.5 => score * 3.5,
        Scale::Faces if score < 2.5 => 6.0,
        Scale::Faces => 8.5,
    };
    (score > 0.0 && score <= 10.0).then_some(score)
}

/// The scale that the user chose. Where the answer does not name it, a score beyond 10 tells that of 100.
fn scale(collection: Json<'_>) -> Scale {
    let named = collection.path("user.mediaListOptions.scoreFormat").raw();
    match named {
        Some("POINT_100") => Scale::UpTo(100.0),
        Some("POINT_10" | "POINT_10_DECIMAL") => Scale::UpTo(10.0),
        Some("POINT_5") => Scale::UpTo(5.0),
        Some("POINT_3") => Scale::Faces,
        _ => {
            let mut scores = collection.at("lists").list().flat_map(|list| list.at("entries").list());
            let beyond = scores.any(|entry| entry.at("score").decimal().is_some_and(|score| score > 10.0));
            Scale::UpTo(if beyond { 100.0 } else { 10.0 })
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_scale_comes_out_of_ten() {
        let collection = |format: &str, score: f64| {
            json!({
                "user": {"mediaListOptions": {"scoreFormat": format}},
                "lists": [{"entries": [{"score": score, "status": "REPEATING", "media": {"id": 1}}]}],
            })
        };
        for (format, score, of_ten) in [
            ("POINT_100", 85.0, Some(8.5)),
            ("POINT_10_DECIMAL", 8.5, Some(8.5)),
            ("POINT_10", 8.0, Some(8.0)),
            ("POINT_5", 4.0, Some(8.0)),
            ("POINT_3", 1.0, Some(3.5)),
            ("POINT_3", 2.0, Some(6.0)),
            ("POINT_3", 3.0, Some(8.5)),
            ("POINT_10", 0.0, None),
            ("", 70.0, Some(7.0)),
            ("", 7.0, Some(7.0)),
        ] {
            let value = collection(format, score);
            let records = entries(Json::of(&value), false, &Context::at(jiff::Timestamp::UNIX_EPOCH));
            let entry = records[0].list_entry.clone().expect("noted");
            assert_eq!(entry.score, of_ten, "{format} {score}");
            assert_eq!((entry.status, entry.repeating), (ListStatus::Current, true));
        }
    }
}
