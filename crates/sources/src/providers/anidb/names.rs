//! A work's titles.

use model::{Record, Title, TitleKind};

use super::words;
use crate::parts::text;

/// Adds a title; one that repeats another's text, language and kind is left out.
pub fn add(record: &mut Record, name: &str, kind: TitleKind, language: Option<String>) {
    let Some(name) = text::clean(&words::apostrophes(name)) else { return };
    let title = Title::new(name, kind);
    let title = language.map_or_else(|| title.clone(), |tag| title.clone().in_language(&tag));
    // A few hundred at most, but for broken answers.
    if record.titles.len() < 1000 && !record.titles.contains(&title) {
        record.titles.push(title);
    }
}

/// Takes the main title from the titles, and every other name as a synonym.
pub fn settle(record: &mut Record) {
    let main =
        record.titles.iter().find(|title| title.kind == TitleKind::Main).or_else(|| record.titles.first());
    record.title = main.map(|title| title.text.clone());
    let known = record.title.iter().map(|title| title.to_lowercase()).collect::<Vec<_>>();
    let mut seen: std::collections::HashSet<String> = known.into_iter().collect();
    let others = record.titles.iter().filter(|title| seen.insert(title.text.to_lowercase()));
    record.synonyms = others.map(|title| title.text.clone()).collect();
}
