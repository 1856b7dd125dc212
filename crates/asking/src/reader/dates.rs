//! Times without a number: `recent`, `this season`, `from my childhood`, `airing tomorrow`.

use super::{Reader, Sense};
use crate::{Part, Slot, Value};

/// How many years back `recent` reaches, this one not counted.
const RECENT: i64 = 2;
/// How old a work is at least that is called `old`.
const OLD: i64 = 20;
/// What `a new season of X`, `new episodes` tell of, which is no new work.
const NUMBERED: [&str; 7] = ["season", "seasons", "episode", "episodes", "staffel", "folge", "folgen"];
const SEASONS: [&str; 4] = ["WINTER", "SPRING", "SUMMER", "FALL"];

impl Reader<'_> {
    pub(super) fn when(&mut self, at: usize) -> Option<usize> {
        let (when, words) = self.sense(at, |sense| match sense {
            Sense::When(when) => Some(*when),
            _ => None,
        })?;
        let range = at..at + words;
        // `the next season of Iron Lantern` is no season of the year.
        let of = matches!(self.word(range.end), "of" | "von");
        if of
            && when.ends_with("season")
            && matches!(self.uses.get(range.end + 1), Some(super::Use::Title(_)))
        {
            return Some(self.mark(range, super::Use::Glue));
        }
        let year = self.asker.year();
        let bounds = |from: Option<i64>, to: Option<i64>| {
            let mut parts: Vec<Part> = Vec::new();
            parts.extend(from.map(|from| self.part(Slot::YearMin, Value::Whole(from), &range)));
            parts.extend(to.map(|to| self.part(Slot::YearMax, Value::Whole(to), &range)));
            parts
        };
        let (parts, sure) = match when {
            "recent" => {
                if NUMBERED.contains(&self.word(range.end)) {
                    return None;
                }
                (bounds(Some(year - RECENT), None), words > 1)
            }
            "old" => {
                // `8 year old`, `how old is X`
                if at > 0 && matches!(self.word(at - 1), "how" | "year" | "years" | "jahre" | "wie") {
                    return None;
                }
                (bounds(None, Some(year - OLD)), words > 1 && self.word(at) != "older")
            }
            "this_year" => (bounds(Some(year), Some(year)), true),
            "last_year" => (bounds(Some(year - 1), Some(year - 1)), true),
            "next_year" => (bounds(Some(year + 1), Some(year + 1)), true),
            "childhood" => {
                let (from, to) = self.asker.childhood();
                (bounds(Some(from), Some(to)), true)
            }
            _ => {
                let shift = match when {
                    "this_season" => 0,
                    "next_season" => 1,
                    _ => -1,
                };
                let quarter = year * 4 + i64::from(self.asker.today.month() - 1) / 3 + shift;
                let season = SEASONS[usize::try_from(quarter.rem_euclid(4)).unwrap_or(0)];
                let year = quarter.div_euclid(4);
                let mut parts = vec![self.part(Slot::Season, season, &range)];
                parts.extend(bounds(Some(year), Some(year)));
                (parts, true)
            }
        };
        Some(self.take(range, parts, sure))
    }

    /// `old` and `recent` as the first and the last year, and the token after them.
    pub(super) fn age_at(&self, at: usize) -> Option<(Option<i64>, Option<i64>, usize)> {
        let (when, words) = self.sense(at, |sense| match sense {
            Sense::When(when) => Some(*when),
            _ => None,
        })?;
        let (year, end) = (self.asker.year(), at + words);
        match when {
            "recent" if !NUMBERED.contains(&self.word(end)) => Some((Some(year - RECENT), None, end)),
            "old" => Some((None, Some(year - OLD), end)),
            _ => None,
        }
    }

    /// `airing now`, `airs tomorrow`, `on Fridays`: a day counts only where something is said to air.
    pub(super) fn airing(&mut self, at: usize) -> Option<usize> {
        let (when, words) = self.sense(at, |sense| match sense {
            Sense::Airing(when) => Some(*when),
            _ => None,
        })?;
        let mut range = at..at + words;
        if when == "now" {
            let text = self.raw(&range).to_lowercase();
            let now = ["now", "current", "moment", "still", "days"].iter().any(|word| text.contains(word));
            let bare = !now && !self.tokens[at].dense && self.tongue != crate::Tongue::German;
            // `airing tomorrow` says when; `when is X airing` asks for it.
            let soon =
                self.sense(range.end, |sense| matches!(sense, Sense::Airing(_)).then_some(())).is_some()
                    || matches!(
                        self.word(range.end),
                        "on" | "at" | "in" | "this" | "next" | "since" | "from" | "between" | "am"
                    );
            if bare && (soon || self.asks.iter().any(|(ask, _)| *ask == "schedule")) {
                return None;
            }
            let part = self.part(Slot::Airing, "now", &range);
            let sure = !bare;
            return Some(self.take(range, vec![part], sure));
        }
        let on = at > 0 && matches!(self.word(at - 1), "on" | "am" | "every");
        let day = when.ends_with("day") && when != "today";
        // `what's on tomorrow`
        let told = at > 0 && self.word(at - 1) == "on";
        let airs = (0..self.tokens.len()).any(|place| {
            let word = self.any_cue(place, "airword").is_some()
                || self
                    .any_sense(place, |sense| matches!(sense, Sense::Airing("now")).then_some(()))
                    .is_some();
            word && self.word(place) != "on"
        });
        if !(airs || (on && day) || told) {
            return None;
        }
        // `tomorrow on Friday` and the like aside, `every` belongs to the day.
        if at > 0 && self.word(at - 1) == "every" {
            range.start = at;
        }
        let part = self.part(Slot::Airing, when, &range);
        Some(self.take(range, vec![part], true))
    }
}
