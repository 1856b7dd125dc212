//! What is asked for, read from names and values as every door has them.

use model::Medium;

use super::{MAX_PICKS, RecommendBy, RecommendRequest};
use crate::{AppError, WorkRef};

impl RecommendRequest {
    /// The names that [`RecommendRequest::set`] takes.
    pub const NAMES: [&'static str; 13] = [
        "works",
        "not",
        "list",
        "limit",
        "medium",
        "tags",
        "by",
        "popularity_min",
        "popularity_max",
        "diversity",
        "dislikes",
        "sequels",
        "adult",
    ];

    /// Sets one value; several works or media are separated by commas or blanks.
    ///
    /// # Errors
    /// `invalid_parameter` for a name that is not known or a value that is out of range, `not_found` for what is
    /// no id.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), AppError> {
        match name {
            "works" => self.works = works(value)?,
            "not" => self.not = works(value)?,
            "list" => self.list = (!value.trim().is_empty()).then(|| value.as_bytes().to_vec()),
            "limit" => {
                let limit = value.trim().parse().ok().filter(|limit| (1..=MAX_PICKS).contains(limit));
                self.limit = limit.ok_or_else(|| wrong(name, value, &format!("1 to {MAX_PICKS}")))?;
            }
            "medium" => {
                let known =
                    |word: &str| Some(Medium::parse(word)).filter(|medium| Medium::ALL.contains(medium));
                let media: Option<Vec<Medium>> = words(value).map(known).collect();
                self.media =
                    media.ok_or_else(|| wrong(name, value, "ANIME, MANGA, NOVEL, VISUAL_NOVEL or GAME"))?;
            }
            "tags" => {
                let tags = value.split(',').map(str::trim).filter(|tag| !tag.is_empty());
                self.tags = tags.map(str::to_lowercase).collect();
            }
            "by" => {
                let by = RecommendBy::ALL.iter().find(|(known, _)| *known == value.trim());
                self.by = by.ok_or_else(|| wrong(name, value, "auto, ratings or content"))?.1;
            }
            "popularity_min" => self.popularity_min = share(name, value)?,
            "popularity_max" => self.popularity_max = share(name, value)?,
            "diversity" => self.diversity = share(name, value)?,
            "dislikes" => self.dislikes = flag(name, value)?,
            "sequels" => self.sequels = flag(name, value)?,
            "adult" => self.adult = flag(name, value)?,
            _ => {
                let error = AppError::invalid_parameter(name, format!("there is no parameter `{name}`"));
                return Err(error.hint(format!("parameters are {}", Self::NAMES.join(", "))));
            }
        }
        Ok(())
    }
}

fn words(value: &str) -> impl Iterator<Item = &str> {
    value.split(|c: char| c == ',' || c.is_whitespace()).filter(|word| !word.is_empty())
}

fn works(value: &str) -> Result<Vec<WorkRef>, AppError> {
    words(value).map(str::parse).collect()
}

fn share(name: &str, value: &str) -> Result<f64, AppError> {
    let share = value.trim().parse::<f64>().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| wrong(name, value, "0 to 1"))
}

fn flag(name: &str, value: &str) -> Result<bool, AppError> {
    match value.trim() {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err(wrong(name, value, "true or false")),
    }
}

fn wrong(name: &str, value: &str, expected: &str) -> AppError {
    AppError::invalid_parameter(name, format!("`{name}` is `{}`, not {expected}", value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values_of_every_door() {
        let mut request = RecommendRequest::default();
        for (name, value) in [
            ("works", "1, mal:42"),
            ("limit", "5"),
            ("medium", "anime,manga"),
            ("by", "content"),
            ("dislikes", "false"),
            ("popularity_max", "0.5"),
        ] {
            request.set(name, value).expect("good");
        }
        assert_eq!((request.works.len(), request.limit, request.media.len()), (2, 5, 2));
        assert_eq!(
            (request.by, request.dislikes, request.popularity_max),
            (RecommendBy::Content, false, 0.5)
        );
        for (name, value) in [
            ("works", "nobody"),
            ("limit", "0"),
            ("medium", "radio"),
            ("by", "magic"),
            ("diversity", "1.5"),
            ("sequels", "maybe"),
            ("color", "red"),
        ] {
            assert!(RecommendRequest::default().set(name, value).is_err(), "{name}={value}");
        }
    }
}
