//! A column that was sorted by itself: its values stand in other rows than before.

use std::collections::{BTreeMap, HashSet};

use keeping::forms::Form;

use super::plan::{Change, Plan, What};
use crate::faults;

/// Fewer values than these may change places without a question.
const FEW: usize = 10;

/// Takes changes out of a plan that only move a column's values from row to row, and names them as a fault.
///
/// That is more than [`FEW`] values set by the file of which nine in ten stood in another of the changed rows,
/// most of them different from each other: stars and media repeat, so that theirs tell nothing.
pub fn refuse(plan: &mut Plan) {
    let mut columns: BTreeMap<(Form, String), Vec<&Change>> = BTreeMap::new();
    for change in plan.changes.iter().filter(|change| change.what == What::Set && change.row.is_some()) {
        columns.entry((change.kind, change.field.clone())).or_default().push(change);
    }
    columns.retain(|_, changes| is_moved(changes));
    let moved: Vec<((Form, String), usize)> =
        columns.into_iter().map(|(column, changes)| (column, changes.len())).collect();
    for ((form, field), count) in moved {
        plan.changes.retain(|change| (change.kind, &change.field) != (form, &field));
        let problem = format!(
            "{count} values of the column `{field}` of {} rows stand in other rows than before",
            form.word()
        );
        let fix = "was it sorted by itself? sort rows whole; `--moved take` takes the values as they stand";
        plan.faults.push(faults::of_file(&plan.file, problem, fix));
    }
}

fn is_moved(changes: &[&Change]) -> bool {
    let before: HashSet<&str> = changes.iter().filter_map(|change| change.from.as_deref()).collect();
    let after: HashSet<&str> = changes.iter().filter_map(|change| change.to.as_deref()).collect();
    let from_elsewhere =
        changes.iter().filter(|change| change.to.as_deref().is_some_and(|to| before.contains(to))).count();
    changes.len() > FEW && from_elsewhere * 10 >= changes.len() * 9 && after.len() * 2 > changes.len()
}

#[cfg(test)]
mod tests {
    use keeping::forms::Couple;

    use super::*;

    fn plan(field: &str, values: impl Iterator<Item = (String, String)>) -> Plan {
        let change = |(at, (from, to)): (usize, (String, String))| Change {
            kind: Form::Character,
            couple: Couple::new("mal", at.to_string()),
            name: String::new(),
            what: What::Set,
            field: field.to_owned(),
            from: Some(from),
            to: Some(to),
            row: Some(at as u64 + 2),
        };
        let changes = values.enumerate().map(change).collect();
        Plan { file: "a.xlsx".to_owned(), changes, ..Plan::default() }
    }

    fn after(mut plan: Plan) -> (usize, usize) {
        refuse(&mut plan);
        (plan.changes.len(), plan.faults.len())
    }

    #[test]
    fn names_that_went_round_are_refused() {
        let round = (0..20).map(|at| (format!("name {at}"), format!("name {}", (at + 7) % 20)));
        assert_eq!(after(plan("name", round)), (0, 1));
    }

    #[test]
    fn many_edits_few_swaps_and_stars_pass() {
        let edits = (0..200).map(|at| (format!("old {at}"), format!("new {at}")));
        assert_eq!(after(plan("name", edits)), (200, 0));
        let swaps = (0..10).map(|at| (format!("name {at}"), format!("name {}", 9 - at)));
        assert_eq!(after(plan("name", swaps)), (10, 0));
        let stars = (0..90).map(|at| ((at % 3 + 1).to_string(), ((at + 1) % 3 + 1).to_string()));
        assert_eq!(after(plan("rarity", stars)), (90, 0));
    }
}
