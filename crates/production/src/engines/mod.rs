//! Engines: what makes pictures out of recipes.
//!
//! An [`Engine`] takes an [`Order`] and gives pictures, telling on the way how far it is. There are two kinds: the
//! draft engine draws storyboard frames itself, and `ComfyUI` is asked over its own HTTP and WebSocket contract.
//! [`Pool`] holds several at once and chooses the one that takes the next order. [`finish`] makes of an engine's
//! picture the file that is kept, with its recipe inside.
//!
//! What does not belong here: the queue and its workers (`jobs`), where files are kept (`assets`).

mod capabilities;
mod comfyui;
mod draft;
mod engine;
mod error;
mod finish;
mod order;
mod outcome;
pub mod png;
mod pool;
mod prompt_id;
#[cfg(test)]
mod tests;

pub use capabilities::{Capabilities, Lack};
pub use comfyui::{ComfyUi, ComfyUiSettings, Patience, Template, TemplateError, Templates};
pub use draft::Draft;
pub use engine::{Begin, Boxed, Engine, EngineKind, Listener};
pub use error::{EngineError, FieldError};
pub use finish::{FinishError, Finished, FinishedFile, finish};
pub use order::Order;
pub use outcome::{Event, Fault, Lost, Made, Outcome};
pub use pool::{Candidate, Choice, DRAFT, Held, NoEngine, OpenError, Pool, Pressure, Seat, WhyNot, choose};
pub use prompt_id::PromptId;
