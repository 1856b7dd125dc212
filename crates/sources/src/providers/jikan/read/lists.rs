//! Rows that are no works: studios, magazines, genres, seasons, pairs that users recommend.

use model::{ExternalId, FuzzyDate, Namespace, Recommendation, Record, RecordKind, Season};

use super::{super::FACTS, around, id, titles, words};
use crate::parts::json::Json;

/// Studios, producers and licensors, which MyAnimeList counts in one row of numbers.
pub const PRODUCER: Namespace = Namespace::known("mal_producer");

/// A studio, producer or licensor.
pub fn producer(entry: Json<'_>, kind: RecordKind) -> Option<Record> {
    let mut record = Record::new(FACTS.id.clone(), kind, id(&PRODUCER, entry)?);
    record.url = entry.at("url").url();
    titles::fill(entry, &mut record);
    record.synopsis = words::prose(entry.at("about"));
    record.start_date = entry.at("established").date();
    record.favorites = entry.at("favorites").unsigned();
    words::add_images(entry.at("images"), &mut record.images);
    around::add_external(entry.at("external"), &mut record);
    Some(record)
}

/// A word of a vocabulary: a genre, or a magazine.
pub fn word(entry: Json<'_>, endpoint: &str) -> Option<Record> {
    let namespace = match endpoint {
        "anime_genres" => Namespace::known("mal_genre"),
        "manga_genres" => Namespace::known("mal_manga_genre"),
        _ => Namespace::known("mal_magazine"),
    };
    let mut record = Record::new(FACTS.id.clone(), RecordKind::List, id(&namespace, entry)?);
    record.url = entry.at("url").url();
    record.title = Some(entry.at("name").title()?);
    Some(record)
}

/// The seasons of a year.
pub fn seasons(entry: Json<'_>) -> Vec<Record> {
    let year = entry.at("year").number().and_then(|year| FuzzyDate::new(year, None, None).ok());
    let Some(year) = year.map(FuzzyDate::year) else { return Vec::new() };
    let named = entry.at("seasons").list().filter_map(|season| Season::parse(season.raw()?));
    let records = named.filter_map(|season| {
        let word = season.as_str().to_lowercase();
        let external_id = ExternalId::new(Namespace::known("mal_season"), &format!("{year}-{word}")).ok()?;
        let mut record = Record::new(FACTS.id.clone(), RecordKind::List, external_id);
        record.title = Some(format!("{word} {year}"));
        record.season = Some(season);
        record.year = Some(year);
        Some(record)
    });
    records.collect()
}

/// Two works of which a user says that who liked one will like the other. The row is about the first.
pub fn pair(row: Json<'_>, namespace: &Namespace) -> Option<Record> {
    let mut works = row.at("entry").list();
    let (first, second) = (works.next()?, works.next()?);
    let mut record = Record::new(FACTS.id.clone(), RecordKind::List, around::linked(first, namespace)?);
    record.url = first.at("url").url();
    record.title = first.at("title").title();
    words::add_images(first.at("images"), &mut record.images);
    let title = second.at("title").title();
    record.recommendations.push(Recommendation {
        external_id: around::linked(second, namespace)?,
        title,
        votes: None,
    });
    Some(record)
}
