//! Works that a hit should be like or unlike, and what is said right after a title.

use std::ops::Range;

use super::{NameKind, Reader, Sense, Use};
use crate::{Part, Slot, Tongue, measured::measured_folded};

/// Words before a title that belong to the sentence.
const BEFORE: &[&str] = &[
    "the", "anime", "show", "shows", "series", "movie", "film", "der", "die", "das", "dem", "den", "\"",
    "manga", "both", "either", "serie", "einem", "original", "watching", "classic", "that", "in",
];

/// Words that stand for somebody of whom a story tells: `someone who looks just like her`.
const PRONOUNS: &[&str] =
    &["her", "him", "his", "hers", "himself", "herself", "others", "everyone", "nobody"];

/// A title that a question compares to.
pub(super) struct Reference {
    title: String,
    /// Whether the catalog holds it.
    known: bool,
    respelled: bool,
}

impl Reference {
    pub(super) fn as_str(&self) -> &str {
        &self.title
    }
}

impl Reader<'_> {
    /// `like X`, `a mix of X and Y`, `I loved X`.
    pub(super) fn like(&mut self, at: usize) -> Option<usize> {
        let (cue, strict) = match self.cue(at, "like!") {
            Some(words) => (words, true),
            None => (self.cue(at, "like")?, false),
        };
        self.referred(Slot::Like, at, cue, strict)
    }

    /// `nothing like X`, `I didn't like X`.
    pub(super) fn unlike(&mut self, at: usize) -> Option<usize> {
        let (cue, strict) = match self.cue(at, "unlike!") {
            Some(words) => (words, true),
            None => (self.cue(at, "unlike")?, false),
        };
        // `a boy who didn't like school`
        if strict && self.is_of_a_story(at) {
            return Some(self.mark(at..at + cue, Use::Free));
        }
        self.referred(Slot::Unlike, at, cue, strict)
    }

    fn referred(&mut self, slot: Slot, at: usize, cue: usize, strict: bool) -> Option<usize> {
        let mut parts = Vec::new();
        let mut end = at + cue;
        let mut from = end;
        while let Some((reference, words)) = self.reference(from, strict || !parts.is_empty()) {
            let range = from..from + words;
            parts.push(self.reference_part(slot, &reference, &range));
            end = range.end;
            // `…, and X`, `or X`, `meets X`, or a comma where another known title follows.
            let comma = usize::from(matches!(self.word(end), "," | "、" | "/"));
            let joint =
                self.any_cue(end + comma, "and").or_else(|| self.any_cue(end + comma, "or")).or_else(|| {
                    matches!(self.word(end + comma), "meets" | "trifft" | "with" | "mit" | "crossed")
                        .then_some(1)
                });
            match joint {
                Some(words) => from = end + comma + words,
                None if comma > 0 => from = end + 1,
                None => break,
            }
        }
        if parts.is_empty() {
            return None;
        }
        // `Ich mag Iron Lantern nicht`
        if strict && slot == Slot::Like && self.word(end) == "nicht" {
            end += 1;
            for part in &mut parts {
                part.slot = Slot::Unlike;
            }
        }
        Some(self.take(at..end, parts, true))
    }

    fn reference_part(&self, slot: Slot, reference: &Reference, range: &Range<usize>) -> Part {
        let part = self.part(slot, reference.as_str(), range);
        let confidence = match (reference.known, reference.respelled) {
            (true, false) => 0.95,
            (true, true) => 0.8,
            _ => 0.6,
        };
        let respelled = reference.respelled.then(|| reference.title.clone());
        Part { confidence, respelled, ..part }
    }

    /// A title at a token, known or not; `strict` wants one that is known or written as a name.
    pub(super) fn reference(&self, at: usize, strict: bool) -> Option<(Reference, usize)> {
        let mut from = at;
        while from < at + 3 && self.shielded(from).is_none() && BEFORE.contains(&self.word(from)) {
            if self.name(NameKind::Title, from).is_some_and(|(_, words)| words > 1) {
                break;
            }
            from += 1;
        }
        // A work may well be called Her.
        let pronoun = PRONOUNS.contains(&self.word(from)) && !self.token(from)?.capital;
        if pronoun && self.name(NameKind::Title, from).is_none_or(|(_, words)| words == 1) {
            return None;
        }
        if let Some((title, words)) = self.shielded(from) {
            let closing = usize::from(self.word(from + words) == "\"");
            return Some((Reference { title, known: true, respelled: false }, from + words + closing - at));
        }
        if self.any_sense(from, |sense| matches!(sense, Sense::Source(_)).then_some(())).is_some() {
            return None;
        }
        let capital = self.token(from)?.capital;
        let named = self.name(NameKind::Title, from);
        // `like Iron Lantern, nothing sad`: a work may well be called Nothing.
        if !capital && self.cue(from, "neg").is_some() && named.as_ref().is_none_or(|(_, words)| *words == 1)
        {
            return None;
        }
        if let Some((name, words)) = named
            && (capital || words > 1 || !self.is_glue(from))
            && (!strict || capital || words > 1 || !self.is_content(from))
        {
            return Some((Reference { title: name.name, known: true, respelled: false }, from + words - at));
        }
        if (self.is_content(from) || self.is_glue(from) || pronoun) && !capital {
            return None;
        }
        // `Ich hasste die Schule`: German writes every noun as it writes names.
        if strict && self.tongue == Tongue::German && self.is_content(from) {
            return None;
        }
        let end = self.name_end(from);
        // The longest run that a known title is meant by.
        let near = (from + 1..=end)
            .rev()
            .find_map(|end| self.near(NameKind::Title, from..end).map(|name| (name, end)));
        if let Some((name, end)) = near {
            return Some((Reference { title: name.name, known: true, respelled: true }, end - at));
        }
        let token = self.token(from)?;
        let named = capital
            || (token.dense && !strict)
            || (!strict && token.meant.is_none() && !self.everyday_word(from));
        (named && end > from).then(|| {
            (Reference { title: self.raw(&(from..end)).to_owned(), known: false, respelled: false }, end - at)
        })
    }

    /// The title that was set apart at exactly this token.
    fn shielded(&self, at: usize) -> Option<(String, usize)> {
        let Some(Use::Title(number)) = self.uses.get(at) else { return None };
        let (range, name) = &self.titles[*number];
        (range.start == at).then(|| (name.name.clone(), range.len()))
    }

    fn everyday_word(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| crate::lexicon::Lexicon::get().knows(&token.text))
    }

    /// Whether a phrase of the tables that asks for something begins here.
    pub(super) fn is_content(&self, at: usize) -> bool {
        self.sense(at, |sense| {
            matches!(
                sense,
                Sense::Tags(_)
                    | Sense::Mood(_)
                    | Sense::MoreOf(_)
                    | Sense::Set(..)
                    | Sense::When(_)
                    | Sense::Length(_)
                    | Sense::Nation(_)
                    | Sense::Number(_)
                    | Sense::Decade(_)
                    | Sense::Source(_)
                    | Sense::Language(_)
                    | Sense::Airing(_)
            )
            .then_some(())
        })
        .is_some()
    }

    /// Where a name that no vocabulary knows ends.
    pub(super) fn name_end(&self, from: usize) -> usize {
        let mut end = from;
        while end < self.tokens.len() && end < from + 9 && !self.stops(end, end > from) {
            end += 1;
        }
        while end > from + 1 && !self.tokens[end - 1].capital && self.is_glue(end - 1) {
            end -= 1;
        }
        end
    }

    fn stops(&self, at: usize, inside: bool) -> bool {
        let token = &self.tokens[at];
        if token.parts() && token.text != ":" && (token.text != "!" || token.apart) {
            return true;
        }
        if !self.open(at) || (token.sign && token.apart && token.text == "-") {
            return true;
        }
        if token.capital || !inside {
            return false;
        }
        let two_years = self.year_at(at).is_some();
        two_years
            || self
                .sense(at, |sense| {
                    matches!(
                        sense,
                        Sense::Edge(_)
                            | Sense::Role(_)
                            | Sense::MoreOf(_)
                            | Sense::When(_)
                            | Sense::Compare(_)
                            | Sense::Set(..)
                            | Sense::Decade(_)
                            | Sense::Cue(
                                "neg"
                                    | "less"
                                    | "and"
                                    | "or"
                                    | "like"
                                    | "by"
                                    | "on"
                                    | "head"
                                    | "neutral"
                                    | "require"
                                    | "origin"
                                    | "likeafter"
                                    | "unlike"
                                    | "more"
                                    | "scoreword"
                                    | "airword"
                                    | "only"
                            )
                            | Sense::AskAfter(_)
                            | Sense::Mood(_)
                    )
                    .then_some(())
                })
                .is_some()
            || self
                .sense(at, |sense| {
                    matches!(sense, Sense::Year("in" | "since" | "before" | "after")).then_some(())
                })
                .is_some_and(|((), words)| self.year_at(at + words).is_some())
    }

    /// What is said right after a title that was set apart: `…みたいな`, `… but darker`, `… meets …`.
    pub(super) fn after_title(&mut self, number: usize) -> usize {
        let range = self.titles[number].0.clone();
        if range.start != self.at {
            return 1;
        }
        let mut titles = vec![range.clone()];
        let quote = |end: usize| end + usize::from(self.word(end) == "\"" && self.tokens[end].sign);
        let mut end = quote(range.end);
        while let Some((next, words)) = self.joined_title(end) {
            titles.push(next..next + words);
            end = quote(next + words);
        }
        let slot = if self.any_cue(end, "unlikeafter").is_some() {
            Some((Slot::Unlike, "unlikeafter"))
        } else if self.any_cue(end, "negafter").is_some() {
            Some((Slot::FranchiseNone, "negafter"))
        } else if self.any_cue(end, "likeafter").is_some() {
            Some((Slot::Like, "likeafter"))
        } else {
            None
        };
        if let Some((slot, cue)) = slot {
            let words = self.any_cue(end, cue).unwrap_or(0);
            return self.take_titles(slot, &titles, end + words);
        }
        let meets = matches!(self.word(end), "meets" | "trifft");
        if meets && let Some((other, words)) = self.reference(end + 1, false) {
            let mut parts = vec![self.part(Slot::Like, self.titles[number].1.name.clone(), &range)];
            let named = end + 1..end + 1 + words;
            parts.push(self.reference_part(Slot::Like, &other, &named));
            return self.take(range.start..named.end, parts, true);
        }
        // `Monster but darker`, `Monster but shorter` ask for something like it.
        let comma = usize::from(self.word(end) == ",");
        let but = self.sense(end + comma, |sense| matches!(sense, Sense::Edge("but")).then_some(()));
        if let Some(((), words)) = but
            && !matches!(self.word(end + comma), "nur" | "only" | "yet")
            && (self
                .sense(end + comma + words, |sense| {
                    matches!(sense, Sense::MoreOf(_) | Sense::Cue("more" | "less")).then_some(())
                })
                .is_some()
                || matches!(self.word(end + comma + words), "with" | "mit" | "in" | "as" | "for")
                || measured_folded(self.word(end + comma + words)).is_some())
        {
            return self.take_titles(Slot::Like, &titles, end);
        }
        range.len()
    }

    fn joined_title(&self, at: usize) -> Option<(usize, usize)> {
        let joint = self
            .any_cue(at, "and")
            .or_else(|| self.any_cue(at, "or"))
            .or_else(|| matches!(self.word(at), "," | "、" | "&" | "/" | "・").then_some(1))?;
        let more = self.any_cue(at + joint, "and").unwrap_or(0);
        let next = at + joint + more;
        let next = next + usize::from(self.word(next) == "\"");
        self.shielded(next).map(|(_, words)| (next, words))
    }

    fn take_titles(&mut self, slot: Slot, titles: &[Range<usize>], end: usize) -> usize {
        let mut parts = Vec::new();
        for range in titles {
            if let Some((title, _)) = self.shielded(range.start) {
                let unknown = self.titles.iter().any(|(known, name)| known == range && name.weight < 0.6);
                let confidence = if unknown { 0.6 } else { 0.95 };
                parts.push(Part { confidence, ..self.part(slot, title, range) });
            }
        }
        let start = titles.first().map_or(self.at, |range| range.start);
        self.take(start..end, parts, true)
    }

    /// A Japanese title that nobody knows, before `みたいな` and its like.
    pub(super) fn dense_titles(&mut self) {
        for at in 1..self.tokens.len() {
            let after = self.cue(at, "likeafter").is_some() && self.tokens[at].dense;
            if !after || !self.open(at - 1) {
                continue;
            }
            let mut start = at;
            while start > 0
                && self.open(start - 1)
                && !self.tokens[start - 1].parts()
                && !(start < at && self.tokens[start].apart)
            {
                start -= 1;
            }
            let known = (start..at).find_map(|from| {
                let folded = spelling::fold(self.raw(&(from..at)));
                self.vocabulary.find(NameKind::Title, &folded).map(|name| (from, name))
            });
            let (start, name) = match known {
                Some((from, name)) => (from, name),
                None if at - start >= 2 && !self.is_ordinary(&(start..at)) => {
                    let folded = spelling::fold(self.raw(&(start..at)));
                    let name = self.vocabulary.near(NameKind::Title, &folded);
                    (
                        start,
                        name.unwrap_or_else(|| crate::Name {
                            weight: 0.5,
                            ..crate::Name::new(self.raw(&(start..at)))
                        }),
                    )
                }
                None => continue,
            };
            self.shield(start..at, name);
        }
    }
}
