//! Works that meet a plan's demands where no words are left: the best fitting and best known first.

use asking::Plan;

use super::{
    gather::Gathered,
    narrative::{Asked, rating},
};
use crate::{index::state::State, understanding::Task};

/// What works keep of their score where a tag is written otherwise than the question writes it: those that
/// are tagged in just these words come before them.
const OTHERWISE: f32 = 0.3;

/// Rows that answer equally well, the best known first.
pub(crate) fn by_fame(state: &State, rows: Vec<u32>) -> Vec<(u32, f32)> {
    rows.into_iter().map(|row| (row, 0.3 + 0.6 * state.columns.fame(row))).collect()
}

/// Lists the rows that meet all demands.
pub(crate) fn list(gathered: &mut Gathered, state: &State, plan: &Plan, task: &Task, rows: Vec<u32>) {
    let columns = &state.columns;
    if !task.moods.is_empty() || !task.wishes.is_empty() {
        let asked = Asked::new(plan, task, state, false);
        for row in &rows {
            let shares = asked.shares(task, state, *row, 0.0);
            gathered.shares.push((*row, shares));
            gathered.rows.push((*row, 0.9 * shares.sum()));
        }
    } else if task.fame != 0.0 {
        gathered.rows = rows.into_iter().map(|row| (row, 0.9 * rating(state, row, task.fame))).collect();
    } else {
        gathered.rows = by_fame(state, rows);
    }
    for (row, score) in &mut gathered.rows {
        let own = columns.tags.of_row(*row);
        if !task.literal.iter().all(|tag| own.contains(tag)) {
            *score *= OTHERWISE;
        }
    }
}
