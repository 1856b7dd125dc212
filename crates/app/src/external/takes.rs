//! What parameters take, checked before anybody is asked.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{civil::Date, tz::TimeZone};
use model::FuzzyDate;

use super::{ExternalParameter, ExternalRoute};
use crate::AppError;

/// The fields of a work's record that may be chosen.
const FIELDS: [&str; 28] = [
    "url",
    "medium",
    "format",
    "title",
    "titles",
    "synonyms",
    "episodes",
    "status",
    "season",
    "year",
    "start_date",
    "end_date",
    "duration_s",
    "synopsis",
    "genres",
    "tags",
    "studios",
    "score",
    "popularity",
    "images",
    "relations",
    "external_ids",
    "airings",
    "broadcast",
    "streams",
    "premieres",
    "delays",
    "links",
];

/// What a parameter takes.
#[derive(Debug, Clone, Copy)]
pub enum Takes {
    /// A whole number within bounds.
    Whole(u32, u32),
    /// A number within bounds.
    Real(f64, f64),
    /// One of some words; beside each, the source's own.
    Word(&'static [(&'static str, &'static str)]),
    /// `true` or `false`; the source knows only whether it is there.
    Flag,
    /// `true` or `false`, told to the source either way.
    Bool,
    /// Words of at most so many characters.
    Text(usize),
    /// Names separated by commas, told to the source in lower case with dashes, as its addresses have them.
    Slugs,
    /// Numbers separated by commas.
    Numbers,
    /// A name as it stands in an address: letters, digits, dashes and underlines.
    Slug,
    /// A date, `YYYY[-MM[-DD]]`.
    Date,
    /// A day, `YYYY-MM-DD`.
    Day,
    /// A week: `current`, `next`, a day within it, or its number from 1 to 53.
    Week,
    /// A time zone by its IANA name.
    Zone,
    /// Names of a record's fields, separated by commas.
    Fields,
}

/// What was given, each value as the source is told it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Given(BTreeMap<&'static str, (String, String)>);

impl Given {
    /// Reads the parameters of a route.
    ///
    /// # Errors
    /// `invalid_parameter` with what is allowed: for a name that the route does not know, one given twice, one that is
    /// missing, or a value that cannot be.
    pub fn read(route: &ExternalRoute, pairs: &[(String, String)]) -> Result<Self, AppError> {
        let mut given = Self::default();
        for (name, value) in pairs {
            let Some(parameter) = route.parameter(name) else {
                let known: Vec<&str> = route.parameters.iter().map(|parameter| parameter.name).collect();
                let shown: String = name.chars().take(60).collect();
                let error =
                    AppError::invalid_parameter(&shown, format!("there is no parameter `{shown}` here"));
                return Err(error.detail("allowed", known.clone()).hint(match known.as_slice() {
                    [] => "it takes no parameters".to_owned(),
                    known => format!("parameters are {}", known.join(", ")),
                }));
            };
            let (shown, told) = parameter.takes.read(value).map_err(|()| refused(parameter, value))?;
            let lists = matches!(parameter.takes, Takes::Slugs | Takes::Numbers | Takes::Fields);
            match given.0.get_mut(parameter.name) {
                Some((more, all)) if lists => {
                    *more = format!("{more},{shown}");
                    *all = format!("{all},{told}");
                }
                Some(_) => {
                    let name = parameter.name;
                    return Err(AppError::invalid_parameter(name, format!("`{name}` is given twice")));
                }
                None => drop(given.0.insert(parameter.name, (shown, told))),
            }
        }
        for parameter in route.parameters {
            let (name, is_missing) = (parameter.name, !given.0.contains_key(parameter.name));
            match parameter.default {
                Some(default) if is_missing => {
                    let (shown, told) =
                        parameter.takes.read(default).map_err(|()| refused(parameter, default))?;
                    given.0.insert(name, (shown, told));
                }
                None if is_missing && parameter.required => {
                    let error = AppError::invalid_parameter(name, format!("`{name}` is missing"));
                    return Err(error.hint(format!("`{name}` is {}", parameter.takes.expected())));
                }
                _ => {}
            }
        }
        given.upright("min_score", "max_score")?;
        Ok(given)
    }

    /// A parameter's value in the source's words.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|(_, told)| told.as_str())
    }

    /// A whole number.
    pub fn whole(&self, name: &str) -> Option<u32> {
        self.get(name)?.parse().ok()
    }

