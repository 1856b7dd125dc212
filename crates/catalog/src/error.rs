//! Why an import or a decision could not be carried out, and what to do next.

use model::{EntityId, EntityKind, ExternalId};
use sources::datasets::{OpeningError, split::SplitError};
use store::StoreError;

/// Why an import stopped. Rows that are wrong by themselves do not stop one; they are rejects.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error("cannot read `{name}`")]
    Unreadable {
        /// The file.
        name: String,
        /// The fault.
        source: std::io::Error,
    },
    /// There is no format of that name.
    #[error("there is no import format `{asked}`; there are {}", known.join(", "))]
    UnknownFormat {
        /// What was asked for.
        asked: String,
        /// The names.
        known: Vec<&'static str>,
    },
    /// The beginning of the file does not tell its format.
    #[error("cannot tell the format of `{name}`; it may be {}", candidates.join(", "))]
    Unclear {
        /// The file.
        name: String,
        /// The formats that it may be in.
        candidates: Vec<&'static str>,
    },
    /// The file is in no form that is read.
    #[error("`{name}` cannot be imported: {source}")]
    NotReadable {
        /// The file.
        name: String,
        /// Why.
        source: OpeningError,
    },
    /// The file is not in the format it should be in.
    #[error("`{name}` is not in the format {format}: {why}")]
    WrongFormat {
        /// The file.
        name: String,
        /// The format.
        format: &'static str,
        /// What is missing.
        why: String,
    },
    /// The file is damaged or cut off.
    #[error("`{name}` is damaged after {rows} sound rows")]
    Damaged {
        /// The file.
        name: String,
        /// Rows that were read before.
        rows: u64,
        /// What was found.
        source: SplitError,
    },
    /// The last row is cut off.
    #[error("`{name}` is cut off in row {row}")]
    CutOff {
        /// The file.
        name: String,
        /// The line of the row.
        row: u64,
    },
    /// The network failed.
    #[error("cannot download `{url}`")]
    Network {
        /// The address.
        url: String,
        /// The fault.
        source: reqwest::Error,
    },
    /// The server refused.
    #[error("cannot download `{url}`: the server answers {status}")]
    Status {
        /// The address.
        url: String,
        /// The HTTP status.
        status: u16,
    },
    /// The download is larger than allowed.
    #[error("`{url}` is larger than the {limit} bytes that a download may have")]
    TooLarge {
        /// The address.
        url: String,
        /// The bound.
        limit: u64,
    },
    /// A temporary file cannot be written.
    #[error("cannot write a temporary file in `{folder}`")]
    Scratch {
        /// Where.
        folder: String,
        /// The fault.
        source: std::io::Error,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Our own fault: a part of the import ended without saying why.
    #[error("the reading of `{0}` ended unexpectedly")]
    Broken(String),
}

/// Why a decision by hand could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// The store failed, or does not hold what was named.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The id names something else.
    #[error("{subject} does not name a {}", kind.as_str().to_lowercase())]
    WrongKind {
        /// The id.
        subject: ExternalId,
        /// The kind it was to be linked to.
        kind: EntityKind,
    },
    /// A thing without any external id could never be found again.
    #[error("{subject} is the only external id of {target}")]
    LastLink {
        /// The id.
        subject: ExternalId,
        /// The thing that would be left without one.
        target: EntityId,
    },
    /// No number is left for a new thing.
    #[error("the ids are used up")]
    IdsUsedUp,
}

impl CatalogError {
    /// What to do next, where something can be said.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::LastLink { .. } => Some("make one of the two with `emaki registry merge`"),
            Self::WrongKind { .. } => Some("the namespace of an external id says what it names"),
            Self::Store(_) | Self::IdsUsedUp => None,
        }
    }
}

impl ImportError {
    /// Whether the command was wrong rather than the file or the machine.
    pub fn is_usage(&self) -> bool {
        matches!(self, Self::UnknownFormat { .. } | Self::Unclear { .. })
    }

    /// What to do next, where something can be said.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::Unreadable { .. } => "check that the file is there and may be read",
            Self::UnknownFormat { .. } | Self::Unclear { .. } => "name the format with --format",
            Self::NotReadable { source: OpeningError::Template, .. } => {
                "name both of its tables under [collect.games.…] in the settings, and run `emaki collect`"
            }
            Self::NotReadable { .. } => {
                "unpack it first, or convert it to one of the formats in docs/formats.md"
            }
            Self::WrongFormat { .. } => {
                "leave --format out to have it found, or compare the file with docs/formats.md"
            }
            Self::Damaged { .. } | Self::CutOff { .. } => {
                "finished batches are kept; get the file again and import it, the rest will be added"
            }
            Self::Network { .. } | Self::Status { .. } => {
                "check the address and the network; or download the file and import it from disk"
            }
            Self::TooLarge { .. } => {
                "raise import.max_download_bytes, or download the file and import it from disk"
            }
            Self::Scratch { .. } => "check free disk space and the rights of the folder",
            Self::Store(error) if error.is_transient() => "run the same command again; it continues",
            Self::Store(_) | Self::Broken(_) => return None,
        })
    }
}
