//! The universal query: one set of words for every provider's search, and how it is put to each.
//!
//! A provider has one table that maps the universal words to its own parameters. What it cannot express
//! is reported with the field's name, so that the asker can filter the answer instead; nothing is dropped
//! in silence.

mod field;
mod mapping;

use std::collections::BTreeMap;

pub use field::Field;
pub use mapping::{Mapping, Plan, Rule, Unsupported, Write};

/// What is looked for, in universal words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query(BTreeMap<Field, Vec<String>>);

/// Why a query cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// No field has this name.
    #[error("there is no field `{name}`; there are {known}")]
    NoSuchField {
        /// The name given.
        name: String,
        /// The names there are.
        known: String,
    },
    /// A value does not fit its field.
    #[error("`{field}` is {expected}, not `{value}`")]
    Value {
        /// The field.
        field: &'static str,
        /// What it takes.
        expected: &'static str,
        /// The value given.
        value: String,
    },
    /// A range stands on its head.
    #[error("`{min}` is {min_value}, which is more than `{max}`, {max_value}")]
    UpsideDown {
        /// The lower bound's field.
        min: &'static str,
        /// Its value.
        min_value: String,
        /// The upper bound's field.
        max: &'static str,
        /// Its value.
        max_value: String,
    },
}

impl Query {
    /// Sets a field by its name. Lists come separated by commas.
    ///
    /// # Errors
    /// When there is no such field, or the value does not fit it.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), QueryError> {
        let field = Field::named(name).ok_or_else(|| QueryError::NoSuchField {
            name: name.chars().take(60).collect(),
            known: Field::ALL.iter().map(|field| field.as_str()).collect::<Vec<_>>().join(", "),
        })?;
        let values = field.read(value)?;
        if values.is_empty() {
            self.0.remove(&field);
        } else {
            self.0.insert(field, values);
        }
        Ok(())
    }

    /// The same query with a field set; for what is known to fit.
    ///
    /// # Errors
    /// As [`Query::set`].
    pub fn with(mut self, name: &str, value: &str) -> Result<Self, QueryError> {
        self.set(name, value)?;
        Ok(self)
    }

    /// The first value of a field.
    pub fn get(&self, field: Field) -> Option<&str> {
        self.all(field).first().map(String::as_str)
    }

    /// Every value of a field.
    pub fn all(&self, field: Field) -> &[String] {
        self.0.get(&field).map_or(&[], Vec::as_slice)
    }

    /// The value of a field that is a number.
    pub fn number(&self, field: Field) -> Option<f64> {
        self.get(field).and_then(|text| text.parse().ok())
    }

    /// The fields that are set, in their order.
    pub fn fields(&self) -> impl Iterator<Item = Field> {
        self.0.keys().copied()
    }

    /// How many hits are wanted; 20 when not said.
    pub fn limit(&self) -> u64 {
        self.number(Field::Limit).map_or(20, |limit| limit as u64)
    }

    /// How many hits are passed over.
    pub fn offset(&self) -> u64 {
        self.number(Field::Offset).map_or(0, |offset| offset as u64)
    }

    /// The page that holds the first hit wanted, counted from 1, where a page has `size` hits.
    pub fn page(&self, size: u64) -> u64 {
        self.offset() / size.max(1) + 1
    }

    /// Refuses ranges that stand on their head.
    pub fn check(&self) -> Result<(), QueryError> {
        for (min, max) in Field::RANGES {
            let (Some(low), Some(high)) = (self.get(min), self.get(max)) else { continue };
            let upside_down = match (low.parse::<f64>(), high.parse::<f64>()) {
                (Ok(low), Ok(high)) => low > high,
                // Dates of the same form order as their texts do; a shorter one is a prefix.
                _ => low > high && !low.starts_with(high),
            };
            if upside_down {
                return Err(QueryError::UpsideDown {
                    min: min.as_str(),
                    min_value: low.to_owned(),
                    max: max.as_str(),
                    max_value: high.to_owned(),
                });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_checked() {
        let mut query = Query::default();
        for (name, value) in
            [("score_min", "8.5"), ("genres", "Action, Sci-Fi"), ("season", "autumn"), ("year", "2013")]
        {
            query.set(name, value).expect("it fits");
        }
        assert_eq!(query.all(Field::Genres), ["Action", "Sci-Fi"]);
        assert_eq!(query.get(Field::Season), Some("FALL"));
        for (name, value) in
            [("score_min", "11"), ("limit", "0"), ("status", "gone"), ("genre", "x"), ("year", "13")]
        {
            assert!(query.set(name, value).is_err(), "{name} {value}");
        }
    }

    #[test]
    fn a_range_on_its_head_names_both_ends() {
        let query = Query::default()
            .with("score_min", "8")
            .and_then(|q| q.with("score_max", "7"))
            .expect("each fits");
        assert_eq!(
            query.check().map_err(|error| error.to_string()),
            Err("`score_min` is 8, which is more than `score_max`, 7".to_owned())
        );
        let dates = Query::default()
            .with("start_date", "2013-04")
            .and_then(|q| q.with("end_date", "2013"))
            .expect("fits");
        assert_eq!(dates.check(), Ok(()));
    }
}
