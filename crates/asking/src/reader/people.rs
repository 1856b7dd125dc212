//! Studios, people and characters.

use std::ops::Range;

use super::{NameKind, Reader, Sense, Use};
use crate::{Part, Slot, Tongue};

/// The least weight of a name of one word that is said with nothing before it.
const KNOWN: f32 = 0.6;

impl Reader<'_> {
    /// `directed by X`, `music by X`, `X監督`, `X's voice`.
    pub(super) fn person_in_role(&mut self, at: usize) -> Option<usize> {
        if let Some((slot, words)) = self.sense(at, |sense| match sense {
            Sense::Role(slot) => Some(*slot),
            _ => None,
        }) {
            let mut parts = self.medium_of_author(slot, &(at..at + words));
            let named = self.people(at + words, slot);
            let end = named.last().map(|(_, range)| range.end)?;
            parts.extend(named.into_iter().map(|(part, _)| part));
            return Some(self.take(at..end, parts, true));
        }
        let (name, words) = match self.person_at(at) {
            Some((name, words)) => (name, words),
            None => self.unknown_before_role(at)?,
        };
        let possessive = usize::from(self.word(at + words) == "s");
        let after = at + words + possessive;
        let (slot, role) = self.any_sense(after, |sense| match sense {
            Sense::RoleAfter(slot) => Some(*slot),
            _ => None,
        })?;
        let part = self.part(slot, name, &(at..at + words));
        Some(self.take(at..after + role, vec![part], true))
    }

    /// `manga by X` wants a manga as well.
    fn medium_of_author(&self, slot: Slot, range: &Range<usize>) -> Vec<Part> {
        if slot != Slot::Author {
            return Vec::new();
        }
        match self.word(range.start) {
            "manga" => vec![self.part(Slot::Medium, "MANGA", &(range.start..range.start + 1))],
            "novel" | "novels" | "roman" => {
                vec![self.part(Slot::Medium, "NOVEL", &(range.start..range.start + 1))]
            }
            "light" => vec![self.part(Slot::Format, "LIGHT_NOVEL", &(range.start..range.start + 2))],
            _ => Vec::new(),
        }
    }

    fn people(&self, at: usize, slot: Slot) -> Vec<(Part, Range<usize>)> {
        let mut found: Vec<(Part, Range<usize>)> = Vec::new();
        let mut from = at;
        loop {
            let skip = usize::from(matches!(
                self.word(from),
                "the" | ":" | "mangaka" | "director" | "regisseur" | "author"
            ));
            from += skip;
            // `anything by X` may as well speak of a studio.
            let studio = (slot == Slot::Person).then(|| self.name(NameKind::Studio, from)).flatten();
            let studio = studio.filter(|_| self.open(from) && !self.is_year_or_place(from));
            let person = self.person_at(from);
            let longer =
                |(_, words): &(crate::Name, usize)| person.as_ref().is_none_or(|(_, own)| words > own);
            let (slot, name, words, confidence) = if let Some((name, words)) = studio.filter(longer) {
                (Slot::StudiosAny, name.name, words, 0.9)
            } else if let Some((name, words)) = person {
                (slot, name, words, 0.95)
            } else if let Some((name, words)) =
                self.maker_name(from).filter(|_| !self.is_no_person(slot, from))
            {
                (slot, name, words, 0.6)
            } else {
                break;
            };
            let range = from..from + words;
            let part = Part { confidence, ..self.part(slot, name, &range) };
            found.push((part, range.clone()));
            let comma = usize::from(self.word(range.end) == ",");
            let joint =
                self.any_cue(range.end + comma, "and").or_else(|| self.any_cue(range.end + comma, "or"));
            match joint {
                Some(words) if self.person_at(range.end + comma + words).is_some() => {
                    from = range.end + comma + words;
                }
                _ => break,
            }
        }
        found
    }

    /// A person whom the catalog knows, or whose misspelled name can only mean one.
    fn person_at(&self, at: usize) -> Option<(String, usize)> {
        if !self.open(at) {
            return None;
        }
        if let Some((name, words)) = self.name(NameKind::Person, at) {
            return Some((name.name, words));
        }
        if self.is_glue(at) || self.tokens[at].dense {
            return None;
        }
        (2..=3.min(self.tokens.len() - at))
            .rev()
            .find_map(|words| self.near(NameKind::Person, at..at + words).map(|name| (name.name, words)))
    }

    /// A name that nobody knows, by its capitals.
    fn written_name(&self, at: usize) -> Option<(String, usize)> {
        let words = (at..self.tokens.len())
            .take_while(|at| self.open(*at) && self.tokens[*at].capital && !self.tokens[*at].sign)
            .take(4)
            .count();
        if words > 0 {
            return Some((self.raw(&(at..at + words)).to_owned(), words));
        }
        None
    }

    /// The same of somebody who is said to have made something: one of the names may be a title as well, as first names
    /// often are.
    pub(super) fn maker_name(&self, at: usize) -> Option<(String, usize)> {
        let named = |at: &usize| self.may_name(*at) && self.tokens[*at].capital && !self.tokens[*at].sign;
        let words = (at..self.tokens.len()).take_while(named).take(4).count();
        let sound = words > 1 || (words == 1 && self.open(at));
        sound.then(|| (self.raw(&(at..at + words)).to_owned(), words))
    }

    /// `films of Spring 2020`: where no role is said, words of the tables name nobody.
    fn is_no_person(&self, slot: Slot, at: usize) -> bool {
        slot == Slot::Person && self.is_content(at)
    }

    /// Whether a token may be part of a name: it is open, or all of a title of one word.
    fn may_name(&self, at: usize) -> bool {
        match self.uses.get(at) {
            Some(Use::Title(number)) => self.titles[*number].0.len() == 1,
            other => other.is_some(),
        }
    }

    /// A name of several words by their capitals, none of which the tables know.
    fn whole_name(&self, at: usize) -> Option<(String, usize)> {
        let lexicon = crate::lexicon::Lexicon::get();
        let is_name = |at: usize| {
            let token = &self.tokens[at];
            self.may_name(at)
                && token.capital
                && !token.sign
                && token.number.is_none()
                && !lexicon.knows(&token.text)
        };
        let words = (at..self.tokens.len()).take_while(|at| is_name(*at)).take(4).count();
        (words > 1).then(|| (self.raw(&(at..at + words)).to_owned(), words))
    }

    /// `Xさん監督の`: letters that mean nothing else, before a role.
    fn unknown_before_role(&self, at: usize) -> Option<(String, usize)> {
        if !self.token(at)?.dense || self.longest(at).is_some_and(|(words, _)| words > 1) {
            return None;
        }
        (2..=8).find_map(|words| {
            let end = at + words;
            let role = self.any_sense(end, |sense| matches!(sense, Sense::RoleAfter(_)).then_some(()));
            let range = at..end;
            let sound = range.end <= self.tokens.len()
                && range.clone().all(|at| self.open(at) && self.tokens[at].dense)
                && range
                    .clone()
                    .all(|at| self.longest(at).is_none_or(|(words, _)| words == 1 || at + words > end));
            (role.is_some() && sound).then(|| (self.raw(&range).to_owned(), words))
        })
    }

    /// `by Madhouse or Bones`, `from studio X`, `Xが制作した`.
    pub(super) fn by_whom(&mut self, at: usize) -> Option<usize> {
        let words = self.cue(at, "by")?;
        let mut parts = Vec::new();
        // The studio's name may begin with the word: `by Studio Deen`.
        let inside =
            self.word(at + words - 1) == "studio" && self.name(NameKind::Studio, at + words - 1).is_some();
        let start = at + words - usize::from(inside);
        let (mut end, mut from) = (start, start);
        let cue = self.raw(&(at..at + words)).to_lowercase();
        let after_origin = at.checked_sub(1).is_some_and(|before| match self.uses[before] {
            Use::Group(number) => self.groups[number].parts.iter().any(|part| part.slot == Slot::Origin),
            _ => false,
        });
        loop {
            let skip = usize::from(
                matches!(self.word(from), "the" | "studio" | "either")
                    && self.name(NameKind::Studio, from).is_none(),
            );
            from += skip;
            let studio =
                self.name(NameKind::Studio, from).filter(|_| self.open(from) && !self.is_year_or_place(from));
            // `by Makoto Shinkai` names a person, though there is a studio Makoto.
            let whole = self.whole_name(from).filter(|(_, words)| {
                studio.as_ref().is_some_and(|(_, known)| known < words)
                    && self.person_at(from).is_none_or(|(_, known)| known < *words)
            });
            let person = self.person_at(from);
            let longer =
                |(_, words): &(crate::Name, usize)| person.as_ref().is_none_or(|(_, own)| words >= own);
            let (part, words) = if let Some((name, words)) = whole {
                let slot = if after_origin { Slot::Author } else { Slot::Person };
                (Part { confidence: 0.55, ..self.part(slot, name, &(from..from + words)) }, words)
            } else if let Some((name, words)) = studio.filter(|_| !after_origin).filter(longer) {
                (self.part(Slot::StudiosAny, name.name, &(from..from + words)), words)
            } else if let Some((name, words)) = self.person_at(from) {
                let slot = if after_origin { Slot::Author } else { Slot::Person };
                (self.part(slot, name, &(from..from + words)), words)
            } else if let Some((name, words)) = self.misspelled_studio(from).filter(|_| !after_origin) {
                (self.part(Slot::StudiosAny, name, &(from..from + words)), words)
            } else if let Some((part, words)) = self.unknown_maker(from, &cue, after_origin) {
                (part, words)
            } else {
                break;
            };
            parts.push(part);
            end = from + words;
            let comma = usize::from(matches!(self.word(end), "," | "/"));
            let joint = self.any_cue(end + comma, "or").or_else(|| self.any_cue(end + comma, "and"));
            let next = end + comma + joint.unwrap_or(0);
            let known = self.name(NameKind::Studio, next).is_some() || self.person_at(next).is_some();
            if comma + joint.unwrap_or(0) == 0 || !known {
                break;
            }
            from = next;
        }
        (!parts.is_empty()).then(|| self.take(at..end, parts, true))
    }

    fn is_year_or_place(&self, at: usize) -> bool {
        let longer = self.name(NameKind::Studio, at).is_some_and(|(_, words)| words > 1);
        self.year_at(at).is_some() || (!longer && self.is_glue(at) && !self.tokens[at].capital)
    }

    pub(super) fn misspelled_studio(&self, at: usize) -> Option<(String, usize)> {
        if self.is_glue(at) || self.is_content(at) || self.token(at)?.dense {
            return None;
        }
        (1..=2.min(self.tokens.len() - at))
            .rev()
            .find_map(|words| self.near(NameKind::Studio, at..at + words).map(|name| (name.name, words)))
    }

    fn misspelled_bare_studio(&self, at: usize) -> Option<(String, usize)> {
        let long = self.token(at)?.text.chars().count() >= 6;
        self.misspelled_studio(at).filter(|(_, words)| *words > 1 || long)
    }

    pub(super) fn is_format(&self, at: usize) -> bool {
        self.sense(at, |sense| matches!(sense, Sense::Set(Slot::Format | Slot::Medium, _)).then_some(()))
            .is_some()
    }

    /// `animated by Foo Works`, `anything by Jane Doe`, by their capitals.
    fn unknown_maker(&self, at: usize, cue: &str, after_origin: bool) -> Option<(Part, usize)> {
        if !self.token(at)?.capital || self.is_content(at) || self.tongue == Tongue::Japanese {
            return None;
        }
        let (name, words) = self.maker_name(at)?;
        let makers = ["studio", "works", "pictures", "animation", "films", "productions", "entertainment"];
        let named_so = spelling::fold(&name).split(' ').any(|word| makers.contains(&word));
        let studio = named_so
            || cue.contains("studio")
            || cue.contains("animated")
            || cue.contains("produced")
            || cue.contains("produziert")
            || cue.contains("animiert");
        let slot = match (after_origin, studio) {
            (true, _) => Slot::Author,
            (_, true) => Slot::StudiosAny,
            _ if cue == "by" || cue == "von" || cue.ends_with(" by") => {
                if words >= 2 {
                    Slot::Person
                } else {
                    Slot::StudiosAny
                }
            }
            _ => return None,
        };
        let range = at..at + words;
        Some((Part { confidence: 0.55, ..self.part(slot, name, &range) }, words))
    }

    /// `which shows does Lelouch appear in`: whoever stands between the two is a character, known or not.
    pub(super) fn appearing(&mut self, at: usize) -> Option<usize> {
        let asked = |reader: &Self, at: usize| {
            reader
                .sense(at, |sense| matches!(sense, Sense::Ask("character")).then_some(()))
                .map(|((), words)| words)
        };
        let words = asked(self, at).or_else(|| self.asked_where(at))?;
        // `in which shows does Lelouch appear`: the `in` stands in front.
        let within = self.word(at) == "in";
        let origin = words > 1 && matches!(self.word(at + words - 1), "is" | "are");
        let asked = |reader: &Self, at: usize| {
            let said = within && matches!(reader.word(at), "appear" | "occur");
            // `which anime is Lelouch from`
            let ends = (said || (origin && reader.word(at) == "from")) && reader.ends(at + 1);
            asked(reader, at).or_else(|| ends.then_some(1))
        };
        let from = at + words;
        let name = self.name(NameKind::Character, from);
        let known = name.filter(|(_, words)| asked(self, from + words).is_some());
        let (name, named) = if let Some((name, words)) = known {
            (name.name, words)
        } else {
            let end = (from + 1..self.tokens.len().min(from + 5)).find(|end| asked(self, *end).is_some())?;
            (self.raw(&(from..end)).to_owned(), end - from)
        };
        let range = from..from + named;
        let after = asked(self, range.end)?;
        let sound =
            range.clone().all(|at| !self.tokens[at].parts() && !matches!(self.uses[at], Use::Group(_)));
        // `which anime is this quote from`
        let nobody = origin && self.is_glue(range.start);
        if !sound || nobody || range.clone().all(|at| self.is_glue(at)) {
            return None;
        }
        // A franchise may bear its hero's name: here the hero is meant.
        for at in range.clone() {
            self.uses[at] = Use::Free;
        }
        self.asks.push(("character", at..range.start));
        let part = self.part(Slot::Characters, name, &range);
        Some(self.take(at..range.end + after, vec![part], true))
    }

    /// `what does`, `which of the movies does`: how far such an opening goes.
    fn asked_where(&self, at: usize) -> Option<usize> {
        let first = at + usize::from(self.word(at) == "in");
        if !matches!(self.word(first), "what" | "which" | "where") {
            return None;
        }
        let does = |at: &usize| matches!(self.word(*at), "does" | "do" | "did");
        let end = (first + 1..self.tokens.len().min(first + 6)).find(does)?;
        (first + 1..end).all(|at| self.longest(at).is_some() && self.open(at)).then_some(end + 1 - at)
    }

    /// A studio, person or character that is named with nothing before it.
    pub(super) fn bare_name(&mut self, at: usize) -> Option<usize> {
        let with = at.checked_sub(1).is_some_and(|before| matches!(self.uses[before], Use::Edge | Use::Story))
                // `which anime has the character Rei Owl`
                || self.asks.iter().any(|(ask, range)| *ask == "character" && range.end == at)
                || (at > 1 && self.uses[at - 1] == Use::Glue && self.uses[at - 2] == Use::Edge);
        let found = [
            (NameKind::Character, Slot::Characters),
            (NameKind::Studio, Slot::StudiosAny),
            (NameKind::Person, Slot::Person),
        ]
        .into_iter()
        .filter_map(|(kind, slot)| self.name(kind, at).map(|(name, words)| (slot, name, words)))
        .filter(|(_, name, words)| *words > 1 || name.weight >= KNOWN)
        .max_by_key(|(_, _, words)| *words);
        let misspelled = self.misspelled_bare_studio(at);
        // `Kyoto Animaton` is no `Kyoto` with something after it.
        let found =
            found.filter(|(_, _, words)| misspelled.as_ref().is_none_or(|(_, longer)| longer <= words));
        if let Some((slot, name, words)) = found
            && (at..at + words).all(|at| self.open(at))
        {
            let everyday = words == 1 && crate::lexicon::Lexicon::get().knows(&self.tokens[at].text);
            if everyday && (!self.tokens[at].capital || self.is_glue(at)) {
                return None;
            }
            // A character's name alone may as well be a title, or just a name.
            let asked = self.asks.iter().any(|(ask, _)| *ask == "character");
            let noun = self.cue(at + words, "head").is_some() || self.is_format(at + words);
            if slot == Slot::Characters && !(with || asked || noun) {
                return None;
            }
            let mut range = at..at + words;
            let part = self.part(slot, name.name, &range);
            if let Some(after) = self.any_cue(range.end, "byafter") {
                range.end += after;
            }
            let sure = with || range.end > at + words;
            return Some(self.take(range, vec![part], sure));
        }
        if let Some((name, words)) = misspelled {
            let range = at..at + words;
            let part = Part {
                confidence: 0.7,
                respelled: Some(name.clone()),
                ..self.part(Slot::StudiosAny, name, &range)
            };
            return Some(self.take(range, vec![part], false));
        }
        // Somebody nobody knows: `anime with Rei Owl`.
        let head = self.asks_clearly()
            || self.uses[..at].iter().any(|used| matches!(used, Use::Head | Use::HeadBefore));
        let capital = self.tokens[at].capital && self.tokens[at].meant.is_none();
        if with && head && capital && !self.is_content(at) && self.tongue == Tongue::English {
            let (name, words) = self.written_name(at)?;
            let range = at..at + words;
            if !(self.ends(range.end) || self.longest(range.end).is_some()) {
                return None;
            }
            let part = Part { confidence: 0.5, ..self.part(Slot::Characters, name, &range) };
            return Some(self.take(range, vec![part], true));
        }
        None
    }
}
