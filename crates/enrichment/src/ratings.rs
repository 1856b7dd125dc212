//! What several audiences think of a work, made comparable.

use model::{Score, SourceId, Statistics};
use serde::Serialize;

use crate::{pick::voted, rules::platform};

/// How many audiences have to speak before their spread says anything.
pub const ENOUGH: usize = 3;

/// How many made-up votes of `PRIOR_MEAN` a work starts with, so that ten enthusiasts do not outrank ten
/// thousand viewers.
const PRIOR_VOTES: f64 = 1000.0;

/// What an average work gets on the scale of 0 to 10.
const PRIOR_MEAN: f64 = 6.2;

/// A spread of a quarter of the scale is no agreement at all.
const NO_AGREEMENT: f64 = 2.5;

/// How far each site's scores lie from the others' in general, measured over thousands of works. They
/// are told as a reason, and never subtracted: corrected scores were not closer to each other.
const HABITS: [(&str, f64); 7] = [
    ("anime_planet", 0.59),
    ("kitsu", 0.51),
    ("mal", 0.36),
    ("animeschedule", 0.29),
    ("anilist", -0.27),
    ("anisearch", -0.89),
    ("anidb", -1.34),
];

/// All verdicts on a work and what follows from them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ratings {
    /// Each site's verdict, the highest first.
    pub sources: Vec<SourceRating>,
    /// Sum of the normalized scores divided by their number.
    pub mean: Option<f64>,
    /// The middle one; of an even number the mean of the middle two.
    pub median: Option<f64>,
    /// Standard deviation over the sites; `None` below [`ENOUGH`].
    pub deviation: Option<f64>,
    /// `(V·M + 1000·6.2) / (V + 1000)`, where V is all votes and M their mean; `None` without votes.
    pub weighted: Option<f64>,
    /// How well the sites agree: 1 for one opinion, 0 from a deviation of 2.5 on; `None` below
    /// [`ENOUGH`].
    pub consistency: Option<f64>,
    /// All votes that are counted.
    pub votes: u64,
    /// What cannot be said, and why.
    pub note: Option<String>,
}

/// One site's verdict among the others.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourceRating {
    /// The site.
    pub source: SourceId,
    /// Its score, on its own scale and from 0 to 10.
    pub score: Score,
    /// Its place by score, from 1; equal scores share a place.
    pub place: usize,
    /// How far it lies above (or below, negative) the median.
    pub from_median: f64,
    /// Its part of all counted votes, from 0 to 1, when it tells its votes.
    pub share: Option<f64>,
    /// Why it stands out; `None` when it does not.
    pub outlier: Option<String>,
}

/// What the statistics of a work say, one verdict for each site. Scores without votes count for nothing.
pub fn ratings(statistics: &[Statistics]) -> Ratings {
    ratings_of(statistics.iter().filter_map(|told| Some((told.source.clone(), told.score?))))
}

/// As [`ratings`], of scores with their sources; of two sources that quote one site the first counts.
pub fn ratings_of(scores: impl IntoIterator<Item = (SourceId, Score)>) -> Ratings {
    let mut told: Vec<(SourceId, Score)> = Vec::new();
    for (source, score) in scores {
        let known = told.iter().any(|(known, _)| platform(known) == platform(&source));
        if voted(&score) && !known {
            told.push((source, score));
        }
    }
    told.sort_by(|(a, x), (b, y)| y.normalized.total_cmp(&x.normalized).then_with(|| a.cmp(b)));
    let mut values: Vec<f64> = told.iter().map(|(_, score)| score.normalized).collect();
    values.sort_by(f64::total_cmp);
    let number = values.len();
    let mean = (number > 0).then(|| values.iter().sum::<f64>() / number as f64);
    let median = middle(&values);
    let enough = number >= ENOUGH;
    let deviation = mean
        .filter(|_| enough)
        .map(|mean| (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / number as f64).sqrt());
    let votes: u64 = told.iter().filter_map(|(_, score)| score.votes).fold(0, u64::saturating_add);
    let spread = median.filter(|_| enough).map(|median| {
        let mut distances: Vec<f64> = values.iter().map(|value| (value - median).abs()).collect();
        distances.sort_by(f64::total_cmp);
        // 1.4826 makes the median distance of a normal spread its standard deviation.
        3.0 * 1.4826 * middle(&distances).unwrap_or_default()
    });
    let sources = told.iter().map(|(source, score)| {
        let from_median = score.normalized - median.unwrap_or_default();
        let higher = told.iter().filter(|(_, other)| other.normalized > score.normalized).count();
        // Within one point nobody stands out, however close the others are.
        let beyond = spread.is_some_and(|spread| from_median.abs() > spread.max(1.0));
        SourceRating {
            source: source.clone(),
            score: *score,
            place: higher + 1,
            from_median,
            share: score.votes.filter(|_| votes > 0).map(|own| own as f64 / votes as f64),
            outlier: beyond.then(|| reason(source, from_median, score.votes)),
        }
    });
    Ratings {
        sources: sources.collect(),
        mean,
        median,
        deviation,
        weighted: weighted(&told),
        consistency: deviation.map(|deviation| (1.0 - deviation / NO_AGREEMENT).max(0.0)),
        votes,
        note: note(number),
    }
}

