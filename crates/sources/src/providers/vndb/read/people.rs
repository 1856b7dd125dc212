//! Developers, publishers and persons.

use model::{Record, RecordKind, Title, TitleKind};

use super::{markup, record_of, vn};
use crate::parts::{json::Json, text};

/// A developer or publisher.
pub fn producer(entry: Json<'_>) -> Option<Record> {
    let mut record = record_of(entry, &['p'], RecordKind::Studio)?;
    named(entry, &mut record);
    text::add_words(&mut record.synonyms, entry.at("aliases").texts());
    Some(record)
}

/// A person, with every name that the person works under.
pub fn person(entry: Json<'_>) -> Option<Record> {
    let mut record = record_of(entry, &['s'], RecordKind::Person)?;
    named(entry, &mut record);
    record.gender = entry.at("gender").raw().and_then(|word| match word {
        "m" => Some("Male".to_owned()),
        "f" => Some("Female".to_owned()),
        _ => None,
    });
    let main = record.title.clone();
    for alias in entry.at("aliases").list().take(500) {
        let names = [alias.at("latin").title(), alias.at("name").title()].into_iter().flatten();
        text::add_words(&mut record.synonyms, names.filter(|name| main.as_ref() != Some(name)));
    }
    Some(record)
}

fn named(entry: Json<'_>, record: &mut Record) {
    let original = entry.at("original").title();
    record.title = entry.at("name").title().or_else(|| original.clone());
    let main = record.title.clone();
    record.titles.extend(main.clone().map(|name| Title::new(name, TitleKind::Main)));
    if let Some(original) = original.filter(|name| main.as_ref() != Some(name)) {
        let title = Title::new(original.clone(), TitleKind::Official);
        let lang = entry.at("lang").raw().map(vn::language);
        record.titles.push(lang.map_or(title.clone(), |lang| title.in_language(&lang)));
        record.synonyms.push(original);
    }
    record.synopsis = entry.at("description").raw().and_then(markup::plain);
    vn::links(entry.at("extlinks"), record);
}
