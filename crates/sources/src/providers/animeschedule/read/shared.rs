//! What an anime and its row in a timetable have in common.

use std::collections::HashSet;

use jiff::{Timestamp, tz};
use model::{
    ExternalId, Format, Image, ImageKind, Medium, Record, RecordKind, Script, Status, Stream, Title,
    TitleKind,
};

use super::{FACTS, NAMESPACE};
use crate::parts::{json::Json, text};

/// A record of an entry, with what every entry says.
pub fn record_of(entry: Json<'_>, kind: RecordKind) -> Option<Record> {
    let id = ExternalId::new(NAMESPACE, &entry.at("route").id()?).ok()?;
    let mut record = Record::new(FACTS.id.clone(), kind, id);
    record.url = record.external_id.url();
    record.medium = Some(Medium::Anime);
    let word = entry
        .at("mediaTypes")
        .list()
        .find_map(|word| word.at("name").text().or_else(|| word.at("route").text()));
    record.format = word.as_deref().and_then(format);
    record.format_word =
        word.filter(|word| record.format.as_ref().is_none_or(|format| Format::parse(word) != *format));
    record.episodes = entry.at("episodes").count();
    let minutes = entry.at("lengthMin").unsigned();
    record.duration_s = minutes.and_then(crate::parts::durations::minutes);
    record.status = entry.at("status").raw().and_then(status);
    record.images.extend(picture(entry));
    Some(record)
}

/// `TV (Chinese)` is television all the same.
fn format(word: &str) -> Option<Format> {
    let plain = word.split('(').next().unwrap_or_default().trim().to_lowercase();
    Some(match plain.as_str() {
        "tv" | "tv short" | "tv-short" | "tv-chinese" => Format::Tv,
        "movie" | "movie-chinese" => Format::Movie,
        "ova" => Format::Ova,
        "ona" | "ona-chinese" => Format::Ona,
        "special" | "tv special" => Format::Special,
        "music" => Format::Music,
        "pv" => Format::Pv,
        _ => return None,
    })
}

/// What is delayed has begun, or was to; others call it ongoing.
fn status(word: &str) -> Option<Status> {
    Some(match word {
        "Finished" => Status::Finished,
        "Ongoing" | "Delayed" => Status::Ongoing,
        "Upcoming" => Status::Upcoming,
        _ => return None,
    })
}

/// The picture, whose address is given in part.
fn picture(entry: Json<'_>) -> Option<Image> {
    let route = entry.at("imageVersionRoute").raw()?.trim().trim_start_matches('/');
    let file = route.rsplit('/').next().unwrap_or_default();
    let is_stand_in = file.is_empty() || file.starts_with("default.") || file.starts_with("no-image");
    let url = format!("https://img.animeschedule.net/production/assets/public/img/{route}");
    (!is_stand_in)
        .then(|| url::Url::parse(&url).ok())
        .flatten()
        .map(|url| Image { url: url.into(), kind: ImageKind::Poster })
}

/// The titles: the one that is shown, then those of the names.
pub fn titles(entry: Json<'_>, names: Json<'_>, record: &mut Record) {
    record.title = entry.at("title").title();
    let main = record.title.clone();
    let of = |key: &str| names.at(key).title();
    let romaji = of("romaji");
    if let Some(text) = main.clone() {
        let title = Title::new(text, TitleKind::Main);
        record.titles.push(if romaji == main { title.in_language("ja-Latn") } else { title });
    }
    let native = of("native").map(|text| {
        let language = native_language(entry, &text);
        Title::new(text, TitleKind::Official).in_language(language)
    });
    let others = [
        romaji.map(|text| Title::new(text, TitleKind::Official).in_language("ja-Latn")),
        of("english").map(|text| Title::new(text, TitleKind::Official).in_language("en")),
        native,
        of("abbreviation").map(|text| Title::new(text, TitleKind::Short)),
    ];
    let synonyms = names.at("synonyms").texts().into_iter().map(|text| Title::new(text, TitleKind::Synonym));
    let mut known: HashSet<String> = record.titles.iter().map(|title| title.text.clone()).collect();
    let others = others.into_iter().flatten().chain(synonyms);
    record.titles.extend(others.filter(|title| known.insert(title.text.clone())));
    let all: Vec<String> = record
        .titles
        .iter()
        .map(|title| title.text.clone())
        .filter(|text| main.as_ref() != Some(text))
        .collect();
    text::add_words(&mut record.synonyms, all);
}

fn native_language(entry: Json<'_>, text: &str) -> &'static str {
    let chinese = entry.at("mediaTypes").list().any(|word| {
        word.at("name").raw().is_some_and(|name| name.contains("Chinese"))
            || word.at("route").raw().is_some_and(|route| route.ends_with("-chinese"))
    });
    match Script::of(text) {
        Script::Hangul => "ko",
        _ if chinese || entry.at("donghua").flag() == Some(true) => "zh",
        _ => "ja",
    }
}

/// Where it may be watched: a list of services, or, in older answers, an object with a key for each.
pub fn streams(services: Json<'_>) -> Vec<Stream> {
    let stream = |name: String, url: Json<'_>| {
        let url = address(url)?;
        Some(Stream { name, url: Some(url), ..Stream::default() })
    };
    let listed = services.list().filter_map(|service| {
        let name = service.at("name").text().or_else(|| service.at("platform").text())?;
        stream(name, service.at("url"))
    });
    let keyed = services.entries().filter_map(|(name, url)| stream(name.to_owned(), url));
    listed.chain(keyed).collect()
}

/// An address, which comes without a scheme.
pub fn address(value: Json<'_>) -> Option<String> {
    let text = value.raw()?.trim().trim_start_matches('/');
    if text.is_empty() {
        return None;
    }
    let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let url = url::Url::parse(&whole).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| host.contains('.')))
        .then_some(whole)
}

/// A time. The year 1 stands for "none".
pub fn time(value: Json<'_>) -> Option<Timestamp> {
    let time: Timestamp = value.raw()?.trim().parse().ok()?;
    (time.to_zoned(tz::TimeZone::UTC).year() > 1).then_some(time)
}

/// The time of day of a time whose date is a stand-in, such as `0002-01-01T10:30:00Z`, on Japan's clock.
pub fn clock(value: Json<'_>) -> Option<String> {
    let time = time(value)?.to_zoned(tz::TimeZone::fixed(tz::offset(9)));
    Some(format!("{:02}:{:02}", time.hour(), time.minute()))
}
