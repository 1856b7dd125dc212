//! Anime and manga.

use model::{Broadcast, Format, FuzzyDate, Medium, Namespace, Record, RecordKind, Score, Season};

use super::{
    super::{ANIME, FACTS, MANGA, PERSON},
    Subject, around, id, subject_of, titles, words,
};
use crate::{
    parts::{dates, durations, json::Json, status, text},
    providers::Context,
};

/// Reads a work. Its own address decides what it is, and where it has none the namespace given.
pub fn read(entry: Json<'_>, namespace: Namespace, kind: RecordKind, context: &Context) -> Option<Record> {
    let namespace = match subject_of(entry) {
        Some(Subject::Anime) if entry.at("url").is_some() => ANIME,
        Some(Subject::Manga) => MANGA,
        Some(Subject::Anime) | None => namespace,
        Some(_) => return None,
    };
    let mut record = Record::new(FACTS.id.clone(), kind, id(&namespace, entry)?);
    record.url = entry.at("url").url().or_else(|| record.external_id.url());
    titles::fill(entry, &mut record);
    titles::romaji(&mut record);
    record.format_word = words::known(entry.at("type"));
    record.format = record.format_word.as_deref().map(words::format);
    record.medium = Some(match record.format {
        _ if namespace == ANIME => Medium::Anime,
        Some(Format::Novel | Format::LightNovel) => Medium::Novel,
        _ => Medium::Manga,
    });
    record.episodes = entry.at("episodes").count();
    record.chapters = entry.at("chapters").count();
    record.volumes = entry.at("volumes").count();
    record.duration_s = entry.at("duration").raw().and_then(durations::seconds);
    times(entry, &mut record, context);
    record.synopsis = words::prose(entry.at("synopsis"));
    record.background = words::prose(entry.at("background"));
    subjects(entry, &mut record);
    makers(entry, &mut record);
    verdict(entry, &mut record);
    words::add_images(entry.at("images"), &mut record.images);
    record.origin = words::known(entry.at("source"));
    record.broadcast = broadcast(entry.at("broadcast"));
    around::add_video(entry.at("trailer"), None, &mut record);
    around::add_relations(entry.at("relations"), &mut record);
    around::add_external(entry.at("external"), &mut record);
    around::add_streams(entry.at("streaming"), &mut record);
    around::add_songs(entry.at("theme"), &mut record);
    Some(record)
}

fn times(entry: Json<'_>, record: &mut Record, context: &Context) {
    let range = if entry.at("aired").is_some() { entry.at("aired") } else { entry.at("published") };
    (record.start_date, record.end_date) = period(range);
    // What is printed has no season.
    let began = record.start_date.filter(|_| record.medium == Some(Medium::Anime));
    record.aired_words = words::known(range.at("string"))
        .or_else(|| words::known(range.path("prop.string")))
        .filter(|told| told != "Not available");
    record.season = entry.at("season").raw().and_then(Season::parse).or(began.and_then(Season::of));
    let year =
        entry.at("year").number().and_then(|year| FuzzyDate::new(year, None, None).ok()).map(FuzzyDate::year);
    record.year = year.or(record.start_date.map(FuzzyDate::year));
    let single = record.format == Some(Format::Movie);
    let by_dates = || status::by_dates(record.start_date, record.end_date, single, context.today());
    record.status = entry.at("status").raw().and_then(status::by_word).or_else(by_dates);
}

/// First and last day. The fields fill up what is not known with the first of the month or year, and only
/// the text beside them says so: `2022 to ?` is told as 1 January 2022.
fn period(range: Json<'_>) -> (Option<FuzzyDate>, Option<FuzzyDate>) {
    let told = range.at("string").raw().or(range.path("prop.string").raw());
    let (begin, end) = told.map(dates::period).unwrap_or_default();
    let day = |which: &str, told: Option<FuzzyDate>| {
        let parts = range.at("prop").at(which);
        let part = |name| parts.at(name).number();
        let filled = dates::from_parts(part("year"), part("month"), part("day")).or(range.at(which).date());
        match (told, filled) {
            (Some(told), Some(filled)) if told.year() == filled.year() => Some(told),
            (told, filled) => filled.or(told),
        }
    };
    (day("from", begin), day("to", end))
}

