//! Which columns of the users' tables are ours to write, and what we want in them.

use std::borrow::Cow;

use crate::finish::{FinalCharacter, FinalSeries};

/// One of the two tables that we write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Which {
    /// `series`.
    Series,
    /// `waifus`.
    Waifus,
}

/// A column that we write.
#[derive(Debug, PartialEq, Eq)]
pub struct Wish {
    /// Its name.
    pub name: &'static str,
    /// The type that the old schema gave it.
    pub usual_type: &'static str,
}

const fn wish(name: &'static str, usual_type: &'static str) -> Wish {
    Wish { name, usual_type }
}

static SERIES: [Wish; 10] = [
    wish("name", "VARCHAR(255)"),
    wish("english_name", "VARCHAR(255)"),
    wish("image_link", "TEXT"),
    wish("creator", "TEXT"),
    wish("genres", "TEXT"),
    wish("synopsis", "TEXT"),
    wish("favorites", "INTEGER"),
    wish("members", "INTEGER"),
    wish("score", "DOUBLE PRECISION"),
    wish("media_type", "VARCHAR(50) NOT NULL DEFAULT 'anime'"),
];
static WAIFUS: [Wish; 14] = [
    wish("name", "VARCHAR(255)"),
    wish("series_id", "INTEGER"),
    wish("series", "VARCHAR(255)"),
    wish("genre", "VARCHAR(100)"),
    wish("rarity", "INTEGER"),
    wish("image_url", "TEXT"),
    wish("about", "TEXT"),
    wish("stats", "TEXT"),
    wish("elemental_type", "TEXT"),
    wish("archetype", "TEXT"),
    wish("potency", "TEXT"),
    wish("elemental_resistances", "TEXT"),
    wish("favorite_gifts", "TEXT"),
    wish("special_dialogue", "TEXT"),
];
static SERIES_KEY: Wish = wish("series_id", "INTEGER PRIMARY KEY");
static WAIFUS_KEY: Wish = wish("waifu_id", "INTEGER PRIMARY KEY");

/// The day a character was born: written only where the target knows none.
pub const BIRTHDAY: &str = "birthday";

impl Which {
    /// The table's name.
    pub fn table(self) -> &'static str {
        match self {
            Self::Series => "series",
            Self::Waifus => "waifus",
        }
    }

    /// The column of the published number.
    pub fn key(self) -> &'static Wish {
        match self {
            Self::Series => &SERIES_KEY,
            Self::Waifus => &WAIFUS_KEY,
        }
    }

    /// The columns that we write, beside the key.
    pub fn wishes(self) -> &'static [Wish] {
        match self {
            Self::Series => &SERIES,
            Self::Waifus => &WAIFUS,
        }
    }

    /// Where a column stands among those that we write.
    pub fn position(self, name: &str) -> Option<usize> {
        self.wishes().iter().position(|wish| wish.name == name)
    }
}

/// A row as we want it in the target: its number and a value for each column that we write.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// The published number.
    pub id: i64,
    /// In the order of [`Which::wishes`]; an empty text is no value.
    pub values: Vec<Option<Cow<'a, str>>>,
    /// The birthday, where we know one.
    pub birthday: Option<String>,
}

impl<'a> Wanted<'a> {
    /// A series as its table wants it.
    pub fn series(row: &'a FinalSeries) -> Self {
        let values = vec![
            text(&row.name),
            optional(row.english_name.as_deref()),
            optional(row.image_link.as_deref()),
            optional(row.creator.as_deref()),
            optional(row.genres.as_deref()),
            optional(row.synopsis.as_deref()),
            Some(number(&row.favorites)),
            Some(number(&row.members)),
            Some(number(&row.score)),
            text(&row.media_type),
        ];
        Self { id: row.series_id, values, birthday: None }
    }

    /// A character as its table wants it.
    pub fn character(row: &'a FinalCharacter) -> Self {
        let values = vec![
            text(&row.name),
            Some(number(&row.series_id)),
            text(&row.series),
            text(&row.genre),
            Some(number(&row.rarity)),
            optional(row.image_url.as_deref()),
            optional(row.about.as_deref()),
            text(&row.stats),
            text(&row.elemental_type),
            text(&row.archetype),
            text(&row.potency),
            text(&row.elemental_resistances),
            text(&row.favorite_gifts),
            text(&row.special_dialogue),
        ];
        Self { id: row.waifu_id, values, birthday: None }
    }

    /// The name, for people.
    pub fn name(&self) -> &str {
        self.values[0].as_deref().unwrap_or_default()
    }
}

fn text(text: &str) -> Option<Cow<'_, str>> {
    (!text.is_empty()).then_some(Cow::Borrowed(text))
}

fn optional(text: Option<&str>) -> Option<Cow<'_, str>> {
    text.filter(|text| !text.is_empty()).map(Cow::Borrowed)
}

fn number<'a>(number: &impl ToString) -> Cow<'a, str> {
    Cow::Owned(number.to_string())
}
