//! A language model behind an OpenAI-compatible address: one question, one answer, and what it cost.
//!
//! `settings` says where it is and what it costs, `chat` is a question, `reply` reads an answer, `quirks`
//! remembers what a server does not understand, `json` finds JSON in what a model wrote, `client` asks.
//!
//! What does not belong here: what is asked, and whether an answer is any good.

mod chat;
mod client;
mod error;
mod json;
mod quirks;
mod reply;
mod settings;

pub use chat::Chat;
pub use client::Llm;
pub use error::LlmError;
pub use json::values_in;
pub use reply::Reply;
pub use settings::{JsonMode, LlmSettings};

/// About how many tokens a text has: four bytes each, which errs on the high side for English and is near
/// for Japanese. What a server counts takes its place as soon as it is known.
pub fn about_tokens(text: &str) -> u64 {
    (text.len() as u64).div_ceil(4)
}
