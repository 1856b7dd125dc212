//! Episodes of an anime.

use model::{EpisodeEntry, ExternalId, Medium, Record, RecordKind, Score};

use super::{Answer, around};
use crate::parts::{json::Json, text};

/// A page of episodes, or of those that can be watched.
pub fn list(answer: &Answer<'_>, record: &mut Record) {
    let watchable = answer.endpoint.name == "anime_video_episodes";
    let read = if watchable { around::episode } else { entry };
    record.kind = RecordKind::Episodes;
    record.episodes_list = answer.data.list().filter_map(read).collect();
    if watchable {
        by_number(&mut record.episodes_list);
    }
    if answer.context.subject.is_none() {
        name_subject(answer.data.list().find_map(subject), record);
    }
}

/// One episode by itself.
pub fn single(data: Json<'_>, answer: &Answer<'_>) -> Option<Record> {
    let episode = entry(data)?;
    let mut record = answer.about(subject(data), |_, record| record.kind = RecordKind::Episodes);
    record.episodes_list = vec![episode];
    Some(record)
}

/// The newest stand first on the page, the record has the first first.
pub fn by_number(episodes: &mut [EpisodeEntry]) {
    episodes.sort_by_key(|episode| text::number(&episode.number));
}

fn name_subject(subject: Option<ExternalId>, record: &mut Record) {
    if let Some(subject) = subject {
        record.url = subject.url();
        record.external_id = subject;
        record.medium = Some(Medium::Anime);
    }
}

/// An episode's address begins with that of its work.
fn subject(entry: Json<'_>) -> Option<ExternalId> {
    entry.at("url").raw().and_then(ExternalId::from_provider_url)
}

fn entry(entry: Json<'_>) -> Option<EpisodeEntry> {
    Some(EpisodeEntry {
        number: entry.at("mal_id").id()?,
        title: entry.at("title").title(),
        title_native: entry.at("title_japanese").title(),
        title_romaji: entry.at("title_romanji").title().or_else(|| entry.at("title_romaji").title()),
        aired: entry.at("aired").date(),
        duration_s: entry.at("duration").count(),
        filler: entry.at("filler").flag().unwrap_or_default(),
        recap: entry.at("recap").flag().unwrap_or_default(),
        synopsis: entry.at("synopsis").prose(),
        score: entry
            .at("score")
            .decimal()
            .filter(|score| *score > 0.0)
            .and_then(|s| Score::new(s, 5.0, None)),
        url: entry.at("url").url(),
        ..EpisodeEntry::default()
    })
}