    /// What was understood, in the route's own words.
    pub fn understood(&self) -> BTreeMap<&'static str, String> {
        self.0.iter().map(|(name, (shown, _))| (*name, shown.clone())).collect()
    }

    fn upright(&self, min: &str, max: &str) -> Result<(), AppError> {
        let number = |name| self.get(name).and_then(|text| text.parse::<f64>().ok());
        match (number(min), number(max)) {
            (Some(low), Some(high)) if low > high => {
                let error =
                    AppError::invalid_parameter(min, format!("`{min}` {low} is above `{max}` {high}"));
                Err(error.detail("parameters", vec![min, max]))
            }
            _ => Ok(()),
        }
    }
}

fn refused(parameter: &ExternalParameter, value: &str) -> AppError {
    let (name, shown): (_, String) = (parameter.name, value.chars().take(60).collect());
    let expected = parameter.takes.expected();
    let error = AppError::invalid_parameter(name, format!("`{name}` is {expected}, not `{shown}`"));
    match parameter.takes.allowed() {
        Some(allowed) => error.detail("allowed", allowed),
        None => error,
    }
}

impl Takes {
    /// The words that are allowed, where they can be listed.
    pub fn allowed(self) -> Option<Vec<&'static str>> {
        match self {
            Self::Word(words) => {
                let mut seen = BTreeSet::new();
                Some(words.iter().map(|(word, _)| *word).filter(|word| seen.insert(*word)).collect())
            }
            Self::Flag | Self::Bool => Some(vec!["true", "false"]),
            Self::Fields => Some(FIELDS.to_vec()),
            _ => None,
        }
    }

    /// What it takes, to stand behind `is`.
    pub fn expected(self) -> String {
        match self {
            Self::Whole(low, high) => format!("a whole number from {low} to {high}"),
            Self::Real(low, high) => format!("a number from {low} to {high}"),
            Self::Word(_) | Self::Flag | Self::Bool => {
                format!("one of {}", self.allowed().unwrap_or_default().join(", "))
            }
            Self::Text(most) => format!("a text of 1 to {most} characters"),
            Self::Slugs => "a list of names separated by commas".to_owned(),
            Self::Numbers => "a list of numbers separated by commas".to_owned(),
            Self::Slug => "a name as in the site's addresses: letters, digits, `-`, `_` and `.`".to_owned(),
            Self::Date => "a date as YYYY[-MM[-DD]]".to_owned(),
            Self::Day => "a day as YYYY-MM-DD".to_owned(),
            Self::Week => {
                "`current`, `next`, a day as YYYY-MM-DD, or a week's number from 1 to 53".to_owned()
            }
            Self::Zone => "a time zone such as Europe/Berlin".to_owned(),
            Self::Fields => format!("a list of fields separated by commas: {}", FIELDS.join(", ")),
        }
    }

    /// Reads a value: as it is shown, and as the source is told it.
    fn read(self, text: &str) -> Result<(String, String), ()> {
        // A plus sign in an address is a blank: `R+` comes as `R `.
        let text = if matches!(self, Self::Word(_)) { text.trim_start() } else { text.trim() };
        let same = |text: String| Ok((text.clone(), text));
        match self {
            Self::Whole(low, high) => {
                let number: u32 = digits(text).and_then(|text| text.parse().ok()).ok_or(())?;
                if (low..=high).contains(&number) { same(number.to_string()) } else { Err(()) }
            }
            Self::Real(low, high) => {
                let number: f64 = text.parse().map_err(|_| ())?;
                if (low..=high).contains(&number) { same(number.to_string()) } else { Err(()) }
            }
            Self::Word(words) => {
                let found = words.iter().find(|(word, _)| plain(word) == plain(text)).ok_or(())?;
                Ok((found.0.to_owned(), found.1.to_owned()))
            }
            Self::Flag | Self::Bool => match text {
                "true" | "1" => same("true".to_owned()),
                "false" | "0" => same("false".to_owned()),
                _ => Err(()),
            },
            Self::Text(most) => {
                let length = text.chars().count();
                if (1..=most).contains(&length) { same(text.to_owned()) } else { Err(()) }
            }
            Self::Slugs => {
                let names: Vec<&str> =
                    text.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
                if names.is_empty() || text.len() > 500 {
                    return Err(());
                }
                Ok((names.join(","), names.iter().map(|name| slug(name)).collect::<Vec<_>>().join(",")))
            }
            Self::Numbers => {
                let numbers = text.split(',').map(|part| digits(part.trim()).ok_or(()));
                let numbers = numbers.collect::<Result<Vec<_>, ()>>()?;
                if numbers.len() > 100 { Err(()) } else { same(numbers.join(",")) }
            }
            Self::Slug => {
                let sound = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
                let fits = (1..=200).contains(&text.len()) && text.chars().all(sound);
                if fits && text.chars().any(|c| c.is_ascii_alphanumeric()) {
                    same(text.to_owned())
                } else {
                    Err(())
                }
            }
            Self::Date => same(text.parse::<FuzzyDate>().map_err(|_| ())?.to_string()),
            Self::Day => same(text.parse::<Date>().map_err(|_| ())?.to_string()),
            Self::Week => {
                let is_number = text.parse::<i8>().is_ok_and(|week| (1..=53).contains(&week));
                let fits = is_number || matches!(text, "current" | "next") || text.parse::<Date>().is_ok();
                if fits { same(text.to_owned()) } else { Err(()) }
            }
            Self::Zone => {
                TimeZone::get(text).map_err(|_| ())?;
                same(text.to_owned())
            }
            Self::Fields => {
                let names: Vec<&str> = text.split(',').map(str::trim).collect();
                let fits = names.iter().all(|name| FIELDS.contains(name));
                if fits { same(names.join(",")) } else { Err(()) }
            }
        }
    }
}

