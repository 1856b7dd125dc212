//! The shapes of bodies for the OpenAPI document.
//!
//! The values themselves are model and search types, which know nothing of HTTP. A test holds every
//! real answer against these shapes, so that the two cannot drift apart.

mod asking;
mod comparing;
mod curation;
mod edits;
mod external;
mod health;
mod jobs;
mod people;
mod pictures;
mod production;
mod recommend;
mod schedule;
mod search;
mod timely;
mod updates;
mod works;

pub use asking::*;
pub use comparing::*;
pub use curation::*;
pub use edits::*;
pub use external::*;
pub use health::*;
pub use jobs::*;
pub use people::*;
pub use pictures::*;
pub use production::*;
pub use recommend::*;
pub use schedule::*;
pub use search::*;
pub use timely::*;
pub use updates::*;
pub use works::*;

use std::collections::HashMap;

use serde_json::Value;
use utoipa::ToSchema;

/// What every failure looks like.
#[derive(ToSchema)]
pub struct Problem {
    /// A code of the public table, such as `not_found`.
    pub error_code: String,
    /// What happened.
    pub message: String,
    /// Facts for programs, such as the parameter's name.
    pub details: HashMap<String, Value>,
    /// What to do next.
    pub hint: Option<String>,
    /// The id under which the log has more.
    pub correlation_id: String,
}
