//! The door for assistants: the Model Context Protocol, over pipes and over HTTP.
//!
//! `tools`, `resources` and `prompts` say what there is, `server` speaks the protocol, `stdio` and `http` carry it.
//! What does not belong here: use cases (`app`), and checks that every door shares (`safety`).

mod asking;
mod budget;
mod call;
mod completion;
#[cfg(feature = "conformance")]
mod conformance;
mod correlation;
mod cursor;
pub mod http;
mod lines;
mod old_names;
mod prompts;
mod resources;
mod schema;
mod server;
mod spoilers;
pub mod sse;
mod stdio;
mod tools;

pub use stdio::stdio;
