//! A wish to a provider: which endpoint, with which parameters.

use std::collections::BTreeMap;

use model::SourceId;

use crate::http::Secret;

/// A wish to a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// The endpoint's published name.
    pub endpoint: String,
    /// A user's token, for what only that user may see.
    pub account: Option<Secret>,
    parameters: BTreeMap<String, String>,
}

/// Why a wish cannot be put to a provider.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// The provider has no such endpoint.
    #[error("{source_id} has no endpoint `{endpoint}`; it has {known}")]
    NoSuchEndpoint {
        /// The provider.
        source_id: SourceId,
        /// The name given.
        endpoint: String,
        /// The names there are.
        known: String,
    },
    /// A parameter is missing that the endpoint cannot do without.
    #[error("`{endpoint}` needs `{parameter}`")]
    Missing {
        /// The endpoint.
        endpoint: &'static str,
        /// The parameter.
        parameter: &'static str,
    },
    /// The endpoint has no such parameter.
    #[error("`{endpoint}` takes no `{parameter}`; it takes {known}")]
    Unknown {
        /// The endpoint.
        endpoint: &'static str,
        /// The name given.
        parameter: String,
        /// The names there are.
        known: String,
    },
    /// A parameter's value cannot be.
    #[error("`{parameter}` of `{endpoint}`: {reason}")]
    Value {
        /// The endpoint.
        endpoint: &'static str,
        /// The parameter.
        parameter: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// A setting is missing.
    #[error("{source_id} needs the setting `sources.{source_id}.{setting}`: {why}")]
    NotConfigured {
        /// The provider.
        source_id: SourceId,
        /// The setting.
        setting: &'static str,
        /// What it is for.
        why: String,
    },
}

impl Ask {
    /// A wish without parameters.
    pub fn new(endpoint: impl Into<String>) -> Self {
        Self { endpoint: endpoint.into(), account: None, parameters: BTreeMap::new() }
    }

    /// The same wish with a parameter; one given before is replaced.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.insert(name.into(), value.into());
        self
    }

    /// The same wish on behalf of a user.
    #[must_use]
    pub fn on_behalf_of(mut self, token: Secret) -> Self {
        self.account = Some(token);
        self
    }

    /// A parameter's value.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }

    /// The names of the parameters given.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parameters.keys().map(String::as_str)
    }

    /// Names and values, by name.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}
