//! What comes back for a question.

use asking::{Correction, Plan, Slot};
use search::{Facets, Hit};
use serde::Serialize;

use super::{Chip, DeeperJob, Reply, SideBySide};
use crate::PictureAnswer;

/// The answer to a question.
#[derive(Debug, Clone, PartialEq)]
pub struct QueryAnswer {
    /// The results of this page, best first.
    pub results: Vec<Hit>,
    /// What the question asks besides works, answered: where a work streams, how many there are.
    pub answers: Vec<Reply>,
    /// The works that the question compares, side by side.
    pub comparison: Option<SideBySide>,
    /// How many works answer in all.
    pub total: usize,
    /// Counts over all of them; empty unless asked for.
    pub facets: Facets,
    /// Where the next page begins; `None` on the last one.
    pub next_cursor: Option<String>,
    /// What was understood.
    pub plan: Plan,
    /// The plan, piece by piece, for eyes.
    pub chips: Vec<Chip>,
    /// How the answer came about.
    pub metadata: QueryMetadata,
    /// Ways to go on.
    pub suggestions: Vec<Suggestion>,
    /// The conversation that it is part of; `None` where nothing was kept.
    pub conversation_id: Option<String>,
    /// Jobs that ask the sources about the first results, where that was wished.
    pub jobs: Vec<DeeperJob>,
    /// What the picture shows that was sent along.
    pub picture: Option<PictureAnswer>,
}

/// How an answer came about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QueryMetadata {
    /// Milliseconds of each part.
    pub took_ms: QueryTimes,
    /// Who said what is shown: the sources behind the results, by name.
    pub sources: Vec<String>,
    /// 1 where everything went as it should; 2 where a language model or the engine that holds the vectors was to
    /// help and could not; 3 where the question could not be remembered.
    pub degradation_level: u8,
    /// What is less than it should be, a sentence each.
    pub notes: Vec<String>,
    /// What the words ask and no result could be held to.
    pub unmet: Vec<Slot>,
    /// What the language model did.
    pub model: ModelUse,
    /// Whether the question was read as going on from the one before.
    pub is_follow_up: bool,
    /// How many of the asker's preferences were in force.
    pub preferences: usize,
}

/// Milliseconds of each part of an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct QueryTimes {
    /// Reading the words.
    pub read: f64,
    /// Finding and ordering works.
    pub search: f64,
    /// Waiting for the language model.
    pub model: f64,
    /// Working out ways to go on.
    pub suggest: f64,
    /// Looking up and writing down conversation and preferences.
    pub remember: f64,
    /// All of it.
    pub whole: f64,
}

/// What a language model did for an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelUse {
    /// None is set up, or it was not wanted.
    #[default]
    Off,
    /// There was nothing left open for it.
    NotNeeded,
    /// It read the rest, and added to the plan.
    Added,
    /// It read the rest, and had nothing to add.
    NothingToAdd,
    /// The budget of the settings does not hold another call.
    OverBudget,
    /// It did not answer in time.
    TooLate,
    /// It failed, or answered what nobody can read.
    Failed,
}

impl ModelUse {
    /// Whether it was to help and could not.
    pub fn is_missed(self) -> bool {
        matches!(self, Self::OverBudget | Self::TooLate | Self::Failed)
    }
}

/// One way to go on from an answer, worked out from its plan and its hits.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Suggestion {
    /// What to say: words that are understood as the next question of the conversation.
    pub say: String,
    /// What it would change of the plan, to be sent as `options.corrections`.
    pub corrections: Vec<Correction>,
    /// How many works would be left, or would be there.
    pub total: usize,
    /// Why it is offered.
    pub why: String,
}
