//! Why something could not be done with people, in words a person can act on.

use std::path::PathBuf;

use store::StoreError;

/// Why something could not be done with people.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is nobody with this key.
    #[error("there is nobody with the key `{0}`; `emaki people list` shows who is there")]
    Nobody(String),
    /// The sheet holds nobody.
    #[error("{0} holds nobody; nothing was changed")]
    Empty(String),
    /// The sheet lost half of its people or more.
    #[error(
        "{gone} of {before} people are not in the sheet any more; nothing was changed. If that is right, say --yes"
    )]
    LostHalf {
        /// How many are gone.
        gone: usize,
        /// How many there were.
        before: usize,
    },
    /// A file cannot be read or written.
    #[error("cannot read or write `{}`: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// A file of the old pipeline cannot be read.
    #[error("`{}` is no file of the old pipeline: {problem}", path.display())]
    Csv {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// Somebody else holds the file for too long.
    #[error("`{}` is locked by another process; try again", path.display())]
    Locked {
        /// The file.
        path: PathBuf,
    },
    /// A file has lines of people who were erased.
    #[error(
        "`{}` has {} of people who were erased, and nobody is brought back by it; take {} out of the file, and read it \
         again",
        path.display(),
        listed(lines),
        if lines.len() == 1 { "it" } else { "them" }
    )]
    Erased {
        /// The file.
        path: PathBuf,
        /// Their lines, from 1 below the header.
        lines: Vec<usize>,
    },
    /// The move away from the CSV file stands elsewhere.
    #[error("{0}")]
    Phase(String),
    /// The file and the database say different things.
    #[error("the file and the database differ in {0} cells; `emaki migrate csv verify` lists them")]
    Differs(usize),
}

impl PeopleError {
    /// Wraps an error of a file.
    pub fn file(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }
}

/// The first lines of many.
fn listed(lines: &[usize]) -> String {
    const SHOWN: usize = 10;
    let shown: Vec<String> = lines.iter().take(SHOWN).map(ToString::to_string).collect();
    let more = lines.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("line{} {}{more}", if lines.len() == 1 { "" } else { "s" }, shown.join(", "))
}
