//! How a character finds its series: by couple first, by name second.

use std::collections::{HashMap, HashSet};

use model::UniqueId;

use crate::{
    Entry,
    forms::{By, Couple},
};

/// A character's series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesLink {
    /// The couple of the series' own row.
    pub couple: Couple,
    /// By what it was found.
    pub by: SeriesLinkBy,
}

/// By what a character's series was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeriesLinkBy {
    /// A person chose a series of that name.
    HandName,
    /// The couple that its source names is the series' own.
    Couple,
    /// The couple that its source names was merged into the series by hand.
    Alias,
    /// The series' name, trimmed and in small letters.
    Name,
}

impl SeriesLinkBy {
    /// The word that reports use.
    pub fn word(self) -> &'static str {
        match self {
            Self::HandName => "hand_name",
            Self::Couple => "couple",
            Self::Alias => "alias",
            Self::Name => "name",
        }
    }
}

/// The series of a registry, findable by couple, by merged couple and by name.
pub struct SeriesIndex {
    by_couple: HashSet<Couple>,
    by_number: HashMap<UniqueId, Couple>,
    aliases: HashMap<Couple, UniqueId>,
    by_name: HashMap<String, Couple>,
}

impl SeriesIndex {
    /// Over all series that are not excluded nor merged into others; of two equal names the later one
    /// counts.
    pub fn new<'a>(series: impl IntoIterator<Item = &'a Entry>, aliases: HashMap<Couple, UniqueId>) -> Self {
        let mut index =
            Self { by_couple: HashSet::new(), by_number: HashMap::new(), aliases, by_name: HashMap::new() };
        for entry in series.into_iter().filter(|entry| entry.excluded.is_none() && !entry.merged) {
            let couple = &entry.row.couple;
            index.by_couple.insert(couple.clone());
            if let Some(number) = entry.unique_id {
                index.by_number.entry(number).or_insert_with(|| couple.clone());
            }
            if let Some(name) = entry.row.get("name") {
                index.by_name.insert(folded(name), couple.clone());
            }
        }
        index
    }

    /// The series of a character.
    pub fn of(&self, character: &Entry) -> Option<SeriesLink> {
        let row = &character.row;
        let by_hand = matches!(row.cell("series").by, By::Hand(_));
        let parent = row.get("series_source_id").filter(|id| *id != "0");
        let parent = parent.map(|id| Couple::new(row.couple.source_type.clone(), id));
        self.find(parent.as_ref(), row.get("series"), by_hand)
    }

    /// The series of a character whose source names `parent`, and whose row says `name`.
    fn find(&self, parent: Option<&Couple>, name: Option<&str>, by_hand: bool) -> Option<SeriesLink> {
        let named = || name.and_then(|name| self.by_name.get(&folded(name))).cloned();
        if by_hand && let Some(couple) = named() {
            return Some(SeriesLink { couple, by: SeriesLinkBy::HandName });
        }
        if let Some(parent) = parent {
            if self.by_couple.contains(parent) {
                return Some(SeriesLink { couple: parent.clone(), by: SeriesLinkBy::Couple });
            }
            let merged = self.aliases.get(parent).and_then(|number| self.by_number.get(number));
            if let Some(couple) = merged {
                return Some(SeriesLink { couple: couple.clone(), by: SeriesLinkBy::Alias });
            }
        }
        named().map(|couple| SeriesLink { couple, by: SeriesLinkBy::Name })
    }
}

fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}
