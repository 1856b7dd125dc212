//! Which of the groups that are not sure are meant: those that stand in a phrase understood as a whole, or
//! right before a noun like `anime`. The words of a title or of a plot fail both.

use std::ops::Range;

use super::{Reader, Use};
use crate::{Slot, Tongue};

/// Unread words from which on a question without any noun for works is a piece of a story.
const PROSE: usize = 4;

impl Reader<'_> {
    /// Drops the groups that nothing speaks for; their tokens become free again.
    pub(super) fn accept(&mut self) {
        if self.is_prose() {
            self.only_numbers();
        }
        let title_asked = self.titles_are_asked();
        let unread = |reader: &Self, at: usize| match reader.uses[at] {
            Use::Free => !reader.tokens[at].sign,
            Use::Title(_) => !title_asked,
            _ => false,
        };
        let segments = self.segments();
        let clear: Vec<bool> =
            segments.iter().map(|segment| !segment.clone().any(|at| unread(self, at))).collect();
        let all_clear = clear.iter().all(|clear| *clear);
        let anchored = self.groups.iter().any(|group| group.sure && !group.parts.is_empty())
            || self.asks_clearly()
            || segments.iter().zip(&clear).any(|(segment, clear)| *clear && self.has_request(segment))
            || segments.iter().zip(&clear).any(|(segment, clear)| *clear && self.has_head(segment));
        let opens = self.opens_with_tags(&segments, &clear);
        let is_dated = self.parts_hold(|slot| matches!(slot, Slot::YearMin | Slot::YearMax));
        let mut dropped = Vec::new();
        for (number, group) in self.groups.iter().enumerate().filter(|(_, group)| !group.sure) {
            let Some(place) = segments.iter().position(|segment| segment.contains(&group.range.start)) else {
                continue;
            };
            // `Iron Lantern (TV)`
            let the = usize::from(group.range.start > 0 && self.word(group.range.start - 1) == "the");
            let before = group.range.start.checked_sub(1 + the);
            let bracketed = before.is_some_and(|at| matches!(self.word(at), "(" | ":") && at > 0);
            if group.head && bracketed && !all_clear {
                dropped.push(number);
                continue;
            }
            let is_season = group.parts.iter().any(|part| part.slot == Slot::Season);
            if is_season && !is_dated && !self.is_broadcast_season(&group.range) {
                dropped.push(number);
                continue;
            }
            let told = self.is_told(group.range.start);
            let meant = if clear[place] {
                // `shoujo romance where …`, `romance set in …`
                let end = segments[place].end;
                let leads = self.uses.get(end) == Some(&Use::Story) || self.word(end) == "set";
                (all_clear || anchored || leads || (opens && place == 0))
                    && !(told && segments[place].len() > 12)
            } else {
                !told && self.before_noun(&group.range, &segments[place])
            };
            if !meant {
                dropped.push(number);
            }
        }
        for number in dropped {
            let range = self.groups[number].range.clone();
            self.groups[number].parts.clear();
            for at in range {
                self.uses[at] = Use::Free;
            }
        }
    }

    /// Whether the first phrase is nothing but tags of several words, with more to come in small letters: `sci-fi thriller
    /// with a twist`. A title has capitals, and a story begins with somebody.
    fn opens_with_tags(&self, segments: &[Range<usize>], clear: &[bool]) -> bool {
        let (Some(first), Some(true)) = (segments.first(), clear.first()) else { return false };
        let is_tag = |at: &usize| match self.uses[*at] {
            Use::Group(number) => self.groups[number].parts.iter().any(|part| part.slot == Slot::TagsAll),
            _ => false,
        };
        let is_named = (1..self.tokens.len()).any(|at| self.uses[at] == Use::Free && self.tokens[at].capital);
        self.tongue == Tongue::English && !is_named && first.clone().filter(is_tag).count() > 1
    }

    fn parts_hold(&self, is_meant: impl Fn(Slot) -> bool) -> bool {
        self.groups.iter().flat_map(|group| &group.parts).any(|part| is_meant(part.slot))
    }

    /// Whether a season with no year is one of broadcasts: `winter anime`. `A story about a long winter` tells of none.
    fn is_broadcast_season(&self, range: &Range<usize>) -> bool {
        let noun = matches!(self.word(range.end), "season" | "seasons" | "saison");
        // `春のアニメ`
        let of = usize::from(self.word(range.end) == "の");
        noun || self.cue(range.end + of, "head").is_some()
            || self.raw(range).ends_with("アニメ")
            || self.is_pointed_season(range)
    }

    /// `this summer`, `anime from winter`, `Anime aus dem Herbst`. `The Last Summer` is a title.
    fn is_pointed_season(&self, range: &Range<usize>) -> bool {
        let Some(before) = range.start.checked_sub(1) else { return false };
        match self.word(before) {
            "this" | "next" | "last" | "upcoming" | "coming" | "diesen" | "diesem" | "nachsten"
            | "letzten" | "kommenden" => !self.tokens[before].capital || before == 0,
            "from" => true,
            "dem" => before > 0 && self.word(before - 1) == "aus",
            _ => false,
        }
    }

    /// Whether the titles in the question are what is asked about, not what is searched for.
    pub(super) fn titles_are_asked(&self) -> bool {
        !self.asks.is_empty()
    }

    /// Whether more is asked than a bare `is` or `does`, which stand in any sentence.
    pub(super) fn asks_clearly(&self) -> bool {
        self.asks.iter().any(|(ask, range)| *ask != "details" || range.len() > 1)
    }

    /// Whether the question is a piece of a story: mostly unread words, and nothing that asks for works.
    fn is_prose(&self) -> bool {
        let unread =
            (0..self.tokens.len()).filter(|at| self.uses[*at] == Use::Free && !self.tokens[*at].sign).count();
        let referred = self
            .groups
            .iter()
            .flat_map(|group| &group.parts)
            .any(|part| matches!(part.slot, Slot::Like | Slot::Unlike));
        let whole = 0..self.tokens.len();
        unread >= PROSE
            && !self.asks_clearly()
            && !referred
            && !self.has_head(&whole)
            && !self.has_request(&whole)
    }

    /// Keeps of a story's words the bounds that are said in numbers.
    fn only_numbers(&mut self) {
        self.asks.clear();
        for number in 0..self.groups.len() {
            let range = self.groups[number].range.clone();
            let counted = range
                .clone()
                .any(|at| self.tokens[at].text.starts_with(|letter: char| letter.is_ascii_digit()));
            if !(counted && self.groups[number].sure) {
                self.groups[number].parts.clear();
                for at in range {
                    self.uses[at] = Use::Free;
                }
            }
        }
    }

    /// Whether somebody asks for something in so many words: `I want`, `recommend me`.
    pub(super) fn has_request(&self, segment: &Range<usize>) -> bool {
        let request = |sense: &super::Sense| matches!(sense, super::Sense::Cue("request"));
        segment.clone().any(|at| self.longest(at).is_some_and(|(_, senses)| senses.iter().any(request)))
    }

    pub(super) fn has_head(&self, segment: &Range<usize>) -> bool {
        segment.clone().any(|at| match self.uses[at] {
            Use::Head | Use::HeadBefore => true,
            Use::Group(number) => self.groups[number].head,
            _ => false,
        })
    }

    /// The phrases of the question, parted by signs and by words such as `with` and `about`.
    fn segments(&self) -> Vec<Range<usize>> {
        let mut segments = Vec::new();
        let mut start = 0;
        for (at, used) in self.uses.iter().enumerate() {
            if matches!(used, Use::Sign | Use::Edge | Use::Story) {
                if at > start {
                    segments.push(start..at);
                }
                start = at + 1;
            }
        }
        if start < self.uses.len() {
            segments.push(start..self.uses.len());
        }
        segments
    }

    /// Whether a plot is being told at a token.
    pub(super) fn is_told(&self, at: usize) -> bool {
        for before in (0..at).rev() {
            match self.uses[before] {
                Use::Story => return true,
                Use::Sign => return false,
                _ => {}
            }
        }
        false
    }

    /// Whether the group stands in an unbroken row of understood words that ends in a noun such as
    /// `anime` or `movies`, or begins with `something`.
    fn before_noun(&self, range: &Range<usize>, segment: &Range<usize>) -> bool {
        let linked = |at: usize| match self.uses[at] {
            Use::Group(_) | Use::And | Use::Or | Use::Head | Use::HeadBefore | Use::Glue | Use::Ask => true,
            Use::Free => self.tokens[at].sign,
            _ => false,
        };
        let mut start = range.start;
        while start > segment.start && linked(start - 1) {
            start -= 1;
        }
        let mut end = range.end;
        while end < segment.end && linked(end) {
            end += 1;
        }
        let noun_before = (start..range.start).any(|at| self.uses[at] == Use::HeadBefore);
        let noun_after = (range.start..end).rev().find(|at| match self.uses[*at] {
            Use::Head => true,
            Use::Group(number) => self.groups[number].head,
            _ => false,
        });
        let open_after = end < segment.end;
        if noun_before {
            return !open_after;
        }
        let Some(noun) = noun_after else { return false };
        // `Movie Girl`, `Wandering Witch anime`: a name touches the row.
        let touches = |at: Option<usize>| {
            at.and_then(|at| self.uses.get(at).map(|used| (at, used))).is_some_and(|(at, used)| match used {
                Use::Title(_) => true,
                Use::Free => self.tokens[at].capital && at > 0,
                _ => false,
            })
        };
        let run = (segment.start..start)
            .rev()
            .take_while(|at| self.uses[*at] == Use::Free && !self.tokens[*at].sign);
        let run: Vec<usize> = run.collect();
        let capitals = run.iter().any(|at| self.tokens[*at].capital && (*at > 0 || run.len() > 1));
        let named_before = capitals
            || touches(start.checked_sub(1).filter(|at| *at >= segment.start))
            || (run == [0] && self.tokens[0].capital && self.tokens[start].capital);
        let of_name = open_after && self.word(end - 1) == "of" && touches(Some(end));
        let followed = open_after && (end == noun + 1 || self.tokens[end].dense);
        let general = (self.uses[noun] == Use::Head) && self.tokens[noun].text.starts_with("anime");
        !named_before && !of_name && !(followed && (touches(Some(end)) || !general))
    }
}
