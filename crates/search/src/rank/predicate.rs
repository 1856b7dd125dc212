//! Filters made ready to be asked of rows.

use embedding::Bitmap;
use model::{Format, Medium, Season, Status};

use crate::{
    Adult, Filters,
    index::{
        columns::{Code, Columns, Number, Vocabulary},
        row::{SCORERS, code},
    },
    text::fold,
    vectors::{NUMBER_FIELDS, VectorDemand, VectorFilter},
};

/// Filters with every word replaced by its number. Several together are one: [`Predicate::and`].
#[derive(Debug, Default, Clone)]
pub(crate) struct Predicate {
    /// Allowed codes, one bit each.
    codes: Vec<(Code, u32)>,
    /// Bounds, both inclusive; a row whose number is not known lies in none.
    ranges: Vec<(Number, u32, u32)>,
    /// Groups of tags; of each group a row has one at least.
    tags: Vec<Vec<u32>>,
    tags_none: Vec<u32>,
    /// Groups of studios; of each group a row has one at least.
    studios: Vec<Vec<u32>>,
    studios_none: Vec<u32>,
    /// Groups of facts; of each group a row has one at least.
    facts: Vec<Vec<u32>>,
    facts_none: Vec<u32>,
    /// Bounds of what one source's users say, in thousandths.
    scores: Vec<(u32, u32, u32)>,
    /// Rows that are allowed, each set for itself.
    within: Vec<Bitmap>,
    /// Rows that are not.
    without: Bitmap,
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
        if !filters.tags_any.is_empty() {
            predicate.tags.push(known(&filters.tags_any, &columns.tags));
        }
        if !filters.studios_any.is_empty() {
            predicate.studios.push(known(&filters.studios_any, &columns.studios));
        }
        // A tag that no work has is an empty group, which no row meets.
        predicate
            .tags
            .extend(filters.tags_all.iter().map(|tag| columns.tags.find(tag).into_iter().collect()));
        predicate.tags_none = known(&filters.tags_none, &columns.tags);
        predicate.studios_none = known(&filters.studios_none, &columns.studios);
        predicate
    }

    /// Rows that meet both.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.codes.extend(other.codes);
        self.ranges.extend(other.ranges);
        self.tags.extend(other.tags);
        self.tags_none.extend(other.tags_none);
        self.studios.extend(other.studios);
        self.studios_none.extend(other.studios_none);
        self.facts.extend(other.facts);
        self.facts_none.extend(other.facts_none);
        self.scores.extend(other.scores);
        self.within.extend(other.within);
        self.without(other.without.keys());
        self
    }

    /// Demands one of these tags.
    pub(crate) fn tagged(&mut self, one_of: Vec<u32>) {
        self.tags.push(one_of);
    }

    /// Refuses these tags.
    pub(crate) fn untagged(&mut self, none_of: impl IntoIterator<Item = u32>) {
        self.tags_none.extend(none_of);
    }

    /// Demands one of these facts.
    pub(crate) fn told(&mut self, one_of: Vec<u32>) {
        self.facts.push(one_of);
    }

    /// Refuses these facts.
    pub(crate) fn untold(&mut self, none_of: impl IntoIterator<Item = u32>) {
        self.facts_none.extend(none_of);
    }

    /// Demands a score of one source within bounds, in thousandths.
    pub(crate) fn scored(&mut self, scorer: u32, low: u32, high: u32) {
        self.scores.push((scorer, low, high));
    }

    /// Demands one of these rows.
    pub(crate) fn within(&mut self, rows: Bitmap) {
        self.within.push(rows);
    }

    /// Refuses these rows.
    pub(crate) fn without(&mut self, rows: impl IntoIterator<Item = u32>) {
        rows.into_iter().for_each(|row| self.without.insert(row));
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
        let codes =
            || self.codes.iter().all(|(which, allowed)| allowed >> columns.code(*which, row) & 1 == 1);
        let ranges = || {
            let mut ranges = self.ranges.iter();
            ranges.all(|(which, low, high)| {
                columns.number(*which, row).is_some_and(|n| (*low..=*high).contains(&n))
            })
        };
        let scores = || {
            let mut scores = self.scores.iter();
            scores.all(|(scorer, low, high)| {
                columns.score_of(*scorer, row).is_some_and(|score| (*low..=*high).contains(&score))
            })
        };
        columns.alive(row)
            && codes()
            && ranges()
            && words(&self.tags, &self.tags_none, &columns.tags, row)
            && words(&self.studios, &self.studios_none, &columns.studios, row)
            && words(&self.facts, &self.facts_none, &columns.facts, row)
            && scores()
            && self.within.iter().all(|rows| rows.contains(row))
            && !self.without.contains(row)
    }

    /// The same in words, for an engine beside the index; `None` where no work can meet it.
    pub(crate) fn in_words(&self, columns: &Columns) -> Option<VectorFilter> {
        let mut filter = VectorFilter::default();
        for (which, allowed) in &self.codes {
            filter.must.push(coded(*which, *allowed)?);
        }
        for (which, low, high) in &self.ranges {
            filter.must.push(between(NUMBER_FIELDS[*which as usize], *low, *high));
        }
        for (scorer, low, high) in &self.scores {
            let names = SCORERS.get(*scorer as usize)?;
            filter.must.push(between(&format!("scores.{}", names[0]), *low, *high));
        }
        let words = [
            ("tags", &self.tags, &self.tags_none, &columns.tags),
            ("studios", &self.studios, &self.studios_none, &columns.studios),
        ];
        for (field, groups, none, vocabulary) in words {
            let word = |number: &u32| fold(vocabulary.name(*number));
            filter.words(field, groups, none, word)?;
        }
        let fact = |number: &u32| columns.facts.name(*number).to_owned();
        filter.words("facts", &self.facts, &self.facts_none, fact)?;
        let ids_of = |rows: &Bitmap| rows.keys().map(|row| columns.id(row)).collect::<Vec<u32>>();
        for rows in &self.within {
            let ids = ids_of(rows);
            if ids.is_empty() {
                return None;
            }
            filter.must.push(VectorDemand::Works(ids));
        }
        if !self.without.is_empty() {
            filter.must_not.push(VectorDemand::Works(ids_of(&self.without)));
        }
        Some(filter)
    }

    /// Every row that meets all filters, ascending. The rarest demanded word spares the others a look.
    pub(crate) fn rows(&self, columns: &Columns) -> Vec<u32> {
        let groups =
            [(&self.tags, &columns.tags), (&self.studios, &columns.studios), (&self.facts, &columns.facts)];
        let groups =
            groups.into_iter().flat_map(|(groups, words)| groups.iter().map(move |group| (group, words)));
        let size = |(group, words): &(&Vec<u32>, &Vocabulary)| -> usize {
            group.iter().map(|word| words.rows(*word).len()).sum()
        };
        if let Some((group, words)) = groups.min_by_key(size) {
            let rows = group.iter().flat_map(|word| words.rows(*word)).copied();
            let mut rows: Vec<u32> = rows.filter(|row| self.meets(columns, *row)).collect();
            rows.sort_unstable();
            rows.dedup();
            return rows;
        }
        if let Some(rows) = self.within.iter().min_by_key(|rows| rows.len()) {
            return rows.keys().filter(|row| self.meets(columns, *row)).collect();
        }
        (0..columns.rows()).filter(|row| self.meets(columns, *row)).collect()
    }
}

