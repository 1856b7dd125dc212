//! The rules as data: for each field how its value is made, and whose word counts first.

use model::{Field, Record, SourceId};

/// How the value of a field comes out of what the records say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The first source in the order that says anything.
    First(&'static [&'static str]),
    /// All that anybody says, without repeats, the first source's words first.
    Union,
    /// The median over all that say anything.
    Median,
    /// The largest number anybody says.
    Largest,
    /// True when anybody says so.
    Any,
}

/// The rule of one field. Its id is what provenance prints, so it is never reused for another rule.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldRule {
    /// The rule's name.
    pub id: &'static str,
    /// The field it makes.
    pub field: Field,
    /// How.
    pub how: How,
}

/// Hand-written rows first, then the sources that people edit, then datasets made of them, and the
/// starter catalog last: its sentences only fill what nobody else filled. Sources outside the list
/// stand before the datasets, in the order of their names.
const EDITED_FIRST: &[&str] = &[
    "manual",
    "mal",
    "jikan",
    "mal_web",
    "anilist",
    "kitsu",
    "anidb",
    "vndb",
    "mangadex",
    "anisearch",
    "ann",
    "anime_planet",
    "livechart",
    "animeschedule",
    "*",
    "offline_database",
    "synopses",
    "starter",
];

/// The offline database's titles were chosen over all of its sources, and ids hang on its entries.
const TITLES_FIRST: &[&str] = &["manual", "offline_database", "*", "synopses", "starter"];

/// The rule of every field that records speak of.
pub const FIELD_RULES: &[FieldRule] = &[
    FieldRule { id: "title-1", field: Field::Title, how: How::First(TITLES_FIRST) },
    FieldRule { id: "titles-1", field: Field::Titles, how: How::Union },
    FieldRule { id: "medium-1", field: Field::Medium, how: How::First(EDITED_FIRST) },
    FieldRule { id: "format-1", field: Field::Format, how: How::First(EDITED_FIRST) },
    FieldRule { id: "status-1", field: Field::Status, how: How::First(EDITED_FIRST) },
    FieldRule { id: "episodes-1", field: Field::Episodes, how: How::First(EDITED_FIRST) },
    FieldRule { id: "duration-1", field: Field::Duration, how: How::First(EDITED_FIRST) },
    FieldRule { id: "season-1", field: Field::Season, how: How::First(EDITED_FIRST) },
    FieldRule { id: "year-1", field: Field::Year, how: How::First(EDITED_FIRST) },
    FieldRule { id: "start-date-1", field: Field::StartDate, how: How::First(EDITED_FIRST) },
    FieldRule { id: "end-date-1", field: Field::EndDate, how: How::First(EDITED_FIRST) },
    FieldRule { id: "score-1", field: Field::Score, how: How::Median },
    FieldRule { id: "popularity-1", field: Field::Popularity, how: How::Largest },
    FieldRule { id: "synopsis-1", field: Field::Synopsis, how: How::First(EDITED_FIRST) },
    FieldRule { id: "tags-1", field: Field::Tags, how: How::Union },
    FieldRule { id: "studios-1", field: Field::Studios, how: How::Union },
    FieldRule { id: "producers-1", field: Field::Producers, how: How::Union },
    FieldRule { id: "image-1", field: Field::Image, how: How::First(EDITED_FIRST) },
    FieldRule { id: "adult-1", field: Field::Adult, how: How::Any },
    FieldRule { id: "origin-1", field: Field::Origin, how: How::First(EDITED_FIRST) },
];

/// The rule of a field.
pub(crate) fn rule(field: &Field) -> Option<&'static FieldRule> {
    FIELD_RULES.iter().find(|rule| rule.field == *field)
}

/// The records in the order of a list of sources; within a source by external id, then by content.
pub(crate) fn ordered<'a>(records: &'a [Record], order: &[&str]) -> Vec<&'a Record> {
    let mut sorted: Vec<(usize, &Record)> = records.iter().map(|r| (place(&r.source, order), r)).collect();
    sorted.sort_by(|(place_a, a), (place_b, b)| {
        let by_name = (place_a, &a.source, &a.external_id).cmp(&(place_b, &b.source, &b.external_id));
        // Two datasets may quote one source on one thing; only then is the whole text compared.
        by_name.then_with(|| content(a).cmp(&content(b)))
    });
    sorted.into_iter().map(|(_, record)| record).collect()
}

fn content(record: &Record) -> String {
    serde_json::to_string(record).expect("a record is plain JSON")
}

/// The records in the order that `EDITED_FIRST` gives, for fields that take from all.
pub(crate) fn in_general_order(records: &[Record]) -> Vec<&Record> {
    ordered(records, EDITED_FIRST)
}

/// Where a source stands in an order; `*` is the place of all that are not named.
fn place(source: &SourceId, order: &[&str]) -> usize {
    let named = order.iter().position(|name| *name == source.as_str());
    named.or_else(|| order.iter().position(|name| *name == "*")).unwrap_or(order.len())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_rule_has_its_own_name_and_field() {
        let ids: HashSet<&str> = FIELD_RULES.iter().map(|rule| rule.id).collect();
        let fields: HashSet<&Field> = FIELD_RULES.iter().map(|rule| &rule.field).collect();
        assert_eq!((ids.len(), fields.len()), (FIELD_RULES.len(), FIELD_RULES.len()));
        assert_eq!(FIELD_RULES.len(), Field::ALL.len());
    }

    #[test]
    fn the_unnamed_stand_before_the_datasets() {
        let at = |name: &'static str| place(&SourceId::known(name), EDITED_FIRST);
        assert!(at("mal") < at("some_game") && at("some_game") < at("offline_database"));
        assert!(at("offline_database") < at("starter"));
    }
}
