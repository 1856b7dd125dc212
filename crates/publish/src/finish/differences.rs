//! How our own rows differ from the old pipeline's, each difference with the rule that made it.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
};

use keeping::forms::{Couple, Form};
use serde::Serialize;

use super::{
    cells::FinalRow,
    rows::{Finished, Reason},
};

/// One value that differs, or one row that only one of the two has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// `series` or `character`.
    pub form: &'static str,
    /// The published number.
    pub unique_id: i64,
    /// The couple.
    pub couple: String,
    /// The name.
    pub name: String,
    /// The column; `row` where a whole row is more or less.
    pub column: &'static str,
    /// The old pipeline's value; none where it has no such row.
    pub legacy: Option<String>,
    /// Ours; none where we have no such row.
    pub default: Option<String>,
    /// The rule that made the difference.
    pub rule: &'static str,
}

/// Every difference between the rows of the two profiles: series first, by number, then by column.
pub fn differences(legacy: &Finished, default: &Finished) -> Vec<Difference> {
    let mut found = Vec::new();
    let reasons = legacy.left_out.iter().chain(&default.left_out);
    let reasons: HashMap<(Form, &Couple), Reason> =
        reasons.map(|row| ((row.form, &row.couple), row.reason)).collect();
    let left_out = |form: Form, couple: &Couple| reasons.get(&(form, couple)).copied();
    compare(Form::Series, &legacy.series, &default.series, &left_out, &mut found);
    compare(Form::Character, &legacy.characters, &default.characters, &left_out, &mut found);
    found
}

fn compare<T: FinalRow>(
    form: Form,
    legacy: &[T],
    default: &[T],
    left_out: &dyn Fn(Form, &Couple) -> Option<Reason>,
    found: &mut Vec<Difference>,
) {
    let mut pairs: BTreeMap<i64, (Option<&T>, Option<&T>)> = BTreeMap::new();
    for row in legacy {
        pairs.entry(row.unique_id()).or_default().0 = Some(row);
    }
    for row in default {
        pairs.entry(row.unique_id()).or_default().1 = Some(row);
    }
    for (old, new) in pairs.values() {
        let Some(row) = old.or(*new) else { continue };
        let (unique_id, couple, name) = (row.unique_id(), row.couple(), row.name());
        let mut push = |column, legacy, default, rule| {
            let (couple, name) = (couple.to_string(), name.to_owned());
            found.push(Difference {
                form: form.word(),
                unique_id,
                couple,
                name,
                column,
                legacy,
                default,
                rule,
            });
        };
        let (Some(old), Some(new)) = (old, new) else {
            let there = |row: Option<&T>| row.map(|row| row.name().to_owned());
            let rule = match left_out(form, couple) {
                Some(Reason::Range) => "rarity.range",
                Some(Reason::Series) => "link.couple",
                _ => "text.blanks",
            };
            push("row", there(*old), there(*new), rule);
            continue;
        };
        let text = |cell: Option<Cow<'_, str>>| cell.unwrap_or_default().into_owned();
        for ((column, legacy), default) in T::COLUMNS.iter().zip(old.cells()).zip(new.cells()) {
            let (legacy, default) = (text(legacy), text(default));
            if legacy != default {
                let rule = rule_of(column, &legacy);
                push(column, Some(legacy), Some(default), rule);
            }
        }
    }
}

/// Which rule is to blame for another value than this one of the old pipeline's.
fn rule_of(column: &str, legacy: &str) -> &'static str {
    match column {
        "favorite_gifts" => "gifts.whole_word",
        "series_id" => "link.couple",
        "series" => "series.name",
        _ if legacy.contains(keeping::rules::is_steering) => "text.control",
        _ if legacy == "nan" => "text.nan",
        _ if legacy.contains("x000D") || legacy.contains('\r') => "text.x000d",
        _ => "text.blanks",
    }
}
