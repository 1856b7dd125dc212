//! The final rows of both targets, column by column in the order of the old files.

use std::sync::Arc;

use keeping::forms::Couple;

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
    pub english_name: Option<Box<str>>,
    /// The address of a picture.
    pub image_link: Option<Box<str>>,
    /// Who made it, as JSON by role.
    pub creator: Option<Box<str>>,
    /// Genres with `|` between them.
    pub genres: Option<Box<str>>,
    /// What it is about.
    pub synopsis: Option<Box<str>>,
    /// How many have it among their favourites; 0 where that is not known.
    pub favorites: i64,
    /// How many follow it; 0 where that is not known.
    pub members: i64,
    /// The audience's score; 0 where that is not known.
    pub score: f64,
    /// What it is made in.
    pub media_type: Box<str>,
}

/// A character as published.
#[derive(Debug, Clone, PartialEq)]
pub struct FinalCharacter {
    /// What it was made of; no column of any target.
    pub couple: Couple,
    /// Its published number.
    pub waifu_id: i64,
    /// Its name.
    pub name: Box<str>,
    /// The name of its series.
    pub series: Arc<str>,
    /// The number of its series.
    pub series_id: i64,
    /// The medium's display name.
    pub genre: Box<str>,
    /// Stars; not necessarily in the target's range, which the check tells of.
    pub rarity: i64,
    /// The address of a picture.
    pub image_url: Option<Box<str>>,
    /// How many have it among their favourites; 0 where that is not known.
    pub favorites: i64,
    /// Who it is.
    pub about: Option<Box<str>>,
    /// Its eight stats, as JSON.
    pub stats: Box<str>,
    /// Its elements, as JSON.
    pub elemental_type: Box<str>,
    /// Its archetype, empty when it has none.
    pub archetype: Box<str>,
    /// Its grades by role, as JSON.
    pub potency: Box<str>,
    /// What it resists, as JSON.
    pub elemental_resistances: Box<str>,
    /// Gifts that it likes, as JSON.
    pub favorite_gifts: Box<str>,
    /// Always an empty JSON object.
    pub special_dialogue: Box<str>,
}

/// The final rows of a registry, by number.
#[derive(Debug, Clone, Default)]
pub struct Finished {
    /// Series.
    pub series: Vec<FinalSeries>,
    /// Characters.
    pub characters: Vec<FinalCharacter>,
}
