//! Decisions by hand: link, unlink, split, merge, values of fields; and what there is to know about an id.
//!
//! Each decision is one transaction: the store moves links and records, the golden records of all that
//! was touched are merged anew, and the audit log says who decided and why.

mod check;
mod edit;
mod error;
mod explain;
mod link;
mod merge;
mod split;
mod unlink;

use model::{EntityId, EntityKind, Evidence, ExternalId, Instant, Justification};
use serde::Serialize;

pub use check::{Report, check};
pub use edit::{Edited, edit, take_back};
pub use error::DecisionError;
pub use explain::{Explanation, RecordNote, explain};
pub use link::link;
pub use merge::merge;
pub use split::split;
pub use unlink::unlink;

/// Who decides something by hand, when and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The person's name.
    pub author: String,
    /// Why, in words that another person can check.
    pub note: String,
    /// When.
    pub at: Instant,
}

impl Decision {
    pub(crate) fn evidence(&self, justification: Justification) -> Evidence {
        Evidence {
            justification,
            confidence: 1.0,
            author: self.author.clone(),
            at: self.at,
            note: self.note.clone(),
        }
    }
}

/// What a decision did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// The kind of the things below.
    pub kind: EntityKind,
    /// The thing that holds the subjects now; `None` when they mean nothing for the time being.
    pub target: Option<EntityId>,
    /// The thing that held them before.
    pub before: Option<EntityId>,
    /// The external ids that moved.
    pub moved: Vec<ExternalId>,
}
