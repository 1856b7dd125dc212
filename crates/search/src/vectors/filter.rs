//! What a plan demands of a work, in words.

/// What a work has to meet: all of `must`, and none of `must_not`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct VectorFilter {
    /// All of these.
    pub must: Vec<VectorDemand>,
    /// None of these.
    pub must_not: Vec<VectorDemand>,
}

/// One demand. A field that is not known of a work meets none.
#[derive(Debug, Clone, PartialEq)]
pub enum VectorDemand {
    /// Has one of these words in a field of words.
    OneOf(&'static str, Vec<String>),
    /// A number within bounds, both inclusive.
    Between(String, Option<u32>, Option<u32>),
    /// For adults only, or not.
    Adult(bool),
    /// One of these works.
    Works(Vec<u32>),
}

impl VectorFilter {
    /// Whether every work meets it.
    pub fn is_open(&self) -> bool {
        self.must.is_empty() && self.must_not.is_empty()
    }
}
