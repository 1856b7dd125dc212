//! Measuring relevance against judged queries.

mod bootstrap;

use std::{collections::BTreeMap, time::Duration};

use model::ExternalId;
use serde::{Deserialize, Serialize};

use crate::{Adult, Meaning, SearchError, SearchIndex, SearchRequest};

pub use bootstrap::{Interval, paired};

/// How deep a ranking is looked at.
const DEPTH: usize = 10;

/// A query and what people would want to see.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Judged {
    /// Its name in the set.
    pub id: String,
    /// The words.
    pub query: String,
    /// What sort of query it is.
    pub kind: String,
    /// Grade 1 to 3 by MAL id. A list of external ids is read as well, with grade 3 each.
    #[serde(deserialize_with = "grades")]
    pub relevant: BTreeMap<String, u8>,
}

/// Grades by id, or a list of external ids that all answer.
fn grades<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, u8>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Relevant {
        Graded(BTreeMap<String, u8>),
        Listed(Vec<ExternalId>),
    }
    Ok(match Relevant::deserialize(deserializer)? {
        Relevant::Graded(grades) => grades,
        Relevant::Listed(ids) => {
            let mal = ids.iter().filter(|id| id.namespace().as_str() == "mal");
            mal.map(|id| (id.id().to_owned(), 3)).collect()
        }
    })
}

/// Why a set of judged queries is unreadable.
#[derive(Debug, thiserror::Error)]
#[error("line {line} is not a judged query")]
pub struct JudgedError {
    /// Its number, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub source: serde_json::Error,
}

/// Reads judged queries, one JSON object a line.
pub fn parse(text: &str) -> Result<Vec<Judged>, JudgedError> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| serde_json::from_str(line).map_err(|source| JudgedError { line: at + 1, source }))
        .collect()
}

/// Means over queries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Means {
    /// How many queries.
    pub queries: usize,
    /// Normalized discounted cumulative gain of the first ten, gain `2^grade - 1`.
    pub ndcg: f64,
    /// One over the place of the first relevant work, 0 when it is not among the first ten.
    pub mrr: f64,
    /// The part of all judged works among the first ten.
    pub recall: f64,
}

/// What one query reached.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// Its name in the set.
    pub id: String,
    /// The words.
    pub query: String,
    /// What sort of query it is.
    pub kind: String,
    /// Its own measures.
    pub means: Means,
    /// How long the search took inside the index.
    #[serde(skip)]
    pub took: Duration,
}

/// The measures of a set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// By kind of query, in the kinds' order.
    pub kinds: BTreeMap<String, Means>,
    /// Over all queries.
    pub overall: Means,
    /// Over the kinds' means.
    pub macro_mean: Means,
    /// Median time of a search in milliseconds.
    pub p50_ms: f64,
    /// Time that 95 of 100 searches stay below, in milliseconds.
    pub p95_ms: f64,
    /// Query by query.
    pub outcomes: Vec<Outcome>,
}

/// Asks every query for ten hits. Hits are known by their `mal:` ids; one without keeps its place. Adult
/// works are asked for too, because the judgments know no such filter.
pub fn run(index: &SearchIndex, judged: &[Judged]) -> Result<Report, SearchError> {
    run_with(index, judged, Meaning::Fused)
}

/// [`run`] with the meaning arm as one likes, to see what it is worth.
pub fn run_with(index: &SearchIndex, judged: &[Judged], meaning: Meaning) -> Result<Report, SearchError> {
    let mut outcomes = Vec::with_capacity(judged.len());
    for query in judged {
        let mut request = SearchRequest { limit: DEPTH, meaning, ..SearchRequest::new(query.query.as_str()) };
        request.filters.adult = Adult::Include;
        let answer = index.search(&request)?;
        let ranking: Vec<Vec<&str>> =
            answer.results.iter().map(|hit| mal_ids(&hit.card.external_ids)).collect();
        let means = measure(&ranking, &query.relevant);
        outcomes.push(Outcome {
            id: query.id.clone(),
            query: query.query.clone(),
            kind: query.kind.clone(),
            means,
            took: answer.took,
        });
    }
    Ok(report(outcomes))
}

