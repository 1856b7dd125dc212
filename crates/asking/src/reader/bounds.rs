//! Bounds with a unit: episodes, minutes and hours, volumes and chapters, scores, and how many hits are wanted.

use std::ops::Range;

use super::{Reader, Sense, Use, years::is_year};
use crate::{Part, Slot, Value, lexicon::Compare};

/// The hits that one question may ask for.
const MOST_HITS: f64 = 500.0;

/// A number with how it compares.
#[derive(Debug, Clone, Copy)]
pub(super) struct Amount {
    low: f64,
    /// The other end of a range.
    high: Option<f64>,
    compare: Option<Compare>,
    /// By how much each end of a range of whole numbers lies outside: `over 10 and under 20`.
    steps: (f64, f64),
    /// The token after it.
    end: usize,
}

impl Reader<'_> {
    /// A number in digits or words, with its length in tokens.
    pub(super) fn number(&self, at: usize) -> Option<(f64, usize)> {
        let token = self.token(at).filter(|_| self.open(at))?;
        if let Some(number) = token.number {
            let half = self.word(at + 1) == "and" && self.word(at + 2) == "a" && self.word(at + 3) == "half";
            return Some(if half { (number + 0.5, 4) } else { (number, 1) });
        }
        if token.dense {
            return self.han_number(at);
        }
        self.any_sense(at, |sense| match sense {
            Sense::Number(number) if *number != 1.0 => Some(*number),
            _ => None,
        })
    }

    /// `二十四`.
    fn han_number(&self, at: usize) -> Option<(f64, usize)> {
        let (mut total, mut digit, mut words) = (0.0, 0.0, 0);
        while let Some(token) = self.token(at + words) {
            let value = match token.text.as_str() {
                "一" => 1.0,
                "二" => 2.0,
                "三" => 3.0,
                "四" => 4.0,
                "五" => 5.0,
                "六" => 6.0,
                "七" => 7.0,
                "八" => 8.0,
                "九" => 9.0,
                "十" | "百" => {
                    let scale = if token.text == "十" { 10.0 } else { 100.0 };
                    total += if digit > 0.0 { digit * scale } else { scale };
                    digit = 0.0;
                    words += 1;
                    continue;
                }
                _ => break,
            };
            digit = value;
            words += 1;
        }
        (words > 0).then_some((total + digit, words))
    }

    /// `under 20`, `12 to 24`, `8 or more`, `between 7 and 8`, `12`.
    fn amount(&self, at: usize) -> Option<Amount> {
        let mut end = at;
        let mut compare = None;
        let between = self
            .any_sense(at, |sense| matches!(sense, Sense::Year("between")).then_some(()))
            .or_else(|| self.any_cue(at, "between").map(|words| ((), words)));
        if let Some(((), words)) = between {
            end += words;
        } else if let Some((found, words)) = self.any_sense(at, |sense| match sense {
            Sense::Compare(compare) => Some(*compare),
            _ => None,
        }) {
            compare = Some(found);
            end += words;
            // `at least about 20`
            if let Some((Compare::About, words)) = self.any_sense(end, |sense| match sense {
                Sense::Compare(compare) => Some(*compare),
                _ => None,
            }) {
                end += words;
            }
        }
        let (low, words) = self.number(end)?;
        end += words;
        let mut amount = Amount { low, high: None, compare, steps: (0.0, 0.0), end };
        let to = self.any_cue(end, "to").filter(|_| compare.is_none() || compare == Some(Compare::About));
        if let Some(words) = to
            && let Some((high, more)) = self.number(end + words)
            && high > low
            && (between.is_some() || !matches!(self.word(end), "and" | "und" | "or" | "oder"))
        {
            amount.high = Some(high);
            amount.end = end + words + more;
        }
        Some(self.with_other_end(self.compared_after(amount)))
    }

    /// `over 7 but under 9`: the second comparison as the other end.
    fn with_other_end(&self, amount: Amount) -> Amount {
        let up = |compare| matches!(compare, Compare::Above | Compare::AtLeast);
        let down = |compare| matches!(compare, Compare::Below | Compare::AtMost);
        let Some(first) = amount.compare.filter(|compare| up(*compare)) else { return amount };
        let joint = self
            .any_cue(amount.end, "and")
            .or_else(|| matches!(self.word(amount.end), "but" | "aber").then_some(1));
        let Some(joint) = joint else { return amount };
        let second = self.any_sense(amount.end + joint, |sense| match sense {
            Sense::Compare(compare) => Some(*compare),
            _ => None,
        });
        let Some((compare, words)) = second.filter(|(compare, _)| down(*compare)) else { return amount };
        let Some((high, more)) = self.number(amount.end + joint + words) else { return amount };
        let strict = |compare| f64::from(u8::from(matches!(compare, Compare::Above | Compare::Below)));
        Amount {
            high: Some(high),
            compare: None,
            steps: (strict(first), strict(compare)),
            end: amount.end + joint + words + more,
            ..amount
        }
    }

    fn compared_after(&self, mut amount: Amount) -> Amount {
        if amount.compare.is_none()
            && amount.high.is_none()
            && let Some((compare, words)) = self.any_sense(amount.end, |sense| match sense {
                Sense::CompareAfter(compare) => Some(*compare),
                _ => None,
            })
        {
            amount.compare = Some(compare);
            amount.end += words;
        }
        amount
    }

    fn unit(&self, at: usize) -> Option<(&'static str, usize)> {
        let gap = usize::from(self.word(at) == "-");
        self.any_sense(at + gap, |sense| match sense {
            Sense::Unit(unit) => Some(*unit),
            _ => None,
        })
        .map(|(unit, words)| (unit, words + gap))
    }

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
    fn one(&self, at: usize) -> Option<Amount> {
        let compare = self.any_sense(at, |sense| match sense {
            Sense::Compare(compare) => Some(*compare),
            _ => None,
        });
        let end = at + compare.map_or(0, |(_, words)| words);
        let (number, words) = self.any_sense(end, |sense| match sense {
            Sense::Number(number) => Some(*number),
            _ => None,
        })?;
        let (unit, _) = self.unit(end + words)?;
        let article = matches!(self.word(end), "a" | "an" | "ein" | "eine" | "einen" | "einer" | "einem");
        let fits = if article { unit != "episodes" } else { true };
        fits.then(|| Amount {
            low: number,
            high: None,
            compare: compare.map(|(compare, _)| compare),
            steps: (0.0, 0.0),
            end: end + words,
        })
    }

    fn bound(&mut self, at: usize, amount: Amount, unit: &str) -> Option<usize> {
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
    fn and_minutes(&self, mut amount: Amount) -> Amount {
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
    fn over_episodes(&self, end: usize) -> usize {
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

    /// `rated above 8`, `8/10 or better`, `85 %`, `4 of 5 stars`, `評価8以上`.
    pub(super) fn score(&mut self, at: usize) -> Option<usize> {
        if let Some(words) = self.cue(at, "scoreword") {
            let mut from = at + words;
            for _ in 0..4 {
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
            let amount = self.amount(from)?;
            let (amount, scale) = self.scaled(amount);
            // `not rated below 7`
            let amount = if matches!(self.word(at), "not" | "nicht") { turned(amount) } else { amount };
            let year = is_year(amount.low) && scale.is_none();
            let other = scale.is_none() && self.unit(amount.end).is_some_and(|(unit, _)| unit != "points");
            if year || other || amount.low > 100.0 {
                return None;
            }
            return self.scored(at, amount, scale);
        }
        let amount = self.amount(at)?;
        let (amount, scale) = self.scaled(amount);
        let after = self.score_follows(amount.end);
        // `100 %` alone may be anything.
        let percent = self.word(amount.end - 1) == "%" || self.word(amount.end - 1).starts_with("p");
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
    fn score_follows(&self, at: usize) -> Option<usize> {
        if let Some(words) = self.cue(at, "scoreword") {
            return Some(at + words);
        }
        let on = self.cue(at, "on").unwrap_or(0);
        let source = self.sense(at + on, |sense| matches!(sense, Sense::Source(_)).then_some(()));
        source.is_some().then_some(at)
    }

    /// The scale a number is said on: 10, 100 or 5.
    fn scaled(&self, amount: Amount) -> (Amount, Option<f64>) {
        let mut amount = amount;
        let over = match (self.word(amount.end), self.word(amount.end + 1)) {
            ("/", _) | ("of" | "von", _) => 1,
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

    fn scored(&mut self, at: usize, amount: Amount, scale: Option<f64>) -> Option<usize> {
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

    /// `top 10`, `five anime`, `give me 3 movies`, `just one`, `アニメ5本`.
    pub(super) fn count_of_hits(&mut self, at: usize) -> Option<usize> {
        if let Some(words) = self.any_cue(at, "top")
            && let words = words + usize::from(self.word(at + words) == "-")
            && let Some((number, more)) = self.number(at + words)
            && self.hits(number, at + words + more)
        {
            let range = at..at + words + more;
            let parts: Vec<Part> = vec![
                self.part(Slot::Sort, "score", &(at..at + words)),
                self.part(Slot::Limit, Value::from(number), &range),
            ];
            return Some(self.take(range, parts, true));
        }
        if let Some(words) = self.cue(at, "just") {
            let range = at..at + words;
            if self.unit(range.end).is_some() || matches!(self.word(range.end), "season" | "staffel") {
                return None;
            }
            let part = self.part(Slot::Limit, 1, &range);
            return Some(self.take(range, vec![part], true));
        }
        let (number, words) = self.number(at)?;
        if !self.hits(number, at + words) {
            return None;
        }
        let range = at..at + words;
        if let Some(counter) = self.any_cue(range.end, "counter").filter(|_| self.tokens[range.end].dense) {
            let range = range.start..range.end + counter;
            let part = self.part(Slot::Limit, Value::from(number), &range);
            return Some(self.take(range, vec![part], true));
        }
        let asked = self.asked_before(at);
        let head = self.head_follows(range.end);
        if !(head || asked && self.ends(range.end)) {
            return None;
        }
        let part = self.part(Slot::Limit, Value::from(number), &range);
        Some(self.take(range, vec![part], asked))
    }

    fn hits(&self, number: f64, next: usize) -> bool {
        number.fract() == 0.0
            && (2.0..=MOST_HITS).contains(&number)
            && self.unit(next).is_none()
            && !matches!(self.word(next), "/" | "%" | ":" | "-" | "." | "+" | "season" | "years" | "jahre")
    }

    fn asked_before(&self, at: usize) -> bool {
        (at.saturating_sub(3)..at).any(|before| {
            matches!(
                self.word(before),
                "give"
                    | "show"
                    | "list"
                    | "recommend"
                    | "suggest"
                    | "name"
                    | "find"
                    | "gimme"
                    | "me"
                    | "top"
                    | "mir"
                    | "nenne"
                    | "zeig"
                    | "zeige"
                    | "gib"
                    | "empfiehl"
                    | "need"
                    | "want"
                    | "get"
                    | "pick"
            )
        })
    }

    /// Whether a noun such as `anime` or `movies` follows, with nothing unknown before it.
    fn head_follows(&self, at: usize) -> bool {
        let (mut at, mut sorted, mut kind) = (at, false, false);
        for _ in 0..6 {
            if self.ends(at)
                || self
                    .sense(at, |sense| {
                        matches!(sense, Sense::Edge(_) | Sense::Year("in") | Sense::Cue("by" | "on"))
                            .then_some(())
                    })
                    .is_some()
            {
                // `the five best dramas`: a genre in the plural stands for its works.
                return kind && (sorted || self.word(at - 1).ends_with('s'));
            }
            let has = |wanted: fn(&'static Sense) -> bool| {
                self.sense(at, |sense| wanted(sense).then_some(())).is_some()
            };
            sorted |= has(|sense| matches!(sense, Sense::Set(Slot::Sort, _) | Sense::SortUp(_)));
            kind |= has(|sense| matches!(sense, Sense::Tags(_)));
            let head = self.cue(at, "head").is_some()
                || self
                    .sense(at, |sense| {
                        matches!(sense, Sense::Set(Slot::Format | Slot::Medium, _)).then_some(())
                    })
                    .is_some();
            if head {
                return true;
            }
            match self.longest(at) {
                Some((words, _))
                    if self.open(at) && matches!(self.word(at + words - 1), "anime" | "animes") =>
                {
                    return true;
                }
                Some((words, _)) if self.open(at) => at += words,
                _ => return false,
            }
        }
        false
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

/// The comparison that `not` makes of another.
fn turned(amount: Amount) -> Amount {
    let compare = amount.compare.map(|compare| match compare {
        Compare::Below => Compare::AtLeast,
        Compare::AtMost => Compare::Above,
        Compare::Above => Compare::AtMost,
        Compare::AtLeast => Compare::Below,
        same => same,
    });
    Amount { compare, ..amount }
}
