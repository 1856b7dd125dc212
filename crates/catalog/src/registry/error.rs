//! Why a decision by hand cannot be carried out.

use model::{EntityId, EntityKind, ExternalId, Field};
use store::StoreError;

/// Why a decision by hand cannot be carried out. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum DecisionError {
    /// The external id names things of another kind.
    #[error("{subject} does not name a {}", kind.as_str().to_lowercase())]
    WrongKind {
        /// The external id.
        subject: ExternalId,
        /// The kind it should name.
        kind: EntityKind,
    },
    /// The thing would be left without any external id.
    #[error("{subject} is the only external id of {target}")]
    LastLink {
        /// The external id.
        subject: ExternalId,
        /// The thing.
        target: EntityId,
    },
    /// The value cannot be set.
    #[error(transparent)]
    Edit(#[from] enrichment::EditError),
    /// There is no edit to take back.
    #[error("{field} of {kind} {target} is not set by hand")]
    NoEdit {
        /// The kind in words.
        kind: String,
        /// The thing.
        target: EntityId,
        /// The field.
        field: Field,
    },
    /// The sequence of ids has come to its end.
    #[error("there are no ids left")]
    IdsUsedUp,
    /// The store failed, or what was asked contradicts it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl DecisionError {
    /// What to do instead.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::LastLink { .. } => Some("`emaki registry merge <keep> <drop>` makes one work of two"),
            Self::NoEdit { .. } => {
                Some("`emaki registry explain <id> --field <field>` shows who says what of it")
            }
            Self::Edit(error) => Some(error.hint()),
            Self::WrongKind { .. } | Self::IdsUsedUp | Self::Store(_) => None,
        }
    }
}
