//! Characters and persons, and what they are in.

use std::collections::HashSet;

use model::{Casting, CharacterRole, Record, RecordKind, Script, Title, TitleKind};

use super::{
    super::{CHARACTER, FACTS, PERSON},
    Answer, Subject, around,
    credits::{casting, role, voice},
    id, subject_of, words,
};
use crate::parts::{json::Json, text};

/// Reads a character.
pub fn character(entry: Json<'_>, kind: RecordKind) -> Option<Record> {
    matches!(subject_of(entry), None | Some(Subject::Character)).then_some(())?;
    let mut record = Record::new(FACTS.id.clone(), kind, id(&CHARACTER, entry)?);
    names(entry, &mut record);
    if let Some(native) = entry.at("name_kanji").title() {
        add_name(native, &mut record);
    }
    nicknames(entry.at("nicknames"), &mut record);
    person_or_character(entry, &mut record);
    for (key, rows) in [("anime", entry.at("anime")), ("manga", entry.at("manga"))] {
        rows.list().for_each(|row| appear(row, key, &mut record));
    }
    add_voices(entry.at("voices"), &mut record);
    Some(record)
}

/// Reads a person.
pub fn person(entry: Json<'_>, kind: RecordKind) -> Option<Record> {
    matches!(subject_of(entry), None | Some(Subject::Person)).then_some(())?;
    let mut record = Record::new(FACTS.id.clone(), kind, id(&PERSON, entry)?);
    names(entry, &mut record);
    // The parts of the name are in its own script, and need not all be there.
    let part = |key: &str| entry.at(key).title().filter(|name| Script::of(name) != Script::Latin);
    let native: String = [part("family_name"), part("given_name")].into_iter().flatten().collect();
    if !native.is_empty() {
        add_name(native, &mut record);
    }
    nicknames(entry.at("alternate_names"), &mut record);
    person_or_character(entry, &mut record);
    for (key, rows) in [("anime", entry.at("anime")), ("manga", entry.at("manga"))] {
        rows.list().for_each(|row| appear(row, key, &mut record));
    }
    entry.at("voices").list().for_each(|row| add_role(row, &mut record));
    Some(record)
}

/// Works that a character or person had a part in.
pub fn appearances(answer: &Answer<'_>, record: &mut Record) {
    let key = if answer.endpoint.name.ends_with("manga") { "manga" } else { "anime" };
    answer.data.list().for_each(|row| appear(row, key, record));
}

/// Who speaks a character.
pub fn voices(answer: &Answer<'_>, record: &mut Record) {
    add_voices(answer.data, record);
}

/// Characters that a person speaks.
pub fn roles(answer: &Answer<'_>, record: &mut Record) {
    answer.data.list().for_each(|row| add_role(row, record));
}

fn names(entry: Json<'_>, record: &mut Record) {
    record.url = entry.at("url").url().or_else(|| record.external_id.url());
    record.title = entry.at("name").title();
    record.titles.extend(record.title.clone().map(|name| Title::new(name, TitleKind::Main)));
}

/// A name in the original script.
fn add_name(name: String, record: &mut Record) {
    let language = match Script::of(&name) {
        Script::Kana => "ja",
        Script::Hangul => "ko",
        // Chinese names look the same.
        _ => "",
    };
    if record.title.as_ref() != Some(&name) {
        text::add_words(&mut record.synonyms, [name.clone()]);
        record.titles.push(Title::new(name, TitleKind::Official).in_language(language));
    }
}

fn nicknames(list: Json<'_>, record: &mut Record) {
    let mut known: HashSet<String> = record.titles.iter().map(|title| title.text.clone()).collect();
    let names: Vec<String> = list.texts().into_iter().filter(|name| known.insert(name.clone())).collect();
    text::add_words(&mut record.synonyms, names.iter().cloned());
    record.titles.extend(names.into_iter().map(|name| Title::new(name, TitleKind::Synonym)));
}

fn person_or_character(entry: Json<'_>, record: &mut Record) {
    record.synopsis = words::prose(entry.at("about"));
    record.favorites = entry.at("favorites").unsigned();
    words::add_images(entry.at("images"), &mut record.images);
}

/// A work with the part in it: a character's role, or a person's position in the source's words.
fn appear(row: Json<'_>, key: &str, record: &mut Record) {
    let namespace = if key == "manga" { super::MANGA } else { super::ANIME };
    let Some(work) = around::linked(row.at(key), &namespace) else { return };
    // Positions come with the word of a button that stands before them on the page.
    let position =
        row.at("position").text().map(|word| word.strip_prefix("add ").unwrap_or(&word).to_owned());
    let part = position.map_or_else(|| role(row.at("role")), |position| CharacterRole::parse(&position));
    if !record.appearances.contains(&(work.clone(), part.clone())) {
        record.appearances.push((work, part));
    }
}

/// A character's voices, as its own casting.
fn add_voices(rows: Json<'_>, record: &mut Record) {
    let voice_actors: Vec<_> = rows.list().filter_map(voice).collect();
    if !voice_actors.is_empty() {
        record.characters.push(Casting {
            external_id: Some(record.external_id.clone()),
            name: record.title.clone().unwrap_or_default(),
            name_native: None,
            role: CharacterRole::Unknown,
            image: None,
            voice_actors,
            ..Casting::default()
        });
    }
}

/// A character that the person speaks in a work; the same one in several works is there once.
fn add_role(row: Json<'_>, record: &mut Record) {
    appear(row, "anime", record);
    let Some(character) = casting(row) else { return };
    if !record.characters.iter().any(|known| known.external_id == character.external_id) {
        record.characters.push(character);
    }
}
