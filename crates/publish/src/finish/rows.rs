//! The final rows of both targets, column by column in the order of the old files.

use std::sync::Arc;

use keeping::forms::{Couple, Form};

/// A series as published.
#[derive(Debug, Clone, PartialEq)]
pub struct FinalSeries {
    /// What it was made of; no column of any target.
    pub couple: Couple,
    /// Its published number.
    pub series_id: i64,
    /// Its name.
    pub name: Arc<str>,
    /// Its English name.
    pub english_name: Option<Arc<str>>,
    /// The address of a picture.
    pub image_link: Option<Arc<str>>,
    /// Who made it, as JSON by role.
    pub creator: Option<Arc<str>>,
    /// Genres with `|` between them.
    pub genres: Option<Arc<str>>,
    /// What it is about.
    pub synopsis: Option<Arc<str>>,
    /// How many have it among their favourites; 0 where that is not known.
    pub favorites: i64,
    /// How many follow it; 0 where that is not known.
    pub members: i64,
    /// The audience's score; 0 where that is not known.
    pub score: f64,
    /// What it is made in.
    pub media_type: Arc<str>,
}

/// A character as published.
#[derive(Debug, Clone, PartialEq)]
pub struct FinalCharacter {
    /// What it was made of; no column of any target.
    pub couple: Couple,
    /// Its published number.
    pub waifu_id: i64,
    /// Its name.
    pub name: Arc<str>,
    /// The name of its series.
    pub series: Arc<str>,
    /// The number of its series.
    pub series_id: i64,
    /// The medium's display name.
    pub genre: Arc<str>,
    /// Stars; not necessarily in the target's range, which the check tells of.
    pub rarity: i64,
    /// The address of a picture.
    pub image_url: Option<Arc<str>>,
    /// How many have it among their favourites; 0 where that is not known.
    pub favorites: i64,
    /// Who it is.
    pub about: Option<Arc<str>>,
    /// Its eight stats, as JSON.
    pub stats: Arc<str>,
    /// Its elements, as JSON.
    pub elemental_type: Arc<str>,
    /// Its archetype, empty when it has none.
    pub archetype: Arc<str>,
    /// Its grades by role, as JSON.
    pub potency: Arc<str>,
    /// What it resists, as JSON.
    pub elemental_resistances: Arc<str>,
    /// Gifts that it likes, as JSON.
    pub favorite_gifts: Arc<str>,
    /// Always an empty JSON object.
    pub special_dialogue: Arc<str>,
}

/// The final rows of a registry, by number.
#[derive(Debug, Clone, Default)]
pub struct Finished {
    /// Series.
    pub series: Vec<FinalSeries>,
    /// Characters.
    pub characters: Vec<FinalCharacter>,
    /// What could not be made a row.
    pub left_out: Vec<LeftOut>,
}

/// A row that could not be finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// What it is of.
    pub form: Form,
    /// Which.
    pub couple: Couple,
    /// Its published number, if it has one.
    pub unique_id: Option<i64>,
    /// Its name, empty when that is what it lacks.
    pub name: Arc<str>,
    /// The column that is to blame.
    pub column: &'static str,
    /// What stands there.
    pub value: Option<Arc<str>>,
    /// Why.
    pub reason: Reason,
}

/// Why a row could not be finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It has no published number.
    Number,
    /// A column that no row can be without is empty.
    Empty,
    /// Its stars are no number.
    Stars,
    /// Its stars are out of range; only the old pipeline's rules leave such a row out.
    Range,
    /// Its series is not to be found.
    Series,
}
