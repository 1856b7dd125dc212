//! From what was said to a standard row.

use std::sync::Arc;

use super::{Rules, clean, creator, decimal, genre_label, genres_of_tags, rarity, suffix, suffixed};
use crate::{
    CharacterFacts, Said, SeriesFacts,
    forms::{By, Couple, Form, Row, Shape},
};

/// Makes a standard row of what a source said.
///
/// `parent` is the id of a character's series at the source, empty for a series.
pub fn standardize(said: &Said, form: Form, couple: Couple, parent: &str, rules: &Rules) -> Row {
    let mut row = match said {
        Said::Series(facts) => series(facts, couple, rules),
        Said::Character(facts) => character(facts, couple, rules),
        Said::Row { from, cells } => {
            let mut row = Row::new(form, couple);
            let by = By::File(Arc::from(from.as_str()));
            for (column, text) in cells {
                if form.position(column).is_some() {
                    put(&mut row, column, text, by.clone(), rules);
                }
            }
            row
        }
    };
    if row.form == Form::Character && row.get("series_source_id").is_none() {
        row.set("series_source_id", parent.to_owned(), By::Source);
    }
    row
}

fn series(facts: &SeriesFacts, couple: Couple, rules: &Rules) -> Row {
    let is_vndb = &*couple.source_type == "vndb";
    let mut row = Row::new(Form::Series, couple);
    put(&mut row, "name", &facts.name, By::Source, rules);
    put(&mut row, "english_name", facts.english_name.as_deref().unwrap_or_default(), By::Source, rules);
    row.set("creator", creator(&facts.media_type, &facts.creators), By::Rule("creator.json"));
    put(&mut row, "media_type", &facts.media_type, By::Source, rules);
    put(&mut row, "image_link", facts.image.as_deref().unwrap_or_default(), By::Source, rules);
    if is_vndb || (facts.genres.is_empty() && !facts.tags.is_empty()) {
        row.set("genres", genres_of_tags(&facts.tags).join("|"), By::Rule("genres.vndb_tags"));
    } else {
        put(&mut row, "genres", &facts.genres.join("|"), By::Source, rules);
    }
    put(&mut row, "synopsis", facts.synopsis.as_deref().unwrap_or_default(), By::Source, rules);
    row.set("favorites", count(facts.favorites, rules), By::Source);
    row.set("members", count(facts.members, rules), By::Source);
    let score = facts.score.or_else(|| rules.is_legacy().then_some(0.0));
    row.set("score", score.and_then(decimal), By::Source);
    row.set("processed_at", facts.fetched_at.clone(), By::Source);
    row
}

fn character(facts: &CharacterFacts, couple: Couple, rules: &Rules) -> Row {
    let source_type = couple.source_type.clone();
    let mut row = Row::new(Form::Character, couple);
    put(&mut row, "name", &facts.name, By::Source, rules);
    if let Some(code) = suffix(&facts.media_type, &source_type, rules)
        && let Some(name) = row.get("name").and_then(|name| suffixed(name, code))
    {
        row.set("name", name, By::Rule("name.suffix"));
    }
    put(&mut row, "series", &facts.series, By::Source, rules);
    let label = genre_label(&facts.media_type, &source_type, &facts.series, rules).to_owned();
    row.set("genre", label, By::Rule("genre.medium"));
    put(&mut row, "image_url", facts.image.as_deref().unwrap_or_default(), By::Source, rules);
    put(&mut row, "about", facts.about.as_deref().unwrap_or_default(), By::Source, rules);
    row.set("favorites", count(facts.favorites, rules), By::Source);
    let (stars, by) = match facts.rarity {
        Some(stars) if !rules.is_legacy() => (stars, By::Source),
        _ if &*source_type == "vndb" => {
            let length = row.get("about").map_or(0, |about| about.chars().count());
            (rarity::by_description(length, facts.traits.unwrap_or(0)), By::Rule("rarity.vndb"))
        }
        _ => (rarity::by_favorites(facts.favorites.unwrap_or(0)), By::Rule("rarity.favorites")),
    };
    row.set("rarity", stars.to_string(), by);
    row.set("processed_at", facts.fetched_at.clone(), By::Source);
    row
}

/// A count's text. The old pipeline took what is not known for 0.
fn count(number: Option<i64>, rules: &Rules) -> Option<String> {
    number.or_else(|| rules.is_legacy().then_some(0)).map(|number| number.to_string())
}

/// Sets a text, cleaned by its column. The old pipeline cleaned nothing here; only the writing of numbers
/// is one in both, so that equal numbers are equal texts.
fn put(row: &mut Row, column: &str, text: &str, by: By, rules: &Rules) {
    let shape =
        row.form.columns().iter().find(|known| known.name == column).map_or(Shape::Text, |known| known.shape);
    let is_number = matches!(shape, Shape::Integer(..) | Shape::Decimal(..));
    if rules.is_legacy() && !is_number {
        row.set(column, text.to_owned(), by);
        return;
    }
    let cleaned = clean(shape, text);
    let by = match cleaned.rule {
        Some("number.writing") | None => by,
        Some(rule) => By::Rule(rule),
    };
    row.set(column, cleaned.text.map(std::borrow::Cow::into_owned), by);
}
