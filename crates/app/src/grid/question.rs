//! Which rows are wanted, and in which order. Every part has the name that addresses and the API use.

use crate::AppError;

/// Rows on one page, where nobody says how many.
const LIMIT: usize = 100;
/// The most rows on one page.
const MAX_LIMIT: usize = 500;
/// The longest text that is looked for, in bytes.
const MAX_WORDS: usize = 512;

/// A question for rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridQuestion {
    /// `q`: words that all have to occur.
    pub words: String,
    /// `in`: where they have to occur.
    pub scope: GridScope,
    /// `medium`: the medium in the form's own words, such as `visual_novel` or `Visual Novel`.
    pub medium: Option<String>,
    /// `rarity`: `1`, `2`, `3`, `more` or `none`.
    pub rarity: Option<&'static str>,
    /// `source`: the id space.
    pub source: Option<String>,
    /// `state`: rows that are kept, those left out, or all.
    pub state: GridState,
    /// `by_hand`: only rows that a person changed.
    pub by_hand: bool,
    /// `no_series`: only characters whose series was not found.
    pub no_series: bool,
    /// `no_number`: only rows that have no number yet.
    pub no_number: bool,
    /// `sort`.
    pub sort: GridSort,
    /// `order`.
    pub order: GridOrder,
    /// `limit`: rows on one page, 1 to 500.
    pub limit: usize,
    /// `page`: which page, from 1.
    pub page: usize,
    /// `cursor`: the id of the last row of the page before, in place of a page's number.
    pub after: Option<String>,
}

/// Where words have to occur.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GridScope {
    /// Anywhere in the row.
    #[default]
    Any,
    /// In its name.
    Name,
    /// In its series' name; of a series, in its names.
    Series,
}

/// Rows that are kept, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GridState {
    /// Those that are kept.
    #[default]
    Kept,
    /// Those left out.
    LeftOut,
    /// Both.
    All,
}

/// By what rows are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GridSort {
    /// By number; those without one follow in the order of their lists.
    #[default]
    Number,
    /// By name.
    Name,
    /// By series' name.
    Series,
    /// By medium.
    Medium,
    /// By stars.
    Rarity,
    /// By how many favour them.
    Favorites,
}

/// The direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GridOrder {
    /// From the first.
    #[default]
    Asc,
    /// From the last.
    Desc,
}

/// What `rarity` may be.
pub const RARITIES: [&str; 5] = ["1", "2", "3", "more", "none"];

impl Default for GridQuestion {
    fn default() -> Self {
        Self {
            words: String::new(),
            scope: GridScope::default(),
            medium: None,
            rarity: None,
            source: None,
            state: GridState::default(),
            by_hand: false,
            no_series: false,
            no_number: false,
            sort: GridSort::default(),
            order: GridOrder::default(),
            limit: LIMIT,
            page: 1,
            after: None,
        }
    }
}

impl GridQuestion {
    /// Sets a part by its name.
    ///
    /// # Errors
    /// `invalid_parameter`, naming the part that is unknown or out of range.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), AppError> {
        let text = || (!value.is_empty()).then(|| value.to_owned());
        match name {
            "q" if value.len() > MAX_WORDS => {
                let message = format!("`q` is longer than {MAX_WORDS} bytes");
                return Err(AppError::invalid_parameter("q", message));
            }
            "q" => value.trim().clone_into(&mut self.words),
            "in" => self.scope = one_of(name, value, &GridScope::ALL)?,
            "medium" => self.medium = text(),
            "source" => self.source = text(),
            "rarity" => {
                let known = RARITIES.map(|known| (known, known));
                self.rarity = Some(one_of(name, value, &known)?);
            }
            "state" => self.state = one_of(name, value, &GridState::ALL)?,
            "by_hand" => self.by_hand = truth(name, value)?,
            "no_series" => self.no_series = truth(name, value)?,
            "no_number" => self.no_number = truth(name, value)?,
            "sort" => self.sort = one_of(name, value, &GridSort::ALL)?,
            "order" => self.order = one_of(name, value, &GridOrder::ALL)?,
            "limit" => self.limit = number(name, value, MAX_LIMIT)?,
            "page" => self.page = number(name, value, 1_000_000)?,
            "cursor" => self.after = text(),
            _ => {
                let message = format!("there is no parameter `{name}`");
                return Err(AppError::invalid_parameter(name, message)
                    .hint(format!("parameters are {}", Self::NAMES.join(", "))));
            }
        }
        Ok(())
    }

    /// Every part's name.
    pub const NAMES: [&str; 14] = [
        "q",
        "in",
        "medium",
        "rarity",
        "source",
        "state",
        "by_hand",
        "no_series",
        "no_number",
        "sort",
        "order",
        "limit",
        "page",
        "cursor",
    ];

    /// The parts that are not as they are by default, as an address has them.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let usual = Self::default();
        let mut pairs = Vec::new();
        let mut put = |name, value: Option<String>| pairs.extend(value.map(|value| (name, value)));
        put("q", (!self.words.is_empty()).then(|| self.words.clone()));
        put("in", unless(self.scope, usual.scope, &GridScope::ALL));
        put("medium", self.medium.clone());
        put("rarity", self.rarity.map(str::to_owned));
        put("source", self.source.clone());
        put("state", unless(self.state, usual.state, &GridState::ALL));
        for (name, is_set) in
            [("by_hand", self.by_hand), ("no_series", self.no_series), ("no_number", self.no_number)]
        {
            put(name, is_set.then(|| "true".to_owned()));
        }
        put("sort", unless(self.sort, usual.sort, &GridSort::ALL));
        put("order", unless(self.order, usual.order, &GridOrder::ALL));
        put("limit", (self.limit != usual.limit).then(|| self.limit.to_string()));
        put("page", (self.page != usual.page).then(|| self.page.to_string()));
        pairs
    }

    /// Whether rows are held back by anything but their state.
    pub fn is_narrowed(&self) -> bool {
        let plain = Self {
            state: self.state,
            sort: self.sort,
            order: self.order,
            limit: self.limit,
            page: self.page,
            after: self.after.clone(),
            scope: self.scope,
            ..Self::default()
        };
        *self != plain
    }
}