/// Digits and nothing else: `+5` is a number to others.
fn digits(text: &str) -> Option<&str> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
}

fn plain(word: &str) -> String {
    // A blank at the end was a plus sign.
    let word = word.strip_suffix(' ').map_or_else(|| word.to_owned(), |word| format!("{word}+"));
    word.to_lowercase().replace(['-', '_', ' '], "")
}

/// `Slice of Life` as `slice-of-life`.
fn slug(name: &str) -> String {
    let lower = name.to_lowercase();
    let parts: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::external::external_route;

    fn read(path: &str, pairs: &[(&str, &str)]) -> Result<Given, AppError> {
        let route = external_route(path).expect("it is in the table");
        let pairs: Vec<_> =
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Given::read(route, &pairs)
    }

    fn refusal(path: &str, pairs: &[(&str, &str)]) -> String {
        read(path, pairs).expect_err("a bad parameter").message
    }

    #[test]
    fn values_are_read_as_the_source_is_told_them() {
        let top = read("mal/top", &[("rating", "R "), ("type", "TV"), ("limit", "5")]).expect("good");
        assert_eq!((top.get("rating"), top.get("type")), (Some("r"), Some("tv")));
        assert_eq!(top.understood()["rating"], "r+");
        assert_eq!(read("mal/top", &[("rating", "R")]).expect("good").get("rating"), Some("r17"));
        let anime = read("animeschedule/anime", &[("genres", "Slice of Life, Drama")]).expect("good");
        assert_eq!(anime.get("genres"), Some("slice-of-life,drama"));
        assert_eq!(anime.get("limit"), Some("18"), "what nobody says has a default");
    }

    #[test]
    fn what_cannot_be_is_told_with_what_can() {
        assert_eq!(
            refusal("mal/top", &[("limit", "26")]),
            "`limit` is a whole number from 1 to 25, not `26`"
        );
        assert_eq!(
            refusal("mal/genres", &[("filter", "moods")]),
            "`filter` is one of genres, explicit_genres, themes, demographics, not `moods`"
        );
        assert_eq!(
            refusal("mal/top", &[("page", "+1")]),
            "`page` is a whole number from 1 to 10000, not `+1`"
        );
        assert_eq!(refusal("mal/random", &[("page", "1")]), "there is no parameter `page` here");
        assert_eq!(refusal("mal/top", &[("page", "1"), ("page", "2")]), "`page` is given twice");
        assert_eq!(refusal("anilist/search", &[]), "`q` is missing");
        assert_eq!(
            refusal("mal/search", &[("min_score", "8"), ("max_score", "7")]),
            "`min_score` 8 is above `max_score` 7"
        );
        let error = read("mal/schedules", &[("kids", "maybe")]).expect_err("no truth");
        assert_eq!(error.details["allowed"], serde_json::json!(["true", "false"]));
    }

    #[test]
    fn every_default_can_be_read() {
        for route in crate::EXTERNAL.iter() {
            for parameter in route.parameters {
                if let Some(default) = parameter.default {
                    assert!(parameter.takes.read(default).is_ok(), "{} {}", route.path, parameter.name);
                }
            }
        }
    }
}
