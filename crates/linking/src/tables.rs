//! The tables of evidence, made to fit the records at hand without being told what is right.
//!
//! The tables of this crate were counted on one catalog. Another one may number its seasons more
//! faithfully or be wrong about years more often. Two things are known of it unasked: two entries of one
//! source under one name are two works, and records that were linked are one. Both are counted, and mixed
//! with the tables of this crate as if those rested on a fixed number of pairs.
//!
//! What is linked agrees better than what is one work: where a source is often wrong about a field, that
//! field keeps its records apart, and none of them is counted. So a free pair that would be linked beyond
//! doubt but for one field is counted for that field.

use crate::{
    levels::{self, COUNTS, FIELDS, Levels, TIES},
    profile::Profile,
    table,
};

/// The row for one work.
pub(crate) const ONE: usize = 0;
/// The row for two works of one franchise under one stem.
pub(crate) const FRANCHISE: usize = 1;
/// How many pairs the tables of this crate stand for against those at hand, by row.
const TRUST: [f64; 4] = [250.0, 250.0, 250.0, 250.0];
/// No level becomes rarer than this.
const LEAST: f64 = 0.002;

/// For each field and class, how often each level is seen; the last level says nothing.
#[derive(Debug, Clone)]
pub(crate) struct Shares {
    shares: Vec<[Vec<f64>; 4]>,
    /// Their natural logarithms, which are asked for millions of times.
    logs: Vec<[Vec<f64>; 4]>,
}

/// The tables for what is shown, and for what is printed: some sources date a comic by its first chapter,
/// others by its first volume.
#[derive(Debug, Clone)]
pub(crate) struct Tables {
    shown: Shares,
    printed: Shares,
}

/// How two records that are known to be of one class agree.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    pub(crate) printed: bool,
    pub(crate) levels: Levels,
    /// The one field that counts, where the others are why the class is known; else all do.
    pub(crate) only: Option<usize>,
}

impl Seen {
    /// How two records agree in all fields.
    pub(crate) fn of(a: &Profile, b: &Profile) -> Self {
        Self { printed: a.printed() && b.printed(), levels: levels::levels(a, b), only: None }
    }
}

impl Default for Tables {
    fn default() -> Self {
        Self { shown: Shares::with(&table::DATE), printed: Shares::with(&table::DATE_PRINTED) }
    }
}

impl Tables {
    /// The tables for printed works, or for others.
    pub(crate) fn of(&self, printed: bool) -> &Shares {
        if printed { &self.printed } else { &self.shown }
    }

    /// Counts pairs that are known to be of a class into its row.
    pub(crate) fn learn(&mut self, class: usize, seen: impl Iterator<Item = Seen>) {
        let none = || COUNTS.iter().map(|count| vec![0.0; *count]).collect::<Vec<_>>();
        let mut counts = [none(), none()];
        for seen in seen {
            for (field, level) in seen.levels.into_iter().enumerate() {
                if seen.only.is_none_or(|only| only == field) {
                    counts[usize::from(seen.printed)][field][level as usize] += 1.0;
                }
            }
        }
        self.shown.learn(class, &counts[0]);
        self.printed.learn(class, &counts[1]);
    }
}

impl Shares {
    fn with(date: &[[f64; 12]; 4]) -> Self {
        fn rows<const N: usize>(of: &[[f64; N]; 4]) -> [Vec<f64>; 4] {
            of.map(|row| row.to_vec())
        }
        Self::of(vec![
            rows(&table::INSTALLMENT),
            rows(&table::KIND),
            rows(date),
            rows(&table::FORMAT),
            rows(&table::EPISODES),
            rows(&table::DURATION),
            rows(&table::STUDIOS),
            rows(&table::RELATIONS),
        ])
    }

    fn of(shares: Vec<[Vec<f64>; 4]>) -> Self {
        let log = |row: &Vec<f64>| row.iter().map(|share| share.ln()).collect();
        let logs = shares.iter().map(|rows| rows.each_ref().map(log)).collect();
        Self { shares, logs }
    }

    /// How often each level of a field is seen in a class.
    pub(crate) fn row(&self, field: usize, class: usize) -> &[f64] {
        &self.shares[field][class]
    }

    /// The natural logarithm of how often a level of a field is seen in a class.
    pub(crate) fn log(&self, field: usize, class: usize, level: u8) -> f64 {
        self.logs[field][class][level as usize]
    }

    fn learn(&mut self, class: usize, counts: &[Vec<f64>]) {
        for field in (0..FIELDS.len()).filter(|field| *field != TIES) {
            let said = COUNTS[field] - 1;
            let sum: f64 = counts[field][..said].iter().sum();
            let row = &mut self.shares[field][class];
            for (level, count) in counts[field][..said].iter().enumerate() {
                row[level] = ((row[level] * TRUST[class] + count) / (TRUST[class] + sum)).max(LEAST);
            }
        }
        *self = Self::of(std::mem::take(&mut self.shares));
    }
}