impl GridScope {
    /// Each with its published name.
    pub const ALL: [(&str, Self); 3] = [("any", Self::Any), ("name", Self::Name), ("series", Self::Series)];
}

impl GridState {
    /// Each with its published name.
    pub const ALL: [(&str, Self); 3] =
        [("kept", Self::Kept), ("left_out", Self::LeftOut), ("all", Self::All)];
}

impl GridSort {
    /// Each with its published name.
    pub const ALL: [(&str, Self); 6] = [
        ("number", Self::Number),
        ("name", Self::Name),
        ("series", Self::Series),
        ("medium", Self::Medium),
        ("rarity", Self::Rarity),
        ("favorites", Self::Favorites),
    ];
}

impl GridOrder {
    /// Each with its published name.
    pub const ALL: [(&str, Self); 2] = [("asc", Self::Asc), ("desc", Self::Desc)];
}

fn one_of<T: Copy>(name: &str, value: &str, known: &[(&str, T)]) -> Result<T, AppError> {
    let found = known.iter().find(|(word, _)| *word == value);
    found.map(|(_, meaning)| *meaning).ok_or_else(|| {
        let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
        AppError::invalid_parameter(name, format!("`{name}` is none of {}", words.join(", ")))
    })
}

fn unless<T: Copy + PartialEq>(value: T, usual: T, known: &[(&str, T)]) -> Option<String> {
    let name = known.iter().find(|(_, one)| *one == value).map(|(word, _)| (*word).to_owned());
    name.filter(|_| value != usual)
}

fn truth(name: &str, value: &str) -> Result<bool, AppError> {
    match value {
        "true" | "1" | "on" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(AppError::invalid_parameter(name, format!("`{name}` is neither true nor false"))),
    }
}

fn number(name: &str, value: &str, most: usize) -> Result<usize, AppError> {
    value.parse().ok().filter(|number| (1..=most).contains(number)).ok_or_else(|| {
        AppError::invalid_parameter(name, format!("`{name}` is no whole number from 1 to {most}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_and_its_pairs_say_the_same() {
        let mut question = GridQuestion::default();
        assert!(question.pairs().is_empty() && !question.is_narrowed());
        for (name, value) in [
            ("q", "moon"),
            ("in", "name"),
            ("medium", "Visual Novel"),
            ("rarity", "more"),
            ("source", "mal"),
            ("state", "all"),
            ("by_hand", "true"),
            ("no_series", "on"),
            ("no_number", "1"),
            ("sort", "favorites"),
            ("order", "desc"),
            ("limit", "50"),
            ("page", "3"),
        ] {
            question.set(name, value).expect("a sound part");
        }
        let mut again = GridQuestion::default();
        for (name, value) in question.pairs() {
            again.set(name, &value).expect("a sound part");
        }
        assert_eq!(again, question);
        assert!(question.is_narrowed());
    }

    #[test]
    fn wrong_parts_are_named() {
        for (name, value) in [
            ("color", "red"),
            ("limit", "0"),
            ("page", "x"),
            ("rarity", "4"),
            ("sort", "age"),
            ("by_hand", "maybe"),
        ] {
            let error = GridQuestion::default().set(name, value).expect_err(name);
            assert_eq!(error.details["parameter"], name);
        }
    }
}