fn mal_ids(ids: &[ExternalId]) -> Vec<&str> {
    ids.iter().filter(|id| id.namespace().as_str() == "mal").map(ExternalId::id).collect()
}

/// The measures of one ranking; each place holds the ids of one work.
pub fn measure(ranking: &[Vec<&str>], relevant: &BTreeMap<String, u8>) -> Means {
    let grade = |ids: &Vec<&str>| ids.iter().filter_map(|id| relevant.get(*id)).copied().max().unwrap_or(0);
    let grades: Vec<u8> = ranking.iter().take(DEPTH).map(grade).collect();
    let mut ideal: Vec<u8> = relevant.values().copied().collect();
    ideal.sort_unstable_by(|left, right| right.cmp(left));
    ideal.truncate(DEPTH);
    let gain = |grades: &[u8]| -> f64 {
        grades.iter().enumerate().map(|(at, g)| (f64::from(1u32 << g) - 1.0) / (at as f64 + 2.0).log2()).sum()
    };
    let found = grades.iter().filter(|grade| **grade > 0).count();
    let first = grades.iter().position(|grade| *grade > 0);
    let best = gain(&ideal);
    Means {
        queries: 1,
        ndcg: if best > 0.0 { gain(&grades) / best } else { 0.0 },
        mrr: first.map_or(0.0, |at| 1.0 / (at as f64 + 1.0)),
        recall: if relevant.is_empty() { 0.0 } else { found as f64 / relevant.len() as f64 },
    }
}

fn report(outcomes: Vec<Outcome>) -> Report {
    let mut by_kind: BTreeMap<String, Vec<Means>> = BTreeMap::new();
    for outcome in &outcomes {
        by_kind.entry(outcome.kind.clone()).or_default().push(outcome.means);
    }
    let kinds: BTreeMap<String, Means> = by_kind.into_iter().map(|(kind, all)| (kind, mean(&all))).collect();
    let all: Vec<Means> = outcomes.iter().map(|outcome| outcome.means).collect();
    let each: Vec<Means> = kinds.values().copied().collect();
    let mut times: Vec<f64> = outcomes.iter().map(|outcome| outcome.took.as_secs_f64() * 1e3).collect();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times.get((times.len() as f64 * share) as usize).copied().unwrap_or(0.0);
    Report {
        overall: mean(&all),
        macro_mean: Means { queries: all.len(), ..mean(&each) },
        p50_ms: at(0.5),
        p95_ms: at(0.95),
        kinds,
        outcomes,
    }
}

fn mean(all: &[Means]) -> Means {
    let of = |field: fn(&Means) -> f64| all.iter().map(field).sum::<f64>() / all.len().max(1) as f64;
    Means { queries: all.len(), ndcg: of(|m| m.ndcg), mrr: of(|m| m.mrr), recall: of(|m| m.recall) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_of_a_ranking() {
        let relevant = BTreeMap::from([("1".to_owned(), 3), ("2".to_owned(), 1)]);
        let perfect = measure(&[vec!["1"], vec!["2"]], &relevant);
        assert_eq!((perfect.ndcg, perfect.mrr, perfect.recall), (1.0, 1.0, 1.0));
        let late = measure(&[vec![], vec!["9", "2"]], &relevant);
        assert!((late.mrr - 0.5).abs() < 1e-9 && (late.recall - 0.5).abs() < 1e-9);
        // Gain 1 at place 2, of an ideal 7 at place 1 and 1 at place 2.
        let second = 1.0 / 3.0f64.log2();
        assert!((late.ndcg - second / (7.0 + second)).abs() < 1e-9);
    }

    #[test]
    fn a_bad_line_is_named() {
        let good = r#"{"id":"a","query":"moon","kind":"title","relevant":{"1":3}}"#;
        assert_eq!(parse(good).expect("a judged query").len(), 1);
        assert_eq!(parse(&format!("{good}\n\nmoon")).expect_err("no object").line, 3);
    }
}
