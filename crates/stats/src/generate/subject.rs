//! Whose stats are to be made, and what is known of them.

use std::collections::HashMap;

use keeping::{
    Entry, Keeping,
    forms::{Couple, Form},
};

use crate::Stored;

/// One character, as far as its stats go by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Its couple.
    pub couple: Couple,
    /// Its name.
    pub name: String,
    /// Its series' name.
    pub series: String,
    /// Who it is; empty when nobody says.
    pub about: String,
    /// Its series' genres.
    pub genres: Vec<String>,
    /// Its stars, 1 where nobody says.
    pub rarity: u32,
    /// How many favour it.
    pub favorites: u64,
}

/// Which characters that have stats already get new ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Redo {
    /// None: only those without.
    #[default]
    Nobody,
    /// Those whose stats came about in this way, such as `offline`.
    Origin(String),
    /// All.
    Everybody,
}

/// The characters to make stats for: those that are kept and have none, with those to be done again, in the
/// registry's order.
pub fn subjects(keeping: &Keeping, stored: &[Stored], redo: &Redo) -> Vec<Subject> {
    let origins: HashMap<&Couple, &str> =
        stored.iter().map(|row| (&row.couple, row.origin.as_str())).collect();
    let series: HashMap<&Couple, &Entry> =
        keeping.series.iter().map(|entry| (&entry.row.couple, entry)).collect();
    let is_wanted = |entry: &&Entry| match (origins.get(&entry.row.couple), redo) {
        (None, _) | (Some(_), Redo::Everybody) => true,
        (Some(origin), Redo::Origin(again)) => *origin == again.as_str(),
        (Some(_), Redo::Nobody) => false,
    };
    keeping
        .kept(Form::Character)
        .filter(is_wanted)
        .map(|entry| {
            let of_series = entry.series.as_ref().and_then(|link| series.get(&link.couple));
            Subject::of(entry, of_series.copied())
        })
        .collect()
}

impl Subject {
    fn of(entry: &Entry, series: Option<&Entry>) -> Self {
        let text = |column: &str| entry.row.get(column).unwrap_or_default();
        let genres = series.and_then(|series| series.row.get("genres")).unwrap_or_default();
        Self {
            couple: entry.row.couple.clone(),
            name: text("name").to_owned(),
            series: text("series").to_owned(),
            about: text("about").to_owned(),
            genres: genres
                .split('|')
                .map(str::trim)
                .filter(|genre| !genre.is_empty())
                .map(str::to_owned)
                .collect(),
            rarity: text("rarity").trim().parse().unwrap_or(1),
            favorites: text("favorites").trim().parse().unwrap_or(0),
        }
    }
}
