//! Series of MangaDex, out of their records.

use keeping::SeriesFacts;
use model::Record;

use super::poster;
use crate::Failure;

/// A series.
pub fn series(record: &Record) -> Result<SeriesFacts, Failure> {
    let name = record.title.clone().ok_or_else(|| Failure::item("its answer has no title"))?;
    let is_english = |title: &&model::Title| {
        title.language.as_ref().is_some_and(|language| language.as_str() == "en") && title.text != name
    };
    let mut authors: Vec<String> = Vec::new();
    for person in &record.staff {
        if !authors.contains(&person.name) {
            authors.push(person.name.clone());
        }
    }
    Ok(SeriesFacts {
        english_name: record.titles.iter().find(is_english).map(|title| title.text.clone()),
        name,
        media_type: "manga".to_owned(),
        creators: vec![("author".to_owned(), authors)],
        image: poster(Some(record)),
        genres: record.genres.iter().chain(&record.themes).cloned().collect(),
        synopsis: record.synopsis.clone(),
        ..SeriesFacts::default()
    })
}
