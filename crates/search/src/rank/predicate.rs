//! Filters made ready to be asked of rows.

use model::{Format, Medium, Season, Status};

use crate::{
    Adult, Filters,
    index::{
        columns::{Code, Columns, Number, Vocabulary},
        row::code,
    },
};

/// Filters with every word replaced by its number.
#[derive(Debug, Default)]
pub(crate) struct Predicate {
    /// Allowed codes, one bit each; 0 allows all.
    codes: Vec<(Code, u32)>,
    /// Bounds, both inclusive; a row whose number is not known lies in none.
    ranges: Vec<(Number, u32, u32)>,
    tags_any: Option<Vec<u32>>,
    tags_all: Vec<u32>,
    tags_none: Vec<u32>,
    studios_any: Option<Vec<u32>>,
    studios_none: Vec<u32>,
    /// A demanded tag that no work has.
    impossible: bool,
}

impl Predicate {
    pub(crate) fn new(filters: &Filters, columns: &Columns) -> Self {
        let mut predicate = Self::default();
        predicate.one_of(Code::Medium, filters.medium.iter().map(|word| code(word, Medium::ALL)));
        predicate.one_of(Code::Format, filters.format.iter().map(|word| code(word, Format::ALL)));
        predicate.one_of(Code::Status, filters.status.iter().map(|word| code(word, Status::ALL)));
        predicate.one_of(Code::Season, filters.season.iter().map(|word| code(word, &Season::ALL)));
        match filters.adult {
            Adult::Exclude => predicate.one_of(Code::Adult, [0]),
            Adult::Only => predicate.one_of(Code::Adult, [1]),
            Adult::Include => {}
        }
        let year = |year: Option<i16>| year.and_then(|year| u32::try_from(year).ok());
        predicate.between(Number::Year, year(filters.year_min), year(filters.year_max));
        predicate.between(Number::Episodes, filters.episodes_min, filters.episodes_max);
        predicate.between(Number::Duration, filters.duration_min, filters.duration_max);
        let score = |score: Option<f64>| score.map(|score| (score * 1000.0).round() as u32);
        predicate.between(Number::Score, score(filters.score_min), score(filters.score_max));
        let known = |words: &[String], vocabulary: &Vocabulary| -> Vec<u32> {
            words.iter().filter_map(|word| vocabulary.find(word)).collect()
        };
        let any = |words: &[String], vocabulary| (!words.is_empty()).then(|| known(words, vocabulary));
        predicate.tags_any = any(&filters.tags_any, &columns.tags);
        predicate.studios_any = any(&filters.studios_any, &columns.studios);
        predicate.tags_all = known(&filters.tags_all, &columns.tags);
        predicate.impossible = predicate.tags_all.len() < filters.tags_all.len();
        predicate.tags_none = known(&filters.tags_none, &columns.tags);
        predicate.studios_none = known(&filters.studios_none, &columns.studios);
        predicate
    }

    fn one_of(&mut self, which: Code, codes: impl IntoIterator<Item = u8>) {
        let allowed = codes.into_iter().fold(0u32, |bits, code| bits | 1 << code);
        if allowed != 0 {
            self.codes.push((which, allowed));
        }
    }

    fn between(&mut self, which: Number, low: Option<u32>, high: Option<u32>) {
        if low.is_some() || high.is_some() {
            self.ranges.push((which, low.unwrap_or(0), high.unwrap_or(u32::MAX)));
        }
    }

    /// Whether a row is the current one of its work and meets all filters.
    pub(crate) fn meets(&self, columns: &Columns, row: u32) -> bool {
        let has = |list: &[u32], wanted: &[u32]| wanted.iter().any(|word| list.contains(word));
        let codes =
            || self.codes.iter().all(|(which, allowed)| allowed >> columns.code(*which, row) & 1 == 1);
        let ranges = || {
            let mut ranges = self.ranges.iter();
            ranges.all(|(which, low, high)| {
                columns.number(*which, row).is_some_and(|n| (*low..=*high).contains(&n))
            })
        };
        let tags = || {
            let own = columns.tags.of_row(row);
            self.tags_all.iter().all(|tag| own.contains(tag))
                && self.tags_any.as_ref().is_none_or(|any| has(own, any))
                && !has(own, &self.tags_none)
        };
        let studios = || {
            let own = columns.studios.of_row(row);
            self.studios_any.as_ref().is_none_or(|any| has(own, any)) && !has(own, &self.studios_none)
        };
        !self.impossible && columns.alive(row) && codes() && ranges() && tags() && studios()
    }

    /// Every row that meets all filters, ascending. A demanded tag or studio spares the others a look.
    pub(crate) fn rows(&self, columns: &Columns) -> Vec<u32> {
        let rarest = self.tags_all.iter().map(|tag| columns.tags.rows(*tag)).min_by_key(|rows| rows.len());
        if let Some(rows) = rarest {
            return rows.iter().copied().filter(|row| self.meets(columns, *row)).collect();
        }
        if let Some(studios) = &self.studios_any {
            let rows = studios.iter().flat_map(|studio| columns.studios.rows(*studio)).copied();
            let mut rows: Vec<u32> = rows.filter(|row| self.meets(columns, *row)).collect();
            rows.sort_unstable();
            rows.dedup();
            return rows;
        }
        (0..columns.rows()).filter(|row| self.meets(columns, *row)).collect()
    }
}
