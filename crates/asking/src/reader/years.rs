//! Years and decades: `since 2010`, `late 90s`, `zwischen 2001 und 2005`, `5年前`.

use std::ops::Range;

use super::{Reader, Sense, Use};
use crate::{Part, Slot, Value, lexicon::Compare};

/// The years that animation may be asked of.
const YEARS: std::ops::RangeInclusive<f64> = 1900.0..=2040.0;

pub(super) fn is_year(number: f64) -> bool {
    number.fract() == 0.0 && YEARS.contains(&number)
}

/// A stretch of years and the token after it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Years {
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) end: usize,
    /// A decade or a range, which is no number that a title might hold.
    clear: bool,
}

impl Reader<'_> {
    /// A year, or a decade with `early`, `mid` or `late`.
    pub(super) fn year_at(&self, at: usize) -> Option<Years> {
        // `pre-2000`
        let at = at + usize::from(self.word(at) == "-" && self.token(at).is_some_and(|sign| !sign.apart));
        let token = self.token(at).filter(|_| self.open(at))?;
        if let Some(years) = self.short_year(at) {
            return Some(years);
        }
        if let Some((part, words)) = self.part_of_decade(at) {
            if let Some(years) = self.decade_at(at + words) {
                return Some(narrowed(years, part));
            }
            if let Some(years) = self.parts_of_decade(part, at + words) {
                return Some(years);
            }
        }
        if let Some(years) = self.decade_at(at) {
            return match self.part_of_decade(years.end) {
                Some((part, words)) if self.tokens[years.end].dense => {
                    Some(Years { end: years.end + words, ..narrowed(years, part) })
                }
                _ => Some(years),
            };
        }
        let year = token.number.filter(|number| is_year(*number) && self.digits(at) == 4)? as i64;
        let marked = self.word(at + 1) == "年" && !matches!(self.word(at + 2), "前" | "間");
        Some(Years { from: year, to: year, end: at + 1 + usize::from(marked), clear: marked })
    }

    /// `early`, `the second half of`.
    fn part_of_decade(&self, at: usize) -> Option<(&'static str, usize)> {
        self.any_sense(at, |sense| match sense {
            Sense::Part(part) => Some(*part),
            _ => None,
        })
    }

    /// `early to mid 90s`, from the token after the first part.
    fn parts_of_decade(&self, first: &str, at: usize) -> Option<Years> {
        let joint = self.any_cue(at, "to").or_else(|| self.any_cue(at, "and"))?;
        let (last, words) = self.part_of_decade(at + joint)?;
        let years = self.decade_at(at + joint + words)?;
        let (from, to) = (narrowed(years, first).from, narrowed(years, last).to);
        (from <= to).then_some(Years { from, to, ..years })
    }

    /// `'98`, which is no number of anything.
    fn short_year(&self, at: usize) -> Option<Years> {
        let digits = self.token(at + 1).filter(|digits| !digits.apart && self.open(at + 1))?;
        let number = digits.number.filter(|_| self.word(at) == "'" && self.digits(at + 1) == 2)?;
        let year = century(number as i64);
        (self.word(at + 2) != "'").then_some(Years { from: year, to: year, end: at + 2, clear: true })
    }

    fn digits(&self, at: usize) -> usize {
        self.raw(&(at..at + 1)).chars().count()
    }

    fn decade_at(&self, at: usize) -> Option<Years> {
        let mut at = at;
        while matches!(self.word(at), "the" | "'" | "der" | "den" | "-") && at < self.tokens.len() {
            at += 1;
        }
        let token = self.token(at).filter(|_| self.open(at))?;
        let clear = |from: i64, end: usize| Some(Years { from, to: from + 9, end, clear: true });
        if let Some((decade, words)) = self.any_sense(at, |sense| match sense {
            Sense::Decade(decade) => Some(i64::from(*decade)),
            _ => None,
        }) {
            let this = self.asker.year() / 10 * 10;
            return clear(if decade < 1000 { this + decade } else { decade }, at + words);
        }
        // 90年代, 1990年代
        if let Some(number) = token.number
            && self.word(at + 1) == "年"
            && self.word(at + 2) == "代"
        {
            return clear(century(number as i64), at + 3);
        }
        let digits = token
            .text
            .strip_suffix("ern")
            .or_else(|| token.text.strip_suffix("er"))
            .or_else(|| token.text.strip_suffix('s'))?;
        let number: i64 = digits.parse().ok().filter(|number| number % 10 == 0)?;
        let sound = matches!(digits.len(), 2) || (digits.len() == 4 && is_year(number as f64));
        let years = usize::from(matches!(self.word(at + 1), "jahre" | "jahren"));
        sound.then(|| clear(century(number), at + 1 + years)).flatten()
    }

    /// A year or years, with what the words around say of them.
    pub(super) fn years(&mut self, at: usize) -> Option<usize> {
        let mut found = self.years_with_lead(at)?;
        // `80s or 90s`, `2010, 2011 and 2012`: one stretch over all.
        while let Some(more) = self.joined_years(&found.0) {
            let (years, sure) = found;
            found = (
                Years {
                    from: years.from.min(more.from),
                    to: years.to.max(more.to),
                    end: more.end,
                    clear: true,
                },
                sure,
            );
        }
        let (years, sure) = found;
        if let Some(taken) = self.refused_after(at, years) {
            return Some(taken);
        }
        let range = at..years.end;
        let mut parts = Vec::new();
        if years.from > i64::MIN {
            parts.push(self.part(Slot::YearMin, Value::Whole(years.from), &range));
        }
        if years.to < i64::MAX {
            parts.push(self.part(Slot::YearMax, Value::Whole(years.to), &range));
        }
        Some(self.take(range, parts, sure))
    }

    pub(super) fn years_with_lead(&self, at: usize) -> Option<(Years, bool)> {
        // between A and B, from A to B
        if let Some(((), words)) = self
            .any_sense(at, |sense| matches!(sense, Sense::Year("between")).then_some(()))
            .or_else(|| self.any_cue(at, "between").map(|words| ((), words)))
            && let Some(first) = self.year_at(at + words)
            && let Some(to) = self.any_cue(first.end, "to")
            && let Some(second) = self.year_at(first.end + to)
            && (second.to >= first.from)
            && (matches!(self.word(at), "between" | "zwischen")
                || !matches!(self.word(first.end), "and" | "und" | "or" | "oder"))
        {
            return Some((Years { to: second.to, end: second.end, clear: true, ..first }, true));
        }
        let about = self.any_sense(at, |sense| matches!(sense, Sense::Compare(Compare::About)).then_some(()));
        if let Some(((), words)) = about
            && let Some(years) = self.year_at(at + words).or_else(|| {
                let more = self.lead_in(at + words)?;
                self.year_at(at + words + more)
            })
            && !years.clear
        {
            return Some((Years { clear: true, ..self.around(years) }, true));
        }
        for kind in ["since", "after", "before", "until", "in"] {
            let lead = self
                .any_sense(at, |sense| matches!(sense, Sense::Year(known) if *known == kind).then_some(()));
            let Some(((), words)) = lead else { continue };
            let more = self.lead_in(at + words).filter(|_| kind != "in");
            let about = self
                .any_sense(at + words, |sense| matches!(sense, Sense::Compare(Compare::About)).then_some(()));
            let start = at + words + more.or(about.map(|((), words)| words)).unwrap_or(0);
            let Some(years) = self.year_at(start) else { continue };
            // `from 2010` means that year; `from 2010 on` is read below.
            let from = matches!(self.word(at), "from" | "von");
            if kind == "since" && from {
                continue;
            }
            let years = match kind {
                "since" => Years { to: i64::MAX, ..years },
                "after" => Years { from: years.to + 1, to: i64::MAX, ..years },
                "before" => Years { from: i64::MIN, to: years.from - 1, ..years },
                "until" => Years { from: i64::MIN, ..years },
                _ if about.is_some() && !years.clear => self.around(years),
                _ => self.ranged(years),
            };
            return Some((years, true));
        }
        let years = self.year_at(at)?;
        let ranged = self.ranged(years);
        let sure = ranged.clear || ranged.end > years.end;
        Some((ranged, sure))
    }

    /// A year that is only about right, or the stretch that begins with it: `around 2015 to 2018`.
    fn around(&self, years: Years) -> Years {
        let ranged = self.ranged(years);
        if ranged.end > years.end {
            return ranged;
        }
        Years { from: years.from - 2, to: years.to + 2, ..years }
    }

    /// `in the`, after `since`.
    fn lead_in(&self, at: usize) -> Option<usize> {
        self.any_sense(at, |sense| matches!(sense, Sense::Year("in")).then_some(())).map(|((), words)| words)
    }

    /// What follows a year: `–2014`, `to 2014`, `or later`, `以前`, `頃`.
    fn ranged(&self, years: Years) -> Years {
        if let Some(words) = self.any_cue(years.end, "to")
            && !matches!(self.word(years.end), "and" | "und" | "or" | "oder")
            && let Some(second) = self.year_at(years.end + words)
            && second.to >= years.from
        {
            let end = if self.word(second.end) == "まで" { second.end + 1 } else { second.end };
            // `まで` is two letters.
            let end = if self.word(end) == "ま" && self.word(end + 1) == "で" { end + 2 } else { end };
            return Years { to: second.to, end, clear: true, ..years };
        }
        // 80 to 89, 2010/11
        let after = self.any_sense(years.end, |sense| match sense {
            Sense::YearAfter(kind) => Some(*kind),
            Sense::CompareAfter(Compare::About) => Some("about"),
            _ => None,
        });
        match after {
            Some(("since", words)) => Years { to: i64::MAX, end: years.end + words, clear: true, ..years },
            Some(("before", words)) => {
                // `the 60s or earlier` has all of them, `60年代より前` none.
                let strict = self.strictly_before(years.end);
                let to = if strict > 0 { years.from - strict } else { years.to };
                Years { from: i64::MIN, to, end: years.end + words, clear: true }
            }
            Some(("until", words)) => Years { from: i64::MIN, end: years.end + words, clear: true, ..years },
            Some(("about", words)) if years.from == years.to => {
                Years { from: years.from - 2, to: years.to + 2, end: years.end + words, clear: true }
            }
            _ if matches!(self.word(years.end), "on" | "onward") && self.ends(years.end + 1) => {
                Years { to: i64::MAX, end: years.end + 1, clear: true, ..years }
            }
            _ => years,
        }
    }

    /// `以前` and `or earlier` include the year itself, `より前` does not.
    fn strictly_before(&self, at: usize) -> i64 {
        i64::from(matches!(self.word(at), "よ" | "前"))
    }

    fn joined_years(&self, years: &Years) -> Option<Years> {
        if years.from == i64::MIN || years.to == i64::MAX {
            return None;
        }
        let comma = usize::from(matches!(self.word(years.end), "," | "/"));
        let joint = self
            .any_cue(years.end + comma, "or")
            .or_else(|| self.any_cue(years.end + comma, "and"))
            .unwrap_or(0);
        if comma + joint == 0 {
            return None;
        }
        let at = years.end + comma + joint;
        let lead = self.lead_in(at).filter(|words| self.year_at(at + words).is_some()).unwrap_or(0);
        // `80s and before 2000` is another demand, no further decade.
        let more = self.year_at(at + lead)?;
        let ranged = self.ranged(more);
        (ranged.from > i64::MIN && ranged.to < i64::MAX).then_some(ranged)
    }

    /// `the last five years`, `ここ5年`.
    pub(super) fn past_years(&mut self, at: usize) -> Option<usize> {
        let words = self.any_cue(at, "past")?;
        let (number, more) = self.number(at + words).or_else(|| self.one_word(at + words))?;
        let unit = at + words + more;
        let ((), unit_words) =
            self.any_sense(unit, |sense| matches!(sense, Sense::Unit("years")).then_some(()))?;
        if self.word(unit + unit_words) == "前" {
            return None;
        }
        let end = unit + unit_words;
        let year = self.asker.year() - number as i64;
        let range = at..end;
        let part = self.part(Slot::YearMin, Value::Whole(year), &range);
        Some(self.take(range, vec![part], true))
    }

    fn one_word(&self, at: usize) -> Option<(f64, usize)> {
        self.any_sense(at, |sense| match sense {
            Sense::Number(number) => Some(*number),
            _ => None,
        })
    }

    /// `released about five years ago`, `that I watched vor etwa 5 Jahren`, `5年くらい前に見た`.
    pub(super) fn years_ago(&mut self, at: usize) -> Option<usize> {
        let mut from = at;
        let before = self.any_cue(at, "vor").filter(|_| self.tongue == crate::Tongue::German);
        if let Some(words) = before {
            from += words;
        }
        let mut about = self.raw(&(at..from)).contains(' ');
        if matches!(self.word(from), "maybe" | "perhaps" | "vielleicht") {
            (about, from) = (true, from + 1);
        }
        if let Some(((), words)) =
            self.any_sense(from, |sense| matches!(sense, Sense::Compare(Compare::About)).then_some(()))
        {
            (about, from) = (true, from + words);
        }
        let (number, words) = self.number(from).or_else(|| self.one_word(from))?;
        from += words;
        let scale = match self.word(from) {
            "decade" | "decades" | "jahrzehnt" | "jahrzehnten" => (10, 1),
            _ => {
                let ((), words) =
                    self.any_sense(from, |sense| matches!(sense, Sense::Unit("years")).then_some(()))?;
                (1, words)
            }
        };
        from += scale.1;
        if let Some(((), words)) =
            self.any_sense(from, |sense| matches!(sense, Sense::CompareAfter(Compare::About)).then_some(()))
        {
            (about, from) = (true, from + words);
        }
        if before.is_none() {
            from += self.any_cue(from, "ago")?;
        }
        let year = self.asker.year() - number as i64 * scale.0;
        let watched = (0..self.tokens.len()).any(|at| self.any_cue(at, "watched").is_some());
        let give = i64::from(about);
        let range: Range<usize> = at..from;
        let mut parts: Vec<Part> = Vec::new();
        if !watched {
            parts.push(self.part(Slot::YearMin, Value::Whole(year - give), &range));
        }
        parts.push(self.part(Slot::YearMax, Value::Whole(year + give), &range));
        Some(self.take(range, parts, true))
    }

    /// Whether the token before or after a range is a year, or was taken for one.
    pub(super) fn beside_year(&self, range: &Range<usize>) -> bool {
        let of_year = |number: usize| {
            self.groups[number].parts.iter().any(|part| matches!(part.slot, Slot::YearMin | Slot::YearMax))
        };
        let before = range.start.checked_sub(1).is_some_and(|at| match self.uses[at] {
            Use::Group(number) => of_year(number),
            _ => false,
        });
        let skip =
            usize::from(matches!(self.word(range.end), "of" | "season" | "des" | "im" | "," | "in" | "jahr"));
        before || self.year_at(range.end).or_else(|| self.year_at(range.end + skip)).is_some()
    }
}

fn century(number: i64) -> i64 {
    match number {
        0..=39 => 2000 + number,
        40..=99 => 1900 + number,
        _ => number,
    }
}

fn narrowed(years: Years, part: &str) -> Years {
    match part {
        "early" => Years { to: years.from + 3, ..years },
        "mid" => Years { from: years.from + 4, to: years.from + 6, ..years },
        "first_half" => Years { to: years.from + 4, ..years },
        "second_half" => Years { from: years.from + 5, ..years },
        _ => Years { from: years.from + 7, ..years },
    }
}
