//! The rows that are published: what a series and a character look like to the game.
//!
//! How they come to be is the stages' matter, and how they are written each target's.

use serde::Serialize;

/// A series as it is published.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FinalSeries {
    /// Its published number.
    pub series_id: i64,
    /// The source type it was given the number under: a game's short name makes its suffix.
    pub source_type: String,
    /// The id there.
    pub source_id: String,
    /// The name.
    pub name: String,
    /// The English name.
    pub english_name: Option<String>,
    /// The address of a picture.
    pub image_link: Option<String>,
    /// Who made it, as a JSON object.
    pub creator: Option<String>,
    /// Genres with `|` between them.
    pub genres: Option<String>,
    /// What it is about.
    pub synopsis: Option<String>,
    /// How many favour it.
    pub favorites: Option<i64>,
    /// How many follow it.
    pub members: Option<i64>,
    /// The audience's score.
    pub score: Option<f64>,
    /// What it is made in.
    pub media_type: String,
}

/// A character as it is published.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FinalCharacter {
    /// Its published number.
    pub waifu_id: i64,
    /// The source type it was given the number under.
    pub source_type: String,
    /// The id there.
    pub source_id: String,
    /// The name.
    pub name: String,
    /// Its series' name.
    pub series: String,
    /// Its series' published number.
    pub series_id: Option<i64>,
    /// The medium's display name.
    pub genre: String,
    /// Stars; unbounded where no person decided.
    pub rarity: Option<i64>,
    /// Whether a person decided the stars.
    pub rarity_by_hand: bool,
    /// The address of a picture.
    pub image_url: Option<String>,
    /// How many favour it.
    pub favorites: Option<i64>,
    /// Who it is.
    pub about: Option<String>,
    /// Stats, as a JSON object.
    pub stats: Option<String>,
    /// Elements, as a JSON list.
    pub elemental_type: Option<String>,
    /// The archetype.
    pub archetype: Option<String>,
    /// Grades by role, as a JSON object.
    pub potency: Option<String>,
    /// Resistances by element, as a JSON object.
    pub elemental_resistances: Option<String>,
    /// Gifts it likes, as a JSON list.
    pub favorite_gifts: Option<String>,
    /// What it says on occasions, as a JSON object.
    pub special_dialogue: Option<String>,
    /// `YYYY-MM-DD`, or `MM-DD` where the year is not known.
    pub birthday: Option<String>,
}
