//! `compare_ratings`: what audiences of different sites think of works.

use app::{AppError, WorkRatings};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Tool, Words};
use crate::mcp::call::{Call, Refused};

/// The tool.
pub struct CompareRatings;

/// Its arguments.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// 1 to 8 works: ids, external ids or titles
    works: Words,
    /// Also how the figures changed
    #[serde(default)]
    history: bool,
}

/// Ratings of works, the highest first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Told {
    works: Vec<Rated>,
    /// Ids of works that did not fit the budget; compare them by themselves.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    left_out: Vec<i64>,
}

/// What audiences think of a work. Scores go from 0 to 10.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Rated {
    id: i64,
    title: String,
    /// Each site's verdict.
    sites: Vec<Verdict>,
    mean: Option<f64>,
    median: Option<f64>,
    deviation: Option<f64>,
    /// By votes, with 1,000 votes of 6.2 beside them.
    weighted: Option<f64>,
    /// 1 when all sites agree, 0 from a deviation of 2.5 on.
    consistency: Option<f64>,
    votes: u64,
    note: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    trends: Vec<Trend>,
}

/// A site's verdict.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Verdict {
    site: String,
    score: f64,
    /// On the site's own scale, such as 84/100.
    own: String,
    votes: Option<u64>,
    from_median: f64,
    /// Why it stands out.
    outlier: Option<String>,
}

/// Where a figure goes.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Trend {
    site: String,
    figure: String,
    /// up, down or flat.
    direction: String,
    change: f64,
}

const MOST: usize = 8;

impl Tool for CompareRatings {
    const NAME: &'static str = "compare_ratings";
    const TITLE: &'static str = "Compare ratings";
    const ABOUT: &'static str = "Scores of one or several works on every site, on one scale: mean, spread, \
        agreement, outliers, trends.";
    type Asked = Asked;
    type Told = Told;

    async fn run(call: &Call, asked: Asked) -> Result<Told, Refused> {
        let budget = call.budget(None)?;
        let names = asked.works.0;
        if names.is_empty() || names.len() > MOST {
            return Err(AppError::invalid_parameter("works", format!("name 1 to {MOST} works")).into());
        }
        let mut works = Vec::new();
        for (at, name) in names.iter().enumerate() {
            call.progress(at, names.len(), name).await;
            let work = call.work(name).await?;
            let ratings = call.app.ratings(&work.id.into()).await?;
            let trends = if asked.history { trends(call, work.id.into()).await? } else { Vec::new() };
            works.push(rated(work.id.get(), work.title, ratings, trends));
        }
        works.sort_by(|a, b| {
            b.weighted.or(b.mean).partial_cmp(&a.weighted.or(a.mean)).unwrap_or(std::cmp::Ordering::Equal)
        });
        let ids: Vec<i64> = works.iter().map(|work| work.id).collect();
        let works = budget.fit(works);
        let left_out = ids[works.len()..].to_vec();
        Ok(Told { works, left_out })
    }
}

async fn trends(call: &Call, work: app::WorkRef) -> Result<Vec<Trend>, AppError> {
    let history = call.app.work_history(&work).await?;
    let moved = history.series.into_iter().filter_map(|series| {
        let trend = series.trend?;
        Some(Trend {
            site: series.source.to_string(),
            figure: series.field,
            direction: trend.direction.to_owned(),
            change: rounded(trend.change),
        })
    });
    Ok(moved.collect())
}

fn rated(id: i64, title: String, ratings: WorkRatings, trends: Vec<Trend>) -> Rated {
    let all = ratings.summary;
    Rated {
        id,
        title,
        sites: all.sources.iter().map(verdict).collect(),
        mean: all.mean.map(rounded),
        median: all.median.map(rounded),
        deviation: all.deviation.map(rounded),
        weighted: all.weighted.map(rounded),
        consistency: all.consistency.map(rounded),
        votes: all.votes,
        note: all.note,
        trends,
    }
}

fn verdict(one: &app::SourceRating) -> Verdict {
    Verdict {
        site: one.source.to_string(),
        score: rounded(one.score.normalized),
        own: format!("{}/{}", one.score.value, one.score.scale_max),
        votes: one.score.votes,
        from_median: rounded(one.from_median),
        outlier: one.outlier.clone(),
    }
}

/// Two digits are as many as a comparison can bear.
fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
