//! What audiences think of a work.

use app::WorkRatings;
use async_graphql::SimpleObject;

use super::parts::Score;

/// What audiences think of a work, source by source and together.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct Ratings {
    /// The verdict shown.
    shown: Option<Score>,
    /// Each source's own.
    by_source: Vec<SourceScore>,
    /// Sum of the scores from 0 to 10 divided by their number.
    mean: Option<f64>,
    /// The middle one.
    median: Option<f64>,
    /// Standard deviation over the sites, of three or more.
    standard_deviation: Option<f64>,
    /// The mean by votes, drawn toward an average work's where there are few.
    weighted_mean: Option<f64>,
    /// How well the sites agree, 0 to 1, of three or more.
    consistency_score: Option<f64>,
    /// All votes that are counted.
    votes: u64,
    /// What cannot be said, and why.
    note: Option<String>,
    /// The sites by score, the highest first.
    ranking: Vec<RankedScore>,
    /// Sites that stand out.
    outliers: Vec<Outlier>,
    /// The imported ratings of single users.
    users: Option<UserRatings>,
}

/// One source's verdict.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct SourceScore {
    /// The source.
    source: String,
    /// Its verdict.
    score: Score,
}

/// One site's verdict among the others.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct RankedScore {
    /// Its place, from 1; equal scores share a place.
    rank: usize,
    /// The site.
    source: String,
    /// Its verdict.
    score: Score,
    /// How far it lies above the median.
    from_median: f64,
    /// Its part of all counted votes, 0 to 1.
    share: Option<f64>,
}

/// A site that stands out.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct Outlier {
    /// The site.
    source: String,
    /// How far it lies above the median.
    from_median: f64,
    /// Why that may be.
    reason: String,
}

/// Single users' ratings on a scale of 1 to 10.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct UserRatings {
    /// How many there are.
    count: u64,
    /// Their mean.
    mean: f64,
    /// How many gave 1, 2, … 10.
    histogram: Vec<u64>,
}

impl Ratings {
    /// The ratings as they are told.
    pub fn of(told: &WorkRatings) -> Self {
        let all = &told.summary;
        let outliers = all.sources.iter().filter_map(|one| {
            let reason = one.outlier.clone()?;
            Some(Outlier { source: one.source.to_string(), from_median: one.from_median, reason })
        });
        let ranking = all.sources.iter().map(|one| RankedScore {
            rank: one.place,
            source: one.source.to_string(),
            score: one.score.into(),
            from_median: one.from_median,
            share: one.share,
        });
        let by_source = told
            .by_source
            .iter()
            .map(|(source, score)| SourceScore { source: source.to_string(), score: (*score).into() });
        let users = told.users.as_ref().map(|users| UserRatings {
            count: users.count,
            mean: users.mean,
            histogram: users.histogram.to_vec(),
        });
        Self {
            shown: told.shown.map(Score::from),
            by_source: by_source.collect(),
            mean: all.mean,
            median: all.median,
            standard_deviation: all.deviation,
            weighted_mean: all.weighted,
            consistency_score: all.consistency,
            votes: all.votes,
            note: all.note.clone(),
            ranking: ranking.collect(),
            outliers: outliers.collect(),
            users,
        }
    }
}
