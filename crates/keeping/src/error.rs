//! Why something of the keepers' could not be done: what, where, and what to do next.

use std::{error::Error, fmt, io, path::PathBuf};

use serde::Serialize;
use store::StoreError;

/// One fault of a file or a row: where it stands, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The file, or what else was read.
    pub file: String,
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

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(row) = self.row {
            write!(f, ", row {row}")?;
        }
        if !self.column.is_empty() {
            write!(f, ", column {}", self.column)?;
        }
        if !self.value.is_empty() {
            write!(f, ", `{}`", self.value)?;
        }
        write!(f, ": {}; {}", self.problem, self.fix)
    }
}

/// Why something of the keepers' could not be done. Unless it says otherwise, nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum KeepingError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something stored cannot be read back.
    #[error("damaged data: {0}")]
    Damaged(String),
    /// What was given has faults.
    #[error("{message}")]
    Faulty {
        /// How many, of what.
        message: String,
        /// Each of them.
        faults: Vec<Fault>,
    },
    /// A parameter is wrong.
    #[error("{message}")]
    Parameter {
        /// Its name.
        name: &'static str,
        /// What is wrong.
        message: String,
    },
    /// The thing named is not there.
    #[error("there is no {kind} `{asked}`")]
    Missing {
        /// What kind of thing.
        kind: &'static str,
        /// What was asked for.
        asked: String,
    },
    /// It contradicts what is stored, or what stands at the target.
    #[error("{message}")]
    Conflict {
        /// What contradicts what.
        message: String,
        /// What to do.
        hint: String,
        /// The places, one each.
        places: Vec<String>,
    },
    /// A file cannot be read or written.
    #[error("cannot {doing} `{}`", path.display())]
    File {
        /// `read`, `write`, `lock`, …
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The database to publish to, or to migrate, failed; it is as it was.
    #[error("{message}")]
    Target {
        /// What failed, without the address's password.
        message: String,
        /// What to do.
        hint: String,
        /// The cause.
        source: Box<dyn Error + Send + Sync>,
    },
    /// A source or a model upstream gave no answer.
    #[error("{message}")]
    Upstream {
        /// Which, and what failed.
        message: String,
        /// What to do.
        hint: String,
    },
    /// A setting is missing.
    #[error("{message}")]
    NotConfigured {
        /// What for.
        message: String,
        /// Which setting.
        hint: String,
    },
    /// Somebody else is at it.
    #[error("{0}")]
    Busy(String),
}

impl Fault {
    /// A fault of a table, told with its file.
    pub fn of_sheet(file: &str, fault: sheets::Fault) -> Self {
        let sheets::Fault { row, column, value, problem, fix } = fault;
        Self { file: file.to_owned(), row, column, value, problem, fix }
    }
}

impl KeepingError {
    /// Faults, with a message that counts them.
    pub fn of_faults(faults: Vec<Fault>) -> Self {
        let message = match faults.as_slice() {
            [one] => one.to_string(),
            [first, _] => format!("{first} (and 1 more fault)"),
            [first, rest @ ..] => format!("{first} (and {} more faults)", rest.len()),
            [] => "it has faults".to_owned(),
        };
        Self::Faulty { message, faults }
    }

    /// Why a file could not be read as a table.
    pub fn sheet(file: &str, error: sheets::SheetError) -> Self {
        match error {
            sheets::SheetError::Faulty(faults) => {
                Self::of_faults(faults.into_iter().map(|fault| Fault::of_sheet(file, fault)).collect())
            }
            sheets::SheetError::Io(source) => Self::File { doing: "read", path: file.into(), source },
            other => {
                let fix = "save it as .xlsx or as `CSV UTF-8`";
                Self::of_faults(vec![Fault::of_sheet(file, sheets::Fault::file(other.to_string(), fix))])
            }
        }
    }

    /// Wraps a file error.
    pub fn file(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { doing, path, source }
    }
}
