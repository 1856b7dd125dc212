//! Final rows as cells of text, column by column in the order of the old files.

use std::borrow::Cow;

use keeping::{forms::Couple, rules::float};

use super::rows::{FinalCharacter, FinalSeries};

/// A row that stands in a final file.
pub trait FinalRow {
    /// The names of its columns; the first is its published number's.
    const COLUMNS: &'static [&'static str];

    /// What it was made of.
    fn couple(&self) -> &Couple;

    /// Its published number.
    fn unique_id(&self) -> i64;

    /// Its name.
    fn name(&self) -> &str;

    /// A cell for each of [`Self::COLUMNS`]; none where nothing is known.
    fn cells(&self) -> Vec<Option<Cow<'_, str>>>;
}

impl FinalRow for FinalSeries {
    const COLUMNS: &'static [&'static str] = &[
        "series_id",
        "name",
        "english_name",
        "image_link",
        "creator",
        "genres",
        "synopsis",
        "favorites",
        "members",
        "score",
        "media_type",
    ];

    fn couple(&self) -> &Couple {
        &self.couple
    }

    fn unique_id(&self) -> i64 {
        self.series_id
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn cells(&self) -> Vec<Option<Cow<'_, str>>> {
        vec![
            number(self.series_id),
            text(&self.name),
            self.english_name.as_deref().and_then(text),
            self.image_link.as_deref().and_then(text),
            self.creator.as_deref().and_then(text),
            self.genres.as_deref().and_then(text),
            self.synopsis.as_deref().and_then(text),
            number(self.favorites),
            number(self.members),
            Some(Cow::Owned(float(self.score))),
            text(&self.media_type),
        ]
    }
}

impl FinalRow for FinalCharacter {
    const COLUMNS: &'static [&'static str] = &[
        "waifu_id",
        "name",
        "series",
        "series_id",
        "genre",
        "rarity",
        "image_url",
        "favorites",
        "about",
        "stats",
        "elemental_type",
        "archetype",
        "potency",
        "elemental_resistances",
        "favorite_gifts",
        "special_dialogue",
    ];

    fn couple(&self) -> &Couple {
        &self.couple
    }

    fn unique_id(&self) -> i64 {
        self.waifu_id
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn cells(&self) -> Vec<Option<Cow<'_, str>>> {
        vec![
            number(self.waifu_id),
            text(&self.name),
            text(&self.series),
            number(self.series_id),
            text(&self.genre),
            number(self.rarity),
            self.image_url.as_deref().and_then(text),
            number(self.favorites),
            self.about.as_deref().and_then(text),
            text(&self.stats),
            text(&self.elemental_type),
            text(&self.archetype),
            text(&self.potency),
            text(&self.elemental_resistances),
            text(&self.favorite_gifts),
            text(&self.special_dialogue),
        ]
    }
}

#[expect(clippy::unnecessary_wraps, reason = "a cell, like all of its row")]
fn text(text: &str) -> Option<Cow<'_, str>> {
    Some(Cow::Borrowed(text))
}

#[expect(clippy::unnecessary_wraps, reason = "a cell, like all of its row")]
fn number(number: i64) -> Option<Cow<'static, str>> {
    Some(Cow::Owned(number.to_string()))
}
