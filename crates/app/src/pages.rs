//! Answers in the shapes that all doors send as JSON, so that none differs from another.

use std::sync::LazyLock;

use search::{Facets, Hit, SearchAnswer, Why, WorkCard};
use serde::Serialize;

use crate::{
    Chip, DeeperJob, FoundTake, PictureAnswer, QueryAnswer, QueryMetadata, Reply, SideBySide, Suggestion,
};

/// A hit as sent: the card, how well it fits, and why.
#[derive(Debug, Serialize)]
pub struct FoundWork<'a> {
    #[serde(flatten)]
    card: &'a WorkCard,
    relevance: f32,
    why: &'a Why,
}

/// A page of a search as sent.
#[derive(Debug, Serialize)]
pub struct SearchPage<'a> {
    query: &'a str,
    results: Vec<FoundWork<'a>>,
    total: usize,
    facets: Option<&'a Facets>,
    next_cursor: Option<&'a str>,
    understood: &'a search::Plan,
    /// Arms that gave no answer; not sent where all did.
    #[serde(skip_serializing_if = "<[search::Arm]>::is_empty")]
    degraded: &'a [search::Arm],
    /// Takes of productions for the same words; not sent where there are none.
    #[serde(skip_serializing_if = "<[FoundTake]>::is_empty")]
    takes: &'a [FoundTake],
    took_ms: f64,
}

/// A page of a question as sent.
#[derive(Debug, Serialize)]
pub struct QueryPage<'a> {
    query: &'a str,
    /// Sent where the question asks for more than works.
    #[serde(skip_serializing_if = "<[Reply]>::is_empty")]
    answers: &'a [Reply],
    /// Sent where the question compares works.
    #[serde(skip_serializing_if = "Option::is_none")]
    comparison: Option<&'a SideBySide>,
    results: Vec<FoundWork<'a>>,
    total: usize,
    facets: Option<&'a Facets>,
    next_cursor: Option<&'a str>,
    plan: &'a asking::Plan,
    chips: &'a [Chip],
    metadata: &'a QueryMetadata,
    sources: &'a [String],
    suggestions: &'a [Suggestion],
    conversation_id: Option<&'a str>,
    jobs: &'a [DeeperJob],
    picture: Option<&'a PictureAnswer>,
}

/// What a result says where nobody asks why it is there.
static UNEXPLAINED: LazyLock<Why> = LazyLock::new(Why::default);

impl<'a> From<&'a Hit> for FoundWork<'a> {
    fn from(hit: &'a Hit) -> Self {
        Self { card: &hit.card, relevance: hit.relevance, why: &hit.why }
    }
}

impl<'a> SearchPage<'a> {
    /// The page of an answer to `query`; facets are sent only when they were asked for.
    pub fn new(query: &'a str, facets: bool, answer: &'a SearchAnswer) -> Self {
        Self {
            query,
            results: answer.results.iter().map(FoundWork::from).collect(),
            total: answer.total,
            facets: facets.then_some(&answer.facets),
            next_cursor: answer.next_cursor.as_deref(),
            understood: &answer.understood,
            degraded: &answer.degraded,
            takes: &[],
            took_ms: answer.took.as_secs_f64() * 1000.0,
        }
    }

    /// With takes of productions for the same words.
    #[must_use]
    pub fn with_takes(self, takes: &'a [FoundTake]) -> Self {
        Self { takes, ..self }
    }
}

impl<'a> QueryPage<'a> {
    /// The page of an answer to `query`; facets, and why each result is there, are sent only when they were asked for.
    pub fn new(query: &'a str, facets: bool, explain: bool, answer: &'a QueryAnswer) -> Self {
        let found = |hit: &'a Hit| {
            let found = FoundWork::from(hit);
            if explain { found } else { FoundWork { why: &UNEXPLAINED, ..found } }
        };
        Self {
            query,
            answers: &answer.answers,
            comparison: answer.comparison.as_ref(),
            results: answer.results.iter().map(found).collect(),
            total: answer.total,
            facets: facets.then_some(&answer.facets),
            next_cursor: answer.next_cursor.as_deref(),
            plan: &answer.plan,
            chips: &answer.chips,
            metadata: &answer.metadata,
            sources: &answer.metadata.sources,
            suggestions: &answer.suggestions,
            conversation_id: answer.conversation_id.as_deref(),
            jobs: &answer.jobs,
            picture: answer.picture.as_ref(),
        }
    }
}
