//! What a run would do, and what it did.

use serde::Serialize;
use sources::llm::LlmError;

use super::Spent;

/// What a run would do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Plan {
    /// Characters without stats.
    pub characters: u64,
    /// Calls, if every answer is good.
    pub calls: u64,
    /// Tokens sent, about.
    pub tokens_in: u64,
    /// Tokens received, about.
    pub tokens_out: u64,
    /// What they would cost, in the settings' currency.
    pub cost: f64,
}

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct GenerateReport {
    /// Characters to ask about.
    pub asked: u64,
    /// Those that have stats now.
    pub accepted: u64,
    /// Those about whom no answer was good, with what was wrong with the last one.
    pub failed: Vec<Failure>,
    /// Those who were not asked about, because the run stopped.
    pub left: u64,
    /// What it cost.
    pub spent: Spent,
    /// Why it stopped early, if it did.
    pub stopped: Option<Stop>,
}

/// A character about whom no answer was good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// Its couple, such as `mal:161471`.
    pub couple: String,
    /// Its name.
    pub name: String,
    /// What was wrong with the last answer.
    pub faults: Vec<String>,
}

/// Why a run stopped early.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stop {
    /// Whether the budget is spent; otherwise the model failed.
    pub is_budget: bool,
    /// Why, in words.
    pub why: String,
    /// What to do next.
    pub hint: String,
}

impl Stop {
    pub(super) fn budget(why: String) -> Self {
        let hint = "what was answered is kept; run it again with a larger budget to go on".to_owned();
        Self { is_budget: true, why, hint }
    }

    pub(super) fn failed(error: &LlmError) -> Self {
        Self { is_budget: false, why: error.to_string(), hint: error.hint() }
    }
}
