//! The filters: one parser for query strings, flags and forms.

use std::collections::BTreeMap;

use model::{Format, Medium, Season, Status};
use serde::{Deserialize, Serialize};

/// What a hit must meet. An empty list or a missing bound asks for nothing.
///
/// As JSON it is an object of the published names; a list may be an array or text with commas.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<String, serde_json::Value>", into = "BTreeMap<&'static str, String>")]
pub struct Filters {
    /// One of these media.
    pub medium: Vec<Medium>,
    /// One of these formats.
    pub format: Vec<Format>,
    /// One of these states.
    pub status: Vec<Status>,
    /// One of these seasons of the year.
    pub season: Vec<Season>,
    /// Began in this year or later.
    pub year_min: Option<i16>,
    /// Began in this year or earlier.
    pub year_max: Option<i16>,
    /// At least as many episodes.
    pub episodes_min: Option<u32>,
    /// At most as many episodes.
    pub episodes_max: Option<u32>,
    /// Episodes at least as long, in seconds.
    pub duration_min: Option<u32>,
    /// Episodes at most as long, in seconds.
    pub duration_max: Option<u32>,
    /// Scored at least so, 0 to 10.
    pub score_min: Option<f64>,
    /// Scored at most so, 0 to 10.
    pub score_max: Option<f64>,
    /// Has one of these tags.
    pub tags_any: Vec<String>,
    /// Has all of these tags.
    pub tags_all: Vec<String>,
    /// Has none of these tags.
    pub tags_none: Vec<String>,
    /// By one of these studios.
    pub studios_any: Vec<String>,
    /// By none of these studios.
    pub studios_none: Vec<String>,
    /// Works for adults only.
    pub adult: Adult,
}

/// What to do with works for adults only.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Adult {
    /// Leave them out.
    #[default]
    Exclude,
    /// Show them among the others.
    Include,
    /// Show nothing else.
    Only,
}

/// A parameter that is unknown, unreadable or out of range.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("parameter `{parameter}`: {message}")]
pub struct FilterError {
    /// The parameter's name as it came.
    pub parameter: String,
    /// What is wrong with it.
    pub message: String,
    /// Values near the one that is wrong.
    pub near: Vec<String>,
}

impl FilterError {
    pub(crate) fn new(parameter: &str, message: impl Into<String>) -> Self {
        Self { parameter: parameter.to_owned(), message: message.into(), near: Vec::new() }
    }
}

impl Filters {
    /// The published names, in the order of the fields.
    pub fn names() -> &'static [&'static str] {
        &[
            "medium",
            "format",
            "status",
            "season",
            "year_min",
            "year_max",
            "episodes_min",
            "episodes_max",
            "duration_min",
            "duration_max",
            "score_min",
            "score_max",
            "tags_any",
            "tags_all",
            "tags_none",
            "studios_any",
            "studios_none",
            "adult",
        ]
    }

    /// Sets one filter from text; lists are separated by commas, an empty text takes the filter back.
    ///
    /// # Errors
    /// Names the parameter that is unknown or whose value is unreadable or out of range.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), FilterError> {
        match name {
            "medium" => self.medium = list(name, value, |word| known(Medium::parse(word), Medium::ALL))?,
            "format" => self.format = list(name, value, |word| known(Format::parse(word), Format::ALL))?,
            "status" => self.status = list(name, value, |word| known(Status::parse(word), Status::ALL))?,
            "season" => self.season = list(name, value, Season::parse)?,
            "year_min" => self.year_min = number(name, value, 1850..=2150)?,
            "year_max" => self.year_max = number(name, value, 1850..=2150)?,
            "episodes_min" => self.episodes_min = number(name, value, 0..=u32::MAX)?,
            "episodes_max" => self.episodes_max = number(name, value, 0..=u32::MAX)?,
            "duration_min" => self.duration_min = number(name, value, 0..=u32::MAX)?,
            "duration_max" => self.duration_max = number(name, value, 0..=u32::MAX)?,
            "score_min" => self.score_min = number(name, value, 0.0..=10.0)?,
            "score_max" => self.score_max = number(name, value, 0.0..=10.0)?,
            "tags_any" => self.tags_any = texts(value),
            "tags_all" => self.tags_all = texts(value),
            "tags_none" => self.tags_none = texts(value),
            "studios_any" => self.studios_any = texts(value),
            "studios_none" => self.studios_none = texts(value),
            "adult" => {
                self.adult = match value.trim() {
                    "" | "exclude" => Adult::Exclude,
                    "include" => Adult::Include,
                    "only" => Adult::Only,
                    _ => {
                        let message = format!("`{value}` is none of exclude, include, only");
                        return Err(FilterError::new(name, message));
                    }
                }
            }
            _ => return Err(FilterError::new(name, "there is no such parameter")),
        }
        Ok(())
    }

    /// The filters in force as published names and values; setting them again gives the same filters.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        let mut push = |name, value: String| {
            if !value.is_empty() {
                pairs.push((name, value));
            }
        };
        push("medium", joined(self.medium.iter().map(Medium::as_str)));
        push("format", joined(self.format.iter().map(Format::as_str)));
        push("status", joined(self.status.iter().map(Status::as_str)));
        push("season", joined(self.season.iter().map(|season| season.as_str())));
        push("year_min", shown(self.year_min));
        push("year_max", shown(self.year_max));
        push("episodes_min", shown(self.episodes_min));
        push("episodes_max", shown(self.episodes_max));
        push("duration_min", shown(self.duration_min));
        push("duration_max", shown(self.duration_max));
        push("score_min", shown(self.score_min));
        push("score_max", shown(self.score_max));
        push("tags_any", joined(self.tags_any.iter().map(String::as_str)));
        push("tags_all", joined(self.tags_all.iter().map(String::as_str)));
        push("tags_none", joined(self.tags_none.iter().map(String::as_str)));
        push("studios_any", joined(self.studios_any.iter().map(String::as_str)));
        push("studios_none", joined(self.studios_none.iter().map(String::as_str)));
        match self.adult {
            Adult::Exclude => {}
            Adult::Include => push("adult", "include".to_owned()),
            Adult::Only => push("adult", "only".to_owned()),
        }
        pairs
    }

    /// Refuses ranges whose lower end lies above the upper one.
    ///
    /// # Errors
    /// Names the lower end's parameter.
    pub fn check(&self) -> Result<(), FilterError> {
        let upside_down = |name: &str, wrong: bool| {
            let message = || format!("lies above {}", name.replace("_min", "_max"));
            if wrong { Err(FilterError::new(name, message())) } else { Ok(()) }
        };
        upside_down("year_min", above(self.year_min, self.year_max))?;
        upside_down("episodes_min", above(self.episodes_min, self.episodes_max))?;
        upside_down("duration_min", above(self.duration_min, self.duration_max))?;
        upside_down("score_min", above(self.score_min, self.score_max))
    }
}

