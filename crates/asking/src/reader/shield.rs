//! Titles inside a question, set apart before anything else is read.

use super::{NameKind, Reader, Sense, Use};
use crate::Slot;

/// A title that consists of nothing but words of the tables, such as `Love Story`, must be as well known.
const KNOWN_WELL: f32 = 0.8;
/// The least weight of a title of one word that is an everyday word as well.
const KNOWN: f32 = 0.3;

/// The least weight of a title of a small word and another that stands in a sentence with no capital.
const FAIRLY_KNOWN: f32 = 0.45;

impl Reader<'_> {
    pub(super) fn shield_titles(&mut self) {
        self.quoted_titles();
        let mut at = 0;
        while at < self.tokens.len() {
            if self.uses[at] != Use::Free {
                at += 1;
                continue;
            }
            match (self.distinct_title(at), self.maker(at)) {
                // The last word of a studio's name may be a title for itself.
                (title, Some(longer)) if title.as_ref().is_none_or(|(_, words)| *words < longer) => {
                    at += longer;
                }
                (Some((name, words)), _) => {
                    self.shield(at..at + words, name);
                    at += words;
                }
                (None, _) => at += 1,
            }
        }
        self.dense_titles();
    }

    /// The tokens of a studio's or a person's name of several words.
    fn maker(&self, at: usize) -> Option<usize> {
        let kinds = [NameKind::Studio, NameKind::Person];
        let names = kinds.into_iter().filter_map(|kind| self.name(kind, at).map(|(_, words)| words));
        names.max().filter(|words| *words > 1)
    }

    /// A title that cannot be taken for ordinary words.
    fn distinct_title(&self, at: usize) -> Option<(crate::Name, usize)> {
        let (name, words) = self.name(NameKind::Title, at)?;
        let range = at..at + words;
        if range.clone().any(|at| self.uses[at] != Use::Free) {
            return None;
        }
        let ordinary = self.is_ordinary(&range);
        let dense = self.tokens[range.clone()].iter().all(|token| token.dense);
        let letters: usize = self.tokens[range.clone()].iter().map(|token| token.text.chars().count()).sum();
        let whole = range.start == 0
            && (range.end == self.tokens.len()
                || (range.end + 1 == self.tokens.len() && self.tokens[range.end].parts()));
        let capitals = self.tokens[range.clone()].iter().filter(|token| token.capital).count();
        let fits = if words == 1 {
            // `what airs tomorrow` asks of a day, whatever work is called so.
            if self.is_day_asked(at) {
                return None;
            }
            let everyday = self.everyday(at);
            match (everyday || ordinary, whole) {
                (false, _) => letters >= 3 && (name.weight >= KNOWN || capitals > 0 || whole),
                (true, true) => name.weight >= KNOWN_WELL,
                (true, false) => name.weight >= KNOWN && capitals > 0 && self.is_asked_about(&range),
            }
        } else if dense {
            letters >= 3 && !ordinary
        } else if ordinary {
            // All of it could be read otherwise; the longest phrase of the tables wins over the title.
            let phrase = self.longest(at).is_some_and(|(longest, _)| longest >= words);
            name.weight >= KNOWN_WELL && (!phrase || whole) && (whole || capitals * 2 >= words)
        } else {
            // `the girl` names no work, whatever obscure one is called so.
            let common = words == 2 && self.is_glue(at);
            !common || whole || capitals > 0 || name.weight >= FAIRLY_KNOWN
        };
        fits.then_some((name, words))
    }

    /// Whether a day stands here, right after the words that ask what airs.
    pub(super) fn is_day_asked(&self, at: usize) -> bool {
        let says = |at: usize, wanted: fn(&Sense) -> bool| {
            self.longest(at).filter(|(_, senses)| senses.iter().any(wanted)).map(|(words, _)| words)
        };
        let is_asked =
            |words: usize, from: usize| from + words == at || (from + words..at).all(|at| self.is_glue(at));
        says(at, |sense| matches!(sense, Sense::Airing(_))).is_some()
            && (0..at).any(|from| {
                says(from, |sense| matches!(sense, Sense::Ask("schedule")))
                    .is_some_and(|words| is_asked(words, from))
            })
    }

    /// Whether what is asked stands right before or after: `tell me about Monster`, `Monster synopsis`.
    fn is_asked_about(&self, range: &std::ops::Range<usize>) -> bool {
        let after = self.longest(range.end).is_some_and(|(_, senses)| {
            senses
                .iter()
                .any(|sense| matches!(sense, Sense::AskAfter(_)) || matches!(sense, Sense::Ask("comparison")))
        });
        let before = (0..range.start).any(|at| {
            self.longest(at).is_some_and(|(words, senses)| {
                at + words == range.start && senses.iter().any(|sense| matches!(sense, Sense::Ask(_)))
            })
        });
        // `does Netflix have Monster?`
        let offered = range.start.checked_sub(2).is_some_and(|host| {
            matches!(self.word(host + 1), "have" | "has" | "stream" | "streams" | "offer" | "carry" | "got")
                && self
                    .any_sense(host, |sense| matches!(sense, Sense::Set(Slot::Streaming, _)).then_some(()))
                    .is_some()
        });
        let but = matches!(self.word(range.end), "but" | "aber" | "meets" | "trifft");
        after || before || offered || but || self.is_compared(range)
    }

    /// Whether a word stands in the tables in any sense, or is a number.
    fn everyday(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        token.number.is_some() || crate::lexicon::Lexicon::get().knows(&token.text)
    }

    /// What stands in quotation marks is a title, unless it is a word of the tables.
    fn quoted_titles(&mut self) {
        let marks: Vec<usize> = (0..self.tokens.len())
            .filter(|at| self.tokens[*at].sign && self.tokens[*at].text == "\"")
            .collect();
        for pair in marks.chunks_exact(2) {
            let inside = pair[0] + 1..pair[1];
            if inside.is_empty() {
                continue;
            }
            let tag = self.phrase_up_to(inside.start, inside.len()).is_some_and(|(words, senses)| {
                words == inside.len()
                    && senses.iter().any(|sense| matches!(sense, Sense::Tags(_) | Sense::Mood(_)))
            });
            let folded = spelling::fold(self.raw(&inside));
            let known = self.vocabulary.find(NameKind::Title, &folded);
            if tag && known.is_none() {
                continue;
            }
            let name = known
                .or_else(|| self.vocabulary.near(NameKind::Title, &folded))
                .unwrap_or_else(|| crate::Name { weight: 0.5, ..crate::Name::new(self.raw(&inside)) });
            self.shield(inside, name);
            self.uses[pair[0]] = Use::Glue;
            self.uses[pair[1]] = Use::Glue;
        }
    }

    pub(super) fn shield(&mut self, range: std::ops::Range<usize>, name: crate::Name) {
        // The sign that ends a title ends no sentence where the sentence goes on: `Gangsta. recommendations`.
        let closing = self
            .token(range.end)
            .is_some_and(|sign| !sign.apart && matches!(sign.text.as_str(), "." | "?" | "!" | "。"));
        let goes_on = self.longest(range.end + 1).is_some_and(|(_, senses)| {
            let after = |sense: &Sense| matches!(sense, Sense::AskAfter(_) | Sense::Cue("likeafter"));
            senses.iter().any(after)
        }) || self.word(range.end + 1) == "series";
        let range = range.start..range.end + usize::from(closing && goes_on);
        for at in range.clone() {
            self.uses[at] = Use::Title(self.titles.len());
        }
        self.titles.push((range, name));
    }
}
