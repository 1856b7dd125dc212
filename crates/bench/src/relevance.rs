//! Search over the real catalog: how well the judged queries are answered, and how fast.

use std::{collections::BTreeMap, path::Path};

use app::{App, ImportRequest};
use bench::{Better, Context, Measure};
use search::{Adult, Meaning, SearchRequest, eval};

use crate::names::Random;

const FILES: [&str; 4] =
    ["anime-offline-database.jsonl.zst", "synopses.jsonl.gz", "characters.csv.gz", "relations.csv.gz"];
const JUDGED: &str = "relevance-dev.jsonl";
/// Searches timed, after as many queries as there are to warm up.
const SEARCHES: usize = 10_000;
const SEED: u64 = 7;

/// The best peer of each kind, from `relevance-dev-baselines.md`: kind, nDCG@10, MRR@10, who.
const PEERS: [(&str, f64, f64, &str); 10] = [
    ("title_alternative", 0.992, 0.989, "rapidfuzz WRatio"),
    ("title_typo", 0.964, 0.951, "rapidfuzz WRatio, else FTS5"),
    ("title_romanisation", 1.0, 1.0, "rapidfuzz WRatio"),
    ("title_short", 1.0, 1.0, "rapidfuzz WRatio"),
    ("franchise", 0.853, 0.977, "rapidfuzz token set"),
    ("character", 0.320, 0.429, "SQLite FTS5"),
    ("tag_combination", 0.540, 0.891, "SQLite FTS5"),
    ("filter", 0.299, 0.458, "SQLite FTS5"),
    ("similar_to", 0.002, 0.011, "rapidfuzz WRatio"),
    ("snippet_shared", 0.964, 0.951, "SQLite FTS5"),
];
const GATE: (f64, &str) = (0.668, "rapidfuzz WRatio, else FTS5");

/// Relevance by kind and overall, and the time of a search inside the process.
pub async fn run(context: &Context) -> anyhow::Result<Vec<Measure>> {
    let files: Option<Vec<_>> = FILES.iter().map(|name| context.catalog_file(name)).collect();
    let (Some(files), Some(judged)) = (files, context.catalog_file(JUDGED)) else {
        eprintln!("skipped: relevance (it needs {} and {JUDGED})", FILES.join(", "));
        return Ok(Vec::new());
    };
    let app = context.app("relevance").await?;
    for file in files {
        let request = ImportRequest { inputs: vec![file.display().to_string()], ..ImportRequest::default() };
        app.import(&request, &|_| ()).await?;
    }
    app.sync_index(&|_| ()).await?;
    let report = app.eval(&judged).await?;
    let mut measures = quality(&report);
    measures.extend(paraphrased(&app).await?);

    measures.extend(pace(&app, &report.outcomes).await?);
    Ok(measures)
}

/// The time of a search, over all queries and for each kind of them.
async fn pace(app: &App, outcomes: &[eval::Outcome]) -> anyhow::Result<Vec<Measure>> {
    let mut random = Random::new(SEED);
    let mut times = Vec::with_capacity(SEARCHES);
    let mut of_kind: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for round in 0..outcomes.len() + SEARCHES {
        let outcome = outcomes.get(round).unwrap_or_else(|| random.pick(outcomes));
        let mut request = SearchRequest { limit: 10, ..SearchRequest::new(outcome.query.as_str()) };
        request.filters.adult = Adult::Include;
        let began = std::time::Instant::now();
        let answer = app.search(request).await?;
        let took = began.elapsed().as_secs_f64() * 1e3;
        anyhow::ensure!(answer.results.len() <= 10, "a page holds what was asked for");
        if round >= outcomes.len() {
            times.push(took);
            of_kind.entry(&outcome.kind).or_default().push(took);
        }
    }
    let time = |name: String, times| Measure::new(name, "ms", Better::Lower, times);
    let mut measures = vec![time("search.in_process".to_owned(), times).goal(1.5).goal_p95(6.0)];
    let kinds = of_kind.into_iter().map(|(kind, times)| time(format!("search.in_process.{kind}"), times));
    measures.extend(kinds);
    Ok(measures)
}

/// What the meaning of texts is worth on questions that share no three words with any text: fused with the
/// words, without it, and it alone; the differences with the interval that 95 of 100 resamples lie in.
async fn paraphrased(app: &App) -> anyhow::Result<Vec<Measure>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/paraphrases.jsonl");
    let fused = app.eval_with(&file, Meaning::Fused).await?;
    let without = app.eval_with(&file, Meaning::Off).await?;
    let alone = app.eval_with(&file, Meaning::Alone).await?;
    let mut measures = Vec::new();
    for (name, report) in [("fused", &fused), ("without", &without), ("alone", &alone)] {
        let kinds = report.kinds.iter().map(|(kind, means)| (kind.as_str(), means));
        for (kind, means) in kinds.chain([("all", &report.overall)]) {
            let measure = format!("paraphrases.{kind}.{name}.ndcg");
            measures.push(Measure::single(measure, "", Better::Higher, means.ndcg));
        }
    }
    let ndcg = |report: &eval::Report| -> Vec<f64> {
        report.outcomes.iter().map(|outcome| outcome.means.ndcg).collect()
    };
    for (name, other) in [("without", &without), ("alone", &alone)] {
        let interval = eval::paired(&ndcg(&fused), &ndcg(other));
        for (end, value) in [("mean", interval.mean), ("low", interval.low), ("high", interval.high)] {
            let measure = format!("paraphrases.fused_minus_{name}.{end}");
            measures.push(Measure::single(measure, "", Better::Higher, value));
        }
    }
    Ok(measures)
}

fn quality(report: &eval::Report) -> Vec<Measure> {
    let share = |name: String, value| Measure::single(name, "", Better::Higher, value);
    let mut measures = Vec::new();
    for (kind, means) in &report.kinds {
        let mut ndcg = share(format!("relevance.{kind}.ndcg"), means.ndcg);
        let mut mrr = share(format!("relevance.{kind}.mrr"), means.mrr);
        if let Some((_, peer_ndcg, peer_mrr, name)) = PEERS.iter().find(|(known, ..)| known == kind) {
            ndcg = ndcg.peer(name, *peer_ndcg);
            mrr = mrr.peer(name, *peer_mrr);
        }
        if kind.starts_with("title_") {
            mrr = mrr.goal(0.97);
        }
        if kind == "snippet_shared" {
            ndcg = ndcg.goal(0.96);
        }
        measures.extend([ndcg, mrr, share(format!("relevance.{kind}.recall"), means.recall)]);
    }
    measures.push(
        share("relevance.overall.ndcg".to_owned(), report.overall.ndcg).goal(GATE.0).peer(GATE.1, GATE.0),
    );
    measures.push(share("relevance.overall.mrr".to_owned(), report.overall.mrr));
    measures.push(share("relevance.macro.ndcg".to_owned(), report.macro_mean.ndcg));
    measures
}