fn above<T: PartialOrd>(low: Option<T>, high: Option<T>) -> bool {
    matches!((low, high), (Some(low), Some(high)) if low > high)
}

fn joined<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(",")
}

fn shown<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn texts(value: &str) -> Vec<String> {
    value.split(',').map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned).collect()
}

/// A word of a closed vocabulary; one that the vocabulary does not hold is `None`.
fn known<T: PartialEq>(word: T, all: &[T]) -> Option<T> {
    all.contains(&word).then_some(word)
}

fn list<T>(name: &str, value: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, FilterError> {
    let read = |word: &String| {
        parse(word).ok_or_else(|| FilterError::new(name, format!("`{word}` is not a known {name}")))
    };
    texts(value).iter().map(read).collect()
}

fn number<T>(name: &str, value: &str, range: std::ops::RangeInclusive<T>) -> Result<Option<T>, FilterError>
where
    T: std::str::FromStr + PartialOrd + std::fmt::Display,
{
    if value.trim().is_empty() {
        return Ok(None);
    }
    let number = value.trim().parse().ok().filter(|number| range.contains(number));
    let message = || format!("`{value}` is not a number from {} to {}", range.start(), range.end());
    number.map(Some).ok_or_else(|| FilterError::new(name, message()))
}

impl From<Filters> for BTreeMap<&'static str, String> {
    fn from(filters: Filters) -> Self {
        filters.pairs().into_iter().collect()
    }
}

impl TryFrom<BTreeMap<String, serde_json::Value>> for Filters {
    type Error = FilterError;

    fn try_from(values: BTreeMap<String, serde_json::Value>) -> Result<Self, FilterError> {
        let mut filters = Self::default();
        for (name, value) in values {
            filters.set(&name, &text_of(&name, value)?)?;
        }
        Ok(filters)
    }
}

fn text_of(name: &str, value: serde_json::Value) -> Result<String, FilterError> {
    match value {
        serde_json::Value::Null => Ok(String::new()),
        serde_json::Value::String(text) => Ok(text),
        serde_json::Value::Number(number) => Ok(number.to_string()),
        serde_json::Value::Array(items) => {
            let texts: Result<Vec<String>, FilterError> =
                items.into_iter().map(|item| text_of(name, item)).collect();
            texts.map(|texts| texts.join(","))
        }
        _ => Err(FilterError::new(name, "is neither text, a number nor a list")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_can_be_printed_and_set_again() {
        let mut filters = Filters::default();
        let values = [
            "anime,manga",
            "tv",
            "finished",
            "winter,fall",
            "1990",
            "1999",
            "1",
            "26",
            "60",
            "1800",
            "6.5",
            "9",
            "drama",
            "school,mecha",
            "gore",
            "sunrise",
            "toei",
            "include",
        ];
        for (name, value) in Filters::names().iter().zip(values) {
            filters.set(name, value).expect("a good value");
        }
        assert_eq!(filters.pairs().len(), Filters::names().len());
        let json = serde_json::to_string(&filters).expect("filters are an object");
        assert_eq!(serde_json::from_str::<Filters>(&json).expect("and read again"), filters);
        assert_eq!(filters.check(), Ok(()));
    }

    #[test]
    fn bad_values_name_their_parameter() {
        let bad = [
            ("medium", "radio"),
            ("season", "monsoon"),
            ("year_min", "1066"),
            ("episodes_max", "-1"),
            ("score_min", "11"),
            ("score_min", "NaN"),
            ("adult", "yes"),
            ("color", "red"),
        ];
        for (name, value) in bad {
            let error = Filters::default().set(name, value).expect_err(value);
            assert_eq!(error.parameter, name);
        }
        let upside_down = Filters { year_min: Some(2000), year_max: Some(1990), ..Filters::default() };
        assert_eq!(upside_down.check().map_err(|e| e.parameter), Err("year_min".to_owned()));
    }
}
