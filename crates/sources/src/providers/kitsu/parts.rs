//! How episodes, chapters and the entries of users' lists are read.

use model::{EpisodeEntry, Instant, ListEntry, ListStatus, Record, RecordKind};

use super::{
    document::{Document, work_id},
    work,
};
use crate::{
    parts::{durations, json::Json, text},
    providers::Context,
};

/// An episode or a chapter.
pub fn episode(thing: Json<'_>) -> Option<EpisodeEntry> {
    let about = thing.at("attributes");
    let number = about.at("number").text().or_else(|| about.at("relativeNumber").text())?;
    let titles = about.at("titles");
    // A title that is only the number again stands in for a missing one.
    let own = |title: &String| {
        let rest = title.strip_prefix("Episode ").or_else(|| title.strip_prefix("Chapter "));
        rest != Some(number.as_str())
    };
    let title = |keys: &[&str]| keys.iter().find_map(|key| titles.at(key).title().filter(own));
    Some(EpisodeEntry {
        title: about.at("canonicalTitle").title().filter(own).or_else(|| title(&["en_us", "en", "en_jp"])),
        title_native: title(&["ja_jp"]),
        title_romaji: title(&["en_jp"]),
        aired: about.at("airdate").date().or_else(|| about.at("published").date()),
        // A chapter's length is its pages.
        duration_s: match thing.at("type").raw() {
            Some("episodes") => about.at("length").unsigned().and_then(durations::minutes),
            _ => None,
        },
        number,
        filler: false,
        recap: false,
        season: about.at("seasonNumber").count(),
        synopsis: about.at("synopsis").prose().or_else(|| about.at("description").prose()),
        thumbnails: about.path("thumbnail.original").url().into_iter().collect(),
        ..EpisodeEntry::default()
    })
}

/// An entry of a user's list.
pub fn entry<'a>(thing: Json<'a>, document: &Document<'a>, context: &Context) -> Option<Record> {
    let linked = ["anime", "manga", "media"].iter().filter_map(|name| document.one(thing, name));
    let of_work = linked.into_iter().find(|work| work_id(*work).is_some())?;
    let mut record = work::work(of_work, document, RecordKind::List, context)?;
    let about = thing.at("attributes");
    let repeating = about.at("reconsuming").flag() == Some(true);
    // Twenty steps to ten points; the older one is of five.
    let twenty = about.at("ratingTwenty").decimal().map(|rating| rating / 2.0);
    let score = twenty.or_else(|| about.at("rating").decimal().map(|rating| rating * 2.0));
    record.list_entry = Some(ListEntry {
        status: match about.at("status").raw() {
            _ if repeating => ListStatus::Current,
            Some("onHold") => ListStatus::OnHold,
            word => ListStatus::parse(word.unwrap_or_default()),
        },
        score: score.filter(|score| *score > 0.0 && *score <= 10.0),
        progress: about.at("progress").unsigned().and_then(|count| u32::try_from(count).ok()),
        repeating,
        started: about.at("startedAt").date(),
        finished: about.at("finishedAt").date(),
        updated_at: instant(about.at("updatedAt")).or_else(|| instant(about.at("progressedAt"))),
        notes: about.at("notes").raw().and_then(text::lines),
    });
    Some(record)
}

fn instant(text: Json<'_>) -> Option<Instant> {
    text.raw()?.trim().parse::<jiff::Timestamp>().ok().map(Instant::from)
}
