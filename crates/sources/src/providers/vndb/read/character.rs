//! Characters. VNDB hides behind spoilers what a reader should not know at first; so do we.

use std::collections::{BTreeSet, HashMap};

use model::{Casting, CharacterRole, ExternalId, Medium, Record, RecordKind, Title, TitleKind};

use super::{FACTS, NAMESPACE, id_of, markup, record_of, vn};
use crate::{
    parts::{json::Json, text},
    providers::Context,
};

/// A character, as one entry tells it.
pub fn character(entry: Json<'_>, kind: RecordKind) -> Option<Record> {
    let mut record = record_of(entry, &['c'], kind)?;
    record.title = entry.at("name").title();
    let main = record.title.clone();
    record.titles.extend(main.clone().map(|name| Title::new(name, TitleKind::Main)));
    let original = entry.at("original").title().filter(|name| main.as_ref() != Some(name));
    record.titles.extend(original.clone().map(|name| Title::new(name, TitleKind::Official)));
    let others = original.into_iter().chain(entry.at("aliases").texts());
    text::add_words(&mut record.synonyms, others.filter(|name| main.as_ref() != Some(name)));
    record.synopsis = entry.at("description").raw().and_then(markup::plain);
    record.background = particulars(entry);
    record.gender = gender(entry);
    record.images = vn::images(entry.at("image"));
    let open =
        |part: &Json<'_>| part.at("spoiler").number().unwrap_or(0) < 2 && part.at("lie").flag() != Some(true);
    // A trait's name does not tell by itself what is brown: eyes or hair.
    let traits = entry.at("traits").list().filter(open).filter_map(|part| {
        let name = part.at("name").text()?;
        Some(part.at("group_name").text().map_or(name.clone(), |group| format!("{group}: {name}")))
    });
    text::add_words(&mut record.tags, traits);
    record.appearances = appearances(entry);
    Some(record)
}

/// The characters of a work: one record of the work that says only this, then each character in full, since
/// the answer has it all and need not be asked for again.
pub fn of_work(root: Json<'_>, context: &Context) -> Vec<Record> {
    let entries = || root.at("results").list();
    if entries().all(|entry| id_of(entry, &['c']).is_none()) {
        return Vec::new();
    }
    let subject = context.subject.clone().or_else(|| shared(root));
    let subject = subject.unwrap_or_else(|| context.stand_in(&FACTS.id, NAMESPACE, "characters"));
    let mut work = Record::new(FACTS.id.clone(), RecordKind::Work, subject);
    work.url = work.external_id.url();
    work.medium = Some(Medium::VisualNovel);
    work.characters = entries().filter_map(|entry| casting(entry, &work.external_id)).collect();
    std::iter::once(work)
        .chain(entries().filter_map(|entry| character(entry, RecordKind::Character)))
        .collect()
}

/// A character as part of a work.
pub fn casting(entry: Json<'_>, work: &ExternalId) -> Option<Casting> {
    let id = id_of(entry, &['c'])?;
    let original = entry.at("original").title();
    Some(Casting {
        external_id: Some(id),
        name: entry.at("name").title().or_else(|| original.clone())?,
        name_native: original,
        role: role_in(entry, work),
        image: entry.path("image.url").url(),
        voice_actors: Vec::new(),
        ..Casting::default()
    })
}

/// The one work that all characters of an answer have in common.
fn shared(root: Json<'_>) -> Option<ExternalId> {
    let of = |entry: Json<'_>| {
        entry.at("vns").list().filter_map(|work| id_of(work, &['v'])).collect::<BTreeSet<_>>()
    };
    let common = root.at("results").list().map(of).reduce(|a, b| a.intersection(&b).cloned().collect())?;
    (common.len() == 1).then(|| common.into_iter().next())?
}

/// The works it appears in. One may be listed once for each of its releases; the largest part counts.
fn appearances(entry: Json<'_>) -> Vec<(ExternalId, CharacterRole)> {
    let mut found: Vec<(ExternalId, CharacterRole)> = Vec::new();
    let mut places: HashMap<ExternalId, usize> = HashMap::new();
    for (work, part) in entry.at("vns").list().filter_map(|work| Some((id_of(work, &['v'])?, role(work)))) {
        let place = *places.entry(work.clone()).or_insert(found.len());
        match found.get_mut(place) {
            Some((_, known)) if part < *known => *known = part, // in their order the largest is the first
            Some(_) => {}
            None => found.push((work, part)),
        }
    }
    found
}

/// The largest part in one work.
fn role_in(entry: Json<'_>, work: &ExternalId) -> CharacterRole {
    let parts = entry.at("vns").list().filter(|part| part.at("id").raw() == Some(work.id()));
    parts.map(role).min().unwrap_or_default()
}

fn role(part: Json<'_>) -> CharacterRole {
    match part.at("role").raw() {
        Some("main" | "primary") => CharacterRole::Main,
        Some("side") => CharacterRole::Supporting,
        Some("appears") => CharacterRole::Background,
        _ => CharacterRole::Unknown,
    }
}

/// What is known at first: the stated gender, else the sex, each a pair of the apparent and the true one.
fn gender(entry: Json<'_>) -> Option<String> {
    let apparent =
        |key: &str| entry.at(key).list().next().and_then(Json::raw).or_else(|| entry.at(key).raw());
    let word = match apparent("gender").or_else(|| apparent("sex"))? {
        "m" => "Male",
        "f" => "Female",
        "o" => "Non-binary",
        "b" => "Both",
        "n" => "Sexless",
        "a" => "Ambiguous",
        _ => return None,
    };
    Some(word.to_owned())
}

/// Age, birthday and measures, a line each.
fn particulars(entry: Json<'_>) -> Option<String> {
    let mut lines = Vec::new();
    let mut add =
        |name: &str, value: Option<String>| lines.extend(value.map(|value| format!("{name}: {value}")));
    let size = |key: &str, unit: &str| entry.at(key).count().map(|number| format!("{number} {unit}"));
    add("Age", entry.at("age").unsigned().map(|age| age.to_string()));
    add("Birthday", birthday(entry));
    add("Blood type", entry.at("blood_type").text().map(|kind| kind.to_uppercase()));
    add("Height", size("height", "cm"));
    add("Weight", size("weight", "kg"));
    let measures = [size("bust", "cm"), size("waist", "cm"), size("hips", "cm")];
    add("Bust", measures[0].clone());
    add("Waist", measures[1].clone());
    add("Hips", measures[2].clone());
    add("Cup", entry.at("cup").text());
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn birthday(entry: Json<'_>) -> Option<String> {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let mut parts = entry.at("birthday").list().map(Json::unsigned);
    let month = usize::try_from(parts.next()??).ok()?.checked_sub(1)?;
    let month = MONTHS.get(month)?;
    Some(match parts.next().flatten().filter(|day| (1..=31).contains(day)) {
        Some(day) => format!("{month} {day}"),
        None => (*month).to_owned(),
    })
}
