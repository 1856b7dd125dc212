//! What one route under `/api/external/…` is: its path, what it takes, whom it asks and what it tells.

use model::{Instant, Record};
use serde_json::Value;
use sources::providers::Ask;

use super::{Given, Takes, fits, shapes};
use crate::AppError;

/// Puts what was given into a source's own words, where that takes more than another name.
pub(crate) type Fit = fn(Ask, &Given, Instant) -> Result<Ask, AppError>;
/// What of a source's records is told.
pub(crate) type Shape = fn(&Given, &[Record], Instant) -> Vec<Value>;

/// A route under `/api/external/…`.
#[derive(Debug)]
pub struct ExternalRoute {
    /// The whole path, with `{name}` for a variable part.
    pub path: &'static str,
    /// The site, as the path has it.
    pub service: &'static str,
    /// What it answers, in a few words.
    pub about: &'static str,
    /// What it takes, those in the path first.
    pub parameters: &'static [ExternalParameter],
    /// Whom it asks; a later one stands in where an earlier one gives nothing.
    pub(crate) asks: &'static [Asking],
    pub(crate) rows: Rows,
    pub(crate) shape: Shape,
}

/// One thing that a source is asked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asking {
    pub source: &'static str,
    pub endpoint: &'static str,
    pub fit: Fit,
}

/// Who sees to it that there are as many rows as `limit` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rows {
    /// The source.
    Theirs,
    /// We cut its page.
    Cut,
    /// We follow its pages, and cut the last one.
    Follow,
}

/// A parameter of a route.
#[derive(Debug)]
pub struct ExternalParameter {
    /// Its name.
    pub name: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// What it is for.
    pub about: &'static str,
    /// What holds where nothing is given.
    pub default: Option<&'static str>,
    /// Whether it must be given.
    pub required: bool,
    /// The source's own name for it; none where a fit or a shape uses it.
    pub(crate) to: Option<&'static str>,
}

impl ExternalParameter {
    pub(crate) const fn new(name: &'static str, takes: Takes, about: &'static str) -> Self {
        Self { name, takes, about, default: None, required: false, to: Some(name) }
    }

    /// A part of the path.
    pub(crate) const fn part(name: &'static str, takes: Takes, about: &'static str) -> Self {
        Self { required: true, to: Some("id"), ..Self::new(name, takes, about) }
    }

    pub(crate) const fn named(self, to: &'static str) -> Self {
        Self { to: Some(to), ..self }
    }

    pub(crate) const fn ours(self) -> Self {
        Self { to: None, ..self }
    }

    pub(crate) const fn or(self, default: &'static str) -> Self {
        Self { default: Some(default), ..self }
    }

    pub(crate) const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// Whether it stands in a path.
    pub fn is_in(&self, path: &str) -> bool {
        path.split('{').skip(1).any(|part| part.split_once('}').is_some_and(|(name, _)| name == self.name))
    }
}

impl ExternalRoute {
    pub(crate) const fn new(path: &'static str, service: &'static str, about: &'static str) -> Self {
        Self { path, service, about, parameters: &[], asks: &[], rows: Rows::Theirs, shape: shapes::whole }
    }

    pub(crate) const fn takes(self, parameters: &'static [ExternalParameter]) -> Self {
        Self { parameters, ..self }
    }

    pub(crate) const fn asks(self, asks: &'static [Asking]) -> Self {
        Self { asks, ..self }
    }

    pub(crate) const fn rows(self, rows: Rows) -> Self {
        Self { rows, ..self }
    }

    pub(crate) const fn tells(self, shape: Shape) -> Self {
        Self { shape, ..self }
    }

    /// The path below the service: `seasons/{year}/{season}`.
    pub fn operation(&self) -> &'static str {
        let below = self.path.strip_prefix("/api/external/").unwrap_or(self.path);
        below.split_once('/').map_or(below, |(_, operation)| operation)
    }

    /// The parameter of a name.
    pub fn parameter(&self, name: &str) -> Option<&'static ExternalParameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }
}

/// What a source is asked in the words of the route.
pub(crate) const fn ask(source: &'static str, endpoint: &'static str) -> Asking {
    Asking { source, endpoint, fit: fits::plain }
}

impl Asking {
    pub(crate) const fn fitted(self, fit: Fit) -> Self {
        Self { fit, ..self }
    }
}
