//! What happens during a run, and how it ends.

use crate::MadeBy;

/// What happens during a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The engine has taken the order.
    Accepted,
    /// The engine calls the run by a name of its own, which whoever takes it up again has to tell it; see
    /// [`recall`](super::Engine::recall).
    Named {
        /// The name: letters, digits, `_` and `-`.
        name: String,
    },
    /// The order waits in the engine's own queue, behind so many others.
    Waiting {
        /// How many are before it, the one under way included.
        ahead: usize,
    },
    /// It is under way.
    Started,
    /// It got further.
    Progress {
        /// 0 to 99 over all nodes of the graph; 100 is said by the end alone.
        percent: u8,
        /// The node that works, by its class, such as `KSampler`.
        node: Option<String>,
        /// The step of that node.
        step: u32,
        /// Of so many.
        steps: u32,
    },
    /// What the picture looks like by now.
    Preview {
        /// `image/jpeg` or `image/png`.
        mime: &'static str,
        /// The file.
        bytes: Vec<u8>,
    },
    /// The connection is gone and is looked for again; the run may go on meanwhile.
    Disconnected,
    /// It is there again.
    Reconnected,
}

/// How a run ended, as the engine says.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// There are pictures.
    Done(Made),
    /// It went wrong inside the engine.
    Failed(Fault),
    /// Somebody cancelled it.
    Cancelled,
    /// The engine does not know it any more. Nothing was made, and nothing will be.
    Lost(Lost),
}

/// What an engine made.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    /// The files, PNG all of them and at least one, the first one being the one that the recipe speaks of.
    pub files: Vec<Vec<u8>>,
    /// How they were made.
    pub made_by: MadeBy,
}

/// What went wrong inside an engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What it says, fit to be shown.
    pub message: String,
    /// The kind of error in its words, such as `RuntimeError`.
    pub kind: String,
    /// The node where it happened, by its class.
    pub node: Option<String>,
    /// All it says, for the log.
    pub detail: String,
    /// Whether the same order may do well at another time, as when memory ran out.
    pub may_pass: bool,
}

impl Fault {
    /// Of an engine that ended well and has nothing to show for it.
    pub(super) fn no_picture() -> Self {
        Self {
            message: "the engine says that it is done, and there is no picture".to_owned(),
            kind: "NoPicture".to_owned(),
            node: None,
            detail: String::new(),
            may_pass: true,
        }
    }
}

/// Why an engine does not know a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// It knows of nothing at all, neither waiting nor ended: it was started anew.
    Restarted,
    /// It knows of others but not of this one: somebody removed it.
    Removed,
}
