//! Why a file could not be read as a table: what, where, and how to mend it.

use std::{fmt, io};

/// One fault of a file: where it stands, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The row as a spreadsheet counts it: the header is row 1. None where the fault is the file's.
    pub row: Option<u64>,
    /// The column's name; empty where the fault is the row's.
    pub column: String,
    /// The value found, cut where it is long.
    pub value: String,
    /// What is wrong with it.
    pub problem: String,
    /// What to do.
    pub fix: String,
}

/// Why a file could not be read or written as a table.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// What it holds has faults.
    #[error("{}", told(.0))]
    Faulty(Vec<Fault>),
    /// It is no workbook, or a damaged one.
    #[error("cannot read it as a workbook: {0}")]
    Workbook(String),
    /// It would take more room than a table of ours can.
    #[error("{0}")]
    TooLarge(String),
    /// It has no sheet of that name.
    #[error("it has no sheet `{asked}`; it has {}", sheets.join(", "))]
    NoSuchSheet {
        /// What was asked for.
        asked: String,
        /// What it has.
        sheets: Vec<String>,
    },
    /// It cannot be written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Fault {
    /// A fault of a row.
    pub fn row(row: u64, problem: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            row: Some(row),
            column: String::new(),
            value: String::new(),
            problem: problem.into(),
            fix: fix.into(),
        }
    }

    /// A fault of the whole file.
    pub fn file(problem: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { row: None, ..Self::row(0, problem, fix) }
    }

    /// The same fault, of one cell.
    #[must_use]
    pub fn at(mut self, column: impl Into<String>, value: &str) -> Self {
        self.column = column.into();
        self.value = cut(value);
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(row) = self.row {
            write!(f, "row {row}, ")?;
        }
        if !self.column.is_empty() {
            write!(f, "column {}, ", self.column)?;
        }
        if !self.value.is_empty() {
            write!(f, "`{}`, ", self.value)?;
        }
        write!(f, "{}; {}", self.problem, self.fix)
    }
}

/// A value short enough for a message.
fn cut(value: &str) -> String {
    const MOST: usize = 60;
    match value.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &value[..at]),
        None => value.to_owned(),
    }
}

fn told(faults: &[Fault]) -> String {
    match faults {
        [] => "it has faults".to_owned(),
        [one] => one.to_string(),
        [first, rest @ ..] => format!("{first} (and {} more)", rest.len()),
    }
}
