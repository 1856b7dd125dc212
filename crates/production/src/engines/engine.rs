//! The border that every engine stands behind.

use std::{future::Future, pin::Pin};

use crate::MadeBy;

use super::{Capabilities, EngineError, Order, PromptId};

/// A future of a trait's method.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Whom an engine tells how far it is. Called often and from inside the run, so it must not wait.
pub type Listener<'a> = dyn Fn(Event) + Send + Sync + 'a;

/// What makes pictures.
///
/// A run goes under a [`PromptId`] that the caller chooses and keeps *before* the run begins. Whoever knows the id
/// can take the run up again, cancel it, or learn that it is lost, from any process.
pub trait Engine: Send + Sync {
    /// Its name in the settings; no two engines share one.
    fn name(&self) -> &str;

    /// Of which kind it is.
    fn kind(&self) -> EngineKind;

    /// Asks whether it answers, and what it can do.
    ///
    /// # Errors
    /// [`EngineError::Unreachable`] when it does not answer.
    fn look(&self) -> Boxed<'_, Result<Capabilities, EngineError>>;

    /// Carries out an order and comes back at its end. Dropping the future leaves a remote run going; it is taken up
    /// again with [`Begin::Attach`].
    ///
    /// # Errors
    /// [`EngineError`] when the engine would not take the order, or could no longer be asked how it went. What the
    /// engine itself says about the end is an [`Outcome`].
    fn run<'a>(
        &'a self,
        order: &'a Order,
        id: &'a PromptId,
        begin: Begin,
        listener: &'a Listener<'a>,
    ) -> Boxed<'a, Result<Outcome, EngineError>>;

    /// Cancels a run, waiting or under way, and no other one. One that has ended or never was is no error.
    fn cancel<'a>(&'a self, id: &'a PromptId) -> Boxed<'a, Result<(), EngineError>>;

    /// Makes one small picture and throws it away, so that models are loaded. Comes back when it is made.
    fn warm(&self) -> Boxed<'_, Result<(), EngineError>>;

    /// Lets loaded models and their memory go.
    fn free(&self) -> Boxed<'_, Result<(), EngineError>>;
}

/// The kinds of engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EngineKind {
    /// Draws storyboard frames, without any model.
    Draft,
    /// A `ComfyUI` server.
    ComfyUi,
}

impl EngineKind {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::ComfyUi => "comfyui",
        }
    }
}

/// How a run begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begin {
    /// The order is handed in. One that the engine knows by this id already is not handed in twice.
    Submit,
    /// The order was handed in before, by somebody who may be gone; it is only followed.
    Attach,
}

/// What happens during a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The engine has taken the order.
    Accepted,
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

/// Why an engine does not know a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// It knows of nothing at all, neither waiting nor ended: it was started anew.
    Restarted,
    /// It knows of others but not of this one: somebody removed it.
    Removed,
}
