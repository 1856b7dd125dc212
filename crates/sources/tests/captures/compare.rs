//! A recorded answer's values beside those that an independent parser's tests assert for it.
//!
//! Conventions differ, so values are converted first: 0, `UNDEFINED` and no duration are unknown, a coarse
//! format also stands for the finer ones, default pictures are none, a score may be rescaled to 1..10.

use model::{ExternalId, ImageKind, Record};
use serde_json::Value;
use sources::providers::{ParseError, Parsed};

use crate::{folder::Capture, is_refused_as};

/// Captures that the list files under the id of another one; their pages state which they are.
const MISFILED: [(&str, &str); 2] =
    [("livechart", "synonyms__no_synonyms.html"), ("livechart", "synonyms__one_synonym.html")];
/// Listed values that the capture itself contradicts: the page of AniDB's work 4563 stands under another
/// work's id.
const SLIPS: [(&str, &str, &str); 1] = [("anidb", "scores__score.html.gz", "id")];

/// Gives the number of values compared and what differs.
pub fn compare(capture: &Capture, parsed: &Result<Parsed, ParseError>) -> (usize, Vec<String>) {
    let expected = &capture.expected;
    if let Some(kind) = expected["page_kind"].as_str() {
        let sound = match kind {
            // A list is told from a work; a bare shell of the site says nothing at all.
            "list" => parsed.as_ref().is_ok_and(|parsed| !parsed.single),
            "site_shell" => parsed.is_err(),
            "crawler_detected" => is_refused_as(parsed, "blocked"),
            other => is_refused_as(parsed, other),
        };
        return (1, if sound { Vec::new() } else { vec![format!("page_kind {kind}: {}", told(parsed))] });
    }
    let Ok(Some(record)) = parsed.as_ref().map(|parsed| parsed.records.first()) else {
        return (1, vec![told(parsed)]);
    };
    let fields = expected.as_object().into_iter().flatten();
    let mut wrong = Vec::new();
    let mut count = 0;
    for (field, value) in fields.filter(|(field, _)| *field != "as_of") {
        if SLIPS.contains(&(&capture.source, &capture.name, field)) {
            continue;
        }
        if field == "status" && depends_on_dates(&capture.source) && expected["as_of"].is_null() {
            continue;
        }
        if field == "id" && MISFILED.contains(&(capture.source.as_str(), capture.name.as_str())) {
            continue;
        }
        count += 1;
        if let Err(ours) = check(field, value, record) {
            wrong.push(format!("{field} is {ours}, expected {value}"));
        }
    }
    (count, wrong)
}

/// Sources whose pages tell a status only by their dates.
fn depends_on_dates(source: &str) -> bool {
    matches!(source, "anidb" | "anime_planet")
}

fn told(parsed: &Result<Parsed, ParseError>) -> String {
    match parsed {
        Ok(parsed) => format!("{} records, single: {}", parsed.records.len(), parsed.single),
        Err(error) => error.to_string(),
    }
}