fn subjects(entry: Json<'_>, record: &mut Record) {
    let explicit = entry.at("explicit_genres").names("name");
    record.genres = entry.at("genres").names("name");
    text::add_words(&mut record.genres, explicit);
    record.themes = entry.at("themes").names("name");
    record.demographics = entry.at("demographics").names("name");
    let all = [&record.genres, &record.themes, &record.demographics].into_iter().flatten().cloned();
    text::add_words(&mut record.tags, all.collect::<Vec<_>>());
    record.rating = words::known(entry.at("rating"));
    let rated = record.rating.as_ref().map(|rating| rating.to_lowercase().starts_with("rx"));
    let explicit = record.genres.iter().any(|genre| matches!(genre.as_str(), "Hentai" | "Erotica"));
    record.adult = if explicit { Some(true) } else { rated };
}

/// Studios, and of manga the authors.
fn makers(entry: Json<'_>, record: &mut Record) {
    for list in ["studios", "producers", "licensors"] {
        for company in entry.at(list).list() {
            if let (Some(name), Some(page)) = (company.at("name").text(), company.at("url").url()) {
                record.company_pages.entry(name).or_insert(page);
            }
        }
    }
    record.studios = entry.at("studios").names("name");
    record.producers = entry.at("producers").names("name");
    record.licensors = entry.at("licensors").names("name");
    for author in entry.at("authors").list() {
        let Some(name) = author.at("name").text() else { continue };
        text::add_words(&mut record.studios, [name.clone()]);
        record.staff.push(model::Credit { external_id: id(&PERSON, author), name, roles: Vec::new() });
    }
    // Manga appear in magazines, which are the nearest to those who pay for an anime.
    text::add_words(&mut record.producers, entry.at("serializations").names("name"));
}

fn verdict(entry: Json<'_>, record: &mut Record) {
    let votes = entry.at("scored_by").unsigned();
    // Manga had it under another name for a while.
    let score = entry.at("score").decimal().or(entry.at("scored").decimal());
    record.score = score
        .filter(|score| *score > 0.0 && votes != Some(0))
        .and_then(|score| Score::new(score, 10.0, votes));
    record.rank = entry.at("rank").count();
    record.popularity_rank = entry.at("popularity").count();
    record.popularity = entry.at("members").unsigned().filter(|members| *members > 0);
    record.favorites = entry.at("favorites").unsigned();
}

/// `Sundays at 17:00 (JST)`, in parts or as this text.
fn broadcast(slot: Json<'_>) -> Option<Broadcast> {
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let told = slot.at("string").raw().or(slot.raw()).unwrap_or_default();
    let day_in = |text: &str| {
        let text = text.to_lowercase();
        DAYS.iter().find(|day| text.contains(&day.to_lowercase())).map(|day| (*day).to_owned())
    };
    let day = slot.at("day").raw().and_then(day_in).or_else(|| day_in(told));
    let time = slot.at("time").raw().and_then(clock).or_else(|| told.split(' ').find_map(clock));
    if day.is_none() && time.is_none() {
        return None;
    }
    let named =
        slot.at("timezone").text().or_else(|| told.contains("(JST)").then(|| "Asia/Tokyo".to_owned()));
    Some(Broadcast { day, time, zone: named })
}

/// A time of day; late nights may read `25:30`.
fn clock(text: &str) -> Option<String> {
    let text = text.trim();
    let (hours, minutes) = text.split_once(':')?;
    let sound =
        |part: &str, most: u8| part.len() == 2 && part.parse::<u8>().is_ok_and(|number| number <= most);
    (sound(hours, 35) && sound(minutes, 59)).then(|| text.to_owned())
}
