//! The page of a work's episodes. No such page was recorded; what is read here is what public scrapers
//! rely on.

use model::{EpisodeEntry, RecordKind, Script};
use scraper::ElementRef;

use super::{ANIME, FACTS, entry};
use crate::{
    parts::{
        dates, durations,
        html::{Page, attr, within, words},
        text,
    },
    providers::{Context, ParseError, Parsed},
};

pub fn read(page: &Page, context: &Context) -> Result<Parsed, ParseError> {
    let rows = page
        .all("tr[data-episode='true'], tr[data-episode]")
        .chain(page.all("tr:has(th[itemprop=episodeNumber])"));
    let mut episodes: Vec<EpisodeEntry> = Vec::new();
    for episode in rows.filter_map(episode) {
        if !episodes.iter().any(|known| known.number == episode.number) {
            episodes.push(episode);
        }
    }
    if episodes.is_empty() && page.first("#content-outer[data-id]").is_none() {
        return Err(ParseError::damaged("there are no episodes in it"));
    }
    let id = entry::work_of(page, context).unwrap_or_else(|| {
        let named: Vec<&str> =
            episodes.iter().filter_map(|episode| episode.title.as_deref()).take(3).collect();
        context.stand_in(&FACTS.id, ANIME, &named.join("|"))
    });
    let mut record = entry::new(id);
    record.kind = RecordKind::Episodes;
    record.episodes_list = episodes;
    Ok(Parsed::one(record))
}

/// A row: the number in its head; length, day and titles in cells that are told by their labels, or, in
/// other languages, by what they hold.
fn episode(row: ElementRef<'_>) -> Option<EpisodeEntry> {
    let number = within(row, "th[itemprop=episodeNumber], th").next().and_then(words)?;
    let mut episode = EpisodeEntry {
        number: text::known(number.trim_start_matches('#'))?,
        title: None,
        title_native: None,
        title_romaji: None,
        aired: None,
        duration_s: None,
        filler: false,
        recap: false,
        ..EpisodeEntry::default()
    };
    for cell in within(row, "td") {
        let label = attr(cell, "data-title").unwrap_or_default();
        let told = words(cell).and_then(|told| text::known(&told));
        match (label.as_str(), told) {
            (_, None) => {}
            ("Title", Some(told)) => titles(cell, &told, &mut episode),
            (_, Some(told)) => {
                let length = durations::seconds(&told);
                let day = dates::date(&told).filter(|_| length.is_none());
                if length.is_some() || day.is_some() {
                    episode.duration_s = episode.duration_s.or(length);
                    episode.aired = episode.aired.or(day);
                } else if within(cell, "[lang], [itemprop=name]").next().is_some()
                    || cell.attr("lang").is_some()
                {
                    titles(cell, &told, &mut episode);
                }
            }
        }
    }
    Some(episode)
}

/// Titles by language; one without a language is the page's own.
fn titles(cell: ElementRef<'_>, told: &str, episode: &mut EpisodeEntry) {
    let mut marked = false;
    for part in within(cell, "[lang]") {
        let (Some(language), Some(title)) = (attr(part, "lang"), words(part)) else { continue };
        marked = true;
        match (language.as_str(), Script::of(&title) == Script::Latin) {
            ("ja", false) => episode.title_native = episode.title_native.take().or(Some(title)),
            ("ja" | "ja-Latn", true) => episode.title_romaji = episode.title_romaji.take().or(Some(title)),
            ("en", _) => episode.title = Some(title),
            _ => episode.title = episode.title.take().or(Some(title)),
        }
    }
    if !marked {
        episode.title = episode.title.take().or_else(|| Some(told.to_owned()));
    }
}
