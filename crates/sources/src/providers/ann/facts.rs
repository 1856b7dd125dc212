//! Dates, numbers, genres, ratings and songs.

use model::{Format, FuzzyDate, Record, Score, Season, Song, SongKind};

use super::{page::Blocks, words};
use crate::{
    parts::{
        dates,
        html::{self, Page, within},
        status, text,
    },
    providers::Context,
};

/// Writes what the labeled blocks say into the record.
pub fn tell(blocks: &Blocks<'_>, page: &Page, record: &mut Record, context: &Context) {
    record.genres = blocks.links("genre");
    record.themes = blocks.links("theme");
    let all = record.genres.iter().chain(&record.themes).cloned().collect::<Vec<_>>();
    text::add_words(&mut record.tags, all);
    record.synopsis = blocks.get("plot summary").and_then(|block| {
        let prose =
            within(block, "span").next().and_then(html::prose).or_else(|| blocks.text("plot summary"));
        prose.and_then(|prose| text::without_credit(&prose))
    });
    record.rating =
        blocks.get("objectionable content").and_then(|block| within(block, "span").find_map(html::words));
    record.duration_s = blocks.text("running time").and_then(|words| words::length(&words));
    let count = blocks.text("number of episode").and_then(|words| text::number(&words)).and_then(text::count);
    // A film is one piece; the page gives a number only where there are several.
    record.episodes = count.or_else(|| (record.format == Some(Format::Movie)).then_some(1));
    when(blocks, record, context);
    ratings(blocks, page, record);
    for (label, kind) in [
        ("opening theme", SongKind::Opening),
        ("ending theme", SongKind::Ending),
        ("insert song", SongKind::Insert),
    ] {
        record.songs.extend(blocks.lines(label).iter().filter_map(|line| song(line, kind.clone())));
    }
}

/// `Vintage` lists showings: previews, the run, repeats. Of several the first period is the run.
fn when(blocks: &Blocks<'_>, record: &mut Record, context: &Context) {
    let lines = blocks.lines("vintage");
    let run = lines.iter().find(|line| line.contains(" to ")).or_else(|| lines.first());
    let vintage = run.cloned().unwrap_or_default();
    (record.start_date, record.end_date) = dates::period(&vintage);
    if record.start_date.is_none_or(|date| date.month().is_none()) {
        record.start_date = premiere(blocks, record.start_date).or(record.start_date);
    }
    let (named, year) = dates::season(&vintage);
    record.season = named.or_else(|| record.start_date.and_then(Season::of));
    record.year = year.filter(|_| named.is_some()).or_else(|| record.start_date.map(FuzzyDate::year));
    // What is broadcast and has no end goes on; of what comes out in any other way only the day is told.
    let broadcast =
        record.episodes != Some(1) && record.format.as_ref().is_none_or(|format| *format == Format::Tv);
    let single = !vintage.contains(" to ") && !broadcast;
    if single {
        record.end_date = record.end_date.or(record.start_date);
    }
    record.status = status::by_dates(record.start_date, record.end_date, single, context.today());
}

/// The day of the premiere, where the vintage tells only its year; Japan's where several are listed.
fn premiere(blocks: &Blocks<'_>, vintage: Option<FuzzyDate>) -> Option<FuzzyDate> {
    let lines = blocks.lines("premiere date");
    let line = lines.iter().find(|line| line.contains("Japan")).or_else(|| lines.first())?;
    dates::date(line).filter(|date| vintage.is_none_or(|vintage| vintage.year() == date.year()))
}

/// The weighted mean, which is the one that the site's own interface gives, from 1 to 10.
fn ratings(blocks: &Blocks<'_>, page: &Page, record: &mut Record) {
    let Some(given) = blocks.get("user rating").and_then(html::words) else { return };
    // The words before hold a script and a style sheet, which count as text.
    let before =
        given.split("ratings have been given").next().or_else(|| given.split("rating has been given").next());
    let votes = before.and_then(text::number);
    let box_ = page.text("#ratingbox").unwrap_or(given);
    let after = |label: &str| box_.split_once(label).map(|(_, rest)| rest.to_owned());
    let mean = after("Weighted mean:").or_else(|| after("Arithmetic mean:"));
    let value = mean.as_deref().and_then(text::decimal).filter(|value| *value >= 1.0);
    record.score = value.and_then(|value| Score::new(value, 10.0, votes)).filter(|_| votes != Some(0));
    let rank = mean.as_deref().and_then(|rest| rest.split_once("rank: #")).map(|(_, rest)| rest);
    record.rank = rank.and_then(text::number).and_then(text::count);
    record.popularity =
        after("in part or in whole by").as_deref().and_then(text::number).filter(|count| *count > 0);
}

/// `#1: "Title" by Somebody (eps 1-11)`.
fn song(line: &str, kind: SongKind) -> Option<Song> {
    let (_, rest) = line.split_once(['"', '“'])?;
    let (title, rest) = rest.split_once(['"', '”'])?;
    let (rest, episodes) = match super::words::split_brackets(rest) {
        (rest, Some(inner)) if inner.starts_with("ep") => (rest, text::clean(inner)),
        _ => (rest, None),
    };
    let lower = rest.to_ascii_lowercase();
    let artist = lower.find("by ").and_then(|at| rest.get(at + 3..)).and_then(text::clean);
    Some(Song { kind, title: text::clean(title)?, artist, episodes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn songs_are_told_apart() {
        let told =
            |line| song(line, SongKind::Ending).map(|song| [Some(song.title), song.artist, song.episodes]);
        let expected = [Some("Last Train".into()), Some("Mika T.".into()), Some("eps 1-11".into())];
        assert_eq!(told("#1: \"Last Train\" By Mika T. (eps 1-11)"), Some(expected));
        assert_eq!(told("\"Rails\" (レール; Rails)"), Some([Some("Rails".into()), None, None]));
        assert_eq!(told("none"), None);
    }
}