/// Compares one value; an error shows ours.
fn check(field: &str, value: &Value, record: &Record) -> Result<(), String> {
    let same = |ours: Value, theirs: &Value| if ours == *theirs { Ok(()) } else { Err(ours.to_string()) };
    let word = value.as_str().unwrap_or_default();
    match field {
        "id" => same(
            record.external_id.id().into(),
            &value.as_str().map_or_else(|| value.to_string(), str::to_owned).into(),
        ),
        "title" => same(record.title.clone().into(), value),
        "season" => same(
            record.season.map(model::Season::as_str).into(),
            &if word == "UNDEFINED" { Value::Null } else { value.clone() },
        ),
        "year" => same(record.year.into(), &unknown_zero(value)),
        "episodes" => same(record.episodes.into(), &unknown_zero(value)),
        "duration" => same(record.duration_s.into(), &unknown_zero(&value["seconds"])),
        "type" => {
            let ours = record.format.as_ref().map_or("UNKNOWN", model::Format::as_str);
            // Their coarse word also stands for the finer ones that the page itself names.
            let finer = matches!(
                (word, ours),
                ("SPECIAL", "MUSIC" | "PV" | "OVA" | "ONA")
                    | ("TV", "TV_SHORT" | "SPECIAL")
                    | ("UNKNOWN", "MUSIC" | "PV")
            );
            if ours == word || finer { Ok(()) } else { Err(ours.to_owned()) }
        }
        "status" => {
            let ours = record.status.as_ref().map_or("UNKNOWN", model::Status::as_str);
            let fits = ours == word || (word == "UNKNOWN" && matches!(ours, "CANCELLED" | "HIATUS"));
            if fits { Ok(()) } else { Err(ours.to_owned()) }
        }
        "score_scaled" => match (record.score, value.as_f64()) {
            (None, None) => Ok(()),
            (Some(score), Some(theirs)) => {
                // Their rescaling maps the least score to 1, ours to 0; rounding differs as well.
                let shifted = 1.0 + score.normalized * 0.9;
                let near = |ours: f64| (ours - theirs).abs() < 0.03;
                if near(score.normalized) || near(shifted) { Ok(()) } else { Err(format!("{score:?}")) }
            }
            (ours, _) => Err(format!("{ours:?}")),
        },
        "picture" => picture(record, &ImageKind::Poster, value),
        "thumbnail" => picture(record, &ImageKind::Thumbnail, value),
        "tags" => words(&record.tags, value),
        "studios" => words(&record.studios, value),
        "producers" => words(&record.producers, value),
        "synonyms" => {
            // Their synonyms hold every other title; ours stand in two lists.
            let all = record.synonyms.iter().chain(record.titles.iter().map(|title| &title.text));
            let ours: Vec<String> = all.cloned().collect();
            let missing: Vec<&str> =
                texts(value).filter(|text| !ours.iter().any(|own| own == text)).collect();
            if missing.is_empty() { Ok(()) } else { Err(format!("{ours:?}, without {missing:?}")) }
        }
        "related_anime" => {
            let ids = |urls: Vec<&str>| {
                let mut ids: Vec<String> = urls
                    .iter()
                    .map(|url| ExternalId::from_any_url(url).map_or_else(String::new, |id| id.to_string()))
                    .collect();
                ids.sort();
                ids.dedup();
                ids
            };
            let theirs = ids(texts(value).collect());
            let anime = |namespace: &str| !namespace.ends_with("_manga") && namespace != "vndb";
            let mut ours: Vec<String> = record
                .relations
                .iter()
                .filter(|relation| anime(relation.external_id.namespace().as_str()))
                .map(|relation| relation.external_id.to_string())
                .collect();
            ours.sort();
            ours.dedup();
            if ours == theirs { Ok(()) } else { Err(format!("{ours:?}")) }
        }
        "sources" => {
            let theirs = texts(value).next().and_then(ExternalId::from_provider_url);
            if theirs.as_ref() == Some(&record.external_id) {
                Ok(())
            } else {
                Err(record.external_id.to_string())
            }
        }
        "count" => same(record.episodes.into(), value),
        other => Err(format!("`{other}` is not compared yet")),
    }
}

fn unknown_zero(value: &Value) -> Value {
    if value.as_u64() == Some(0) { Value::Null } else { value.clone() }
}

fn picture(record: &Record, kind: &ImageKind, value: &Value) -> Result<(), String> {
    let ours: Vec<&str> = record.images.iter().map(|image| image.url.as_str()).collect();
    // A site's own picture for works without one is none.
    match value.as_str().filter(|url| !url.contains("/default/")) {
        None if ours.is_empty() => Ok(()),
        Some(url) if ours.contains(&url) => Ok(()),
        // A thumbnail that they make up by a rule does not stand on the page.
        Some(_) if *kind == ImageKind::Thumbnail && !ours.is_empty() => Ok(()),
        None if *kind == ImageKind::Thumbnail && ours.len() <= 1 => Ok(()),
        _ => Err(format!("{ours:?}")),
    }
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// Lists of words, compared in lower case and in any order.
fn words(ours: &[String], theirs: &Value) -> Result<(), String> {
    let lower = |words: Vec<&str>| {
        let mut words: Vec<String> = words.iter().map(|word| word.trim().to_lowercase()).collect();
        words.sort();
        words.dedup();
        words
    };
    let (own, listed) = (lower(ours.iter().map(String::as_str).collect()), lower(texts(theirs).collect()));
    if own == listed { Ok(()) } else { Err(format!("{own:?}")) }
}
