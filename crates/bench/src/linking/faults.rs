//! The wrong and the missing links of the judged half, by kind, for people to read.

use std::collections::BTreeMap;

use linking::{
    Agreement, Field, Linked, Model, Subject, Trap, Verdict,
    testing::{Truth, offline},
};

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
    list("mixed clusters (synthetic)", &wrong, WRONG, truth);
    list("works in more than one cluster (synthetic)", &missed, MISSED, truth);
}

fn list(what: &str, pairs: &[(usize, usize)], most: usize, truth: &Truth) {
    let model = Model::default();
    let verdict = |pair: &(usize, usize)| model.compare(&truth.subjects[pair.0], &truth.subjects[pair.1]);
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for pair in pairs {
        *kinds.entry(kind(&verdict(pair))).or_default() += 1;
    }
    eprintln!("{what}: {}, by kind {kinds:?}", pairs.len());
    for pair in pairs.iter().step_by((pairs.len() / most).max(1)).take(most) {
        let verdict = verdict(pair);
        eprintln!("  {} ({:.2})", kind(&verdict), verdict.probability);
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
