//! Bounds with a unit: episodes, minutes and hours, volumes and chapters.

use super::{Reader, Sense, amounts::Amount};
use crate::{Slot, Value, lexicon::Compare};

impl Reader<'_> {
    /// `under 20 episodes`, `12話以下`, `a movie under two hours`, `episodes: at most 13`, `about 10 volumes`.
    pub(super) fn length(&mut self, at: usize) -> Option<usize> {
        if at > 0
            && matches!(
                self.word(at - 1),
                "first" | "last" | "ersten" | "letzten" | "next" | "every" | "episode" | "season"
            )
        {
            return None;
        }
        if let Some(amount) = self.amount(at).or_else(|| self.one(at)) {
            let (unit, words) = self.unit(amount.end)?;
            // `my 8 year old daughter`
            if unit == "years" && self.word(amount.end + words) == "old" {
                return Some(self.mark(at..amount.end + words + 1, super::Use::Glue));
            }
            // `two hours later, the city is gone`
            if matches!(self.word(amount.end + words), "later" | "earlier" | "spater" | "ago") {
                return None;
            }
            // `Yamato 2199 Chapter 5`
            let numbered = matches!(
                self.word(amount.end),
                "chapter" | "episode" | "volume" | "part" | "kapitel" | "folge"
            );
            if numbered && self.number(amount.end + words).is_some() {
                return None;
            }
            let amount = self.compared_after(Amount { end: amount.end + words, ..amount });
            return self.bound(at, amount, unit);
        }
        // The unit first: `episodes under 20`, `Folgen: höchstens 13`.
        let (unit, words) = self.sense(at, |sense| match sense {
            Sense::Unit(unit @ ("episodes" | "volumes" | "chapters")) => Some(*unit),
            _ => None,
        })?;
        let mut from = at + words;
        while matches!(self.word(from), ":" | "is" | "are" | "count" | "of" | "=" | "が" | "数" | "は") {
            from += 1;
        }
        let amount = self.amount(from)?;
        let next = self.unit(amount.end).is_some();
        (amount.compare.is_some() || amount.high.is_some()).then_some(())?;
        (!next).then(|| self.bound(at, amount, unit)).flatten()
    }

    /// `an hour`, `less than a minute`, `one cour`.
    pub(super) fn one(&self, at: usize) -> Option<Amount> {
        let compare = self.any_sense(at, |sense| match sense {
            Sense::Compare(compare) => Some(*compare),
            _ => None,
        });
        let end = at + compare.map_or(0, |(_, words)| words);
        let (number, words) = self.any_sense(end, |sense| match sense {
            Sense::Number(number) => Some(*number),
            _ => None,
        })?;
        let (unit, unit_words) = self.unit(end + words)?;
        let article = matches!(self.word(end), "a" | "an" | "ein" | "eine" | "einen" | "einer" | "einem");
        // `a chapter closes`, `an hour of darkness` tell of no length.
        let bound = compare.is_some_and(|(compare, _)| compare != Compare::About);
        let piece = matches!(unit, "volumes" | "chapters") || self.word(end + words + unit_words) == "of";
        let fits = !article || (unit != "episodes" && (bound || !piece));
        fits.then(|| Amount {
            low: number,
            high: None,
            compare: compare.map(|(compare, _)| compare),
            steps: (0.0, 0.0),
            end: end + words,
        })
    }

    pub(super) fn bound(&mut self, at: usize, amount: Amount, unit: &str) -> Option<usize> {
        let mut amount = amount;
        let (min, max) = match unit {
            "episodes" => (Slot::EpisodesMin, Slot::EpisodesMax),
            "volumes" => (Slot::VolumesMin, Slot::VolumesMax),
            "chapters" => (Slot::ChaptersMin, Slot::ChaptersMax),
            "hours" | "minutes" => {
                let seconds = if unit == "hours" { 3600.0 } else { 60.0 };
                amount.low *= seconds;
                amount.high = amount.high.map(|high| high * seconds);
                if unit == "hours" {
                    amount = self.and_minutes(amount);
                }
                let end = self.over_episodes(amount.end);
                amount.end = end;
                (Slot::DurationMin, Slot::DurationMax)
            }
            "cours"
                if matches!(
                    amount.compare,
                    Some(Compare::Below | Compare::AtMost | Compare::Above | Compare::AtLeast)
                ) =>
            {
                let most = matches!(amount.compare, Some(Compare::Below | Compare::AtMost));
                let range = at..amount.end;
                let (slot, each) = if most { (Slot::EpisodesMax, 14.0) } else { (Slot::EpisodesMin, 10.0) };
                let part = self.part(slot, Value::from(amount.low * each), &range);
                return Some(self.take(range, vec![part], true));
            }
            "cours" => {
                let (low, high) = (amount.low * 10.0, amount.high.unwrap_or(amount.low) * 14.0);
                let range = at..amount.end;
                let parts = vec![
                    self.part(Slot::EpisodesMin, Value::from(low), &range),
                    self.part(Slot::EpisodesMax, Value::from(high), &range),
                ];
                return Some(self.take(range, parts, true));
            }
            _ => return None,
        };
        let seconds = min == Slot::DurationMin;
        let step = if seconds { 0.0 } else { 1.0 };
        let (low, high) = match (amount.compare, amount.high) {
            (Some(Compare::About), None) => {
                let give = if seconds { amount.low * 0.1 } else { (amount.low * 0.2).round().max(2.0) };
                (Some(amount.low - give), Some(amount.low + give))
            }
            (_, Some(high)) => (Some(amount.low + step * amount.steps.0), Some(high - step * amount.steps.1)),
            (Some(Compare::Below), _) => (None, Some(amount.low - step)),
            (Some(Compare::AtMost), _) => (None, Some(amount.low)),
            (Some(Compare::Above), _) => (Some(amount.low + step), None),
            (Some(Compare::AtLeast), _) => (Some(amount.low), None),
            _ => (Some(amount.low), Some(amount.low)),
        };
        let range = at..amount.end;
        let mut parts = Vec::new();
        parts.extend(low.map(|low| self.part(min, Value::from(low.max(0.0).round()), &range)));
        parts.extend(high.map(|high| self.part(max, Value::from(high.max(0.0).round()), &range)));
        Some(self.take(range, parts, true))
    }

    /// `1 hour 30 minutes`, `2時間半`.
    pub(super) fn and_minutes(&self, mut amount: Amount) -> Amount {
        if self.word(amount.end) == "半" {
            amount.low += 1800.0;
            amount.end += 1;
            return self.compared_after(amount);
        }
        let and = usize::from(matches!(self.word(amount.end), "and" | "und"));
        if let Some((minutes, words)) = self.number(amount.end + and)
            && minutes < 60.0
        {
            let from = amount.end + and + words;
            match self.unit(from) {
                Some(("minutes", more)) => {
                    amount.low += minutes * 60.0;
                    amount.end = from + more;
                }
                None if and == 0 => {
                    amount.low += minutes * 60.0;
                    amount.end = from;
                }
                _ => {}
            }
        }
        self.compared_after(amount)
    }

    /// `… long`, `… per episode`, `5 minute episodes`.
    pub(super) fn over_episodes(&self, end: usize) -> usize {
        let mut end = end;
        while matches!(
            self.word(end),
            "long"
                | "lang"
                | "lange"
                | "langen"
                | "length"
                | "runtime"
                | "pro"
                | "per"
                | "each"
                | "an"
                | "の"
                | "an/"
        ) && end < self.tokens.len()
        {
            end += 1;
        }
        match self.unit(end) {
            Some(("episodes", words)) => end + words,
            _ => end,
        }
    }
}
