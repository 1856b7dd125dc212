//! What a source told of a series or character, in the shape it is stored in: facts, before any rule.

use std::collections::BTreeMap;

use model::Instant;
use serde::{Deserialize, Serialize};

/// The body of a collected row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// Facts about a series.
    Series(Box<SeriesFacts>),
    /// Facts about a character.
    Character(Box<CharacterFacts>),
    /// A row of a file in standard form, cell by cell, empty ones left out.
    Row {
        /// Who wrote the file: `manual`, or `legacy` for the old pipeline's own files.
        from: String,
        /// Column names and their texts, unaltered.
        cells: BTreeMap<String, String>,
    },
}

impl Said {
    /// The same with the time at which it was told, unless it knows one: what is told again later says the
    /// same, so that the time is no part of what is stored.
    #[must_use]
    pub fn fetched(mut self, at: Instant) -> Self {
        let fetched_at = match &mut self {
            Self::Series(facts) => &mut facts.fetched_at,
            Self::Character(facts) => &mut facts.fetched_at,
            Self::Row { .. } => return self,
        };
        if fetched_at.is_none() {
            let text = at.to_string();
            *fetched_at = text.get(..19).map(|text| text.replace('T', " "));
        }
        self
    }
}

/// What a source told of a series. Everything may be missing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SeriesFacts {
    /// The name without any suffix.
    pub name: String,
    /// The English name.
    pub english_name: Option<String>,
    /// `anime`, `manga`, `visual_novel`, `light_novel` or `game`.
    pub media_type: String,
    /// Names by role: `studio`, `author`, `serialization`, `developer`, `publisher`.
    pub creators: Vec<(String, Vec<String>)>,
    /// The address of a picture.
    pub image: Option<String>,
    /// Genres in the source's words and order.
    pub genres: Vec<String>,
    /// Tags in the source's words, which rules turn into genres (VNDB).
    pub tags: Vec<String>,
    /// What it is about.
    pub synopsis: Option<String>,
    /// How many favour it.
    pub favorites: Option<i64>,
    /// How many follow it, or voted.
    pub members: Option<i64>,
    /// The score on the source's own scale.
    pub score: Option<f64>,
    /// When it was fetched, as `YYYY-MM-DD hh:mm:ss` in UTC.
    pub fetched_at: Option<String>,
}

/// What a source told of a character. Everything may be missing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CharacterFacts {
    /// The name as the source writes it.
    pub name: String,
    /// The name in its own script.
    pub native_name: Option<String>,
    /// The series' name without any suffix.
    pub series: String,
    /// `anime`, `manga`, `visual_novel`, `light_novel` or `game`: its series' medium.
    pub media_type: String,
    /// The address of a picture.
    pub image: Option<String>,
    /// Who it is.
    pub about: Option<String>,
    /// How many favour it.
    pub favorites: Option<i64>,
    /// Sex in the source's own code, the apparent one first (VNDB: `f`, `m`, `b`, `n`).
    pub sex: Option<String>,
    /// How many traits the source lists (VNDB).
    pub traits: Option<u32>,
    /// `MM/DD` or `MM-DD`, where the source tells.
    pub birthday: Option<String>,
    /// Stars in the source's own file, where a person wrote them (manual games).
    pub rarity: Option<i64>,
    /// What else is worth keeping, such as `manual_override` for a wiki's row.
    pub note: Option<String>,
    /// When it was fetched, as `YYYY-MM-DD hh:mm:ss` in UTC.
    pub fetched_at: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_is_added_where_there_is_none() {
        let at = Instant::from_micros(1_999_999);
        let of = |fetched_at: Option<&str>| {
            let facts = SeriesFacts { fetched_at: fetched_at.map(Into::into), ..SeriesFacts::default() };
            match Said::Series(Box::new(facts)).fetched(at) {
                Said::Series(facts) => facts.fetched_at,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(of(None).as_deref(), Some("1970-01-01 00:00:01"));
        assert_eq!(of(Some("2025-11-14 10:47:20")).as_deref(), Some("2025-11-14 10:47:20"));
    }
}
