//! Choosing one value among several.

use model::{Field, Record, Score};

use crate::rules::{How, ordered, rule};

/// The value of a field that takes the first word in its rule's order, with the record that says it.
pub(crate) fn first<'a, T>(
    field: &Field,
    records: &'a [Record],
    value: impl Fn(&'a Record) -> Option<T>,
) -> Option<(T, &'a Record)> {
    // One record is the common case, and needs no order.
    if let [only] = records {
        return value(only).map(|found| (found, only));
    }
    let How::First(order) = rule(field)?.how else { return None };
    let speaking: Vec<&Record> = records.iter().filter(|record| value(record).is_some()).collect();
    match speaking.as_slice() {
        [] => None,
        [only] => value(only).map(|found| (found, *only)),
        _ => {
            ordered(records, order).into_iter().find_map(|record| value(record).map(|found| (found, record)))
        }
    }
}

/// The median of the normalized scores. A single score keeps its own scale and votes; of an even
/// number the mean of the middle two is taken; votes are the most that one source counted.
pub(crate) fn median(records: &[&Record]) -> Option<Score> {
    let scores: Vec<Score> = records.iter().filter_map(|record| record.score).collect();
    if let [only] = scores.as_slice() {
        return Some(*only);
    }
    let mut values: Vec<f64> = scores.iter().map(|score| score.normalized).collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    let value = if values.len().is_multiple_of(2) { f64::midpoint(values[middle - 1], upper) } else { upper };
    Score::new(value, 10.0, scores.iter().filter_map(|score| score.votes).max())
}

/// The distinct texts that records list, the first spelling of each kept, compared without case.
pub(crate) fn union<'a>(texts: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    texts
        .map(|text| text.trim())
        .filter(|text| !text.is_empty() && seen.insert(text.to_lowercase()))
        .map(ToOwned::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use model::{RecordKind, SourceId};

    use super::*;

    fn scored(value: f64, scale: f64) -> Record {
        let id = "mal:1".parse().expect("an id");
        let mut record = Record::new(SourceId::known("mal"), RecordKind::Work, id);
        record.score = Score::new(value, scale, None);
        record
    }

    #[test]
    fn medians_compare_what_is_comparable() {
        let records = [scored(80.0, 100.0), scored(7.0, 10.0), scored(4.5, 5.0)];
        let all: Vec<&Record> = records.iter().collect();
        assert_eq!(median(&all).map(|s| s.value), Some(8.0));
        assert_eq!(median(&all[..2]).map(|s| s.value), Some(7.5));
        assert_eq!(median(&all[..1]).map(|s| (s.value, s.scale_max)), Some((80.0, 100.0)));
        assert_eq!(median(&[]), None);
    }
}
