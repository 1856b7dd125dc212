//! Linking records of works: how many links are right on generated records, whether order matters, and
//! how long it takes. Everything measured here is *synthetic*: truth is known because it was generated.

mod faults;
mod generated;
mod orders;
mod views;

use std::io::Read;

use anyhow::Context as _;
use bench::{Better, Context, Measure};
use linking::testing::{Tally, offline};

const DATASET: &str = "anime-offline-database.jsonl.zst";

/// All measures of linking.
pub fn run(context: &Context) -> anyhow::Result<Vec<Measure>> {
    let mut measures = generated::run();
    let Some(file) = context.catalog_file(DATASET) else {
        eprintln!("skipped: views and orders of linking (they need {DATASET})");
        return Ok(measures);
    };
    let packed = std::fs::File::open(&file).with_context(|| format!("cannot open {}", file.display()))?;
    let mut lines = String::new();
    zstd::Decoder::new(packed)?
        .read_to_string(&mut lines)
        .with_context(|| format!("cannot unpack {}", file.display()))?;
    let rows = offline::rows(&lines);
    drop(lines);
    measures.extend(views::run(&rows));
    measures.extend(orders::run(&rows));
    Ok(measures)
}

/// Precision, recall and their mean, of pairs and of clusters.
fn figures(name: &str, tally: &Tally) -> Vec<Measure> {
    let figure =
        |what: &str, value| Measure::single(format!("linking.{name}.{what}"), "", Better::Higher, value);
    vec![
        figure("pairs.precision", tally.precision()),
        figure("pairs.recall", tally.recall()),
        figure("pairs.f1", tally.f1()),
        figure("clusters.precision", tally.cluster_precision()),
        figure("clusters.recall", tally.cluster_recall()),
    ]
}
