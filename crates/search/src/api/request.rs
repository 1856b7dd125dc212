//! A search as it is asked for.

use serde::{Deserialize, Serialize};

use super::{FilterError, Filters};

/// The most hits that one page may hold.
pub const MAX_LIMIT: usize = 100;
/// The longest query in characters; what comes after is not read.
pub(crate) const MAX_QUERY_CHARS: usize = 512;

/// One search: words, filters, an order and a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SearchRequest {
    /// The words; empty means all works that meet the filters. At most 512 characters are read.
    pub query: String,
    /// What a hit must meet.
    pub filters: Filters,
    /// What the order goes by.
    pub sort: Sort,
    /// Its direction; by default the one that suits `sort`: titles upward, all else downward.
    pub order: Option<Order>,
    /// Hits on one page, 1 to 100.
    pub limit: usize,
    /// Where the page before ended, as its answer said.
    pub cursor: Option<String>,
    /// Whether to count facets.
    pub facets: bool,
    /// The asker's date, for words such as `recent`; the newest year of the index where it is not told.
    #[serde(skip)]
    pub today: Option<jiff::civil::Date>,
    /// What part the meaning arm plays.
    #[serde(skip)]
    pub meaning: Meaning,
}

/// What part the meaning of texts plays in a search.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Meaning {
    /// As much as the words leave to it.
    #[default]
    Fused,
    /// None.
    Off,
    /// It alone orders the works, whatever else is found; for measuring.
    Alone,
}

impl Default for SearchRequest {
    fn default() -> Self {
        Self {
            query: String::new(),
            filters: Filters::default(),
            sort: Sort::default(),
            order: None,
            limit: 20,
            cursor: None,
            facets: false,
            today: None,
            meaning: Meaning::Fused,
        }
    }
}

impl SearchRequest {
    /// A search for words, all else by default.
    pub fn new(query: impl Into<String>) -> Self {
        Self { query: query.into(), ..Self::default() }
    }

    /// Sets one parameter by its published name: `q` (or `query`), `limit`, `cursor`, `sort`, `order`,
    /// `facets`, or any of [`Filters::names`].
    ///
    /// # Errors
    /// Names the parameter that is unknown or out of range.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), FilterError> {
        match name {
            "q" | "query" => value.clone_into(&mut self.query),
            "cursor" => self.cursor = (!value.is_empty()).then(|| value.to_owned()),
            "limit" => {
                let limit = value.trim().parse().ok().filter(|limit| (1..=MAX_LIMIT).contains(limit));
                self.limit = limit
                    .ok_or_else(|| FilterError::new("limit", format!("`{value}` is not 1 to {MAX_LIMIT}")))?;
            }
            "sort" => self.sort = Sort::parse(value).ok_or_else(|| Sort::error(value))?,
            "order" => {
                self.order = match value.trim() {
                    "" => None,
                    "asc" => Some(Order::Asc),
                    "desc" => Some(Order::Desc),
                    _ => return Err(FilterError::new("order", format!("`{value}` is not asc or desc"))),
                }
            }
            "facets" => {
                self.facets = match value.trim() {
                    "" | "1" | "true" => true,
                    "0" | "false" => false,
                    _ => return Err(FilterError::new("facets", format!("`{value}` is not true or false"))),
                }
            }
            _ => self.filters.set(name, value)?,
        }
        Ok(())
    }

    /// The direction in force.
    pub fn direction(&self) -> Order {
        self.order.unwrap_or(if self.sort == Sort::Title { Order::Asc } else { Order::Desc })
    }
}

/// What the order goes by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// How well a work answers the words.
    #[default]
    Relevance,
    /// The audience's score.
    Score,
    /// How many follow it.
    Popularity,
    /// The year it began in.
    Year,
    /// The title shown first, in dictionary order.
    Title,
    /// How long all of it lasts: its episodes, each as long as they are.
    Length,
}

impl Sort {
    /// All, with their published names.
    pub const ALL: [(&'static str, Self); 6] = [
        ("relevance", Self::Relevance),
        ("score", Self::Score),
        ("popularity", Self::Popularity),
        ("year", Self::Year),
        ("title", Self::Title),
        ("length", Self::Length),
    ];

    /// Reads the published name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.trim())).map(|(_, sort)| *sort)
    }

    fn error(value: &str) -> FilterError {
        let names: Vec<&str> = Self::ALL.iter().map(|(name, _)| *name).collect();
        FilterError::new("sort", format!("`{value}` is none of {}", names.join(", ")))
    }
}

/// A direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// Smallest, oldest, A first.
    Asc,
    /// Largest, newest, Z first.
    Desc,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_by_name() {
        let mut request = SearchRequest::default();
        for (name, value) in
            [("q", "moon"), ("limit", "5"), ("sort", "Year"), ("order", "asc"), ("year_min", "1999")]
        {
            request.set(name, value).expect("a good parameter");
        }
        assert_eq!((request.query.as_str(), request.limit, request.sort), ("moon", 5, Sort::Year));
        assert_eq!(request.filters.year_min, Some(1999));
        for (name, value) in
            [("limit", "0"), ("limit", "101"), ("sort", "age"), ("order", "up"), ("colour", "red")]
        {
            let error = request.set(name, value).expect_err("a bad parameter");
            assert_eq!(error.parameter, name);
        }
    }
}