fn note(number: usize) -> Option<String> {
    match number {
        0 => Some("no source has a score that anybody voted on".to_owned()),
        1 => Some(format!("one source has a score; a spread needs {ENOUGH}")),
        number if number < ENOUGH => Some(format!("{number} sources have a score; a spread needs {ENOUGH}")),
        _ => None,
    }
}

fn weighted(told: &[(SourceId, Score)]) -> Option<f64> {
    let counted: Vec<(f64, f64)> =
        told.iter().filter_map(|(_, score)| Some((score.normalized, score.votes? as f64))).collect();
    let votes: f64 = counted.iter().map(|(_, votes)| votes).sum();
    let sum: f64 = counted.iter().map(|(value, votes)| value * votes).sum();
    (votes > 0.0).then(|| (sum + PRIOR_VOTES * PRIOR_MEAN) / (votes + PRIOR_VOTES))
}

fn reason(source: &SourceId, from_median: f64, votes: Option<u64>) -> String {
    let side = |distance: f64| if distance < 0.0 { "below" } else { "above" };
    let mut reasons = vec![format!("{:.1} {} the median", from_median.abs(), side(from_median))];
    let habit = HABITS.iter().find(|(name, _)| *name == platform(source)).map(|(_, habit)| *habit);
    if let Some(habit) = habit.filter(|habit| habit.signum() == from_median.signum()) {
        let (distance, side) = (habit.abs(), side(habit));
        reasons.push(format!("its scores lie {distance:.1} {side} those of others in general"));
    }
    if let Some(votes) = votes.filter(|votes| *votes < 100) {
        reasons.push(format!("only {votes} voted"));
    }
    reasons.join("; ")
}

/// The middle of numbers in order; of an even number the mean of the middle two.
pub(crate) fn middle(values: &[f64]) -> Option<f64> {
    let half = values.len() / 2;
    let upper = *values.get(half)?;
    Some(if values.len().is_multiple_of(2) { f64::midpoint(values[half - 1], upper) } else { upper })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(list: &[(&'static str, f64, f64, Option<u64>)]) -> Ratings {
        ratings_of(list.iter().map(|(source, value, top, votes)| {
            (SourceId::known(source), Score::new(*value, *top, *votes).expect("a sound score"))
        }))
    }

    #[test]
    fn scales_are_made_one_and_the_rest_follows() {
        let found = told(&[
            ("mal", 8.0, 10.0, Some(3000)),
            ("anilist", 79.0, 100.0, None),
            ("anime_planet", 4.1, 5.0, Some(1000)),
            ("anidb", 5.5, 10.0, Some(40)),
            ("anisearch", 0.0, 5.0, Some(3)),
            ("kitsu", 80.0, 100.0, Some(0)),
        ]);
        let order: Vec<(&str, usize)> = found.sources.iter().map(|s| (s.source.as_str(), s.place)).collect();
        assert_eq!(order, [("anime_planet", 1), ("mal", 2), ("anilist", 3), ("anidb", 4)]);
        assert_eq!(found.votes, 4040);
        let near = |found: Option<f64>, value: f64| found.is_some_and(|found| (found - value).abs() < 1e-6);
        assert!(near(found.mean, 7.4) && near(found.median, 7.95));
        let expected = (8.0 * 3000.0 + 8.2 * 1000.0 + 5.5 * 40.0 + 6200.0) / 5040.0;
        assert!(near(found.weighted, expected));
        let outliers: Vec<&str> = found.sources.iter().filter_map(|s| s.outlier.as_deref()).collect();
        assert_eq!(
            outliers,
            ["2.5 below the median; its scores lie 1.3 below those of others in general; only 40 voted"]
        );
    }

    #[test]
    fn too_few_audiences_are_told() {
        let one = told(&[("jikan", 8.0, 10.0, Some(10)), ("mal", 7.9, 10.0, Some(10))]);
        assert_eq!(one.sources.len(), 1, "both quote one site");
        assert_eq!((one.deviation, one.consistency), (None, None));
        assert_eq!(one.note.as_deref(), Some("one source has a score; a spread needs 3"));
        let none = told(&[]);
        assert_eq!((none.mean, none.median, none.weighted), (None, None, None));
    }

    proptest! {
        #[test]
        fn everything_stays_on_its_scale(values in prop::collection::vec((0.1f64..=10.0, 1u64..100_000), 3..8)) {
            const SITES: [&str; 8] = ["mal", "anilist", "anidb", "kitsu", "ann", "simkl", "vndb", "anisearch"];
            let scores = values.iter().zip(SITES).map(|((value, votes), site)| {
                (SourceId::known(site), Score::new(*value, 10.0, Some(*votes)).expect("a sound score"))
            });
            let found = ratings_of(scores);
            for value in [found.mean, found.median, found.weighted] {
                prop_assert!(value.is_some_and(|value| (0.0..=10.0).contains(&value)));
            }
            prop_assert!(found.consistency.is_some_and(|value| (0.0..=1.0).contains(&value)));
            let shares: f64 = found.sources.iter().filter_map(|source| source.share).sum();
            prop_assert!((shares - 1.0).abs() < 1e-9);
        }
    }
}
