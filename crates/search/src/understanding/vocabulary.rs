//! The catalog's names, as the reader of a question asks for them.

use std::cell::RefCell;

use asking::{Name, NameKind as Kind, TagClass, Vocabulary};
use rustc_hash::FxHashSet;

use crate::{
    index::state::State,
    titles::{NameKind, TitleQuery},
};

/// A misspelled title is taken for the best known of those as near only when that one is better known by
/// so much, 0 to 1.
const BETTER_KNOWN: f32 = 0.15;
/// The shortest misspelled name that is looked up, in letters.
const SHORTEST_NEAR: usize = 5;
/// The least weight of a character's whole name.
const CALLED: f32 = 0.6;
/// A studio with so many works is known by the short form of its name as well.
const LARGE: usize = 20;
/// Tags that are everyday words first: nobody asks for them by these words alone.
const EVERYDAY: &[&str] = &[
    "adult", "ending", "foreign", "life", "meta", "new", "none", "novel", "opening", "past", "place",
    "prequel", "present", "season", "sequel", "short", "shorts", "time", "training", "urban", "work",
];
/// The broad kinds of works; every other tag is a theme.
const GENRES: &[&str] = &[
    "action",
    "adventure",
    "avant garde",
    "boys love",
    "comedy",
    "drama",
    "ecchi",
    "fantasy",
    "girls love",
    "historical",
    "horror",
    "magical girl",
    "mahou shoujo",
    "mecha",
    "music",
    "mystery",
    "psychological",
    "romance",
    "sci fi",
    "science fiction",
    "slice of life",
    "sports",
    "supernatural",
    "suspense",
    "thriller",
];

/// The names that one commit of the index holds, for the reading of one question.
pub(crate) struct Known<'a> {
    state: &'a State,
    /// Spellings that no work, character or person bears: most stretches of a question, asked for each kind.
    strange: RefCell<FxHashSet<Box<str>>>,
}

impl<'a> Known<'a> {
    /// The names of a commit.
    pub(crate) fn of(state: &'a State) -> Self {
        Self { state, strange: RefCell::default() }
    }

    /// The part and the number of each name that is spelled so.
    fn spelled(&self, folded: &str) -> Vec<(usize, u32)> {
        if self.strange.borrow().contains(folded) {
            return Vec::new();
        }
        let parts = self.state.columns.parts().iter().enumerate();
        let names: Vec<_> = parts
            .flat_map(|(at, (part, _))| part.titles.spelled(folded).iter().map(move |name| (at, *name)))
            .collect();
        if names.is_empty() {
            self.strange.borrow_mut().insert(folded.into());
        }
        names
    }
}

impl Vocabulary for Known<'_> {
    fn find(&self, kind: Kind, folded: &str) -> Option<Name> {
        match kind {
            Kind::Title => self.titled(folded),
            Kind::Character => self.called(folded, NameKind::Character).map(|name| Name {
                // Where a question speaks of somebody by a whole name, that is meant, known or not.
                weight: name.weight.max(CALLED),
                ..name
            }),
            Kind::Person => self.called(folded, NameKind::Person),
            Kind::Studio => self.studio(folded),
            Kind::Tag => self.tag(folded),
        }
    }

    fn near(&self, kind: Kind, folded: &str) -> Option<Name> {
        if folded.chars().count() < SHORTEST_NEAR {
            return None;
        }
        match kind {
            Kind::Title => self.near_title(folded),
            Kind::Studio => self.state.lore.near_studio(folded).map(|studio| Name {
                name: self.state.columns.studios.name(studio).to_owned(),
                weight: 1.0,
                class: None,
            }),
            Kind::Person => self.state.lore.near_person(&self.state.columns, folded).map(Name::new),
            Kind::Character | Kind::Tag => None,
        }
    }
}

/// Whether a title that is some edits away may be the one that was meant. With more than one, the first letter is the
/// same: nobody who writes Inception means Conception.
fn begins_alike(title: &str, folded: &str, distance: u32) -> bool {
    distance <= 1 || crate::text::fold(title).chars().next() == folded.chars().next()
}

