//! MyAnimeList's and Anime News Network's manga, linked, on pairs labelled by hand.
//!
//! `data/manga_pairs.csv` holds ids, titles and labels, a pair a line. Its columns: `mal_manga_id`,
//! `ann_manga_id`, `mal_title`, `ann_title`, `label` (`same` or `different`) and `stratum`, how the pair
//! was drawn:
//!
//! - `equal`: one title and one year, once accents, case and long vowels are left aside;
//!   `equal_undated`: a year is missing; `equal_year_apart`: the years differ by two or more, as one
//!   source dates the first chapter and the other the first volume, or as two works bear one title;
//!   `equal_ambiguous`: several rows of a source bear the title; `equal_novel`: one of the two is prose.
//! - `longer`: one title is the head of the other, as sequels' and side stories' are.
//! - `similar`: titles alike by at least 0.86.

use std::time::Instant;

use anyhow::Context as _;
use bench::{Better, Context, Measure};
use linking::{Decisions, Model, Subject, link};
use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::{records, tally::Tally};

const PAIRS: &str = include_str!("../data/manga_pairs.csv");
const FILE: &str = "manga.csv.gz";
/// How many pairs there are of each stratum.
const DRAWN_FROM: [(&str, f64); 7] = [
    ("equal", 2285.0),
    ("equal_ambiguous", 622.0),
    ("equal_novel", 135.0),
    ("equal_undated", 614.0),
    ("equal_year_apart", 198.0),
    ("longer", 2363.0),
    ("similar", 317.0),
];

#[derive(Debug, Deserialize)]
struct Pair {
    mal_manga_id: String,
    ann_manga_id: String,
    mal_title: String,
    ann_title: String,
    label: String,
    stratum: String,
}

/// Precision and recall, over the pairs as they are and as they stand for all like them; empty without
/// the data.
pub fn run(context: &Context) -> anyhow::Result<Vec<Measure>> {
    let Some(file) = context.catalog_file(FILE) else {
        eprintln!("skipped: linking of manga on labelled pairs (it needs {FILE})");
        return Ok(Vec::new());
    };
    let records = records::of_table(&file, "manga")?;
    let asked = records.iter().filter(|record| matches!(record.source.as_str(), "mal" | "ann"));
    let subjects: Vec<Subject> = asked.filter_map(Subject::of).collect();
    let begun = Instant::now();
    let linked = link(&subjects, &Decisions::default(), &Model::default());
    let took = begun.elapsed().as_secs_f64();
    let mut cluster_of: FxHashMap<String, usize> = FxHashMap::default();
    for (number, cluster) in linked.clusters.iter().enumerate() {
        cluster_of.extend(cluster.iter().map(|&place| (subjects[place].external_id.to_string(), number)));
    }
    let pairs: Vec<Pair> =
        csv::Reader::from_reader(PAIRS.as_bytes()).deserialize().collect::<Result<_, _>>()?;
    let (mut all, mut estimate) = (Tally::default(), Tally::default());
    let mut by_stratum = DRAWN_FROM.map(|(stratum, of)| (stratum, of, Tally::default()));
    let drawn = |stratum: &str| pairs.iter().filter(|pair| pair.stratum == stratum).count() as f64;
    for pair in &pairs {
        let place = |namespace: &str, id: &str| {
            let id = format!("{namespace}:{id}");
            cluster_of.get(&id).with_context(|| format!("`{id}` of a labelled pair is not in {FILE}"))
        };
        let joined = place("mal_manga", &pair.mal_manga_id)? == place("ann_manga", &pair.ann_manga_id)?;
        let same = pair.label == "same";
        all.add(same, joined, 1.0);
        if let Some((_, of, tally)) = by_stratum.iter_mut().find(|(known, ..)| *known == pair.stratum) {
            tally.add(same, joined, 1.0);
            estimate.add(same, joined, *of / drawn(&pair.stratum));
        }
        if same != joined {
            let what = if same { "missed" } else { "wrongly linked" };
            eprintln!("{what}: {} and {} ({})", pair.mal_title, pair.ann_title, pair.stratum);
        }
    }
    let mut measures = all.measures("linking.manga", None);
    measures.extend(estimate.measures("linking.manga.estimate", Some((0.995, 0.93))));
    for (stratum, _, tally) in by_stratum {
        measures.extend(tally.measures(&format!("linking.manga.{stratum}"), None));
    }
    measures.push(Measure::single("linking.manga.seconds", "s", Better::Lower, took));
    Ok(measures)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_labels_can_be_read() {
        let pairs: Vec<Pair> = csv::Reader::from_reader(PAIRS.as_bytes())
            .deserialize()
            .collect::<Result<_, _>>()
            .expect("a table");
        assert!(pairs.len() >= 300);
        for pair in &pairs {
            assert!(matches!(pair.label.as_str(), "same" | "different"), "{}", pair.mal_title);
            assert!(DRAWN_FROM.iter().any(|(stratum, _)| *stratum == pair.stratum), "{}", pair.stratum);
        }
    }
}
