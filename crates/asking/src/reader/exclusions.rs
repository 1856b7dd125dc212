//! What is not wanted, what is wanted after all, and what the asker does not mind.

use std::ops::Range;

use super::{
    Reader, Sense, Use,
    items::{Item, Lead},
};
use crate::{Part, Slot, Tongue};

/// Words between a negation and what it negates.
const BETWEEN: &[&str] = &[
    "\"",
    "about",
    "featuring",
    "uber",
    "a",
    "an",
    "any",
    "the",
    "much",
    "many",
    "of",
    "anything",
    "something",
    "that",
    "is",
    "too",
    "from",
    "it",
    "to",
    "be",
    "overly",
    "explicit",
    "kind",
    "sort",
    "genre",
    "elements",
    "with",
    "another",
    "more",
    "die",
    "der",
    "das",
    "den",
    "ein",
    "eine",
    "einen",
    "einer",
    "zu",
    "viel",
    "viele",
    "irgendwelche",
    "bitte",
    "please",
    "no",
    "your",
    "typical",
    "usual",
    "s",
    "mit",
    "in",
    "having",
    "made",
    "kind of",
    "stupid",
    "annoying",
    "shows",
    "anime",
    "directed",
    "all",
    "bit",
    "little",
    "some",
    "set",
    "take",
    "takes",
    "taking",
    "place",
    "at",
];

/// Words between two refusals that make one wish: `nothing that lacks romance`, `no show without magic`.
const REFUSED: &[&str] = &[
    "anything",
    "something",
    "a",
    "an",
    "any",
    "anime",
    "animes",
    "show",
    "shows",
    "series",
    "movie",
    "movies",
    "film",
    "films",
    "story",
    "stories",
    "one",
    "ones",
    "that",
    "which",
    "it",
    "to",
    "of",
    "the",
    "kind",
    "stuff",
    "titles",
    "works",
    "serie",
    "serien",
    "filme",
    "etwas",
    "irgendwas",
];
/// So many of them at most.
const MOST_REFUSED: usize = 5;

/// Words before a refusal by which it is somebody else's, or tells how things are: `he wants nothing to do with demons`,
/// `there is nothing in space`.
const OF_A_STORY: &[&str] =
    &["he", "she", "they", "who", "there", "is", "are", "must", "should", "er", "sie"];

