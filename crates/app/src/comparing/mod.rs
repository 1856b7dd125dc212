//! Two works side by side: their facts, what audiences think of each, what both have and what only one has, how
//! they hang together and how alike they are. `likeness` measures; here it is gathered.

mod likeness;
mod lists;

use model::{FuzzyDate, RelationType, Season, SourceId, Status, Work, WorkId};
use search::SearchRequest;
use serde::Serialize;

pub use likeness::{Likeness, LikenessPart};
pub use lists::{Named, Overlap, SharedStaff};

use crate::{App, AppError, ErrorCode, Franchise, RelatedWork, WorkRatings, WorkRef};

/// How far down the list of similar works the other one is looked for.
const NEAR: usize = 100;

/// Two works side by side.
#[derive(Debug, Clone, Serialize)]
pub struct Comparison {
    /// The one named first.
    pub a: ComparedWork,
    /// The other.
    pub b: ComparedWork,
    /// Genres and tags.
    pub tags: Overlap,
    /// Studios, developers, authors.
    pub studios: Overlap,
    /// Producers.
    pub producers: Overlap,
    /// Staff, with what each did.
    pub staff: SharedStaff,
    /// How the second is tied to the first, by those who say so.
    pub ties: Vec<ComparedTie>,
    /// The shortest way from the first to the second over ties of the story; empty when there is none.
    pub path: Vec<ComparedStep>,
    /// How alike they are.
    pub likeness: Likeness,
}

/// One of two works.
#[derive(Debug, Clone, Serialize)]
pub struct ComparedWork {
    /// The work in one line.
    #[serde(flatten)]
    pub work: RelatedWork,
    /// How far along it is.
    pub status: Status,
    /// Season it began in.
    pub season: Option<Season>,
    /// First day.
    pub start_date: Option<FuzzyDate>,
    /// Last day.
    pub end_date: Option<FuzzyDate>,
    /// Number of episodes.
    pub episodes: Option<u32>,
    /// Length of one episode in seconds.
    pub duration_s: Option<u32>,
    /// What it was adapted from.
    pub origin: Option<String>,
    /// Age rating.
    pub rating: Option<String>,
    /// How many people follow it at the source that has most.
    pub popularity: Option<u64>,
    /// For adults only.
    pub adult: bool,
    /// The other's place among the works like this one, from 1; `None` beyond the first 100.
    pub place_of_other: Option<usize>,
    /// What audiences think of it.
    pub ratings: WorkRatings,
}

/// A tie between the two.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComparedTie {
    /// What the second is to the first.
    pub kind: RelationType,
    /// Who says so.
    pub sources: Vec<SourceId>,
}

/// A step on the way from the first to the second.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ComparedStep {
    /// What the work of this step is to the one before.
    pub kind: RelationType,
    /// The work that is reached.
    #[serde(flatten)]
    pub work: RelatedWork,
}

impl App {
    /// Two works side by side.
    ///
    /// # Errors
    /// `not_found` when there is no such work, `invalid_parameter` when both are the same one.
    pub async fn compare(&self, a: &WorkRef, b: &WorkRef) -> Result<Comparison, AppError> {
        let (first, second) = (self.work(a).await?.work, self.work(b).await?.work);
        if first.id == second.id {
            let message = format!("both are the work {}, {}", first.id, first.title);
            return Err(AppError::invalid_parameter("b", message).hint("name another work beside it"));
        }
        let (a, b) = (WorkRef::from(first.id), WorkRef::from(second.id));
        let (ratings_a, ratings_b, place_a, place_b, franchise) = futures::join!(
            self.ratings(&a),
            self.ratings(&b),
            self.place_among_similar(&a, second.id),
            self.place_among_similar(&b, first.id),
            self.franchise(&a),
        );
        let (path, ties) = between(&franchise?, second.id);
        Ok(Comparison {
            tags: Overlap::of(&first.tags, &second.tags),
            studios: Overlap::of(&first.studios, &second.studios),
            producers: Overlap::of(&first.producers, &second.producers),
            staff: SharedStaff::of(&first.staff, &second.staff),
            likeness: Likeness::of(&first, &second),
            ties,
            path,
            a: compared(&first, place_a?, ratings_a?),
            b: compared(&second, place_b?, ratings_b?),
        })
    }

    /// Where a work stands among those like another; nowhere while the index is being built.
    async fn place_among_similar(&self, work: &WorkRef, other: WorkId) -> Result<Option<usize>, AppError> {
        let request = SearchRequest { limit: NEAR, ..SearchRequest::default() };
        let similar = match self.similar(work, request).await {
            Ok(similar) => similar,
            Err(error) if error.code == ErrorCode::Busy => return Ok(None),
            Err(error) => return Err(error),
        };
        Ok(similar.results.iter().position(|hit| hit.card.id == other).map(|place| place + 1))
    }
}

fn compared(work: &Work, place_of_other: Option<usize>, ratings: WorkRatings) -> ComparedWork {
    ComparedWork {
        work: RelatedWork::from(work),
        status: work.status.clone(),
        season: work.season,
        start_date: work.start_date,
        end_date: work.end_date,
        episodes: work.episodes,
        duration_s: work.duration_s,
        origin: work.origin.clone(),
        rating: work.rating.clone(),
        popularity: work.popularity,
        adult: work.adult,
        place_of_other,
        ratings,
    }
}

/// The shortest way from the middle of a franchise to one of its works, and the ties where it is one step.
fn between(franchise: &Franchise, to: WorkId) -> (Vec<ComparedStep>, Vec<ComparedTie>) {
    let ways = franchise.ways();
    let mut steps = Vec::new();
    let mut here = to;
    while let Some((before, kind)) = ways.get(&here) {
        if let Some(work) = franchise.nodes.iter().find(|node| node.id == here) {
            steps.push(ComparedStep { kind: kind.clone(), work: work.clone() });
        }
        here = *before;
    }
    steps.reverse();
    let center = franchise.center;
    let direct = franchise.edges.iter().filter_map(|edge| {
        let kind = match (edge.from, edge.to) {
            (from, other) if from == center && other == to => edge.kind.clone(),
            (from, other) if from == to && other == center => edge.kind.reversed(),
            _ => return None,
        };
        Some(ComparedTie { kind, sources: edge.sources.clone() })
    });
    (steps, direct.collect())
}
