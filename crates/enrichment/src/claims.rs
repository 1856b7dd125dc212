//! Who said what, and which of it was taken.

use model::{ExternalId, Field, Record, RecordKind, SourceId};
use serde::Serialize;
use serde_json::{Value, json};

use crate::rules::{FIELD_RULES, FieldRule, How, in_general_order, ordered};

/// One value of one field as one record says it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldClaim {
    /// The field.
    pub field: Field,
    /// The value in the normal form's shape.
    pub value: Value,
    /// Who says it.
    pub source: SourceId,
    /// The record that says it.
    pub record: ExternalId,
    /// Whether it stands in the golden record, alone or with others.
    pub chosen: bool,
    /// The rule that decided.
    pub rule: &'static str,
}

/// Every claim of records about works, by field, and within a field in the order of its rule.
pub fn claims(records: &[Record]) -> Vec<FieldClaim> {
    let works: Vec<Record> = records.iter().filter(|r| r.kind == RecordKind::Work).cloned().collect();
    FIELD_RULES.iter().flat_map(|rule| claims_of(rule, &works)).collect()
}

fn claims_of(rule: &FieldRule, records: &[Record]) -> Vec<FieldClaim> {
    let order = match rule.how {
        How::First(order) => ordered(records, order),
        How::Union | How::Median | How::Largest | How::Any => in_general_order(records),
    };
    let said = order.into_iter().filter_map(|record| Some((record, value(&rule.field, record)?)));
    let said: Vec<(&Record, Value)> = said.collect();
    let largest = said.iter().filter_map(|(_, value)| value.as_u64()).max();
    let chosen = |place: usize, value: &Value| match rule.how {
        How::First(_) => place == 0,
        How::Union | How::Median => true,
        How::Largest => value.as_u64() == largest,
        How::Any => *value == json!(true),
    };
    let claims = said.iter().enumerate().map(|(place, (record, value))| FieldClaim {
        field: rule.field.clone(),
        chosen: chosen(place, value),
        value: value.clone(),
        source: record.source.clone(),
        record: record.external_id.clone(),
        rule: rule.id,
    });
    claims.collect()
}

/// What a record says of a field; `None` when nothing.
fn value(field: &Field, record: &Record) -> Option<Value> {
    let value = match field {
        Field::Title => json!(record.title.as_ref().or(record.titles.first().map(|title| &title.text))),
        Field::Titles => {
            let texts = record.titles.iter().map(|title| &title.text);
            json!(texts.chain(&record.synonyms).collect::<Vec<_>>())
        }
        Field::Medium => json!(record.medium),
        Field::Format => json!(record.format.as_ref().filter(|f| **f != model::Format::Unknown)),
        Field::Status => json!(record.status.as_ref().filter(|s| **s != model::Status::Unknown)),
        Field::Episodes => json!(record.episodes),
        Field::Duration => json!(record.duration_s),
        Field::Season => json!(record.season),
        Field::Year => json!(record.year),
        Field::StartDate => json!(record.start_date),
        Field::EndDate => json!(record.end_date),
        Field::Score => json!(record.score),
        Field::Popularity => json!(record.popularity),
        Field::Synopsis => json!(record.synopsis),
        Field::Tags => json!(record.genres.iter().chain(&record.tags).collect::<Vec<_>>()),
        Field::Studios => json!(record.studios),
        Field::Producers => json!(record.producers),
        Field::Image => json!(record.images.first().map(|image| &image.url)),
        Field::Adult => json!(record.adult),
        Field::Origin => json!(record.origin),
        _ => Value::Null,
    };
    let says_nothing = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    (!says_nothing).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_claim_is_the_golden_value() {
        let record = |source: &'static str, episodes, popularity| {
            let id = "mal:1".parse().expect("an id");
            let mut record = Record::new(SourceId::known(source), RecordKind::Work, id);
            record.episodes = Some(episodes);
            record.popularity = Some(popularity);
            record
        };
        let found = claims(&[record("starter", 12, 90), record("mal", 13, 40)]);
        let short = |field| {
            let of_field = found.iter().filter(move |claim| claim.field == field);
            of_field.map(|c| (c.source.as_str(), c.value.clone(), c.chosen)).collect::<Vec<_>>()
        };
        assert_eq!(short(Field::Episodes), [("mal", json!(13), true), ("starter", json!(12), false)]);
        assert_eq!(short(Field::Popularity), [("mal", json!(40), false), ("starter", json!(90), true)]);
        assert_eq!(short(Field::Year), []);
    }
}
