//! MyAnimeList's and Anime News Network's casts of 291 works, on pairs labelled by hand.
//!
//! `data/character_pairs.csv` holds ids, names and labels, a pair a line. None of the pairs has names
//! that are equal once accents, case, order and signs are left aside. `stratum` is how a pair was
//! chosen, by a plain comparison of words that is not the one measured: `fold` (equal with long vowels
//! written short, or by a nickname), `shared` (a word in common), `near` and `mid` (two words alike by
//! at least 0.8 or 0.67), drawn at random of each; and `far`, chosen by eye among those that have no
//! word alike. Works with an even MyAnimeList id were looked at while weights were set; `held_out` are
//! the others.

use std::collections::{BTreeMap, BTreeSet};

use bench::{Better, Context, Measure};
use casting::{Appearance, Cast, match_casts};
use model::{Namespace, Record, SourceId};
use serde::Deserialize;

use crate::{records, tally::Tally};

const PAIRS: &str = include_str!("../../data/character_pairs.csv");
const FILE: &str = "characters.csv.gz";
/// How many pairs there are of each stratum that was drawn from.
const DRAWN_FROM: [(&str, f64); 4] = [("fold", 260.0), ("shared", 1580.0), ("near", 174.0), ("mid", 397.0)];

#[derive(Debug, Deserialize)]
struct Pair {
    mal_anime_id: u64,
    mal_character_id: String,
    mal_name: String,
    ann_name: String,
    label: String,
    stratum: String,
}

/// One work's two casts, with what names each row.
#[derive(Default)]
struct Sides {
    mal: Vec<(String, Appearance)>,
    ann: Vec<(String, Appearance)>,
}

/// Precision and recall; empty without the data.
pub fn run(context: &Context) -> anyhow::Result<Vec<Measure>> {
    let Some(file) = context.catalog_file(FILE) else {
        eprintln!("skipped: casting on labelled pairs (it needs {FILE})");
        return Ok(Vec::new());
    };
    let works = works(&records::of_table(&file, "characters")?);
    let joined = joined(&works);
    let pairs: Vec<Pair> =
        csv::Reader::from_reader(PAIRS.as_bytes()).deserialize().collect::<Result<_, _>>()?;
    let drawn = |stratum: &str| pairs.iter().filter(|pair| pair.stratum == stratum).count() as f64;
    let (mut all, mut held_out, mut estimate) = (Tally::default(), Tally::default(), Tally::default());
    let mut by_stratum: BTreeMap<&str, Tally> = BTreeMap::new();
    let (mut believed, mut held, mut judged) = (0.0, 0.0, 0.0);
    for pair in &pairs {
        let same = pair.label == "same";
        let key = (pair.mal_anime_id, pair.mal_character_id.clone(), pair.ann_name.clone());
        let probability = joined.get(&key);
        all.add(same, probability.is_some(), 1.0);
        by_stratum.entry(&pair.stratum).or_default().add(same, probability.is_some(), 1.0);
        if pair.mal_anime_id % 2 == 1 {
            held_out.add(same, probability.is_some(), 1.0);
        }
        if let Some((_, of)) = DRAWN_FROM.iter().find(|(stratum, _)| *stratum == pair.stratum) {
            estimate.add(same, probability.is_some(), of / drawn(&pair.stratum));
        }
        if let Some(probability) = probability {
            (believed, held, judged) =
                (believed + probability, held + f64::from(u8::from(same)), judged + 1.0);
        }
        if same != probability.is_some() {
            let what = if same { "missed" } else { "wrongly joined" };
            eprintln!("{what}: {} and {} ({})", pair.mal_name, pair.ann_name, pair.stratum);
        }
    }
    eprintln!(
        "{} pairs of {} works labelled, {} pairs joined in {} works",
        pairs.len(),
        { pairs.iter().map(|pair| pair.mal_anime_id).collect::<BTreeSet<_>>().len() },
        joined.len(),
        works.len()
    );
    let mut measures = all.measures("casting.labelled", Some((0.98, 0.85)));
    measures.extend(held_out.measures("casting.labelled.held_out", None));
    measures.extend(estimate.measures("casting.labelled.estimate", None));
    for (stratum, tally) in by_stratum {
        measures.extend(tally.measures(&format!("casting.labelled.{stratum}"), None));
    }
    if judged > 0.0 {
        let off = (believed - held).abs() / judged;
        measures.push(Measure::single("casting.labelled.calibration_error", "", Better::Lower, off));
    }
    Ok(measures)
}

/// The works that both sources have a cast of, by MyAnimeList's id.
fn works(records: &[Record]) -> BTreeMap<u64, Sides> {
    let mut works: BTreeMap<u64, Sides> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for record in records {
        let name = record.title.clone().unwrap_or_default();
        for (work, role) in &record.appearances {
            if *work.namespace() != Namespace::known("mal")
                || !matches!(record.source.as_str(), "mal" | "ann")
            {
                continue;
            }
            let Ok(number) = work.id().parse() else { continue };
            let subject = record.external_id.id().to_owned();
            let row = if record.source.as_str() == "mal" { subject } else { name.clone() };
            if !seen.insert((number, record.source.clone(), row.clone())) {
                continue;
            }
            let mut appearance = Appearance::named(&record.source, &name, None);
            appearance.subject = Some(record.external_id.clone());
            appearance.role = role.clone();
            appearance.learn(record);
            let sides = works.entry(number).or_default();
            let side = if record.source.as_str() == "mal" { &mut sides.mal } else { &mut sides.ann };
            side.push((row, appearance));
        }
    }
    works.retain(|_, sides| !sides.mal.is_empty() && !sides.ann.is_empty());
    works
}

/// Every pair that is joined, by work, MyAnimeList's id and Anime News Network's name, with its probability.
fn joined(works: &BTreeMap<u64, Sides>) -> BTreeMap<(u64, String, String), f64> {
    let mut joined = BTreeMap::new();
    let cast = |source, rows: &[(String, Appearance)]| Cast {
        source: SourceId::known(source),
        appearances: rows.iter().map(|(_, appearance)| appearance.clone()).collect(),
    };
    for (work, sides) in works {
        for matched in match_casts(&[cast("mal", &sides.mal), cast("ann", &sides.ann)]) {
            let place = |source: &str| {
                matched.members.iter().find(|(known, _)| known.as_str() == source).map(|(_, place)| *place)
            };
            if let (Some(mal), Some(ann)) = (place("mal"), place("ann")) {
                let key = (*work, sides.mal[mal].0.clone(), sides.ann[ann].0.clone());
                joined.insert(key, matched.probability);
            }
        }
    }
    joined
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
        assert!(pairs.iter().all(|pair| matches!(pair.label.as_str(), "same" | "different")));
        for (stratum, of) in DRAWN_FROM {
            assert!(pairs.iter().any(|pair| pair.stratum == stratum) && of > 0.0);
        }
    }
}
