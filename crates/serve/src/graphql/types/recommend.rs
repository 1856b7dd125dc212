//! Works that somebody may like, and why.

use app::{AppError, RecommendRequest, Recommendations as Told};
use async_graphql::SimpleObject;

use super::{Work, inputs, word};
use crate::graphql::cursor;

/// Picks where nobody says how many.
const USUAL: usize = 10;

/// Works that somebody may like.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct Recommendations {
    /// The picks, the strongest first.
    picks: Vec<Pick>,
    /// By which model they were made: `ratings` or `content`.
    by: String,
    /// What is to be known about the model.
    note: Option<String>,
    /// How many ratings the model was learned from.
    ratings_learned: u64,
    /// In which form the list came.
    list_form: Option<String>,
    /// How many works of those named were found.
    matched: usize,
    /// What was named and not found.
    unmatched: Vec<Unmatched>,
}

/// One pick.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct Pick {
    /// The work.
    work: Work,
    /// How strongly it is meant; comparable within one answer.
    score: f64,
    /// The share of works that are less known.
    popularity: f64,
    /// Where the score comes from; the shares add up to it.
    reasons: Vec<Reason>,
}

/// A part of a pick's score.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct Reason {
    /// `shared_users`, `content`, `others` or `popularity`.
    kind: String,
    /// The named work that speaks for the pick.
    work: Option<Work>,
    /// How much of the score.
    share: f64,
    /// The same as a part of the whole score.
    part: f64,
    /// What the two works have in common.
    factors: Vec<Factor>,
    /// In a sentence.
    text: String,
}

/// A thing that two works have in common.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct Factor {
    /// `tag`, `studio` or `more`.
    kind: String,
    /// What it is.
    name: String,
    /// How much of the score.
    share: f64,
}

/// What was named and could not be used.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct Unmatched {
    /// Its place in the list, from 1.
    place: u64,
    /// The ids that were named, or what stands there instead.
    named: String,
    /// The title, where the list has it.
    title: Option<String>,
    /// Why it was not used.
    reason: String,
}

/// What picks are made from, read as at every door.
///
/// # Errors
/// `invalid_parameter` for a number that is out of range, `not_found` for what is no id.
pub fn request(wish: &inputs::RecommendWish, first: Option<i32>) -> Result<RecommendRequest, AppError> {
    let mut request = RecommendRequest { limit: cursor::first(first, USUAL)?, ..RecommendRequest::default() };
    for (name, value) in inputs::said(wish) {
        request.set(&name, &value)?;
    }
    Ok(request)
}

impl From<Told> for Recommendations {
    fn from(told: Told) -> Self {
        let factor = |factor: app::RecommendFactor| Factor {
            kind: factor.kind.to_owned(),
            name: factor.name,
            share: factor.share,
        };
        let reason = |reason: app::RecommendReason| Reason {
            kind: reason.kind.to_owned(),
            work: reason.work.map(|work| Work::by_id(work.id)),
            share: reason.share,
            part: reason.part,
            factors: reason.factors.into_iter().map(factor).collect(),
            text: reason.text,
        };
        let picks = told.picks.into_iter().map(|pick| Pick {
            work: Work::by_id(pick.work.id),
            score: pick.score,
            popularity: pick.popularity,
            reasons: pick.reasons.into_iter().map(reason).collect(),
        });
        let unmatched = told.unmatched.into_iter().map(|line| Unmatched {
            place: line.place,
            named: line.named,
            title: line.title,
            reason: line.reason,
        });
        Self {
            picks: picks.collect(),
            by: word(&told.by),
            note: told.note,
            ratings_learned: told.ratings,
            list_form: told.list_form,
            matched: told.matched,
            unmatched: unmatched.collect(),
        }
    }
}
