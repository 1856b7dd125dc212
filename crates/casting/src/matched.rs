//! What comes out: who is one, how sure that is, and what speaks for it.

use model::SourceId;
use serde::Serialize;

/// One figure or person, with the rows of every source that speak of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Matched {
    /// The rows, by source and place in the list that [`crate::Cast`] was made from; in order. A source
    /// has more than one only where its rows carry one id.
    pub members: Vec<(SourceId, usize)>,
    /// The sources that have it, in order. One alone is a match as well, a partial one.
    pub found_in: Vec<SourceId>,
    /// How likely the rows are one, from 0 to 1: that of the member that is tied most loosely. 1 for a
    /// single row.
    pub probability: f64,
    /// What spoke for it and against it, a mean over the pairs; empty for a single row.
    pub weights: Vec<Weight>,
}

/// A kind of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// How rarely two rows of these casts are one, before anything is known about them.
    Prior,
    /// Ids in one namespace: the same, or two.
    Id,
    /// Names in Latin letters, with alternate names and nicknames.
    Name,
    /// Names in the original script.
    NativeName,
    /// Size of the part, or what the person did.
    Role,
    /// Who speaks the part.
    Voice,
    /// Stated gender.
    Gender,
    /// Date of birth.
    Birth,
    /// How alike the pictures are.
    Picture,
    /// Others that fit as well.
    Rivals,
}

/// What one kind of evidence says.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Weight {
    /// The kind.
    pub signal: Signal,
    /// How well the two agree, from 0 to 1.
    pub agreement: f64,
    /// Natural logarithm of how much likelier this is between rows that are one than between rows that
    /// are not; the sum over all kinds is the log-odds. Evidence that one side lacks is not listed.
    pub weight: f64,
}

/// The probability that log-odds stand for.
pub(crate) fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// The log-odds of a probability, held within ±30.
pub(crate) fn log_odds(probability: f64) -> f64 {
    let bounded = probability.clamp(1e-13, 1.0 - 1e-13);
    (bounded / (1.0 - bounded)).ln()
}