impl Known<'_> {
    /// The best known work of a title; its name is the title shown first.
    fn titled(&self, folded: &str) -> Option<Name> {
        let columns = &self.state.columns;
        let mut best: Option<(f32, bool, usize, u32)> = None;
        for (at, name) in self.spelled(folded) {
            let (part, offset) = &columns.parts()[at];
            let (kind, owner) = (part.titles.kind(name), part.titles.owner(name));
            let row = owner + offset;
            if !kind.is_title() || !columns.alive(row) {
                continue;
            }
            let found = (columns.fame(row), kind == NameKind::Main, at, owner);
            if best.is_none_or(|best| (found.0, found.1) > (best.0, best.1)) {
                best = Some(found);
            }
        }
        let (fame, _, part, owner) = best?;
        let name = columns.parts()[part].0.titles.first_of(owner)?;
        Some(Name { name: name.to_owned(), weight: fame, class: None })
    }

    /// A character or person by their whole name, as well known as their best known work.
    fn called(&self, folded: &str, wanted: NameKind) -> Option<Name> {
        let columns = &self.state.columns;
        let mut best: Option<(f32, &str)> = None;
        for (at, name) in self.spelled(folded) {
            let (part, offset) = &columns.parts()[at];
            let row = part.titles.owner(name) + offset;
            if part.titles.kind(name) == wanted && columns.alive(row) {
                let fame = columns.fame(row);
                if best.is_none_or(|(known, _)| fame > known) {
                    best = Some((fame, part.titles.text(name)));
                }
            }
        }
        best.map(|(weight, name)| Name { name: name.to_owned(), weight, class: None })
    }

    fn studio(&self, folded: &str) -> Option<Name> {
        let studios = &self.state.columns.studios;
        let whole = studios.find_folded(folded).map(|studio| (studio, 1.0));
        // `Ghibli movies`: of a large studio everybody leaves out the word.
        let short = || self.state.lore.short_studio(folded).map(|studio| (studio, self.shortened(studio)));
        let (studio, weight) = whole.or_else(short)?;
        Some(Name { name: studios.name(studio).to_owned(), weight, class: None })
    }

    /// The weight of a studio's name without the words that people leave out.
    fn shortened(&self, studio: u32) -> f32 {
        if self.state.columns.studios.rows(studio).len() >= LARGE { 0.7 } else { 0.5 }
    }

    fn tag(&self, folded: &str) -> Option<Name> {
        let tags = &self.state.columns.tags;
        let tag = tags.find_folded(folded).filter(|_| !EVERYDAY.contains(&folded))?;
        let class = if GENRES.contains(&folded) { TagClass::Genre } else { TagClass::Theme };
        Some(Name { name: tags.name(tag).to_owned(), weight: 1.0, class: Some(class) })
    }

    fn near_title(&self, folded: &str) -> Option<Name> {
        let columns = &self.state.columns;
        let query = TitleQuery::new(folded);
        let (mut found, mut near) = (Vec::new(), Vec::new());
        for (at, (part, offset)) in columns.parts().iter().enumerate() {
            found.clear();
            part.titles.equal(&query, &mut found);
            part.titles.near(&query, &mut found);
            near.extend(
                found
                    .iter()
                    .filter(|named| begins_alike(part.titles.text(named.name), folded, named.distance))
                    .filter_map(|named| {
                        let owner = part.titles.owner(named.name);
                        let row = owner + offset;
                        let title = part.titles.kind(named.name).is_title() && columns.alive(row);
                        title.then(|| (named.distance, columns.fame(row), at, owner))
                    }),
            );
        }
        near.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)).then(a.3.cmp(&b.3)));
        let (distance, fame, part, owner) = *near.first()?;
        let rival = near.iter().find(|(_, _, at, other)| (*at, *other) != (part, owner));
        let sure = rival
            .is_none_or(|(far, known, ..)| *far > distance || fame > known + BETTER_KNOWN || distance == 0);
        let name = sure.then(|| columns.parts()[part].0.titles.first_of(owner)).flatten()?;
        Some(Name { name: name.to_owned(), weight: fame, class: None })
    }
}