impl Reader<'_> {
    /// `without gore`, `no romance, harem or ecchi`, `-mecha`, `not by Toei`, `not on Netflix`.
    pub(super) fn excluded(&mut self, at: usize) -> Option<usize> {
        let minus = self.word(at) == "-"
            && self.tokens[at].sign
            && self.tokens[at].apart
            && self.token(at + 1).is_some_and(|next| !next.apart);
        let cue = if minus { 1 } else { self.cue(at, "neg").or_else(|| self.any_cue(at, "neg"))? };
        // In romanized titles `no` means `of`: Kimi no Uso.
        let bare = cue == 1
            && matches!(
                self.word(at),
                "no" | "non" | "not" | "minus" | "skip" | "zero" | "sans" | "besides" | "nothing" | "nichts"
            );
        if bare && at > 0 && matches!(self.uses[at - 1], Use::Free | Use::Title(_)) {
            return None;
        }
        let nothing = bare && matches!(self.word(at), "nothing" | "nichts");
        if nothing && self.is_of_a_story(at) {
            return None;
        }
        if self.is_told_refusal(at, cue) {
            return Some(self.mark(at..at + cue, Use::Free));
        }
        if let Some(taken) = self.unwanted_years(at, cue) {
            return Some(taken);
        }
        // `no dub`: what is left without it is what everybody expects.
        if let Some(words) = self.any_cue(at + cue, "dub").or_else(|| self.any_cue(at + cue, "sub")) {
            return Some(self.take(at..at + cue + words, Vec::new(), true));
        }
        let text = self.raw(&(at..at + cue)).to_lowercase();
        let adapted = text.contains("adapt") || text.contains("bas") || text.ends_with("nach");
        if let Some((origin, range)) = self.adaptation(at + cue) {
            let part = self.part(Slot::OriginNone, origin, &range);
            return Some(self.take(at..range.end, vec![part], true));
        }
        let list = if adapted {
            self.origins(at + cue)
        } else {
            // `adapted from light novels, not web novels`
            let origins = self.holds(Slot::Origin).then(|| self.origins(at + cue)).flatten();
            origins.or_else(|| self.items(at + cue, true))
        };
        // `doesn't take place in Japan`: a place is no work, whatever is called so.
        let place = text.ends_with(" in") || text.ends_with(" at");
        let works =
            |list: &Vec<(Item, Range<usize>)>| list.iter().all(|(item, _)| matches!(item, Item::Title(_)));
        if place && list.as_ref().is_none_or(works) {
            return Some(self.mark(at..at + cue, Use::Free));
        }
        let Some(list) = list else {
            let state = self.unwanted_state(at, cue);
            let maker = state.or_else(|| self.unknown_maker_refused(at, cue));
            return maker.or_else(|| self.unknown_franchise(at, cue));
        };
        let end = list.last().map(|(_, range)| range.end)?;
        let parts: Vec<Part> = list.iter().flat_map(|(item, range)| self.refused(item, range)).collect();
        let end = self.over_head(end);
        // `nothing in the school is real` tells a story.
        if nothing && !self.is_whole(end) {
            return None;
        }
        Some(self.take(at..end, parts, true))
    }

    /// Whether a refusal of `cue` tokens is one of those that stories are full of, and stands in one: `a boy is not at war`.
    fn is_told_refusal(&self, at: usize, cue: usize) -> bool {
        let text = self.raw(&(at..at + cue)).to_lowercase();
        let common = text.contains("away from")
            || text.contains("nothing to do")
            || text.ends_with("lack")
            || text.ends_with("lacks")
            || self.word(at + cue) == "at";
        common && self.is_of_a_story(at)
    }

    /// Whether what is said at a token is said of somebody in a story, and not by who asks: `she didn't like`, `his sister
    /// has`.
    pub(super) fn is_of_a_story(&self, at: usize) -> bool {
        // `honestly I didn't like it`
        if matches!(self.word(at), "i" | "ich") {
            return false;
        }
        for before in (0..at).rev() {
            match self.uses[before] {
                Use::Glue if matches!(self.word(before), "i" | "ich") => return false,
                Use::Glue | Use::Free if self.tokens[before].sign => {}
                Use::Free | Use::Title(_) | Use::Story => return true,
                Use::Glue | Use::Ask if OF_A_STORY.contains(&self.word(before)) => return true,
                Use::Glue => {}
                _ => return false,
            }
        }
        false
    }

    /// `not directed by Rei Owl`: of somebody whom nobody knows, by the capitals.
    fn unknown_maker_refused(&mut self, at: usize, cue: usize) -> Option<usize> {
        let from = at + cue;
        let role = self.sense(from, |sense| matches!(sense, Sense::Role(_)).then_some(()));
        let lead = role.map(|((), words)| words).or_else(|| (self.word(from) == "by").then_some(1))?;
        let (name, words) = self.maker_name(from + lead)?;
        let range = from + lead..from + lead + words;
        if self.is_content(range.start) {
            return None;
        }
        let slot = if role.is_some() || words > 1 { Slot::PeopleNone } else { Slot::StudiosNone };
        let part = Part { confidence: 0.55, ..self.part(slot, name, &range) };
        Some(self.take(at..range.end, vec![part], true))
    }

    /// `but not Iron Lantern`: a name that nobody knows, by its capitals. German nouns have them all.
    fn unknown_franchise(&mut self, at: usize, cue: usize) -> Option<usize> {
        let from = at + cue;
        let named = self.tongue == Tongue::English && self.token(from)?.capital && !self.is_content(from);
        // One `no` inside a name is romanized Japanese.
        let apart = cue > 1 || at == 0 || matches!(self.uses[at - 1], Use::Sign | Use::Edge);
        if !named || !apart || !self.groups.iter().any(|group| !group.parts.is_empty()) {
            return None;
        }
        let (title, words) = self.reference(from, true)?;
        let range = from..from + words;
        let part = Part { confidence: 0.6, ..self.part(Slot::FranchiseNone, title.as_str(), &range) };
        Some(self.take(at..range.end, vec![part], true))
    }

    /// `manga adaptations`, after `no`.
    fn adaptation(&self, at: usize) -> Option<(&'static str, Range<usize>)> {
        let from = at + usize::from(matches!(self.word(at), "a" | "an" | "any" | "another" | "more"));
        let (Item::Origin(origin), words) = self.item(from, Lead::Origin)? else { return None };
        let after = self.any_cue(from + words, "originafter")?;
        Some((origin, from..from + words + after))
    }

    /// `a manga or a novel`, after `not based on`.
    pub(super) fn origins(&self, at: usize) -> Option<Vec<(Item, Range<usize>)>> {
        let article =
            |at: usize| usize::from(matches!(self.word(at), "a" | "an" | "any" | "the" | "einem" | "einer"));
        let mut list = Vec::new();
        let mut from = at + article(at);
        while let Some((item, words)) = self.item(from, Lead::Origin) {
            list.push((item, from..from + words));
            match self.separator(from + words) {
                Some((joint, _)) => from += words + joint,
                None => break,
            }
            from += article(from);
        }
        (!list.is_empty()).then_some(list)
    }

    /// `not without romance`, `nothing that isn't mecha`: asked for, by saying no twice.
    pub(super) fn demanded(&mut self, at: usize) -> Option<usize> {
        let cue = self.cue(at, "require").or_else(|| self.refused_twice(at))?;
        let list = self.items(at + cue, true)?;
        let end = list.last().map(|(_, range)| range.end)?;
        let parts = list.iter().flat_map(|(item, range)| self.wanted(item, range)).collect();
        let end = self.over_head(end);
        Some(self.take(at..end, parts, true))
    }

    /// How many tokens two refusals take that make one wish, with the words between them. Two right after each other are
    /// one said twice: `I don't want no harem`.
    fn refused_twice(&self, at: usize) -> Option<usize> {
        let first = at + self.cue(at, "neg").or_else(|| self.any_cue(at, "neg"))?;
        let mut end = first;
        while end < first + MOST_REFUSED && REFUSED.contains(&self.word(end)) {
            end += 1;
        }
        if end == first {
            return None;
        }
        self.cue(end, "lacking").map(|words| end + words - at)
    }

    /// `I don't mind gore`, `with or without magic`, `not only romance`: nothing is asked.
    pub(super) fn neutral(&mut self, at: usize) -> Option<usize> {
        let cue = self.cue(at, "neutral")?;
        let list = self.items(at + cue, true)?;
        let end = list.last().map(|(_, range)| range.end)?;
        Some(self.take(at..end, Vec::new(), true))
    }

    /// `less violent`, `not too sad`, `more romance`, `darker`, `darker than Monster`.
    pub(super) fn less_or_more(&mut self, at: usize) -> Option<usize> {
        if let Some(cue) = self.cue(at, "less") {
            let skip = usize::from(matches!(self.word(at + cue), "of" | "a" | "on" | "the"));
            let (item, words) = self.item(at + cue + skip, Lead::None)?;
            let range = at..at + cue + skip + words;
            let parts = self.swayed(Slot::Less, &item, &range);
            if parts.is_empty() {
                return None;
            }
            return Some(self.with_than(range, parts));
        }
        // `as funny as Iron Lantern`
        if self.word(at) == "as"
            && let Some((Item::Mood(mood), words)) = self.item(at + 1, Lead::None)
            && self.word(at + 1 + words) == "as"
        {
            let range = at..at + 1 + words;
            let part = self.part(Slot::Moods, mood, &range);
            return Some(self.with_than(range, vec![part]));
        }
        if let Some((mood, words)) = self.compared_mood(at) {
            let range = at..at + words;
            let part = self.part(Slot::More, mood, &range);
            return Some(self.with_than(range, vec![part]));
        }
        let cue = self.cue(at, "more")?;
        if let Some((mood, words)) = self.compared_mood(at + cue) {
            let range = at..at + cue + words;
            let part = self.part(Slot::More, mood, &range);
            return Some(self.with_than(range, vec![part]));
        }
        let (item, words) = self.item(at + cue, Lead::None)?;
        let range = at..at + cue + words;
        // `more mecha anime` wants others of the kind, no stronger dose of it.
        let kind = matches!(item, Item::Tags(_)) && self.cue(range.end, "head").is_some();
        let parts = self.swayed(Slot::More, &item, &range);
        if kind || parts.is_empty() {
            return None;
        }
        Some(self.with_than(range, parts))
    }

    /// `darker`; a German form such as `düsterer` only where no noun follows that it would belong to.
    fn compared_mood(&self, at: usize) -> Option<(&'static str, usize)> {
        let (mood, words) = self.sense(at, |sense| match sense {
            Sense::MoreOf(mood) => Some(*mood),
            _ => None,
        })?;
        let plain = self.sense(at, |sense| matches!(sense, Sense::Mood(_)).then_some(())).is_some();
        let next = at + words;
        let alone = self.ends(next)
            || self.cue(next, "and").is_some()
            || self.cue(next, "or").is_some()
            || self.cue(next, "than").is_some()
            || matches!(
                self.word(next),
                "ist" | "sind" | "sein" | "bitte" | "aber" | "nur" | "und" | "ohne" | "mit"
            );
        (!plain || alone).then_some((mood, words))
    }

    /// Takes a comparison together with the work it compares to.
    fn with_than(&mut self, range: Range<usize>, mut parts: Vec<Part>) -> usize {
        let mut end = range.end;
        if let Some(than) = self.any_cue(end, "than")
            && let Some((title, words)) = self.reference(end + than, false)
        {
            let named = end + than..end + than + words;
            parts.push(self.part(Slot::Like, title.as_str(), &named));
            end = named.end;
        } else if parts.iter().any(|part| part.slot == Slot::More)
            && let (than, Some(Use::Title(_))) = (0, self.uses.get(end))
            && let Some((title, words)) = self.reference(end, true)
        {
            // `a funnier Death Note`
            let named = end + than..end + than + words;
            parts.push(self.part(Slot::Like, title.as_str(), &named));
            end = named.end;
        }
        self.take(range.start..end, parts, true)
    }

    /// What an item's own suffix makes of it: `恋愛なし`, `romance is fine`.
    pub(super) fn turned_after(&mut self, at: usize) -> Option<usize> {
        let list = self.items(at, false)?;
        let end = list.last().map(|(_, range)| range.end)?;
        // `魔法少女もの以外`: the kind's own word stands between.
        let kind =
            self.any_cue(end, "kindafter").filter(|words| self.any_cue(end + words, "negafter").is_some());
        let end = end + kind.unwrap_or(0);
        let (turn, words) = ["requireafter", "neutralafter", "negafter", "lessafter", "moreafter"]
            .into_iter()
            .find_map(|name| self.cue(end, name).map(|words| (name, words)))?;
        // `romance is not` must end there: `romance is not all I want` says something else.
        if turn == "negafter" && !self.tokens[end].dense && !self.ends(end + words) {
            return None;
        }
        let parts: Vec<Part> = match turn {
            "requireafter" => list.iter().flat_map(|(item, range)| self.wanted(item, range)).collect(),
            "negafter" => list.iter().flat_map(|(item, range)| self.refused(item, range)).collect(),
            "lessafter" => {
                list.iter().flat_map(|(item, range)| self.swayed(Slot::Less, item, range)).collect()
            }
            "moreafter" => {
                list.iter().flat_map(|(item, range)| self.swayed(Slot::More, item, range)).collect()
            }
            _ => Vec::new(),
        };
        Some(self.take(at..end + words, parts, true))
    }

    /// A list of items: `romance`, `romance or harem`, `Toei, Pierrot and Deen`.
    fn items(&self, at: usize, western: bool) -> Option<Vec<(Item, Range<usize>)>> {
        let mut list = Vec::new();
        let (mut from, mut lead) = if western { self.lead(at) } else { (at, Lead::None) };
        let first = self.item(from, lead)?;
        list.push((first.0, from..from + first.1));
        loop {
            let end = list.last().map_or(at, |(_, range)| range.end);
            let (next, comma) = match self.separator(end) {
                Some((words, comma)) => (end + words, comma),
                None => break,
            };
            if western {
                // An article begins something new: `no gore and a strong heroine`.
                let (after, changed) = self.lead_short(next);
                from = after;
                lead = changed.unwrap_or(lead);
            } else {
                from = next;
            }
            let Some((item, words)) = self.item(from, lead) else { break };
            let same = std::mem::discriminant(&item) == std::mem::discriminant(&list[0].0);
            let adjective = self.cue(from + words, "head").is_some() && self.tongue != Tongue::Japanese;
            let turned = self.cue(from + words, "neutralafter").is_some();
            let other = comma && (!same || matches!(item, Item::Mood(_)));
            if other || turned || (adjective && western) {
                break;
            }
            if !same && western && matches!(item, Item::Format(_) | Item::Medium(_) | Item::Mood(_)) {
                break;
            }
            list.push((item, from..from + words));
        }
        Some(list)
    }

    fn separator(&self, at: usize) -> Option<(usize, bool)> {
        if self.word(at) == "," || self.word(at) == "、" || self.word(at) == "/" {
            let joint = self.any_cue(at + 1, "or").or_else(|| self.any_cue(at + 1, "and"));
            return Some((1 + joint.unwrap_or(0), joint.is_none()));
        }
        self.any_cue(at, "or").or_else(|| self.any_cue(at, "and")).map(|words| (words, false))
    }

    /// The words between a negation and its item, and what they say of it.
    fn lead(&self, at: usize) -> (usize, Lead) {
        let (mut at, mut lead) = (at, Lead::None);
        for _ in 0..6 {
            if self.item(at, lead).is_some_and(|(item, _)| !matches!(item, Item::Medium("ANIME")))
                || matches!(self.uses.get(at), Some(Use::Title(_)))
            {
                break;
            }
            if let Some(words) = self.cue(at, "origin").filter(|_| self.item(at, Lead::None).is_none()) {
                let article =
                    usize::from(matches!(self.word(at + words), "a" | "an" | "any" | "einem" | "einer"));
                if self.item(at + words + article, Lead::Origin).is_some() {
                    return (at + words + article, Lead::Origin);
                }
            }
            let role = self.sense(at, |sense| matches!(sense, Sense::Role(_)).then_some(()));
            if let Some(words) = self.cue(at, "by").or(role.map(|((), words)| words))
                && self.item(at + words, Lead::By).is_some()
            {
                (at, lead) = (at + words, Lead::By);
                break;
            }
            if let Some(words) = self.cue(at, "on")
                && let Some((Item::Streaming(_), _)) = self.item(at + words, Lead::On)
            {
                (at, lead) = (at + words, Lead::On);
                break;
            }
            if !BETWEEN.contains(&self.word(at)) {
                break;
            }
            at += 1;
        }
        (at, lead)
    }

    fn lead_short(&self, at: usize) -> (usize, Option<Lead>) {
        let mut at = at;
        while matches!(
            self.word(at),
            "no" | "any" | "the" | "kein" | "keine" | "keinen" | "ohne" | "without" | "too"
        ) {
            at += 1;
        }
        let role = self.sense(at, |sense| matches!(sense, Sense::Role(_)).then_some(()));
        if let Some(words) = self.cue(at, "by").or(role.map(|((), words)| words)) {
            return (at + words, Some(Lead::By));
        }
        (at, None)
    }

    /// Over the noun that a refused kind may carry: `no horror movies`, `no harem anime`.
    fn over_head(&self, end: usize) -> usize {
        let noun = matches!(
            self.word(end),
            "anime"
                | "animes"
                | "shows"
                | "show"
                | "stuff"
                | "elements"
                | "content"
                | "scenes"
                | "series"
                | "plot"
                | "plots"
                | "subplot"
                | "subplots"
                | "things"
                | "please"
                | "elemente"
                | "szenen"
                | "serien"
                | "bitte"
                | "at"
                | "genre"
        );
        if noun { end + 1 } else { end }
    }
}
