//! How many works there are of each season and tag, for browsing without a question.

use std::collections::BTreeMap;

use model::Season;

use crate::{
    SearchIndex,
    index::columns::{Code, Columns, Number},
};

impl SearchIndex {
    /// How many works began in each season, by year and season; `None` where only the year is known.
    /// Works for adults only and works without a year are left out.
    pub fn seasons(&self) -> Vec<(i16, Option<Season>, u64)> {
        let state = self.state();
        let mut counts: BTreeMap<(i16, Option<Season>), u64> = BTreeMap::new();
        for row in shown(&state.columns) {
            let year = state.columns.number(Number::Year, row).and_then(|year| i16::try_from(year).ok());
            if let Some(year) = year {
                let season = Season::ALL.get(usize::from(state.columns.code(Code::Season, row))).copied();
                *counts.entry((year, season)).or_default() += 1;
            }
        }
        counts.into_iter().map(|((year, season), works)| (year, season, works)).collect()
    }

    /// How many works bear each tag, in no order that means anything. Works for adults only are left out.
    pub fn tags(&self) -> Vec<(String, u64)> {
        let state = self.state();
        let mut counts = vec![0u64; state.columns.tags.len()];
        for row in shown(&state.columns) {
            state.columns.tags.of_row(row).iter().for_each(|tag| counts[*tag as usize] += 1);
        }
        let used = (0u32..).zip(counts).filter(|(_, works)| *works > 0);
        used.map(|(tag, works)| (state.columns.tags.name(tag).to_owned(), works)).collect()
    }
}

/// The current rows of works that are not for adults only.
fn shown(columns: &Columns) -> impl Iterator<Item = u32> {
    (0..columns.rows()).filter(|row| columns.alive(*row) && columns.code(Code::Adult, *row) == 0)
}
