//! What a source of the keepers' rows has to answer.

use futures::future::BoxFuture;
use keeping::{CharacterFacts, SeriesFacts};
use serde::Serialize;

use crate::{Desk, Failure};

/// What is known of a processor before it is asked anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Its name on the command line: `mal`, `vndb`, a game's short name, …
    pub name: String,
    /// The id space of its rows in the registry.
    pub source_type: String,
    /// What it collects, in a few words.
    pub title: String,
    /// How it treats what was collected before.
    pub mode: Mode,
    /// What its users should know; empty for nothing.
    pub note: &'static str,
}

/// How a processor treats what was collected before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// What is finished is not asked for again.
    Once,
    /// All is read anew each time; rows that its lists have no more stay.
    Again,
    /// All is read anew each time; once that is whole, rows that its lists have no more go.
    Whole,
}

/// A series of a processor's list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// Its name, for reports.
    pub name: String,
    /// All of it, where the list says as much.
    pub found: Option<Box<Found>>,
}

/// A series and its characters.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// What was said of the series.
    pub series: SeriesFacts,
    /// Its characters, in the source's order.
    pub characters: Vec<Child>,
    /// Characters that cannot be taken, and why: id, name, reason.
    pub refused: Vec<(String, String, String)>,
}

/// A character of a series.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Child {
    /// Its id.
    pub id: String,
    /// Its name, for reports.
    pub name: String,
    /// Where it is asked for, when that is not its id.
    pub handle: Option<String>,
    /// All of it, where its series' answer says as much.
    pub facts: Option<Box<CharacterFacts>>,
}

/// A character to ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Its id.
    pub id: String,
    /// Its name, as far as its list told; for reports.
    pub name: String,
    /// Where it is asked for.
    pub handle: String,
}

/// A setting or a file that a processor cannot do without.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// What is missing.
    pub what: String,
    /// What to do about it.
    pub fix: String,
}

/// A source of the keepers' rows.
pub trait Processor: Send + Sync {
    /// What is known of it.
    fn about(&self) -> &About;

    /// Its series, in the order in which numbers are to be given out.
    fn list<'a>(&'a self, desk: &'a Desk) -> BoxFuture<'a, Result<Vec<Listed>, Failure>>;

    /// A series, and which characters it has.
    fn series<'a>(&'a self, desk: &'a Desk, listed: &'a Listed) -> BoxFuture<'a, Result<Found, Failure>>;

    /// A character of a series.
    fn character<'a>(
        &'a self,
        desk: &'a Desk,
        wanted: &'a Wanted,
    ) -> BoxFuture<'a, Result<CharacterFacts, Failure>>;
}
