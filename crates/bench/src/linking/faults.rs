//! The wrong and the missing links of the judged half, by kind, for people to read.
//!
//! The truth of the views is that of the dataset, and the dataset lists some works twice: mostly a row that
//! one source fills alone beside the row of all others. So the mixed clusters were looked at by hand, and
//! `linking_mixed.csv` tells for each what it is, by the ids of two of its records:
//!
//! - `one_work`: the dataset lists one work twice, and the link is right;
//! - `parts`: one source lists as a whole what another lists in parts, or in another cut;
//! - `two_works`: the link is wrong;
//! - `unsure`: what is known does not tell.

use std::collections::BTreeMap;

use bench::{Better, Measure};
use linking::{
    Agreement, Field, Linked, Model, Subject, Trap, Verdict,
    testing::{Truth, offline},
};
use rustc_hash::FxHashMap;

const CHECKED: &str = include_str!("../../data/linking_mixed.csv");

const WRONG: usize = 100;
const MISSED: usize = 50;

/// Prints 100 wrong and 50 missing links with their kinds to stderr, evenly picked from all.
pub fn print(truth: &Truth, linked: &Linked) {
    let judged = |at: usize| !offline::is_tuning(truth.franchise[at] as usize);
    let mut cluster_of = vec![0; truth.subjects.len()];
    for (number, cluster) in linked.clusters.iter().enumerate() {
        for at in cluster {
            cluster_of[*at] = number;
        }
    }
    let wrong: Vec<(usize, usize)> = linked
        .clusters
        .iter()
        .filter_map(|cluster| {
            // One pair tells of a mixed cluster: the first record of it and the first that is not its work.
            let other = cluster.iter().find(|at| truth.doubtful[**at] != truth.doubtful[cluster[0]])?;
            Some((cluster[0], *other))
        })
        .filter(|(a, b)| judged(*a) || judged(*b))
        .collect();
    let mut by_work: Vec<usize> = (0..truth.subjects.len()).filter(|at| judged(*at)).collect();
    by_work.sort_by_key(|at| truth.work[*at]);
    let missed: Vec<(usize, usize)> = by_work
        .chunk_by(|a, b| truth.work[*a] == truth.work[*b])
        .filter_map(|work| {
            let other = work.iter().find(|at| cluster_of[**at] != cluster_of[work[0]])?;
            Some((work[0], *other))
        })
        .collect();
    let checked = checked();
    let by_hand = |pair: &(usize, usize)| checked.get(&ids(truth, *pair)).copied().unwrap_or("unchecked");
    list("mixed clusters (synthetic)", &wrong, WRONG, truth, &by_hand);
    list("works in more than one cluster (synthetic)", &missed, MISSED, truth, &|_| "");
}

/// Precision of pairs over those records that `counts` lets in, with the links that were found right by
/// hand counted as right.
pub fn precision(name: &str, truth: &Truth, linked: &Linked, counts: &dyn Fn(usize) -> bool) -> Measure {
    let checked = checked();
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    for cluster in &linked.clusters {
        let other = cluster.iter().find(|at| truth.doubtful[**at] != truth.doubtful[cluster[0]]);
        let kind = other.map(|other| checked.get(&ids(truth, (cluster[0], *other))).copied());
        for (at, a) in cluster.iter().enumerate() {
            for b in cluster[at + 1..].iter().filter(|b| counts(*a) || counts(**b)) {
                if truth.work[*a] == truth.work[*b] {
                    *kinds.entry("right").or_default() += 1;
                } else if truth.doubtful[*a] != truth.doubtful[*b] {
                    *kinds.entry(kind.flatten().unwrap_or("unchecked")).or_default() += 1;
                }
            }
        }
    }
    eprintln!("  pairs that the dataset calls wrong, looked at by hand: {kinds:?}");
    let of = |kind: &str| kinds.get(kind).copied().unwrap_or(0);
    let right = of("right") + of("one_work");
    let share = right as f64 / kinds.values().sum::<u64>().max(1) as f64;
    Measure::single(format!("linking.{name}.pairs.precision_checked"), "", Better::Higher, share).goal(0.995)
}

/// What was found by hand, by two ids of a mixed cluster.
fn checked() -> FxHashMap<(String, String), &'static str> {
    CHECKED
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.split(',');
            Some(((cells.next()?.to_owned(), cells.next()?.to_owned()), cells.next()?))
        })
        .collect()
}

fn ids(truth: &Truth, (a, b): (usize, usize)) -> (String, String) {
    (truth.subjects[a].external_id.to_string(), truth.subjects[b].external_id.to_string())
}

fn list(
    what: &str,
    pairs: &[(usize, usize)],
    most: usize,
    truth: &Truth,
    by_hand: &dyn Fn(&(usize, usize)) -> &'static str,
) {
    let model = Model::default();
    let verdict = |pair: &(usize, usize)| model.compare(&truth.subjects[pair.0], &truth.subjects[pair.1]);
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for pair in pairs {
        *kinds.entry(kind(&verdict(pair))).or_default() += 1;
    }
    eprintln!("{what}: {}, by kind {kinds:?}", pairs.len());
    let mut hands: BTreeMap<&str, usize> = BTreeMap::new();
    for pair in pairs {
        *hands.entry(by_hand(pair)).or_default() += 1;
    }
    if hands.keys().any(|hand| !hand.is_empty()) {
        eprintln!("  looked at by hand: {hands:?}");
    }
    for pair in pairs.iter().step_by((pairs.len() / most).max(1)).take(most) {
        let verdict = verdict(pair);
        eprintln!("  {} ({:.2}) {}", kind(&verdict), verdict.probability, by_hand(pair));
        eprintln!("    {}", told(&truth.subjects[pair.0]));
        eprintln!("    {}", told(&truth.subjects[pair.1]));
    }
}

/// What stands out in a pair.
fn kind(verdict: &Verdict) -> &'static str {
    let field = |field: Field| verdict.weights.iter().find(|weight| weight.field == field);
    let differs = |of: Field| field(of).is_some_and(|weight| weight.weight < -1.5);
    match field(Field::Title).map(|weight| weight.agreement) {
        None => "no names in one script",
        Some(Agreement::Different | Agreement::Apart) => "other names",
        Some(Agreement::Near) => "slip in the name",
        _ if differs(Field::Installment) => "numbers of installments",
        _ if differs(Field::Kind) || differs(Field::Format) => "form: film, OVA, special",
        _ if differs(Field::Date) => "years or days apart",
        _ if differs(Field::Episodes) || differs(Field::Duration) => "counts or lengths apart",
        _ if verdict.trap == Some(Trap::Franchise) => "same name, nothing tells them apart",
        _ => "other",
    }
}

fn told(subject: &Subject) -> String {
    let titles = subject.titles.iter().map(|title| title.text.as_str());
    let names: Vec<&str> = titles.chain(subject.synonyms.iter().map(String::as_str)).take(4).collect();
    let format = subject.format.as_ref().map_or("?", model::Format::as_str);
    let date = subject.start_date.map_or_else(|| "?".to_owned(), |date| date.to_string());
    let episodes = subject.episodes.map_or_else(|| "?".to_owned(), |count| count.to_string());
    format!("{} {} | {format} | {date} | {episodes} episodes", subject.external_id, names.join(" / "))
}
