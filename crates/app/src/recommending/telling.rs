//! Why each pick was picked, in terms of what somebody named themselves.

use std::collections::HashMap;

use model::WorkId;
use recommend::{Pick, Source};
use serde::Serialize;

use super::{Recommended, Shelf, shelf::FactorKind};
use crate::{App, AppError, RelatedWork};

/// The most shared tags and studios that a reason names; the rest is told together.
const FACTORS: usize = 4;

/// A part of a pick's score.
#[derive(Debug, Clone, Serialize)]
pub struct RecommendReason {
    /// `shared_users`, `content`, `others` or `popularity`.
    pub kind: &'static str,
    /// The named work that speaks for the pick.
    pub work: Option<ReasonWork>,
    /// How much of the score; all shares of a pick add up to it. Below 0 where something speaks against it.
    pub share: f64,
    /// The same as a part of the whole score, 0 to 1.
    pub part: f64,
    /// What the two works have in common; their shares add up to this one.
    pub factors: Vec<RecommendFactor>,
    /// In a sentence.
    pub text: String,
}

/// The work that a reason is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReasonWork {
    /// Its id.
    pub id: WorkId,
    /// Its title.
    pub title: String,
}

/// A thing that two works have in common.
#[derive(Debug, Clone, Serialize)]
pub struct RecommendFactor {
    /// `tag`, `studio`, or `more` for all that is not named.
    pub kind: &'static str,
    /// What it is.
    pub name: String,
    /// How much of the score.
    pub share: f64,
}

/// Picks with their works and reasons.
pub(super) async fn told(app: &App, shelf: &Shelf, picks: Vec<Pick>) -> Result<Vec<Recommended>, AppError> {
    let spoken =
        picks.iter().flat_map(|pick| pick.reasons.iter().filter_map(|reason| speaker(reason.source)));
    let items = picks.iter().map(|pick| pick.item).chain(spoken);
    let ids: Vec<WorkId> = items.filter_map(|item| shelf.work(item)).collect();
    let works: HashMap<WorkId, RelatedWork> =
        app.store().works(&ids).await?.iter().map(|work| (work.id, RelatedWork::from(work))).collect();
    let told = picks.into_iter().filter_map(|pick| {
        // The store may have moved on since the index was made.
        let work = works.get(&shelf.work(pick.item)?)?.clone();
        let score = f64::from(pick.score);
        let reasons = pick.reasons.iter().filter(|reason| reason.share.abs() > f32::EPSILON);
        let reasons = reasons.map(|reason| {
            let speaks = speaker(reason.source).and_then(|item| Some((item, works.get(&shelf.work(item)?)?)));
            self::reason(shelf, pick.item, reason.source, f64::from(reason.share), score, speaks)
        });
        let popularity = f64::from(shelf.known(pick.item));
        Some(Recommended { work, score, popularity, reasons: reasons.collect() })
    });
    Ok(told.collect())
}

fn speaker(source: Source) -> Option<u32> {
    match source {
        Source::SharedUsers(item) | Source::Content(item) => Some(item),
        Source::Others | Source::Popularity => None,
    }
}

fn reason(
    shelf: &Shelf,
    picked: u32,
    source: Source,
    share: f64,
    score: f64,
    speaks: Option<(u32, &RelatedWork)>,
) -> RecommendReason {
    let title = speaks.map(|(_, work)| work.title.as_str()).unwrap_or_default();
    let factors = match (source, speaks) {
        (Source::Content(_), Some((item, _))) => factors(shelf, item, picked, share),
        _ => Vec::new(),
    };
    let (kind, text) = match source {
        Source::SharedUsers(_) => ("shared_users", format!("who likes {title} likes this")),
        Source::Content(_) => {
            let named = factors.iter().filter(|factor| factor.kind != "more");
            let named: Vec<&str> = named.map(|factor| factor.name.as_str()).collect();
            ("content", format!("like {title}: {}", named.join(", ")))
        }
        Source::Others if share < 0.0 => ("others", "something you named speaks against it".to_owned()),
        Source::Others => ("others", "the other works you named".to_owned()),
        Source::Popularity => ("popularity", "many know it".to_owned()),
    };
    let work = speaks.map(|(_, work)| ReasonWork { id: work.id, title: work.title.clone() });
    let part = if score == 0.0 { 0.0 } else { share / score };
    RecommendReason { kind, work, share, part, factors, text }
}

/// What two works have in common, with parts of a share that add up to it.
fn factors(shelf: &Shelf, item: u32, picked: u32, share: f64) -> Vec<RecommendFactor> {
    let shared = shelf.content.shared(item, picked);
    let whole: f64 = shared.iter().map(|(_, part)| f64::from(*part)).sum();
    if whole <= 0.0 {
        return Vec::new();
    }
    let mut factors: Vec<RecommendFactor> = shared
        .iter()
        .take(FACTORS)
        .filter_map(|(feature, part)| {
            let (kind, name) = shelf.name(*feature)?;
            let kind = if kind == FactorKind::Tag { "tag" } else { "studio" };
            Some(RecommendFactor { kind, name: name.to_owned(), share: share * f64::from(*part) / whole })
        })
        .collect();
    let told: f64 = factors.iter().map(|factor| factor.share).sum();
    let rest = shared.len() - factors.len();
    if rest > 0 {
        factors.push(RecommendFactor { kind: "more", name: format!("{rest} more"), share: share - told });
    }
    factors
}
