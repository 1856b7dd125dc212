//! Works side by side, a whole franchise, tags near a tag.

use utoipa::ToSchema;

use super::{RankedScore, RatingOutlier, RelatedWork, RelationEdge, Score, SourceScore, UserRatings};

/// Two works side by side.
#[derive(ToSchema)]
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
    /// People behind them.
    pub staff: SharedStaff,
    /// What the second is to the first, by those who say so.
    pub ties: Vec<ComparedTie>,
    /// The shortest way from the first to the second over ties of the story.
    pub path: Vec<ComparedStep>,
    /// How alike they are.
    pub likeness: Likeness,
}

/// One of two works.
#[derive(ToSchema)]
pub struct ComparedWork {
    /// Emaki's own id.
    pub id: u32,
    /// The title shown first.
    pub title: String,
    /// The medium.
    pub medium: String,
    /// The format.
    pub format: String,
    /// Year it began in.
    pub year: Option<i16>,
    /// A picture's address at its source.
    pub image: Option<String>,
    /// How far along it is.
    pub status: String,
    /// Season it began in.
    pub season: Option<String>,
    /// First day, `YYYY[-MM[-DD]]`.
    pub start_date: Option<String>,
    /// Last day, `YYYY[-MM[-DD]]`.
    pub end_date: Option<String>,
    /// Number of episodes.
    pub episodes: Option<u32>,
    /// Seconds of one episode.
    pub duration_s: Option<u32>,
    /// What it was adapted from.
    pub origin: Option<String>,
    /// Age rating.
    pub rating: Option<String>,
    /// How many people follow it at the source that has most.
    pub popularity: Option<u64>,
    /// For adults only.
    pub adult: bool,
    /// The other's place among the works like this one, from 1; null beyond the first 100.
    pub place_of_other: Option<u32>,
    /// What audiences think of it.
    pub ratings: Ratings,
}

/// What audiences think of a work, source by source.
#[derive(ToSchema)]
pub struct Ratings {
    /// The verdict shown.
    pub shown: Option<Score>,
    /// Each source's own.
    pub by_source: Vec<SourceScore>,
    /// Sum of the normalized scores divided by their number.
    pub mean: Option<f64>,
    /// The middle one.
    pub median: Option<f64>,
    /// Over the sites; null where too few speak.
    pub standard_deviation: Option<f64>,
    /// The mean by votes, drawn towards the average work.
    pub weighted_mean: Option<f64>,
    /// How well the sites agree, 0 to 1; null where too few speak.
    pub consistency_score: Option<f64>,
    /// All votes that are counted.
    pub votes: u64,
    /// What cannot be said, and why.
    pub note: Option<String>,
    /// Each site's verdict that counts, the highest first.
    pub ranking: Vec<RankedScore>,
    /// Those that stand out.
    pub outliers: Vec<RatingOutlier>,
    /// Imported ratings of single users.
    pub users: Option<UserRatings>,
}

/// Names that two works have.
#[derive(ToSchema)]
pub struct Overlap {
    /// Those of both.
    pub both: Vec<String>,
    /// Those of the first alone.
    pub only_a: Vec<String>,
    /// Those of the second alone.
    pub only_b: Vec<String>,
}

/// People behind two works.
#[derive(ToSchema)]
pub struct SharedStaff {
    /// Those who worked on both.
    pub both: Vec<SharedPerson>,
    /// How many worked on the first alone.
    pub only_a: u32,
    /// How many worked on the second alone.
    pub only_b: u32,
}

/// Somebody who worked on both.
#[derive(ToSchema)]
pub struct SharedPerson {
    /// The name as the first writes it.
    pub name: String,
    /// What they did for the first.
    pub roles_a: Vec<String>,
    /// What they did for the second.
    pub roles_b: Vec<String>,
}

/// A tie between the two.
#[derive(ToSchema)]
pub struct ComparedTie {
    /// `SEQUEL`, `PREQUEL`, `ADAPTATION`, …
    pub kind: String,
    /// Who says so.
    pub sources: Vec<String>,
}

/// A step on the way from the first to the second.
#[derive(ToSchema)]
pub struct ComparedStep {
    /// What the work of this step is to the one before.
    pub kind: String,
    /// Emaki's own id.
    pub id: u32,
    /// The title shown first.
    pub title: String,
    /// The medium.
    pub medium: String,
    /// The format.
    pub format: String,
    /// Year it began in.
    pub year: Option<i16>,
    /// A picture's address at its source.
    pub image: Option<String>,
}

/// How alike two works are.
#[derive(ToSchema)]
pub struct Likeness {
    /// From 0 to 1, the sum of the parts; null when nothing of both is known.
    pub score: Option<f64>,
    /// What it is made of.
    pub parts: Vec<LikenessPart>,
}

/// One part of a likeness.
#[derive(ToSchema)]
pub struct LikenessPart {
    /// `tags`, `studios`, `format` or `score`.
    pub factor: String,
    /// How alike the two are in it, 0 to 1.
    pub value: f64,
    /// What it counts; the weights add up to 1.
    pub weight: f64,
    /// Its part of the score.
    pub share: f64,
}

/// All works that hang together with one.
#[derive(ToSchema)]
pub struct WorkFranchise {
    /// The work that was asked for.
    pub id: u32,
    /// The merged id it was asked by.
    pub redirected_from: Option<u32>,
    /// Every work, the one that was asked for first, then by year.
    pub nodes: Vec<RelatedWork>,
    /// Ties between them.
    pub edges: Vec<RelationEdge>,
    /// Whether there are more works than are listed.
    pub cut: bool,
}

/// The tags near a tag.
#[derive(ToSchema)]
pub struct TagNeighbors {
    /// The tag, as works bear it.
    pub tag: String,
    /// How many works bear it.
    pub works: u64,
    /// Its neighbors, the nearest first.
    pub neighbors: Vec<TagNeighbor>,
}

/// A tag that stands beside another one.
#[derive(ToSchema)]
pub struct TagNeighbor {
    /// The tag.
    pub tag: String,
    /// How many works bear it.
    pub works: u64,
    /// How many works bear both.
    pub both: u64,
    /// How near it is, 0 to 1: the cosine of the two, believed by half where ten works bear both.
    pub similarity: f64,
    /// How many times more often both stand together than by chance.
    pub lift: f64,
}

/// Works side by side; `/api/compare` has all of two.
#[derive(ToSchema)]
pub struct SideBySide {
    /// The page that shows the first two in full.
    pub page: String,
    /// The works, in the order of the question.
    pub works: Vec<SideWork>,
    /// Genres and tags that all of them have.
    pub shared_tags: Vec<String>,
}

/// One of some works side by side.
#[derive(ToSchema)]
pub struct SideWork {
    /// The work.
    pub id: u32,
    /// Its title.
    pub title: String,
    /// Such as ANIME.
    pub medium: String,
    /// Such as TV.
    pub format: String,
    /// The year it began in.
    pub year: Option<i16>,
    /// How many episodes it has.
    pub episodes: Option<u32>,
    /// How long one lasts, in seconds.
    pub duration_s: Option<u32>,
    /// The audience's score, 0 to 10.
    pub score: Option<f64>,
    /// What the audience of each source says, the highest first.
    pub scores: Vec<SideScore>,
    /// Genres and tags that none of the others has.
    pub own_tags: Vec<String>,
}

/// A source's verdict.
#[derive(ToSchema)]
pub struct SideScore {
    /// The source.
    pub source: String,
    /// Its score, 0 to 10.
    pub score: f64,
    /// How many voted, where it says.
    pub votes: Option<u64>,
}
