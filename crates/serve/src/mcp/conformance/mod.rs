//! What the official conformance suite of MCP calls: tools, resources and prompts of its own, as it describes them.
//!
//! Compiled with the feature `conformance` only, and never into what is shipped. What does not belong here:
//! anything that an assistant would want.

mod inputs;
mod prompts;
mod resources;
mod tools;

pub use prompts::{complete, get as prompt, list as prompts};
pub use resources::{list as resources, read, templates};
pub use tools::{call, list as tools};

use serde::de::DeserializeOwned;
use serde_json::Value;

/// A red pixel, as PNG in base64.
const IMAGE: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
/// Silence, as WAV in base64.
const AUDIO: &str = "UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA=";

/// A value of the protocol from the JSON in which the suite describes it.
fn from<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("the suite describes it in the protocol's own terms")
}
