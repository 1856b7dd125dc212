//! An answer as it is handed on and kept.

use std::sync::Arc;

use model::Instant;
use serde::{Deserialize, Serialize};

use super::{Key, trace::Trace};

/// An answer, and how it came about.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The answer's bytes, unpacked.
    pub body: Arc<[u8]>,
    /// Its status.
    pub status: u16,
    /// Those of its headers that are kept, names in lower case.
    pub headers: Arc<Headers>,
    /// The address that gave it, after redirects, without secrets.
    pub url: Arc<str>,
    /// When it was fetched.
    pub stored_at: Instant,
    /// Until when it is good.
    pub fresh_until: Instant,
    /// Until when it is given should the source fail.
    pub keep_until: Instant,
    /// Whether it says that there is no such thing.
    pub negative: bool,
    /// The key under which it is kept.
    pub key: Key,
    /// What happened on the way.
    pub trace: Trace,
}

/// Headers by name in lower case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Headers(Vec<(String, String)>);

/// The headers that are worth keeping; cookies and the like never are.
const KEPT: [&str; 12] = [
    "cache-control",
    "content-language",
    "content-type",
    "date",
    "etag",
    "expires",
    "last-modified",
    "link",
    "vary",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-request-fingerprint",
];

impl Headers {
    /// Headers as they came.
    pub fn of<'a>(headers: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self(headers.into_iter().map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect())
    }

    /// The value of a header, by its name in lower case; several of one name are joined by commas.
    pub fn get(&self, name: &str) -> Option<String> {
        let values: Vec<&str> = self.all(name).collect();
        (!values.is_empty()).then(|| values.join(", "))
    }

    /// Every value of a header.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Every header.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Those worth keeping.
    #[must_use]
    pub fn kept(&self) -> Self {
        Self(self.0.iter().filter(|(name, _)| KEPT.contains(&name.as_str())).cloned().collect())
    }

    /// The same headers, with those of a later answer to the same request in their place (RFC 9111, 3.2).
    #[must_use]
    pub fn updated_by(&self, later: &Self) -> Self {
        let stays = |(name, _): &&(String, String)| !later.0.iter().any(|(newer, _)| newer == name);
        Self(self.0.iter().filter(stays).chain(&later.0).cloned().collect())
    }
}
