//! The tables of evidence, made to fit the records at hand without being told what is right.
//!
//! The tables of this crate were counted on one catalog. Another one may number its seasons more
//! faithfully or be wrong about years more often. Two things are known of it unasked: two entries of one
//! source under one name are two works, and records that were linked beyond doubt are one. Both are
//! counted, and mixed with the tables of this crate as if those rested on a fixed number of pairs.

use crate::{
    levels::{self, COUNTS, FIELDS, TIES},
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
pub(crate) struct Tables(Vec<[Vec<f64>; 4]>);

impl Default for Tables {
    fn default() -> Self {
        fn rows<const N: usize>(of: &[[f64; N]; 4]) -> [Vec<f64>; 4] {
            of.map(|row| row.to_vec())
        }
        Self(vec![
            rows(&table::INSTALLMENT),
            rows(&table::KIND),
            rows(&table::DATE),
            rows(&table::FORMAT),
            rows(&table::EPISODES),
            rows(&table::DURATION),
            rows(&table::STUDIOS),
            rows(&table::RELATIONS),
        ])
    }
}

impl Tables {
    /// How often each level of a field is seen in a class.
    pub(crate) fn row(&self, field: usize, class: usize) -> &[f64] {
        &self.0[field][class]
    }

    /// Counts pairs that are known to be of a class into its row.
    pub(crate) fn learn(
        &mut self,
        class: usize,
        pairs: impl Iterator<Item = (u32, u32)>,
        profiles: &[Profile],
    ) {
        let mut counts: Vec<Vec<f64>> = COUNTS.iter().map(|count| vec![0.0; *count]).collect();
        for (a, b) in pairs {
            let levels = levels::levels(&profiles[a as usize], &profiles[b as usize]);
            for (field, level) in levels.into_iter().enumerate() {
                counts[field][level as usize] += 1.0;
            }
        }
        for field in (0..FIELDS.len()).filter(|field| *field != TIES) {
            let said = COUNTS[field] - 1;
            let sum: f64 = counts[field][..said].iter().sum();
            let row = &mut self.0[field][class];
            for (level, count) in counts[field][..said].iter().enumerate() {
                row[level] = ((row[level] * TRUST[class] + count) / (TRUST[class] + sum)).max(LEAST);
            }
        }
    }
}