impl VectorFilter {
    /// Groups of words of which a work has one each, and words that it has none of; `None` for an empty group.
    fn words(
        &mut self,
        field: &'static str,
        groups: &[Vec<u32>],
        none: &[u32],
        word: impl Fn(&u32) -> String,
    ) -> Option<()> {
        for group in groups {
            if group.is_empty() {
                return None;
            }
            self.must.push(VectorDemand::OneOf(field, group.iter().map(&word).collect()));
        }
        if !none.is_empty() {
            self.must_not.push(VectorDemand::OneOf(field, none.iter().map(&word).collect()));
        }
        Some(())
    }
}

fn between(field: &str, low: u32, high: u32) -> VectorDemand {
    let bound = |bound: u32, open: u32| (bound != open).then_some(bound);
    // Both ends open still ask that the number is known.
    let low = if low == 0 && high == u32::MAX { Some(0) } else { bound(low, 0) };
    VectorDemand::Between(field.to_owned(), low, bound(high, u32::MAX))
}

/// Allowed codes as words; `None` where they name no word.
fn coded(which: Code, allowed: u32) -> Option<VectorDemand> {
    fn chosen<'a>(allowed: u32, words: impl Iterator<Item = &'a str>) -> Vec<String> {
        let at = |at: usize| allowed >> at & 1 == 1;
        words.enumerate().filter(|(place, _)| at(*place)).map(|(_, word)| word.to_owned()).collect()
    }
    let (field, words) = match which {
        Code::Adult => return Some(VectorDemand::Adult(allowed & 2 == 2)),
        Code::Medium => ("medium", chosen(allowed, Medium::ALL.iter().map(Medium::as_str))),
        Code::Format => ("format", chosen(allowed, Format::ALL.iter().map(Format::as_str))),
        Code::Status => ("status", chosen(allowed, Status::ALL.iter().map(Status::as_str))),
        Code::Season => ("season", chosen(allowed, Season::ALL.iter().map(|word| word.as_str()))),
    };
    (!words.is_empty()).then_some(VectorDemand::OneOf(field, words))
}

/// Whether a row has one word of each group and none of those that are refused.
fn words(groups: &[Vec<u32>], none: &[u32], vocabulary: &Vocabulary, row: u32) -> bool {
    if groups.is_empty() && none.is_empty() {
        return true;
    }
    let own = vocabulary.of_row(row);
    groups.iter().all(|group| group.iter().any(|word| own.contains(word)))
        && !none.iter().any(|word| own.contains(word))
}
