//! The providers of data.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A provider's published name, such as `anilist` or `offline_database`.
///
/// The set is open: a game of the keepers' own is a source too. A name has the form of a namespace.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceId(std::borrow::Cow<'static, str>);

impl SourceId {
    /// The anime-offline-database and files in its format.
    pub const OFFLINE_DATABASE: Self = Self::known("offline_database");
    /// The starter catalog that comes with the program.
    pub const STARTER: Self = Self::known("starter");
    /// Rows written by hand.
    pub const MANUAL: Self = Self::known("manual");

    /// A name known at compile time.
    pub const fn known(name: &'static str) -> Self {
        Self(std::borrow::Cow::Borrowed(name))
    }

    /// Reads a name; `None` unless it is 1 to 40 lower-case letters, digits or `_`.
    pub fn parse(name: &str) -> Option<Self> {
        crate::Namespace::parse(name).map(|name| Self(String::from(name).into()))
    }

    /// The name as published.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
