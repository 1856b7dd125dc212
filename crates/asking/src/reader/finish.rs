//! From groups to a plan: alternatives joined, sources sorted, the intent found, what is left kept as words.

use super::{NameKind, Reader, Sense, Use};
use crate::{Intent, Part, Plan, Slot, Tongue, contradiction};

/// Unread words from which on they tell something and name nothing.
const TOLD: usize = 5;
/// The confidence of what is not asked for and still says what is wanted first.
const HELPS: f32 = 0.4;

impl Reader<'_> {
    pub(super) fn finish(mut self) -> Plan {
        self.franchise_by_words();
        self.accept();
        self.alternatives();
        let intent = self.intent();
        let mut parts: Vec<Part> = self.groups.iter().flat_map(|group| group.parts.clone()).collect();
        if intent == Intent::Details && !self.asks_clearly() {
            // `is X finished?` asks whether it is, and wants no finished works.
            parts.retain(|part| part.slot != Slot::Status);
        }
        let asked = self.asked_titles(intent);
        let of_one =
            matches!(intent, Intent::Streaming | Intent::Details | Intent::Comparison | Intent::Schedule);
        if of_one && !asked.is_empty() {
            // `where to stream Iron Lantern in Germany` asks for no works about Germany.
            parts.retain(|part| part.slot != Slot::TagsAll);
        }
        parts.extend(asked);
        parts.extend(self.sources_of(intent, &parts));
        let intent = Self::settled(intent, &parts);
        let mut merged: Vec<Part> = Vec::new();
        for part in parts {
            match merged.iter_mut().find(|known| known.slot == part.slot && known.value == part.value) {
                Some(known) => known.spans.extend(part.spans),
                None => merged.push(part),
            }
        }
        one_sort(&mut merged);
        merged.sort_by_key(|part| part.spans.first().copied());
        let (words, narrative) = self.left(intent, &merged);
        // A plot that is told is one work to find, whatever is said around it.
        let remembered = !words.is_empty()
            && self.mentions("watched")
            && (self.uses.contains(&Use::Edge) || self.tokens.iter().any(|token| token.text == ":"));
        let told = narrative || remembered;
        let intent = if told && intent == Intent::Discovery { Intent::Search } else { intent };
        merged.extend(self.medium_of_the_noun(&merged));
        merged.sort_by_key(|part| part.spans.first().copied());
        Plan {
            question: self.question.to_owned(),
            language: self.tongue,
            intent,
            contradictions: contradiction::find(&merged),
            parts: merged,
            words,
            narrative,
            ..Plan::default()
        }
    }

    /// `anime like Monster`: whoever calls what they want an anime wants no manga first. It is the noun of most
    /// questions, said without a thought, so it only helps the order.
    fn medium_of_the_noun(&self, parts: &[Part]) -> Option<Part> {
        if parts.iter().any(|part| matches!(part.slot, Slot::Medium | Slot::Format)) {
            return None;
        }
        let says = |sense: &Sense| matches!(sense, Sense::Set(Slot::Medium, "ANIME"));
        let mut nouns = (0..self.tokens.len()).filter(|at| self.uses[*at] == Use::Head);
        let at = nouns.find(|at| self.sense(*at, |sense| says(sense).then_some(())).is_some())?;
        Some(Part { confidence: HELPS, ..self.part(Slot::Medium, "ANIME", &(at..at + 1)) })
    }

    /// `all Gundam series`, `Fate series`: everything that belongs to a title.
    fn franchise_by_words(&mut self) {
        for number in 0..self.titles.len() {
            let range = self.titles[number].0.clone();
            let standing = matches!(self.uses[range.start], Use::Title(_));
            let all = range
                .start
                .checked_sub(1)
                .is_some_and(|at| matches!(self.word(at), "all" | "every" | "alle" | "whole" | "ganze"))
                || range.start.checked_sub(2).is_some_and(|at| {
                    matches!(self.word(at), "all" | "every" | "alle")
                        && matches!(self.word(at + 1), "the" | "of")
                });
            let noun = matches!(
                self.word(range.end),
                "series"
                    | "franchise"
                    | "saga"
                    | "reihe"
                    | "seasons"
                    | "movies"
                    | "films"
                    | "filme"
                    | "staffeln"
            );
            let ends = self.ends(range.end + 1);
            if standing
                && ((all && (noun || self.ends(range.end) || self.word(range.end) == "anime"))
                    || (noun && ends && self.word(range.end) != "movies" && self.word(range.end) != "films"))
            {
                self.asks.push(("franchise", range));
            }
        }
    }

    /// `horror or thriller`: one of them suffices.
    fn alternatives(&mut self) {
        let tags = |reader: &Self, at: usize| match reader.uses[at] {
            Use::Group(number) => {
                let parts = &reader.groups[number].parts;
                (!parts.is_empty() && parts.iter().all(|part| part.slot == Slot::TagsAll)).then_some(number)
            }
            _ => None,
        };
        let mut at = 0;
        while at < self.uses.len() {
            let Some(first) = tags(self, at) else {
                at += 1;
                continue;
            };
            let mut row = vec![first];
            let mut end = self.groups[first].range.end;
            let mut any = false;
            loop {
                let mut next = end;
                let mut joints = 0;
                while next < self.uses.len()
                    && (self.uses[next] == Use::Or || matches!(self.word(next), "," | "/" | "、"))
                {
                    any |= self.uses[next] == Use::Or || self.word(next) == "/";
                    (next, joints) = (next + 1, joints + 1);
                }
                // `camping or the countryside`
                while joints > 0 && next < self.uses.len() && self.uses[next] == Use::Glue {
                    next += 1;
                }
                match (joints > 0 && next < self.uses.len()).then(|| tags(self, next)).flatten() {
                    Some(number) => {
                        row.push(number);
                        end = self.groups[number].range.end;
                    }
                    None => break,
                }
            }
            if any && row.len() > 1 {
                for number in row {
                    for part in &mut self.groups[number].parts {
                        part.slot = Slot::TagsAny;
                    }
                }
            }
            at = end.max(at + 1);
        }
    }

    fn asks_for(&self, ask: &str) -> bool {
        self.asks.iter().any(|(known, _)| *known == ask)
    }

    pub(super) fn holds(&self, slot: Slot) -> bool {
        self.groups.iter().flat_map(|group| &group.parts).any(|part| part.slot == slot)
    }

    /// The titles that no rule has taken.
    fn standing_titles(&self) -> Vec<usize> {
        (0..self.titles.len())
            .filter(|number| matches!(self.uses[self.titles[*number].0.start], Use::Title(_)))
            .collect()
    }

    fn intent(&self) -> Intent {
        let titles = self.standing_titles();
        if self.asks_for("random") {
            return Intent::Random;
        }
        if !titles.is_empty() {
            if (self.asks_for("comparison") && (titles.len() > 1 || !self.sources.is_empty()))
                || self.sources.len() > 1
            {
                return Intent::Comparison;
            }
            if self.asks_for("franchise") || self.holds(Slot::WatchOrder) {
                return Intent::Franchise;
            }
            let asked = !self.asks.is_empty();
            if self.asks_for("streaming") || (asked && self.holds(Slot::Streaming)) {
                return Intent::Streaming;
            }
            if self.asks_for("schedule") || (asked && self.holds(Slot::Airing)) {
                return Intent::Schedule;
            }
            let text = self.holds(Slot::TextLanguage) || self.sources.len() == 1;
            if self.asks_for("details") || text {
                return Intent::Details;
            }
        }
        if self.asks_for("count") {
            return Intent::Count;
        }
        if self.asks_for("trending") {
            return Intent::Trending;
        }
        if self.holds(Slot::Like) {
            return Intent::Similar;
        }
        if self.holds(Slot::Characters) {
            return Intent::Character;
        }
        if self.holds(Slot::Airing) {
            return Intent::Schedule;
        }
        if self.holds(Slot::Season) {
            return Intent::Seasonal;
        }
        Intent::Search
    }

    /// A question with parts and no other intent asks for works that fit them.
    fn settled(intent: Intent, parts: &[Part]) -> Intent {
        if intent != Intent::Search || parts.is_empty() { intent } else { Intent::Discovery }
    }

    fn asked_titles(&self, intent: Intent) -> Vec<Part> {
        let about = matches!(
            intent,
            Intent::Schedule
                | Intent::Streaming
                | Intent::Comparison
                | Intent::Details
                | Intent::Franchise
                | Intent::Count
        );
        if !about {
            return Vec::new();
        }
        let part = |number: usize| {
            let (range, name) = &self.titles[number];
            let confidence = if name.weight < 0.6 { 0.6 } else { 0.95 };
            Part { confidence, ..self.part(Slot::Titles, name.name.as_str(), range) }
        };
        self.standing_titles().into_iter().map(part).collect()
    }

    /// What the sources that are named are for: a score, or a comparison.
    fn sources_of(&self, intent: Intent, parts: &[Part]) -> Vec<Part> {
        let scored =
            parts.iter().any(|part| matches!(part.slot, Slot::ScoreMin | Slot::ScoreMax | Slot::Sort));
        let slot = match intent {
            Intent::Comparison | Intent::Details | Intent::Streaming | Intent::Schedule => Slot::Sources,
            _ if scored || self.mentions("scoreword") => Slot::ScoreSource,
            _ => Slot::Sources,
        };
        let mut found: Vec<Part> = Vec::new();
        for (source, range) in &self.sources {
            if self.uses[range.start] == Use::Glue
                && !found.iter().any(|part| part.value.to_string() == *source)
            {
                found.push(self.part(slot, *source, range));
            }
        }
        // A source alone asks for nothing.
        if slot == Slot::Sources
            && !matches!(intent, Intent::Comparison | Intent::Details | Intent::Streaming | Intent::Schedule)
            && !self.mentions("text")
        {
            found.clear();
        }
        found
    }

    /// `good anime`, `recommend me something`: any works will do, and none that has these words in it. What bears them
    /// as its title is searched for.
    fn is_bare_wish(&self) -> bool {
        let whole = 0..self.tokens.len();
        let told = self.uses.iter().zip(&self.tokens).any(|(used, token)| match used {
            Use::Free => !token.sign,
            Use::Title(_) | Use::Story | Use::Edge => true,
            _ => false,
        });
        let title = || self.vocabulary.find(NameKind::Title, &spelling::fold(self.question)).is_some();
        !told && (self.has_head(&whole) || self.has_request(&whole)) && !title()
    }

    /// The words that are left, and whether they tell a plot.
    fn left(&self, intent: Intent, parts: &[Part]) -> (String, bool) {
        if parts.is_empty() && intent == Intent::Search {
            if self.is_bare_wish() {
                return (String::new(), false);
            }
            let unread = self.uses.iter().filter(|used| **used == Use::Free).count();
            let told =
                self.uses.contains(&Use::Story) || (unread >= TOLD * 2 && self.standing_titles().is_empty());
            return (self.question.trim().to_owned(), told);
        }
        let about = !matches!(
            intent,
            Intent::Search
                | Intent::Discovery
                | Intent::Similar
                | Intent::Seasonal
                | Intent::Count
                | Intent::Random
                | Intent::Character
        );
        let kept = |at: usize| match self.uses[at] {
            Use::Free => !self.tokens[at].sign,
            Use::Title(_) => !about && intent != Intent::Count,
            Use::Glue | Use::And | Use::Or | Use::Head => self.is_told(at) && !self.tokens[at].sign,
            _ => false,
        };
        let mut words = String::new();
        let mut last = None;
        let mut count = 0;
        for at in (0..self.tokens.len()).filter(|at| kept(*at)) {
            let blank = self.tokens[at].apart || last != Some(at.wrapping_sub(1)) || !self.tokens[at].dense;
            if blank && !words.is_empty() {
                words.push(' ');
            }
            words.push_str(self.raw(&(at..at + 1)));
            last = Some(at);
            count += 1;
        }
        let told = count >= TOLD
            || (count >= 3 && self.uses.contains(&Use::Story))
            || (self.tongue == Tongue::Japanese && count >= TOLD * 2);
        (words, told)
    }
}

/// `top 10 most popular` sorts by popularity: a sort that is said outright wins over `top` and `best`.
fn one_sort(parts: &mut Vec<Part>) {
    let outright = parts.iter().any(|part| part.slot == Slot::Sort && part.value.to_string() != "score");
    if outright {
        parts.retain(|part| part.slot != Slot::Sort || part.value.to_string() != "score");
    }
}
