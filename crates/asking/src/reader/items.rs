//! Things that can be wanted or refused: tags, moods, formats, studios, titles, …

use std::ops::Range;

use super::{NameKind, Reader, Sense, Use};
use crate::{Name, Part, Slot, TagClass};

/// One thing that a question names.
#[derive(Debug, Clone)]
pub(super) enum Item {
    Tags(Vec<(String, TagClass)>),
    Mood(&'static str),
    Format(&'static str),
    Medium(&'static str),
    Origin(&'static str),
    Streaming(&'static str),
    Studio(Name),
    Person(Name),
    Title(Name),
}

/// What the words before an item say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lead {
    None,
    By,
    On,
    Origin,
}

/// The mood that goes with a genre, for `more romance` and `less violence`.
pub(super) fn mood_of(tag: &str) -> &str {
    match tag {
        "romance" => "romantic",
        "comedy" => "funny",
        "horror" => "scary",
        "violence" | "gore" => "violent",
        "action" => "exciting",
        "mystery" => "mysterious",
        "suspense" | "thriller" => "suspenseful",
        "tragedy" => "sad",
        "philosophy" => "philosophical",
        other => other,
    }
}

impl Reader<'_> {
    /// The item that begins at a token.
    pub(super) fn item(&self, at: usize, lead: Lead) -> Option<(Item, usize)> {
        if let Some(Use::Title(number)) = self.uses.get(at) {
            let (range, name) = &self.titles[*number];
            return (range.start == at).then(|| (Item::Title(name.clone()), range.len()));
        }
        match lead {
            Lead::By => {
                if let Some((name, words)) = self.name(NameKind::Studio, at) {
                    return Some((Item::Studio(name), words));
                }
                if let Some((name, words)) = self.name(NameKind::Person, at) {
                    return Some((Item::Person(name), words));
                }
            }
            Lead::Origin => {
                let origin = self.any_sense(at, |sense| match sense {
                    Sense::Set(Slot::Origin, value) => Some(*value),
                    _ => None,
                });
                return origin.map(|(value, words)| (Item::Origin(value), words));
            }
            Lead::On | Lead::None => {}
        }
        let said = self.sense(at, |sense| match sense {
            Sense::Set(Slot::Streaming, value) if lead == Lead::On || !matches!(*value, "max") => {
                Some(Item::Streaming(value))
            }
            Sense::Tags(tags) if lead == Lead::None => {
                Some(Item::Tags(tags.iter().map(|(name, class)| ((*name).to_owned(), *class)).collect()))
            }
            Sense::Mood(mood) => Some(Item::Mood(mood)),
            Sense::Set(Slot::Format, value) => Some(Item::Format(value)),
            // One `game` among tags is a tag of the catalog's: `mecha game`.
            Sense::Set(Slot::Medium, "GAME") if self.word(at) == "game" => None,
            Sense::Set(Slot::Medium, value) => Some(Item::Medium(value)),
            _ => None,
        });
        let tag = self.catalog_tag(at);
        match (said, tag) {
            (Some((item, words)), Some((_, longer))) if longer <= words => Some((item, words)),
            (_, Some((tag, words))) => Some((tag, words)),
            (Some(found), None) => Some(found),
            (None, None) => {
                let (name, words) = self.name(NameKind::Studio, at)?;
                (lead == Lead::None && !self.is_glue(at)).then_some((Item::Studio(name), words))
            }
        }
    }

    /// A tag that only the catalog knows.
    fn catalog_tag(&self, at: usize) -> Option<(Item, usize)> {
        if !self.open(at) || self.is_glue(at) {
            return None;
        }
        let (name, words) = self.name(NameKind::Tag, at)?;
        // `the sequel to Iron Lantern` asks for no tag.
        let asked = |sense: &Sense| matches!(sense, Sense::Ask(_) | Sense::AskAfter(_));
        if self.longest(at).is_some_and(|(longer, senses)| longer > words && senses.iter().any(asked)) {
            return None;
        }
        let class = name.class.unwrap_or(TagClass::Theme);
        (at..at + words).all(|at| self.open(at)).then(|| (Item::Tags(vec![(name.name, class)]), words))
    }

    pub(super) fn is_glue(&self, at: usize) -> bool {
        self.any_cue(at, "glue").is_some()
    }

    /// The parts that wanting an item gives.
    pub(super) fn wanted(&self, item: &Item, range: &Range<usize>) -> Vec<Part> {
        match item {
            Item::Tags(tags) => self.tags(Slot::TagsAll, tags, range),
            Item::Mood(mood) => vec![self.part(Slot::Moods, *mood, range)],
            Item::Format(format) => vec![self.part(Slot::Format, *format, range)],
            Item::Medium(medium) => vec![self.part(Slot::Medium, *medium, range)],
            Item::Origin(origin) => vec![self.part(Slot::Origin, *origin, range)],
            Item::Streaming(host) => vec![self.part(Slot::Streaming, *host, range)],
            Item::Studio(name) => vec![self.part(Slot::StudiosAny, name.name.as_str(), range)],
            Item::Person(name) => vec![self.part(Slot::Person, name.name.as_str(), range)],
            Item::Title(name) => vec![self.part(Slot::Titles, name.name.as_str(), range)],
        }
    }

    /// The parts that refusing an item gives.
    pub(super) fn refused(&self, item: &Item, range: &Range<usize>) -> Vec<Part> {
        let adapted = self.groups.iter().flat_map(|group| &group.parts).any(|part| part.slot == Slot::Origin);
        match item {
            Item::Tags(tags) if adapted => match self.item(range.start, Lead::Origin) {
                Some((Item::Origin(origin), _)) => vec![self.part(Slot::OriginNone, origin, range)],
                _ => self.tags(Slot::TagsNone, tags, range),
            },
            Item::Tags(tags) => self.tags(Slot::TagsNone, tags, range),
            Item::Mood(mood) => vec![self.part(Slot::Less, *mood, range)],
            Item::Medium(_) | Item::Format(_) if adapted => match self.item(range.start, Lead::Origin) {
                Some((Item::Origin(origin), _)) => vec![self.part(Slot::OriginNone, origin, range)],
                _ => Vec::new(),
            },
            Item::Format(format) => vec![self.part(Slot::FormatNone, *format, range)],
            // Said in contrast: the anime, not the manga.
            Item::Medium("ANIME") => Vec::new(),
            Item::Medium(_) => {
                let anime = (0..self.tokens.len()).find(|at| self.word(*at) == "anime");
                anime.map(|at| self.part(Slot::Medium, "ANIME", &(at..at + 1))).into_iter().collect()
            }
            Item::Origin(origin) => vec![self.part(Slot::OriginNone, *origin, range)],
            Item::Streaming(host) => vec![self.part(Slot::StreamingNone, *host, range)],
            Item::Studio(name) => vec![self.part(Slot::StudiosNone, name.name.as_str(), range)],
            Item::Person(name) => vec![self.part(Slot::PeopleNone, name.name.as_str(), range)],
            Item::Title(name) => vec![self.part(Slot::FranchiseNone, name.name.as_str(), range)],
        }
    }

    pub(super) fn tags(&self, slot: Slot, tags: &[(String, TagClass)], range: &Range<usize>) -> Vec<Part> {
        let part = |(name, class): &(String, TagClass)| Part {
            class: Some(*class),
            ..self.part(slot, name.as_str(), range)
        };
        tags.iter().map(part).collect()
    }

    /// More or less of an item, as a mood.
    pub(super) fn swayed(&self, slot: Slot, item: &Item, range: &Range<usize>) -> Vec<Part> {
        match item {
            Item::Mood(mood) => vec![self.part(slot, *mood, range)],
            Item::Tags(tags) => tags.iter().map(|(name, _)| self.part(slot, mood_of(name), range)).collect(),
            _ => Vec::new(),
        }
    }
}
