//! The border to where vectors lie and are compared: in the index's own parts, or in an engine beside it.
//!
//! What crosses it is told in words and in numbers of works, never in rows or codes, which only one commit of
//! one index knows: `filter` is what a plan demands, `point` what is kept of a work, `built_in` the engine
//! within the index. Both engines hold the same vectors of the same texts, so that they give the same answers.

pub(crate) mod built_in;
mod filter;
mod point;

use std::collections::BTreeMap;

use embedding::ModelId;

use crate::{
    index::{meanings, state::State},
    rank::Predicate,
};
pub use filter::{VectorDemand, VectorFilter};
pub use point::{NUMBER_FIELDS, Payload, VectorPoint, WORD_FIELDS};

/// The spaces in which a work may have a vector.
pub const VECTOR_SPACES: [&str; 3] = meanings::SPACES;

/// Where vectors lie and are compared.
///
/// Implemented by [`crate::SearchIndex`] over its own parts, and by Qdrant's client. A question that has no
/// answer is an error and never an empty list: nothing found is told apart from nobody asked.
pub trait VectorEngine: Send + Sync {
    /// What it is called: `built_in` or `qdrant`.
    fn name(&self) -> &'static str;

    /// The model of the vectors that answer at the moment, which is what a question has to be embedded with;
    /// `None` while that is not known. Asks nobody, or hardly ever.
    fn model(&self) -> Option<ModelId>;

    /// What it holds at the moment.
    fn standing(&self) -> Result<VectorStanding, VectorError>;

    /// The works nearest to a vector, the nearest first and equal ones by number, `limit` of them or a few more.
    ///
    /// A work's score is the greatest of `weight * cosine` over the spaces asked. Only works that are allowed
    /// are among them, and a page is full whenever enough works are, however few they are.
    fn nearest(&self, asked: &Nearby<'_>) -> Result<Vec<NearWork>, VectorError>;

    /// What is kept of works; those that are not held are left out.
    fn points(&self, works: &[u32]) -> Result<Vec<VectorPoint>, VectorError>;

    /// Up to `limit` of the works that it holds, those with the lowest numbers above `after`, ascending.
    fn works(&self, after: u32, limit: usize) -> Result<Vec<u32>, VectorError>;
}

/// A question for the nearest works.
pub struct Nearby<'a> {
    /// The model that made `vector`.
    pub model: &'a ModelId,
    /// What to be near to.
    pub vector: &'a [f32],
    /// The spaces to look in, and what a cosine in each counts.
    pub spaces: &'a [(&'a str, f32)],
    /// Which works may be found.
    pub allowed: Allowed<'a>,
    /// How many works are wanted.
    pub limit: usize,
}

/// Which works may be found, as one commit of the index sees it.
#[derive(Clone, Copy)]
pub struct Allowed<'a> {
    pub(crate) state: &'a State,
    pub(crate) predicate: &'a Predicate,
}

impl Allowed<'_> {
    /// Whether a work may be found.
    pub fn meets(&self, work: u32) -> bool {
        let columns = &self.state.columns;
        columns.row_of(work).is_some_and(|row| self.predicate.meets(columns, row))
    }

    /// The same in words; `None` where no work can meet it.
    pub fn filter(&self) -> Option<VectorFilter> {
        self.predicate.in_words(&self.state.columns)
    }
}

/// A work that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearWork {
    /// Its number.
    pub work: u32,
    /// The best of its weighted cosines.
    pub score: f32,
}

/// What an engine holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VectorStanding {
    /// The model of its vectors; `None` while it holds none.
    pub model: Option<ModelId>,
    /// How many numbers a vector holds.
    pub dimensions: usize,
    /// The last change of the store that it knows.
    pub seq: i64,
    /// How many works it holds, those without any vector among them.
    pub works: usize,
    /// How many of them have a vector, by space.
    pub vectors: BTreeMap<String, usize>,
}

/// Why an engine has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VectorError {
    /// It cannot be reached, or does not answer in time.
    #[error("the vector engine cannot be asked: {0}")]
    Unreachable(String),
    /// It failed a few times in a row and is left alone for a while.
    #[error("the vector engine is left alone after failures; the last one: {0}")]
    Resting(String),
    /// It does not take our key.
    #[error("the vector engine refuses the key: {0}")]
    Refused(String),
    /// It holds nothing of this store yet.
    #[error("the vector engine holds nothing of this store yet")]
    Empty,
    /// Its vectors are of another model than the question.
    #[error("the vector engine holds vectors of {held}, and the question is one of {asked}")]
    OtherModel {
        /// The model of what it holds.
        held: ModelId,
        /// The model of the question.
        asked: ModelId,
    },
    /// It says what we cannot read, or that our question is wrong.
    #[error("the vector engine answers: {0}")]
    Answer(String),
}

impl VectorError {
    /// Whether it tells that the engine itself is in trouble, so that it is better left alone.
    pub fn is_trouble(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::Refused(_) | Self::Answer(_) => true,
            Self::Resting(_) | Self::Empty | Self::OtherModel { .. } => false,
        }
    }
}
