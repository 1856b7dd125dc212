//! Settings of questions.

use serde::{Deserialize, Serialize};

/// How questions are answered and what is remembered of them. `config/default.toml` says what each means.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskingConfig {
    /// Days that a conversation is kept.
    pub keep_days: u32,
    /// The most conversations that are kept.
    pub keep_most: u32,
    /// Minutes within which a session goes on by itself.
    pub session_minutes: u32,
    /// Whether preferences are learned from questions.
    pub learn: bool,
    /// How often a tag or studio has to be said before it counts.
    pub learn_after: i64,
    /// Hours after which interest has halved.
    pub trend_half_life_hours: f64,
    /// Whether a language model may help to read.
    pub model: bool,
    /// Milliseconds that it is waited for.
    pub model_patience_ms: u64,
    /// The most results that sources are asked about for one question.
    pub enhance_most: usize,
}
