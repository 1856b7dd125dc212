//! The table under a header: the columns in any order, each row whole or not at all.

use model::Record;

use crate::{
    datasets::{Cells, Header, Reason, Reject, Shape, split::Splitter},
    providers::{ParseError, Parsed},
};

/// The columns of a template.
pub struct Columns {
    /// Those that must be there.
    pub needed: &'static [&'static str],
    /// All of the template, in its order.
    pub all: &'static [&'static str],
    /// Those that older tables have and that say nothing of the thing itself.
    pub passed_over: &'static [&'static str],
}

impl Columns {
    /// The template's header line.
    #[cfg(test)]
    pub fn template(&self) -> String {
        self.all.join(",")
    }

    fn check(&self, header: &Header) -> Result<(), String> {
        let columns = header.columns();
        for (at, column) in columns.iter().enumerate() {
            let name = column.as_str();
            if columns.iter().take(at).any(|other| other == column) {
                return Err(format!("the column `{name}` is there twice"));
            }
            if !self.all.contains(&name) && !self.passed_over.contains(&name) {
                let shown: String = name.chars().take(60).collect();
                return Err(format!(
                    "there is no column `{shown}`; the template has {}",
                    self.all.join(", ")
                ));
            }
        }
        let missing = self.needed.iter().find(|needed| !columns.iter().any(|column| column == **needed));
        missing.map_or(Ok(()), |missing| Err(format!("the column `{missing}` is missing")))
    }
}

/// Which of the templates a table follows, by what only the one has.
pub fn recognize(body: &[u8]) -> Option<&'static str> {
    let table = Splitter::new(body, Shape::Table).ok()?;
    let columns = table.header()?.columns();
    let has = |name: &str| columns.iter().any(|column| column == name);
    if !has("source_type") || !has("name") {
        return None;
    }
    match () {
        () if has("media_type") => Some("works"),
        () if has("series") || has("rarity") => Some("characters"),
        () => None,
    }
}

/// Reads a table; the first fault ends the reading and is named by its line.
pub fn read(
    body: &[u8],
    columns: &Columns,
    row: fn(&Cells<'_>) -> Result<Record, Reject>,
) -> Result<Parsed, ParseError> {
    let at = |line: u64, what: &str| ParseError::damaged(format!("line {line}: {what}"));
    let mut table = Splitter::new(body, Shape::Table).map_err(|error| at(1, &error.to_string()))?;
    let header = table.header().cloned().ok_or_else(|| at(1, "there is no header"))?;
    columns.check(&header).map_err(|what| at(1, &what))?;
    let mut records = Vec::new();
    while let Some(piece) = table.next_row().map_err(ParseError::damaged)? {
        let line = piece.place.number;
        let text = piece.text.map_err(|reject| at(line, &reject.message))?;
        // Rows of nothing but commas are what spreadsheets leave below a table.
        if text.bytes().all(|b| b == b',' || b.is_ascii_whitespace()) {
            continue;
        }
        let cells = Cells::read(&header, &text).map_err(|reject| at(line, &reject.message))?;
        records.push(row(&cells).map_err(|reject| at(line, &reject.message))?);
    }
    Ok(Parsed::list(records))
}

/// A fault in a cell.
pub fn fault(column: &str, what: impl std::fmt::Display) -> Reject {
    Reject::new(Reason::BadValue, format!("`{column}` {what}"))
}

/// The cell's text; spreadsheets and data frames write "nan" where there is none.
pub fn cell<'a>(cells: &'a Cells<'_>, column: &str) -> &'a str {
    let text = cells.get(column);
    if matches!(text, "nan" | "NaN" | "None" | "null") { "" } else { text }
}
