//! Dates of which only a part may be known.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A date whose day, or day and month, may be unknown: `2013`, `2013-04`, `2013-04-07`.
///
/// The year is 1850 to 2150: early film begins in the 19th century, and everything outside is a
/// source's sentinel or slip. Ordered with unknown parts first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FuzzyDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

/// Why a text or a triple is not a date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// Not of the form `YYYY[-MM[-DD]]`.
    #[error("`{0}` is not a date of the form YYYY, YYYY-MM or YYYY-MM-DD")]
    Form(String),
    /// Year outside 1850 to 2150.
    #[error("year {0} is outside 1850 to 2150")]
    Year(i64),
    /// No such month, or no such day in it.
    #[error("there is no such day: {0}")]
    NoSuchDay(String),
}

impl FuzzyDate {
    /// A date from its parts; a day without a month is not one.
    pub fn new(year: i64, month: Option<i64>, day: Option<i64>) -> Result<Self, DateError> {
        let no_such_day = || DateError::NoSuchDay(format!("{year}-{month:?}-{day:?}"));
        let short_year = i16::try_from(year).ok().filter(|y| (1850..=2150).contains(y));
        let short_year = short_year.ok_or(DateError::Year(year))?;
        let part = |part: Option<i64>| part.map(i8::try_from).transpose().map_err(|_| no_such_day());
        let (month, day) = (part(month)?, part(day)?);
        if day.is_some() && month.is_none() {
            return Err(no_such_day());
        }
        // The calendar decides, leap years included; an unknown part is taken as the first.
        jiff::civil::Date::new(short_year, month.unwrap_or(1), day.unwrap_or(1))
            .map_err(|_| no_such_day())?;
        Ok(Self { year: short_year, month, day })
    }

    /// The year, 1850 to 2150.
    pub fn year(self) -> i16 {
        self.year
    }

    /// The month, 1 to 12, when known.
    pub fn month(self) -> Option<i8> {
        self.month
    }

    /// The day of the month, when known.
    pub fn day(self) -> Option<i8> {
        self.day
    }
}

impl FromStr for FuzzyDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let form = || DateError::Form(text.chars().take(40).collect());
        let digits = |part: &str, width: usize| {
            let plain = part.len() == width && part.bytes().all(|b| b.is_ascii_digit());
            plain.then(|| part.parse::<i64>().ok()).flatten().ok_or_else(form)
        };
        let mut parts = text.split('-');
        let year = digits(parts.next().unwrap_or_default(), 4)?;
        let month = parts.next().map(|part| digits(part, 2)).transpose()?;
        let day = parts.next().map(|part| digits(part, 2)).transpose()?;
        if parts.next().is_some() {
            return Err(form());
        }
        Self::new(year, month, day)
    }
}

impl fmt::Display for FuzzyDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

impl TryFrom<String> for FuzzyDate {
    type Error = DateError;

    fn try_from(text: String) -> Result<Self, DateError> {
        text.parse()
    }
}

impl From<FuzzyDate> for String {
    fn from(date: FuzzyDate) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn parts_may_be_missing_but_not_wrong() {
        for good in ["2013", "2013-04", "2013-04-07", "2024-02-29"] {
            assert_eq!(good.parse::<FuzzyDate>().map(|d| d.to_string()), Ok(good.to_owned()));
        }
        for bad in ["", "13", "2013-4", "2013-13", "2023-02-29", "0001", "2013-00", "2013-04-07-01", "+201"] {
            assert!(bad.parse::<FuzzyDate>().is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn printing_and_reading_agree(year in 1850i64..=2150, month in prop::option::of(1i64..=12), day in prop::option::of(1i64..=31)) {
            if let Ok(date) = FuzzyDate::new(year, month, day) {
                prop_assert_eq!(date.to_string().parse::<FuzzyDate>(), Ok(date));
            }
        }
    }
}
