//! The relation arm: the works that belong together with one.

use std::collections::VecDeque;

use model::RelationType;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    index::{row::relation_code, state::State},
    titles::TitleQuery,
};

/// How many steps from the seed still count, and how many works a franchise may have.
const STEPS: u32 = 6;
const MOST: usize = 300;
/// A shared beginning of titles says something from so many bytes on.
const LONG_ENOUGH: usize = 5;

/// The seed and its relatives with a relevance each, nearer and better known ones higher.
pub(crate) fn members(state: &State, seed: u32) -> Vec<(u32, f32)> {
    let columns = &state.columns;
    // Works that merely share a figure belong to the crossover, not to the story.
    let strangers = [RelationType::Character, RelationType::Miscellaneous].map(|kind| relation_code(&kind));
    let next = [RelationType::Sequel, RelationType::Prequel].map(|kind| relation_code(&kind));
    let mut steps: FxHashMap<u32, (u32, bool)> = FxHashMap::from_iter([(seed, (0, false))]);
    let mut queue = VecDeque::from([seed]);
    while let Some(row) = queue.pop_front() {
        let (step, _) = steps[&row];
        if step == STEPS || steps.len() >= MOST {
            break;
        }
        for (other, kind) in columns.relations(row) {
            if strangers.contains(&kind) || steps.contains_key(&other) {
                continue;
            }
            steps.insert(other, (step + 1, row == seed && next.contains(&kind)));
            queue.push_back(other);
        }
    }
    for row in namesakes(state, seed) {
        steps.entry(row).or_insert((2, false));
    }
    let score = |row: u32, step: u32, direct: bool| {
        let direct = if direct { 0.03 } else { 0.0 };
        if row == seed { 0.98 } else { 0.85 - 0.06 * step as f32 + direct + 0.08 * columns.fame(row) }
    };
    steps.into_iter().map(|(row, (step, direct))| (row, score(row, step, direct))).collect()
}

/// The rows that the seed names as tied to it, or that name the seed.
pub(crate) fn direct(state: &State, seed: u32) -> FxHashMap<u32, u8> {
    state.columns.relations(seed).collect()
}

/// Works whose titles begin with the seed's title and go on after it.
fn namesakes(state: &State, seed: u32) -> FxHashSet<u32> {
    let base = state.columns.sort_title(seed);
    if base.len() < LONG_ENOUGH {
        return FxHashSet::default();
    }
    let query = TitleQuery::new(base);
    let mut rows = FxHashSet::default();
    let mut found = Vec::new();
    for (part, offset) in state.columns.parts() {
        found.clear();
        part.titles.beginning(&query, &|owner| state.columns.fame(owner + offset), &mut found);
        for named in &found {
            let row = part.titles.owner(named.name) + offset;
            let goes_on = || {
                let title = state.columns.sort_title(row);
                title.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
            };
            if state.columns.alive(row) && part.titles.kind(named.name).is_title() && goes_on() {
                rows.insert(row);
            }
        }
    }
    rows
}
