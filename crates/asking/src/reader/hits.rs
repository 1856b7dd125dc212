//! How many hits are wanted: `top 10`, `five anime`, `just one`, `5本`.

use super::{Reader, Sense};
use crate::{Part, Slot, Value};

/// The hits that one question may ask for.
const MOST_HITS: f64 = 500.0;

impl Reader<'_> {
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
        let of_them = match self.word(range.end) {
            "davon" => 1,
            "of" if matches!(self.word(range.end + 1), "them" | "these" | "those") => 2,
            _ => 0,
        };
        let range = range.start..range.end + of_them;
        if !(head || asked && (of_them > 0 || self.ends(range.end))) {
            return None;
        }
        let part = self.part(Slot::Limit, Value::from(number), &range);
        Some(self.take(range, vec![part], asked))
    }

    pub(super) fn hits(&self, number: f64, next: usize) -> bool {
        number.fract() == 0.0
            && (2.0..=MOST_HITS).contains(&number)
            && self.unit(next).is_none()
            && !matches!(self.word(next), "/" | "%" | ":" | "-" | "." | "+" | "season" | "years" | "jahre")
    }

    pub(super) fn asked_before(&self, at: usize) -> bool {
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
    pub(super) fn head_follows(&self, at: usize) -> bool {
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
}
