//! The border that every engine stands behind.

use std::{future::Future, pin::Pin};

use super::{Capabilities, EngineError, Event, Order, Outcome, PromptId};

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

    /// Tells by which name of its own the engine knows a run, as [`Event::Named`] told whoever began it. Said by whoever
    /// takes a run up again, before they do. Engines that know their runs by our ids have no use for it.
    fn recall(&self, _id: &PromptId, _name: &str) {}

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
    /// The server of stable-diffusion.cpp.
    SdCpp,
}

impl EngineKind {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::ComfyUi => "comfyui",
            Self::SdCpp => "sdcpp",
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
