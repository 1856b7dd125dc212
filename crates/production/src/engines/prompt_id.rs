//! Under which id a run goes in an engine.

use std::{fmt, str::FromStr};

use model::Instant;
use serde::{Deserialize, Serialize};
use store::{JobId, JobIdError};

/// The id of a run: a UUID in its canonical form, which engines store and compare letter by letter.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct PromptId(String);

impl PromptId {
    /// A new one.
    pub fn new(now: Instant) -> Self {
        Self(JobId::new(now).to_string())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PromptId {
    type Err = JobIdError;

    fn from_str(text: &str) -> Result<Self, JobIdError> {
        text.parse().map(|id: JobId| Self(id.to_string()))
    }
}

impl TryFrom<String> for PromptId {
    type Error = JobIdError;

    fn try_from(text: String) -> Result<Self, JobIdError> {
        text.parse()
    }
}

impl fmt::Display for PromptId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
