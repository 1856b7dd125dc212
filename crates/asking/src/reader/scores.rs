//! Scores, on whatever scale they are said.

use std::ops::Range;

use super::{
    Reader, Sense, Use,
    amounts::{Amount, turned},
    years::is_year,
};
use crate::{Slot, Value, lexicon::Compare};

impl Reader<'_> {
    /// `rated above 8`, `8/10 or better`, `85 %`, `4 of 5 stars`, `評価8以上`.
    pub(super) fn score(&mut self, at: usize) -> Option<usize> {
        // `評価が一番高い`
        if self.sense(at, |sense| matches!(sense, Sense::Set(Slot::Sort, _)).then_some(())).is_some() {
            return None;
        }
        if let Some(words) = self.any_cue(at, "scoreword") {
            let mut from = at + words;
            for _ in 0..4 {
                // `a rating of at least 7`
                if self.any_sense(from, |sense| matches!(sense, Sense::Compare(_)).then_some(())).is_some() {
                    break;
                }
                let source = self.sense(from, |sense| matches!(sense, Sense::Source(_)).then_some(()));
                let on = self.cue(from, "on").unwrap_or(0);
                let after = self.sense(from + on, |sense| matches!(sense, Sense::Source(_)).then_some(()));
                if let Some(((), words)) = source {
                    self.note_source(from, words);
                    from += words;
                } else if let (1.., Some(((), words))) = (on, after) {
                    self.note_source(from + on, words);
                    from += on + words;
                } else if matches!(
                    self.word(from),
                    "of" | "a"
                        | "an"
                        | "with"
                        | "is"
                        | "at"
                        | "von"
                        | "mit"
                        | ":"
                        | "が"
                        | "は"
                        | "score"
                        | "rating"
                        | "it"
                        | "bei"
                        | "einer"
                        | "einem"
                        | "or"
                        | "has"
                        | "="
                        | "で"
                        | "note"
                        | "bewertung"
                        | "user"
                        | "average"
                        | "the"
                ) {
                    from += 1;
                }
            }
            let counts = |amount: &Amount| self.unit(amount.end).is_some_and(|(unit, _)| unit != "points");
            let (mut amount, mut scale) = self.scaled(self.amount(from)?);
            if scale.is_none() && counts(&amount) {
                // `rated below 8 and over 100 episodes`: only the first number is a score.
                (amount, scale) = self.scaled(self.one_amount(from)?);
            }
            // `not rated below 7`
            let is_turned = matches!(self.word(at), "not" | "nicht" | "nothing");
            let amount = if is_turned { turned(amount) } else { amount };
            let year = is_year(amount.low) && scale.is_none();
            let other = scale.is_none() && counts(&amount);
            if year || other || amount.low > 100.0 {
                return None;
            }
            return self.scored(at, amount, scale);
        }
        let amount = self.amount(at)?;
        let (amount, scale) = self.scaled(amount);
        let after = self.score_follows(amount.end);
        // `100 %` alone may be anything.
        let percent = self.word(amount.end - 1) == "%" || self.word(amount.end - 1).starts_with('p');
        if percent && amount.compare.is_none() && amount.high.is_none() && after.is_none() {
            return None;
        }
        let bare = scale.is_none() && after.is_none();
        if bare {
            // `8+`
            let plus = amount.compare == Some(Compare::AtLeast) && self.word(amount.end - 1) == "+";
            let better = matches!(
                self.word(amount.end - 1),
                "higher" | "above" | "better" | "up" | "hoher" | "besser"
            );
            if !(plus || better) || amount.low > 10.0 || self.unit(amount.end).is_some() {
                return None;
            }
        }
        let end = after.unwrap_or(amount.end);
        let number = self.groups.len();
        let taken = self.scored(at, Amount { end, ..amount }, scale)?;
        self.groups[number].sure = !bare;
        Some(taken)
    }

    /// `… rating`, `… on MAL`: the token after it.
    pub(super) fn score_follows(&self, at: usize) -> Option<usize> {
        if let Some(words) = self.cue(at, "scoreword") {
            return Some(at + words);
        }
        let on = self.cue(at, "on").unwrap_or(0);
        let source = self.sense(at + on, |sense| matches!(sense, Sense::Source(_)).then_some(()));
        source.is_some().then_some(at)
    }

    /// The scale a number is said on: 10, 100 or 5.
    pub(super) fn scaled(&self, amount: Amount) -> (Amount, Option<f64>) {
        let mut amount = amount;
        let over = match (self.word(amount.end), self.word(amount.end + 1)) {
            ("/" | "of" | "von", _) => 1,
            ("out", "of") => 2,
            _ => 0,
        };
        let mut scale = None;
        if over > 0
            && let Some((of, words)) = self.number(amount.end + over)
            && [5.0, 10.0, 100.0].contains(&of)
        {
            scale = Some(of);
            amount.end += over + words;
        }
        match self.unit(amount.end) {
            Some(("percent", words)) => (scale, amount.end) = (Some(100.0), amount.end + words),
            Some(("stars", words)) => (scale, amount.end) = (scale.or(Some(5.0)), amount.end + words),
            Some(("points", words)) if scale.is_some() || amount.low > 10.0 => {
                (scale, amount.end) = (scale.or(Some(100.0)), amount.end + words);
            }
            Some(("points", words)) => (scale, amount.end) = (Some(10.0), amount.end + words),
            _ => {}
        }
        // Stars above five are on a scale of ten.
        if scale == Some(5.0) && amount.low > 5.0 {
            scale = Some(10.0);
        }
        (self.compared_after(amount), scale)
    }

    pub(super) fn scored(&mut self, at: usize, amount: Amount, scale: Option<f64>) -> Option<usize> {
        let scale = scale.unwrap_or(if amount.low > 10.0 { 100.0 } else { 10.0 });
        let normal = |value: f64| (value * 10.0 / scale * 100.0).round() / 100.0;
        let low = normal(amount.low);
        if low > 10.0 {
            return None;
        }
        let range = at..amount.end;
        let mut parts = Vec::new();
        match (amount.compare, amount.high) {
            (_, Some(high)) => {
                parts.push(self.part(Slot::ScoreMin, Value::from(low), &range));
                parts.push(self.part(Slot::ScoreMax, Value::from(normal(high)), &range));
            }
            (Some(Compare::Below | Compare::AtMost), None) => {
                parts.push(self.part(Slot::ScoreMax, Value::from(low), &range));
            }
            (Some(Compare::About), None) => {
                parts.push(self.part(Slot::ScoreMin, Value::from((low - 0.5).max(0.0)), &range));
                parts.push(self.part(Slot::ScoreMax, Value::from((low + 0.5).min(10.0)), &range));
            }
            _ => parts.push(self.part(Slot::ScoreMin, Value::from(low), &range)),
        }
        Some(self.take(range, parts, true))
    }

    pub(super) fn note_source(&mut self, at: usize, words: usize) {
        if let Some((source, _)) = self.sense(at, |sense| match sense {
            Sense::Source(source) => Some(*source),
            _ => None,
        }) {
            let range: Range<usize> = at..at + words;
            self.sources.push((source, range.clone()));
            self.mark(range, Use::Glue);
        }
    }
}
