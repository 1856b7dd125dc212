//! Numbers with how they compare: `under 20`, `12 to 24`, `8 or more`.

use super::{Reader, Sense};
use crate::{Tongue, lexicon::Compare};

/// A number with how it compares.
#[derive(Debug, Clone, Copy)]
pub(super) struct Amount {
    pub(super) low: f64,
    /// The other end of a range.
    pub(super) high: Option<f64>,
    pub(super) compare: Option<Compare>,
    /// By how much each end of a range of whole numbers lies outside: `over 10 and under 20`.
    pub(super) steps: (f64, f64),
    /// The token after it.
    pub(super) end: usize,
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
            Sense::Number(number) if *number < 0.9 || *number > 1.1 => Some(*number),
            _ => None,
        })
    }

    /// `二十四`.
    pub(super) fn han_number(&self, at: usize) -> Option<(f64, usize)> {
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
    pub(super) fn amount(&self, at: usize) -> Option<Amount> {
        self.one_amount(at).map(|amount| self.with_other_end(amount))
    }

    /// The same without a second comparison behind it.
    pub(super) fn one_amount(&self, at: usize) -> Option<Amount> {
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
        Some(self.compared_after(amount))
    }

    /// `over 7 but under 9`, `under 9 but over 7`: the second comparison as the other end.
    pub(super) fn with_other_end(&self, amount: Amount) -> Amount {
        let up = |compare| matches!(compare, Compare::Above | Compare::AtLeast);
        let down = |compare| matches!(compare, Compare::Below | Compare::AtMost);
        let Some(first) = amount.compare.filter(|compare| up(*compare) || down(*compare)) else {
            return amount;
        };
        let joint = self
            .any_cue(amount.end, "and")
            .or_else(|| matches!(self.word(amount.end), "but" | "aber").then_some(1));
        let Some(joint) = joint else { return amount };
        let second = self.any_sense(amount.end + joint, |sense| match sense {
            Sense::Compare(compare) => Some(*compare),
            _ => None,
        });
        let other = |compare: &Compare| if up(first) { down(*compare) } else { up(*compare) };
        let Some((compare, words)) = second.filter(|(compare, _)| other(compare)) else { return amount };
        let Some((number, more)) = self.number(amount.end + joint + words) else { return amount };
        let strict = |compare| f64::from(u8::from(matches!(compare, Compare::Above | Compare::Below)));
        let (low, high, steps) = if up(first) {
            (amount.low, number, (strict(first), strict(compare)))
        } else {
            (number, amount.low, (strict(compare), strict(first)))
        };
        Amount { low, high: Some(high), compare: None, steps, end: amount.end + joint + words + more }
    }

    pub(super) fn compared_after(&self, mut amount: Amount) -> Amount {
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

    pub(super) fn unit(&self, at: usize) -> Option<(&'static str, usize)> {
        let gap = usize::from(self.word(at) == "-");
        // `anime about a band`: only in German it is a volume.
        if self.word(at + gap) == "band" && self.tongue != Tongue::German {
            return None;
        }
        self.any_sense(at + gap, |sense| match sense {
            Sense::Unit(unit) => Some(*unit),
            _ => None,
        })
        .map(|(unit, words)| (unit, words + gap))
    }
}

/// The comparison that `not` makes of another.
pub(super) fn turned(amount: Amount) -> Amount {
    let compare = amount.compare.map(|compare| match compare {
        Compare::Below => Compare::AtLeast,
        Compare::AtMost => Compare::Above,
        Compare::Above => Compare::AtMost,
        Compare::AtLeast => Compare::Below,
        same => same,
    });
    Amount { compare, ..amount }
}
