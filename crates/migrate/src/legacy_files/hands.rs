//! What people made of the collected rows in the cleaned sheets, as values by hand.
//!
//! A cell that differs from the collected one is a value by hand, with the collected one as its base. A
//! row that only the sheet has is made by hand from end to end. A row that the sheet lacks is left out.

use std::collections::{HashMap, HashSet};

use keeping::{
    EXCLUDED, KeepingError,
    forms::{Couple, Form, Shape},
    rules,
};
use store::{Edit, Store};

use super::{ORIGIN, records::Rows, report::Hands, table::Sheet};

/// Why rows are left out that the cleaned sheet lacks.
pub const DROPPED: &str = "not in the cleaned sheet";

type Key = (Form, Couple, String);

/// What was decided before, by this or by others.
pub struct Decided {
    /// Values by hand that an earlier run brought in and that still hold.
    ours: HashMap<Key, String>,
    /// Fields that others decided since.
    others: HashSet<Key>,
}

impl Decided {
    /// Reads a registry's values by hand and their log.
    pub async fn of(store: &Store, registry: &str) -> Result<Self, KeepingError> {
        let mut decided = Self { ours: HashMap::new(), others: HashSet::new() };
        let key = |kind: &str, source_type: &str, source_id: &str, field: String| -> Option<Key> {
            Some((Form::parse(kind)?, Couple::new(source_type, source_id), field))
        };
        for value in store.hand_values(registry).await? {
            let Some(key) = key(&value.kind, &value.source_type, &value.source_id, value.field) else {
                continue;
            };
            if value.origin == ORIGIN {
                decided.ours.insert(key, value.value);
            } else {
                decided.others.insert(key);
            }
        }
        for line in store.curation_log(registry, None, i64::MAX as usize).await? {
            if line.origin != ORIGIN
                && let Some(key) = key(&line.kind, &line.source_type, &line.source_id, line.field)
            {
                decided.others.insert(key);
            }
        }
        Ok(decided)
    }
}

/// What is to be written.
pub struct HandPlan {
    /// The edits.
    pub edits: Vec<Edit>,
    /// How many of which kind.
    pub counts: Hands,
}

impl HandPlan {
    /// Compares a cleaned sheet with the collected rows. Without a sheet there is nothing to do.
    pub fn new(rows: &Rows<'_>, sheet: Option<&Sheet>, decided: &Decided) -> Self {
        let mut plan = Self { edits: Vec::new(), counts: Hands::default() };
        let Some(sheet) = sheet else { return plan };
        let mut wanted: HashSet<Key> = HashSet::new();
        let mut there = HashSet::new();
        for row in &sheet.rows {
            there.insert(&row.couple);
            let collected = rows.get(&row.couple);
            plan.counts.rows += 1;
            plan.counts.only_by_hand += u64::from(collected.is_none());
            for column in &sheet.columns {
                let (is, was) = (row.get(column), collected.and_then(|collected| collected.get(column)));
                if !is_same(sheet.form, column, is, was) {
                    plan.counts.cells += 1;
                    let key = (sheet.form, row.couple.clone(), (*column).to_owned());
                    plan.set(key.clone(), is, was, decided);
                    wanted.insert(key);
                }
            }
        }
        for row in rows.iter().filter(|row| !there.contains(&row.couple)) {
            plan.counts.excluded += 1;
            let key = (sheet.form, row.couple.clone(), EXCLUDED.to_owned());
            plan.set(key.clone(), Some(DROPPED), None, decided);
            wanted.insert(key);
        }
        // What an earlier run brought in and the sheet does not say any more.
        for key in decided.ours.keys().filter(|key| key.0 == sheet.form && !wanted.contains(*key)) {
            if !decided.others.contains(key) {
                plan.counts.taken_back += 1;
                plan.edits.push(edit(key.clone(), None, "null".to_owned()));
            }
        }
        plan.edits.sort_by(|a, b| {
            (&a.source_type, &a.source_id, &a.field).cmp(&(&b.source_type, &b.source_id, &b.field))
        });
        plan
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    fn set(&mut self, key: Key, is: Option<&str>, was: Option<&str>, decided: &Decided) {
        let value = json(is);
        if decided.others.contains(&key) {
            self.counts.decided_since += 1;
        } else if decided.ours.get(&key) != Some(&value) {
            self.counts.new += 1;
            self.edits.push(edit(key, Some(value), json(was)));
        }
    }
}

fn edit((form, couple, field): Key, value: Option<String>, base: String) -> Edit {
    Edit {
        kind: form.word().to_owned(),
        source_type: couple.source_type.to_string(),
        source_id: couple.source_id.to_string(),
        field,
        value,
        base,
    }
}

fn json(text: Option<&str>) -> String {
    serde_json::to_string(&text).expect("a text is JSON")
}

/// Whether two cells say the same: letter by letter, numbers by their value.
fn is_same(form: Form, column: &str, one: Option<&str>, other: Option<&str>) -> bool {
    let number = |text: &str| -> Option<String> {
        match form.columns()[form.position(column)?].shape {
            Shape::Integer(..) => rules::integer(text),
            Shape::Decimal(..) => text.trim().parse().ok().and_then(rules::decimal),
            _ => None,
        }
    };
    match (one, other) {
        (Some(one), Some(other)) => one == other || number(one).is_some_and(|one| number(other) == Some(one)),
        (None, None) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_compare_by_value_and_texts_by_letter() {
        let same =
            |column: &str, one: &str, other: &str| is_same(Form::Series, column, Some(one), Some(other));
        assert!(same("score", "8", "8.0") && same("favorites", "12.0", "12"));
        assert!(!same("score", "8.1", "8") && !same("name", "8", "8.0") && !same("name", "A", " A"));
        assert!(!is_same(Form::Series, "score", None, Some("0")));
    }
}
