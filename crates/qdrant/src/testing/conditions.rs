//! Filters, evaluated as the server's manual has them: a list meets what one of its members meets, a range is met by
//! numbers alone, and what is not there meets nothing.

use std::collections::HashMap;

use qdrant_client::qdrant::{
    Condition, FieldCondition, Filter, Value, condition::ConditionOneOf, r#match::MatchValue,
    point_id::PointIdOptions, value::Kind,
};

use super::shelf::Point;

/// Whether a point meets a filter; what this server does not evaluate is an error and never a guess.
pub(super) fn meets(filter: &Filter, id: u64, point: &Point) -> Result<bool, String> {
    if !filter.should.is_empty() || filter.min_should.is_some() {
        return Err("`should` is not evaluated here".to_owned());
    }
    for condition in &filter.must {
        if !holds(condition, id, point)? {
            return Ok(false);
        }
    }
    for condition in &filter.must_not {
        if holds(condition, id, point)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn holds(condition: &Condition, id: u64, point: &Point) -> Result<bool, String> {
    match condition.condition_one_of.as_ref().ok_or("a condition is empty")? {
        ConditionOneOf::Field(field) => field_holds(field, point),
        ConditionOneOf::HasId(ids) => {
            Ok(ids.has_id.iter().any(|one| one.point_id_options == Some(PointIdOptions::Num(id))))
        }
        ConditionOneOf::HasVector(has) => Ok(point.vectors.contains_key(&has.has_vector)),
        ConditionOneOf::Filter(filter) => meets(filter, id, point),
        other => Err(format!("{other:?} is not evaluated here")),
    }
}

fn field_holds(condition: &FieldCondition, point: &Point) -> Result<bool, String> {
    let values = values_at(&point.payload, &condition.key);
    let matched = condition.r#match.as_ref().and_then(|matched| matched.match_value.as_ref());
    if let Some(range) = &condition.range {
        let inside = |number: f64| {
            range.gte.is_none_or(|low| number >= low)
                && range.lte.is_none_or(|high| number <= high)
                && range.gt.is_none_or(|low| number > low)
                && range.lt.is_none_or(|high| number < high)
        };
        let numbers = values.iter().filter_map(|value| match value.kind {
            Some(Kind::IntegerValue(number)) => Some(number as f64),
            Some(Kind::DoubleValue(number)) => Some(number),
            _ => None,
        });
        return Ok(numbers.into_iter().any(inside));
    }
    let is =
        |wanted: &dyn Fn(&Kind) -> bool| values.iter().any(|value| value.kind.as_ref().is_some_and(wanted));
    match matched.ok_or("a condition asks for nothing")? {
        MatchValue::Keyword(word) => Ok(is(&|kind| matches!(kind, Kind::StringValue(text) if text == word))),
        MatchValue::Keywords(words) => Ok(is(
            &|kind| matches!(kind, Kind::StringValue(text) if words.strings.iter().any(|word| word == text)),
        )),
        MatchValue::Boolean(wanted) => Ok(is(&|kind| matches!(kind, Kind::BoolValue(own) if own == wanted))),
        other => Err(format!("{other:?} is not evaluated here")),
    }
}

/// The values at a key, `a.b` being `b` inside `a`, and the members of a list each for itself.
fn values_at(payload: &HashMap<String, Value>, key: &str) -> Vec<Value> {
    let (first, rest) = key.split_once('.').map_or((key, None), |(first, rest)| (first, Some(rest)));
    let Some(value) = payload.get(first) else { return Vec::new() };
    match (&value.kind, rest) {
        (Some(Kind::StructValue(inner)), Some(rest)) => values_at(&inner.fields, rest),
        (_, Some(_)) => Vec::new(),
        (Some(Kind::ListValue(list)), None) => list.values.clone(),
        (_, None) => vec![value.clone()],
    }
}
