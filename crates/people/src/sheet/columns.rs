//! Which column means what: by the names in a header, or by the places that they had of old.

use super::{Grid, GridRow};

/// Where the columns stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Columns {
    pub row_id: Option<usize>,
    pub name: usize,
    pub email: Option<usize>,
    pub kind: Option<usize>,
    /// A column of links; where there is none, the link is that of the name.
    pub link: Option<usize>,
    /// The row of the header, counted from 0.
    pub header: Option<usize>,
}

/// Number, blank, name, address, type, status, notes.
const OF_OLD: Columns =
    Columns { row_id: Some(0), name: 2, email: Some(3), kind: Some(4), link: None, header: None };
/// A row of old has at least these.
pub(super) const FEWEST: usize = 5;
/// The header stands among the first rows; below them are people.
const LOOKED_AT: usize = 50;

const ROW_ID: &[&str] = &["#", "row_id", "row id", "id", "no", "no.", "nr", "number"];
const NAME: &[&str] = &["name", "full name", "person", "client"];
const EMAIL: &[&str] = &["email", "e-mail", "mail", "email address", "e-mail address"];
const KIND: &[&str] = &["type", "personality_type", "personality type", "personality"];
const LINK: &[&str] = &["link", "source_link", "doc_link", "document", "doc", "url"];

/// Finds the columns; with no header, they are those of old.
pub(super) fn columns(grid: &Grid) -> Columns {
    let found = grid.rows.iter().take(LOOKED_AT).enumerate().find_map(|(at, row)| named(at, row));
    found.unwrap_or(OF_OLD)
}

/// The columns that a row names, if it is a header: it has a name, and an address or a type.
fn named(at: usize, row: &GridRow) -> Option<Columns> {
    let place = |words: &[&str]| {
        row.cells.iter().position(|cell| {
            let text = super::rows::trimmed(&cell.text).to_lowercase();
            words.contains(&text.as_str())
        })
    };
    let (name, email, kind) = (place(NAME)?, place(EMAIL), place(KIND));
    if email.is_none() && kind.is_none() {
        return None;
    }
    Some(Columns { row_id: place(ROW_ID), name, email, kind, link: place(LINK), header: Some(at) })
}
