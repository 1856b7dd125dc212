//! What makers think of takes.

use serde::{Deserialize, Serialize};

use crate::{Invalid, bounds};

/// What was decided of a take.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Nothing yet.
    #[default]
    Draft,
    /// It is good.
    Approved,
    /// It is not; the reason says why.
    Rejected,
}

impl Verdict {
    /// Its published word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
        }
    }

    /// The verdict of a word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Draft, Self::Approved, Self::Rejected].into_iter().find(|verdict| verdict.as_str() == word)
    }
}

/// A take's review.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Review {
    /// What was decided.
    pub verdict: Verdict,
    /// Why, up to 500 characters; a rejected take has one.
    pub reason: String,
    /// Whatever else, up to 2,000 characters.
    pub notes: String,
    /// Whether it stands out.
    pub starred: bool,
    /// Whether it is the best of its batch.
    pub best: bool,
}

impl Review {
    /// Whether every value can be kept.
    pub fn check(&self) -> Result<(), Invalid> {
        let least = usize::from(self.verdict == Verdict::Rejected);
        bounds::text("reason", &self.reason, least, 500).map_err(|error| {
            if least == 1 && self.reason.trim().is_empty() {
                Invalid::new("reason", "is empty; say why the take is rejected")
            } else {
                error
            }
        })?;
        bounds::text("notes", &self.notes, 0, 2000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_rejects_says_why() {
        let rejected = Review { verdict: Verdict::Rejected, ..Review::default() };
        assert_eq!(rejected.check().map_err(|error| error.field), Err("reason".to_owned()));
        assert_eq!(Review { reason: "six fingers".to_owned(), ..rejected }.check(), Ok(()));
        assert_eq!(Review::default().check(), Ok(()));
        for verdict in [Verdict::Draft, Verdict::Approved, Verdict::Rejected] {
            assert_eq!(Verdict::parse(verdict.as_str()), Some(verdict));
        }
    }
}
