//! Years and states that are not wanted: `nothing from before 2000`, `no 90s anime`, `not too old`, `no ongoing shows`.

use std::ops::Range;

use super::{Reader, Sense, years::Years};
use crate::{Part, Slot, Value, measured::measured_folded};

/// Words between a refusal and the years that it refuses.
const BETWEEN: &[&str] = &[
    "anime",
    "animes",
    "show",
    "shows",
    "series",
    "stuff",
    "anything",
    "something",
    "titles",
    "works",
    "ones",
    "that",
    "which",
    "is",
    "are",
    "was",
    "were",
    "made",
    "released",
    "aired",
    "from",
    "of",
    "in",
    "the",
    "a",
    "an",
    "any",
    "too",
    "so",
    "very",
    "please",
    "bitte",
    "aus",
    "von",
    "der",
    "die",
    "den",
    "das",
    "zu",
    "serien",
    "allzu",
];
/// So many of them at most.
const MOST_BETWEEN: usize = 6;

impl Reader<'_> {
    /// The years that are left, where those after a refusal of `cue` tokens are not wanted. A stretch with two ends
    /// leaves years on both sides, which no bound can tell: then nothing is asked, and the opposite least of all.
    pub(super) fn unwanted_years(&mut self, at: usize, cue: usize) -> Option<usize> {
        // `not only from the 90s`, `it doesn't have to be old`
        if self.cue(at, "neutral").is_some() {
            return None;
        }
        let first = at + cue;
        let (from, to, end) = (first..=first + MOST_BETWEEN)
            .find_map(|start| self.years_from(start).map(|years| (start, years)))
            .filter(|(start, _)| (first..*start).all(|at| BETWEEN.contains(&self.word(at))))
            .map(|(_, years)| years)?;
        let parts = self.without_years(from, to, &(at..end));
        Some(self.take(at..end, parts, true))
    }

    /// `2010年以降じゃない`: refused by what stands behind.
    pub(super) fn refused_after(&mut self, at: usize, years: Years) -> Option<usize> {
        let words = self.any_cue(years.end, "negafter").filter(|_| self.tokens[years.end].dense)?;
        let (from, to) = ends(years);
        let range = at..years.end + words;
        let parts = self.without_years(from, to, &range);
        Some(self.take(range, parts, true))
    }

    /// `no ongoing shows`, `nothing finished`: the other state is meant. Of `not this season`, `nothing airing` no slot can
    /// tell what is left: then nothing is asked, and the opposite least of all.
    pub(super) fn unwanted_state(&mut self, at: usize, cue: usize) -> Option<usize> {
        // `not yet aired`, `nothing under`
        let other = |sense: &Sense| matches!(sense, Sense::Set(..) | Sense::Compare(_));
        if self.longest(at).is_some_and(|(longest, senses)| longest > cue && senses.iter().any(other)) {
            return None;
        }
        let first = at + cue;
        let between = |end: usize| (first..end).all(|at| BETWEEN.contains(&self.word(at)));
        let state = |start: usize| {
            self.sense(start, |sense| match sense {
                Sense::Set(Slot::Status, value) => Some(Some(*value)),
                Sense::Airing("now")
                | Sense::When(
                    "this_season" | "next_season" | "last_season" | "this_year" | "next_year" | "last_year",
                ) => Some(None),
                _ => None,
            })
        };
        let (state, end) = (first..=first + MOST_BETWEEN)
            .filter(|start| between(*start))
            .find_map(|start| state(start).map(|(state, words)| (state, start + words)))?;
        let other = match state {
            Some("ONGOING") => Some("FINISHED"),
            Some("FINISHED") => Some("ONGOING"),
            _ => None,
        };
        let range = at..end;
        let parts = other.map(|other| self.part(Slot::Status, other, &range)).into_iter().collect();
        Some(self.take(range, parts, false))
    }

    fn without_years(&self, from: Option<i64>, to: Option<i64>, range: &Range<usize>) -> Vec<Part> {
        match (from, to) {
            (None, Some(to)) => vec![self.part(Slot::YearMin, Value::Whole(to + 1), range)],
            (Some(from), None) => vec![self.part(Slot::YearMax, Value::Whole(from - 1), range)],
            _ => Vec::new(),
        }
    }

    /// The first and the last year of what begins at a token, and the token after it. A bare number is none.
    fn years_from(&self, at: usize) -> Option<(Option<i64>, Option<i64>, usize)> {
        if let Some((years, true)) = self.years_with_lead(at) {
            let (from, to) = ends(years);
            return Some((from, to, years.end));
        }
        // `no older brothers` tells of no year.
        let compared = measured_folded(self.word(at)).is_some();
        self.age_at(at).filter(|(.., end)| !compared && self.is_whole(*end))
    }

    /// Whether what ends before a token stands for itself, or before a noun for works.
    pub(super) fn is_whole(&self, end: usize) -> bool {
        let noun = ["head", "and", "or"].iter().any(|cue| self.cue(end, cue).is_some());
        let edge = self.sense(end, |sense| matches!(sense, Sense::Edge(_)).then_some(())).is_some();
        noun || edge || self.ends(end) || self.is_format(end) || matches!(self.word(end), "please" | "bitte")
    }
}

/// The first and the last year of a stretch, where it has them.
fn ends(years: Years) -> (Option<i64>, Option<i64>) {
    let from = (years.from > i64::MIN).then_some(years.from);
    (from, (years.to < i64::MAX).then_some(years.to))
}
