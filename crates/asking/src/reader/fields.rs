//! Closed lists: formats, states, services, sources, origins, sorts; tags and moods; and the words that
//! hold a question together.

use super::{
    NameKind, Reader, Sense, Use,
    items::{Item, Lead},
};
use crate::{Part, Slot};

/// So many words tell at most with whom something is watched.
const MOST_COMPANY: usize = 4;

impl Reader<'_> {
    /// Works for adults: before anything else, since `no hentai` and `18+` look like other things.
    pub(super) fn adult(&mut self, at: usize) -> Option<usize> {
        let (value, words) = self.sense(at, |sense| match sense {
            Sense::Set(Slot::Adult, value) => Some(*value),
            _ => None,
        })?;
        let range = at..at + words;
        let part = self.part(Slot::Adult, value, &range);
        Some(self.take(range, vec![part], words > 1))
    }

    /// `on Netflix or Crunchyroll`, `Netflix anime`, `Netflixで`.
    pub(super) fn streaming(&mut self, at: usize) -> Option<usize> {
        let lead = self.cue(at, "on").unwrap_or(0);
        let (mut from, mut end) = (at + lead, at);
        let mut parts = Vec::new();
        while let Some((host, words)) = self.any_sense(from, |sense| match sense {
            Sense::Set(Slot::Streaming, host) => Some(*host),
            _ => None,
        }) {
            // Words of everyday that are services only after `on`.
            if lead == 0
                && parts.is_empty()
                && matches!(self.word(from), "max" | "prime" | "amazon" | "disney" | "hbo")
                && words == 1
            {
                break;
            }
            let range = from..from + words;
            parts.push(self.part(Slot::Streaming, host, &range));
            end = range.end;
            let comma = usize::from(matches!(self.word(end), "," | "/" | "、"));
            let joint =
                self.any_cue(end + comma, "or").or_else(|| self.any_cue(end + comma, "and")).unwrap_or(0);
            if comma + joint == 0 {
                break;
            }
            from = end + comma + joint;
            from += self.cue(from, "on").unwrap_or(0);
        }
        if parts.is_empty() {
            return None;
        }
        let after = self.any_cue(end, "on").filter(|_| self.tokens[end].dense).unwrap_or(0);
        let sure = lead > 0 || after > 0;
        Some(self.take(at..end + after, parts, sure))
    }

    /// `MAL`, `on AniList`: what it is for is decided at the end.
    pub(super) fn source(&mut self, at: usize) -> Option<usize> {
        let lead = self.any_cue(at, "on").or_else(|| self.any_cue(at, "by")).unwrap_or(0);
        let pick = |sense: &'static Sense| match sense {
            Sense::Source(source) => Some(*source),
            _ => None,
        };
        let (_, words) = self.any_sense(at + lead, pick)?;
        self.mark(at..at + lead, Use::Glue);
        self.note_source(at + lead, words);
        Some(lead + words)
    }

    /// `based on a light novel`, `manga adaptation`, `漫画原作`, `anime original`.
    pub(super) fn origin(&mut self, at: usize) -> Option<usize> {
        if let Some((value, words)) = self.sense(at, |sense| match sense {
            Sense::OriginIs(value) => Some(*value),
            _ => None,
        }) {
            let range = at..at + words;
            let part = self.part(Slot::Origin, value, &range);
            let sure = words > 1;
            return Some(self.take(range, vec![part], sure));
        }
        if let Some(cue) = self.any_cue(at, "origin") {
            let mut from = at + cue;
            while matches!(
                self.word(from),
                "a" | "an"
                    | "the"
                    | "on"
                    | "popular"
                    | "famous"
                    | "from"
                    | "any"
                    | "einem"
                    | "einer"
                    | "eines"
                    | "of"
                    | "japanese"
                    | "existing"
                    | "ein"
                    | "eine"
                    | "auf"
                    | "original"
                    | "some"
                    | "either"
                    | "dem"
                    | "der"
                    | "best"
                    | "selling"
            ) && self.item(from, Lead::Origin).is_none()
            {
                from += 1;
            }
            if let Some(taken) = self.other_origin(at, from) {
                return Some(taken);
            }
            let mut parts = Vec::new();
            let mut end = from;
            while let Some((Item::Origin(origin), words)) = self.item(from, Lead::Origin) {
                let range = from..from + words;
                parts.push(self.part(Slot::Origin, origin, &range));
                end = range.end;
                let comma = usize::from(matches!(self.word(end), "," | "/"));
                let joint =
                    self.any_cue(end + comma, "or").or_else(|| self.any_cue(end + comma, "and")).unwrap_or(0);
                if comma + joint == 0 {
                    break;
                }
                from = end + comma + joint;
                from += usize::from(matches!(self.word(from), "a" | "an" | "einem" | "einer"));
            }
            // `原作が漫画じゃない`
            let refused = self.any_cue(end, "negafter").filter(|_| self.tokens[end].dense);
            if let Some(words) = refused {
                end += words;
                for part in &mut parts {
                    part.slot = Slot::OriginNone;
                }
            }
            if !parts.is_empty() {
                return Some(self.take(at..end, parts, true));
            }
        }
        let (value, words) = self.any_sense(at, |sense| match sense {
            Sense::Set(Slot::Origin, value) => Some(*value),
            _ => None,
        })?;
        let mut end = at + words;
        let mut parts = vec![self.part(Slot::Origin, value, &(at..end))];
        // `manga or novel adaptations`
        if let Some(joint) = self.any_cue(end, "or").or_else(|| self.any_cue(end, "and"))
            && let Some((Item::Origin(other), more)) = self.item(end + joint, Lead::Origin)
            && self.any_cue(end + joint + more, "originafter").is_some()
        {
            parts.push(self.part(Slot::Origin, other, &(end + joint..end + joint + more)));
            end += joint + more;
        }
        let after = self.any_cue(end, "originafter")?;
        Some(self.take(at..end + after, parts, true))
    }

    /// `adapted from anything but manga`, with the token after `from`.
    fn other_origin(&mut self, at: usize, from: usize) -> Option<usize> {
        let from = from + usize::from(self.word(from) == "something");
        let list = self.origins(from + self.cue(from, "neg")?)?;
        let end = list.last().map(|(_, range)| range.end)?;
        let parts: Vec<Part> = list.iter().flat_map(|(item, range)| self.refused(item, range)).collect();
        Some(self.take(at..end, parts, true))
    }

    pub(super) fn watch_order(&mut self, at: usize) -> Option<usize> {
        let (order, words) = self.sense(at, |sense| match sense {
            Sense::Set(Slot::WatchOrder, order) => Some(*order),
            _ => None,
        })?;
        let after_title = at
            .checked_sub(1)
            .is_some_and(|before| self.uses[before] == Use::Free && self.tokens[before].capital);
        if self.titles.is_empty() && !after_title && self.reference_after(at + words).is_none() {
            return None;
        }
        self.asks.push(("franchise", at..at + words));
        self.title_before(at);
        if let Some(from) = self.reference_after(at + words) {
            self.title_from(from, false);
        }
        let part = self.part(Slot::WatchOrder, order, &(at..at + words));
        Some(self.take(at..at + words, vec![part], true))
    }

    fn reference_after(&self, at: usize) -> Option<usize> {
        let of = usize::from(matches!(self.word(at), "of" | "for" | "von" | "fur" | "in"));
        (of > 0 && self.reference(at + of, true).is_some()).then_some(at + of)
    }

    /// Formats, media, states, seasons, sorts, popularity, countries, short and long series.
    pub(super) fn closed(&mut self, at: usize) -> Option<usize> {
        let (sense, words) = self.sense(at, |sense| match sense {
            Sense::Set(
                Slot::Format | Slot::Medium | Slot::Status | Slot::Season | Slot::Sort | Slot::Popularity,
                _,
            )
            | Sense::SortUp(_)
            | Sense::SortDown(_)
            | Sense::Nation(_)
            | Sense::Length(_) => Some(sense),
            _ => None,
        })?;
        // `映画以外`
        let refused = self.any_cue(at + words, "negafter").is_some_and(|_| self.tokens[at + words].dense);
        if refused
            && matches!(sense, Sense::Set(Slot::Format, _))
            && let Some(taken) = self.turned_after(at)
        {
            return Some(taken);
        }
        // `nur kurze Folgen` tells of episodes.
        if self.word(at) == "nur" && !self.ends(at + words) {
            return None;
        }
        let range = at..at + words;
        let mut sure = false;
        let mut head = false;
        let parts: Vec<Part> = match sense {
            Sense::Set(Slot::Medium, "ANIME") => return Some(self.anime(at, words)),
            Sense::Set(Slot::Medium, "GAME")
                if self.word(at + words - 1) == "game" && !self.is_wanted_noun(&range) =>
            {
                return None;
            }
            Sense::Set(slot, value) => {
                head = matches!(slot, Slot::Format | Slot::Medium);
                sure = *slot == Slot::Season && self.beside_year(&range);
                vec![self.part(*slot, *value, &range)]
            }
            Sense::SortUp(value) => {
                vec![self.part(Slot::Sort, *value, &range), self.part(Slot::Order, "asc", &range)]
            }
            Sense::SortDown(value) => {
                vec![self.part(Slot::Sort, *value, &range), self.part(Slot::Order, "desc", &range)]
            }
            Sense::Nation(country) => {
                // Nothing else than Japanese is what everybody expects.
                vec![self.part(Slot::Country, *country, &range)]
            }
            Sense::Length("short_series") => vec![self.part(Slot::EpisodesMax, 13, &range)],
            Sense::Length("long_series") => vec![self.part(Slot::EpisodesMin, 50, &range)],
            Sense::Length(_) => vec![self.part(Slot::DurationMax, 900, &range)],
            _ => return None,
        };
        let number = self.groups.len();
        let taken = self.take(range, parts, sure);
        let noun = matches!(sense, Sense::Nation(_)) && self.word(at) == "donghua";
        self.groups[number].head =
            head || noun || matches!(sense, Sense::Length("short_series" | "long_series"));
        Some(taken)
    }

    /// Whether a noun is the kind that is wanted (`a game about chess`) and not what works are about (`anime set
    /// in a game`).
    fn is_wanted_noun(&self, range: &std::ops::Range<usize>) -> bool {
        let (at, end) = (range.start, range.end);
        let about = |used: &Use| matches!(used, Use::Edge | Use::Story | Use::Head | Use::HeadBefore);
        let asked = (0..at).any(|at| matches!(self.word(at), "a" | "any" | "some" | "ein"));
        // `a boy gets lost in a video game`, `she plays a game`
        let start = at - usize::from(at > 0 && self.word(at - 1) == "video");
        let within = (start.saturating_sub(2)..start).any(|at| {
            matches!(
                self.word(at),
                "in" | "into" | "inside" | "within" | "im" | "ins" | "plays" | "played" | "spielt"
            )
        });
        if within {
            return false;
        }
        let more = self.sense(end, |sense| matches!(sense, Sense::Edge(_) | Sense::Cue("by")).then_some(()));
        // `newest game`: one of them, the first of its order.
        let ordered = at.checked_sub(1).is_some_and(|before| match self.uses[before] {
            Use::Group(number) => self.groups[number].parts.iter().any(|part| part.slot == Slot::Sort),
            _ => false,
        });
        // `mecha game` may as well be two tags.
        (more.is_some() || ((asked || ordered) && self.ends(end))) && !self.uses[..at].iter().any(about)
    }

    /// `anime` is the noun of most questions and a demand only in contrast to other media.
    fn anime(&mut self, at: usize, words: usize) -> usize {
        let range = at..at + words;
        let only =
            at.checked_sub(1).is_some_and(|before| matches!(self.word(before), "only" | "nur" | "just"));
        let or = self.any_cue(range.end, "or").is_some_and(|joint| {
            self.any_sense(range.end + joint, |sense| {
                matches!(sense, Sense::Set(Slot::Medium, _)).then_some(())
            })
            .is_some()
        });
        let or_before = at.checked_sub(2).is_some_and(|before| {
            self.any_cue(before + 1, "or").is_some()
                && self
                    .any_sense(before, |sense| matches!(sense, Sense::Set(Slot::Medium, _)).then_some(()))
                    .is_some()
        });
        if !(only || or || or_before) {
            return self.mark(range, Use::Head);
        }
        let part = self.part(Slot::Medium, "ANIME", &range);
        let number = self.groups.len();
        let taken = self.take(range, vec![part], only);
        self.groups[number].head = true;
        taken
    }

    pub(super) fn tag_or_mood(&mut self, at: usize) -> Option<usize> {
        if let Some(taken) = self.turned_after(at) {
            return Some(taken);
        }
        let (item, words) = self.item(at, Lead::None)?;
        if !matches!(item, Item::Tags(_) | Item::Mood(_)) || self.longer_maker(at, words) {
            return None;
        }
        let range = at..at + words;
        let parts = self.wanted(&item, &range);
        Some(self.take(range, parts, false))
    }

    /// Whether a studio's or a person's name of more than so many tokens begins here: `Kyoto Animation`, where `kyoto` is
    /// a tag.
    fn longer_maker(&self, at: usize, words: usize) -> bool {
        if self.misspelled_studio(at).is_some_and(|(_, longer)| longer > words) {
            return true;
        }
        [NameKind::Studio, NameKind::Person]
            .into_iter()
            .filter_map(|kind| self.name(kind, at))
            .any(|(_, longer)| longer > words && (at..at + longer).all(|at| self.open(at)))
    }

    /// `where can I watch`, `compare`, `surprise me`, `… watch order`.
    pub(super) fn ask(&mut self, at: usize) -> Option<usize> {
        if let Some((ask, words)) = self.sense(at, |sense| match sense {
            Sense::Ask(ask) => Some(*ask),
            _ => None,
        }) {
            if let Some(taken) = self.airing_asked(ask, at..at + words) {
                return Some(taken);
            }
            let words = words - usize::from(ask == "schedule" && self.says_when(at, words));
            self.asks.push((ask, at..at + words));
            let taken = self.asked(ask, at..at + words);
            let about = matches!(ask, "streaming" | "schedule" | "franchise" | "comparison")
                || (ask == "details" && words > 1);
            if about {
                if ask == "comparison" {
                    self.title_before(at);
                }
                self.title_from(at + words, ask == "details" || ask == "schedule");
            }
            return Some(taken);
        }
        let (ask, words) = self.sense(at, |sense| match sense {
            Sense::AskAfter(ask) => Some(*ask),
            _ => None,
        })?;
        // These end many a title themselves, and tell of one only where it is known.
        let weak = matches!(
            self.word(at),
            "saga"
                | "universe"
                | "timeline"
                | "plot"
                | "score"
                | "scores"
                | "cast"
                | "staff"
                | "info"
                | "infos"
                | "review"
                | "reviews"
                | "rating"
                | "ratings"
                | "prequel"
                | "sequel"
                | "spin"
                | "details"
                | "summary"
        );
        if !weak {
            self.title_before(at);
        }
        if self.titles.is_empty() {
            return None;
        }
        self.asks.push((ask, at..at + words));
        Some(self.asked(ask, at..at + words))
    }

    /// `what's airing?`, with nothing behind it, asks of now.
    fn airing_asked(&mut self, ask: &'static str, range: std::ops::Range<usize>) -> Option<usize> {
        let airs = matches!(self.word(range.end - 1), "airing" | "airs" | "lauft" | "laufen");
        let alone = self.tokens[range.end..].iter().all(|token| token.sign);
        if ask != "schedule" || !airs || !alone || range.len() < 2 {
            return None;
        }
        self.asks.push((ask, range.clone()));
        let part = self.part(Slot::Airing, "now", &range);
        Some(self.take(range, vec![part], true))
    }

    /// Whether the last word of what is asked begins the words that say when: `what's airing right now`.
    fn says_when(&self, at: usize, words: usize) -> bool {
        words > 1
            && self
                .sense(at + words - 1, |sense| matches!(sense, Sense::Airing("now")).then_some(()))
                .is_some_and(|((), more)| more > 1)
    }

    /// Marks what is asked; asking for an order is a part as well.
    fn asked(&mut self, ask: &str, range: std::ops::Range<usize>) -> usize {
        let text = spelling::fold(self.raw(&range));
        let holds = |words: &[&str]| words.iter().any(|word| text.contains(word));
        let order = if holds(&["chronolog", "timeline", "story order", "時系列"]) {
            Some("story")
        } else {
            holds(&["order", "reihenfolge", "順"]).then_some("release")
        };
        match order.filter(|_| ask == "franchise") {
            Some(order) => {
                let part = self.part(Slot::WatchOrder, order, &range);
                self.take(range, vec![part], true)
            }
            None => self.mark(range, Use::Ask),
        }
    }

    /// Sets a title apart that nobody knows, right after what is asked of it.
    pub(super) fn title_from(&mut self, at: usize, strict: bool) {
        // A known title further on is the one that is meant.
        let later = self.titles.iter().any(|(range, _)| range.start >= at);
        if later || self.is_day_asked(at) {
            return;
        }
        if let Some((reference, words)) = self.reference(at, strict)
            && (at..at + words).all(|at| self.open(at))
        {
            let weight = 0.5;
            let name = crate::Name { weight, ..crate::Name::new(reference.as_str()) };
            self.shield(at..at + words, name);
        }
    }

    /// The same right before it: `Foo Bar watch order`.
    pub(super) fn title_before(&mut self, at: usize) {
        let mut start = at;
        while start > 0 && self.uses[start - 1] == Use::Free && !self.tokens[start - 1].sign {
            start -= 1;
        }
        let known = start < at && (self.tokens[start].capital || self.tokens[start].dense);
        if known || (start < at && self.titles.is_empty()) {
            let folded = spelling::fold(self.raw(&(start..at)));
            let near = self.vocabulary.near(crate::NameKind::Title, &folded);
            if near.is_none() && !known {
                return;
            }
            let raw = self.raw(&(start..at));
            let name = near.unwrap_or_else(|| crate::Name { weight: 0.5, ..crate::Name::new(raw) });
            self.shield(start..at, name);
        }
    }

    /// `to watch with my little brother`: who watches along is nothing to search for.
    fn company(&mut self, from: usize) -> usize {
        let known = |reader: &Self, at: usize| {
            reader
                .longest(at)
                .is_some_and(|(_, senses)| senses.iter().any(|sense| *sense != Sense::Cue("glue")))
        };
        let words = (from..self.tokens.len().min(from + MOST_COMPANY))
            .take_while(|at| self.uses[*at] == Use::Free && !self.tokens[*at].sign && !known(self, *at))
            .count();
        self.mark(from..from + words, Use::Glue);
        words
    }

    /// Nouns, joints and glue; what is none of them stays free.
    pub(super) fn joint(&mut self, at: usize) -> Option<usize> {
        for (cue, used) in
            [("and", Use::And), ("or", Use::Or), ("head", Use::Head), ("headpre", Use::HeadBefore)]
        {
            if let Some(words) = self.cue(at, cue) {
                // `has to work there` says what somebody does.
                let verb = used == Use::Head
                    && matches!(self.word(at), "work" | "works" | "show" | "shows")
                    && at > 0
                    && matches!(self.word(at - 1), "to" | "must" | "will" | "can" | "they" | "who");
                return Some(self.mark(at..at + words, if verb { Use::Glue } else { used }));
            }
        }
        if let Some((edge, words)) = self.sense(at, |sense| match sense {
            Sense::Edge(edge) => Some(*edge),
            _ => None,
        }) {
            let used = if edge == "story" { Use::Story } else { Use::Edge };
            let company = edge == "for" && self.word(at + words - 1) == "with";
            let taken = self.mark(at..at + words, used);
            return Some(if company { taken + self.company(at + words) } else { taken });
        }
        if let Some(words) = self.any_cue(at, "glue") {
            return Some(self.mark(at..at + words, Use::Glue));
        }
        // A cue that found nothing to belong to asks for nothing.
        let idle = self.any_sense(at, |sense| {
            matches!(
                sense,
                Sense::Cue(_)
                    | Sense::Compare(_)
                    | Sense::CompareAfter(_)
                    | Sense::Year(_)
                    | Sense::YearAfter(_)
                    | Sense::Ask(_)
                    | Sense::AskAfter(_)
                    | Sense::Airing(_)
                    | Sense::Role(_)
                    | Sense::Part(_)
                    | Sense::When(_)
            )
            .then_some(())
        });
        if let Some(((), words)) = idle {
            return Some(self.mark(at..at + words, Use::Glue));
        }
        if self.tokens[at].sign {
            return Some(self.mark(at..at + 1, Use::Glue));
        }
        None
    }
}
