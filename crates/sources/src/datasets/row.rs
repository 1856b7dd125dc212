//! What a row is before and after it is read.

use model::{EntityKind, ExternalId, Record, RelationType, SourceId};

use super::{Cells, Reason, Reject};

/// One row as it was cut out of the file.
#[derive(Debug, Clone, Copy)]
pub enum RawRow<'a> {
    /// A JSON value's text, UTF-8.
    Json(&'a str),
    /// A table row's cells under their header.
    Cells(&'a Cells<'a>),
}

impl<'a> RawRow<'a> {
    /// The cells, for formats that come as tables.
    pub fn cells(self) -> Result<&'a Cells<'a>, Reject> {
        match self {
            Self::Cells(cells) => Ok(cells),
            Self::Json(_) => Err(Reject::new(Reason::WrongType, "a JSON value where a table row belongs")),
        }
    }
}

/// What a row says.
#[derive(Debug, Clone, PartialEq)]
pub enum Row {
    /// Something about a work, a character or a person: becomes a stored record and links.
    Claim(Box<Claim>),
    /// A tie between two works.
    Relation(RelationRow),
    /// One user's rating.
    Rating(RatingRow),
    /// Ids of several sites that one row sets side by side.
    IdMap(IdMapRow),
    /// A preamble, such as the metadata line of a JSONL release.
    Nothing,
}

/// What a row says about one thing.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// Who keeps the list that the row comes from; half of the stored record's identity.
    pub source: SourceId,
    /// What it is about.
    pub kind: EntityKind,
    /// The other half of the identity.
    pub key: Key,
    /// The thing's ids, in the order in which they are considered, never empty; an id that stands
    /// behind two addresses of the row stands twice and counts twice.
    pub ids: Vec<ExternalId>,
    /// The row in normal form; several when it quotes several sources.
    pub records: Vec<Record>,
}

/// How a stored record gets its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// The source itself has one id for the thing.
    Own(ExternalId),
    /// The source lists ids of others: the first at first sight, later the one of the stored record
    /// with which it shares most.
    Elected,
}

/// A tie from one work to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationRow {
    /// The work that has the relation.
    pub from: ExternalId,
    /// The work it names.
    pub to: ExternalId,
    /// How they are tied, seen from `from`.
    pub kind: RelationType,
}

/// One user's rating of a work.
#[derive(Debug, Clone, PartialEq)]
pub struct RatingRow {
    /// The part of the collection the user belongs to; user numbers are unique within it.
    pub part: String,
    /// The user's number, not linkable to a person.
    pub user: u64,
    /// What was rated.
    pub subject: ExternalId,
    /// 1 to 10.
    pub score: f64,
}

/// Ids of one thing, as one row sets them side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdMapRow {
    /// The ids in the order of the columns, without repeats.
    pub ids: Vec<ExternalId>,
    /// Whether the map's maker knew a title for it.
    pub title_known: bool,
}
