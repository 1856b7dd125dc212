//! Engines: what makes pictures out of recipes.
//!
//! An [`Engine`] takes an [`Order`] and gives pictures, telling on the way how far it is. There are three kinds: the
//! draft engine draws storyboard frames itself, `ComfyUI` is asked over its own HTTP and WebSocket contract, and the
//! server of stable-diffusion.cpp over its jobs. What both servers need lies beside them: `server` is where one is, `rim`
//! asks within bounds, `inspect` looks at pictures that come and go, `warming` is the picture that loads a model.
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
mod inspect;
mod order;
mod outcome;
pub mod png;
mod pool;
mod prompt_id;
mod rim;
mod sdcpp;
mod server;
mod shortened;
#[cfg(test)]
mod tests;
mod warming;

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
pub use sdcpp::{SdCpp, SdCppPatience, SdCppSettings};
pub use server::ServerSettings;
