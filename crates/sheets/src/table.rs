//! A table: a header and rows of text cells.

/// A table of text cells, every row as long as the header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The names of the columns, as written.
    pub header: Vec<String>,
    /// The rows below it.
    pub rows: Vec<Row>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its place as a spreadsheet counts it: the header is row 1.
    pub number: u64,
    /// One cell for each column; an empty one is none.
    pub cells: Vec<Option<Box<str>>>,
}

impl Table {
    /// Where the column of a name stands.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column == name)
    }
}

impl Row {
    /// The text of a cell; none when it is empty, or no column is there.
    pub fn get(&self, at: usize) -> Option<&str> {
        self.cells.get(at)?.as_deref()
    }
}
