//! `learn <folder> tables|views|whole|rows|trilogy|sequels [one|listed] [n]`: counts the tables of the model on one
//! half of the franchises of the dataset in the folder, and judges linking while it is being worked on.
//! The published figures are those of `cargo xtask bench linking`.

use std::{path::Path, time::Instant};

use linking::{
    Decisions, Linked, Model, Subject, link,
    testing::{Truth, learn, offline, sequels, tally, trilogy, views},
};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let number = |at: usize, or: usize| word(at).parse().unwrap_or(or);
    let names = if word(2) == "listed" { views::Names::Listed } else { views::Names::One };
    match word(1) {
        "trilogy" => judge(&trilogy::generate(number(2, 3000), number(3, 11) as u64), number(4, 20)),
        "sequels" => judge(&sequels::generate(number(2, 3000), number(3, 7) as u64), number(4, 20)),
        "tables" | "views" | "whole" | "rows" => {
            let file = Path::new(word(0)).join("catalog/anime-offline-database.jsonl.zst");
            let packed = std::fs::read(&file).expect("the dataset is in the folder");
            let lines = zstd::decode_all(packed.as_slice()).expect("the dataset is packed with zstd");
            let rows = offline::rows(&String::from_utf8(lines).expect("the dataset is UTF-8"));
            let truth = views::generate(&rows, names, 1);
            if word(1) == "rows" {
                return rows_as_they_are(&rows, number(2, 40));
            }
            if word(1) == "whole" {
                return held_out(&rows, names);
            }
            let tuned: Vec<usize> = (0..truth.subjects.len())
                .filter(|at| offline::is_tuning(truth.franchise[*at] as usize))
                .collect();
            let truth = truth.picked(&tuned);
            if word(1) == "tables" {
                print(&learn::tables(&truth, 5));
            } else {
                judge(&truth, number(3, 20));
                let (recall, pairs) = learn::blocking(&truth);
                print(&format!("candidates {pairs}, of the true pairs {recall:.4}"));
                for (nats, all, right) in learn::calibration(&truth) {
                    let odds = (right as f64 + 0.5) / ((all - right) as f64 + 0.5);
                    print(&format!("nats {nats:>4}: {all:>8} pairs, {right:>8} right, {:+.2}", odds.ln()));
                }
            }
        }
        _ => print("learn <folder> tables|views|whole|rows|trilogy|sequels [one|listed] [n]"),
    }
}

/// Links everything, and judges the franchises that no table was counted on and that have several works.
fn held_out(rows: &[offline::Row], names: views::Names) {
    let truth = views::generate(rows, names, 2);
    let mut works = std::collections::BTreeMap::<u32, usize>::new();
    for row in rows {
        *works.entry(row.franchise as u32).or_default() += 1;
    }
    let judged = |at: usize| {
        let franchise = truth.franchise[at];
        !offline::is_tuning(franchise as usize) && works.get(&franchise).is_some_and(|count| *count > 1)
    };
    let began = Instant::now();
    let linked = link(&truth.subjects, &Decisions::default(), &Model::default());
    print(&format!("{} records in {:.1?}", truth.subjects.len(), began.elapsed()));
    let ambiguous = tally(&truth, &linked.clusters, &judged);
    print(&format!(
        "P {:.4} R {:.4} F1 {:.4}, clusters P {:.4} R {:.4} {ambiguous:?}",
        ambiguous.precision(),
        ambiguous.recall(),
        ambiguous.f1(),
        ambiguous.cluster_precision(),
        ambiguous.cluster_recall(),
    ));
}

/// Links the rows of the dataset as they are, merged from several sources, and shows some of what is joined.
fn rows_as_they_are(rows: &[offline::Row], shown: usize) {
    let subjects: Vec<Subject> = rows.iter().map(|row| row.subject(rows)).collect();
    let began = Instant::now();
    let linked = link(&subjects, &Decisions::default(), &Model::default());
    let joined: Vec<_> = linked.clusters.iter().filter(|cluster| cluster.len() > 1).collect();
    print(&format!("{} rows, {} clusters of several, {:.1?}", rows.len(), joined.len(), began.elapsed()));
    let model = Model::default();
    for cluster in joined.iter().step_by((joined.len() / shown.max(1)).max(1)).take(shown) {
        let best =
            cluster[1..].iter().map(|at| model.compare(&subjects[cluster[0]], &subjects[*at]).probability);
        print(&format!("== {:.3}", best.fold(0.0, f64::max)));
        for at in *cluster {
            let (row, subject) = (&rows[*at], &subjects[*at]);
            let ids: Vec<String> = row.ids.iter().map(ToString::to_string).collect();
            print(&format!(
                "  {:?} {:?} {:?} {:?} ep {:?} {:?}s {:?} {}",
                row.title,
                row.synonyms.iter().take(3).collect::<Vec<_>>(),
                subject.format,
                subject.start_date.map(|date| date.to_string()).or(subject.year.map(|year| year.to_string())),
                row.episodes,
                row.duration_s,
                row.studios,
                ids.join(" ")
            ));
        }
    }
}

fn judge(truth: &Truth, shown: usize) {
    let began = Instant::now();
    let linked = link(&truth.subjects, &Decisions::default(), &Model::default());
    let took = began.elapsed();
    let all = tally(truth, &linked.clusters, &|_| true);
    print(&format!(
        "{} records, {:.1?}: P {:.4} R {:.4} F1 {:.4}, clusters P {:.4} R {:.4}, review {}, contradictions {}",
        truth.subjects.len(),
        took,
        all.precision(),
        all.recall(),
        all.f1(),
        all.cluster_precision(),
        all.cluster_recall(),
        linked.review.len(),
        linked.contradictions.len(),
    ));
    show(truth, &linked, shown);
}

fn show(truth: &Truth, linked: &Linked, shown: usize) {
    let model = Model::default();
    let mut cluster_of = vec![0; truth.subjects.len()];
    for (number, cluster) in linked.clusters.iter().enumerate() {
        for at in cluster {
            cluster_of[*at] = number;
        }
    }
    let mut by_work: Vec<usize> = (0..truth.subjects.len()).collect();
    by_work.sort_by_key(|at| truth.work[*at]);
    let missed = by_work.chunk_by(|a, b| truth.work[*a] == truth.work[*b]).flat_map(|work| {
        work.windows(2)
            .filter(|pair| cluster_of[pair[0]] != cluster_of[pair[1]])
            .map(|pair| (pair[0], pair[1]))
    });
    let missed: Vec<_> = missed.collect();
    let wrong: Vec<_> = linked
        .clusters
        .iter()
        .flat_map(|cluster| cluster.windows(2).map(|pair| (pair[0], pair[1])))
        .filter(|(a, b)| truth.doubtful[*a] != truth.doubtful[*b])
        .collect();
    for (what, pairs) in [("missed", missed), ("wrong", wrong)] {
        print(&format!("{what}: {}", pairs.len()));
        let mut kinds: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
        for (a, b) in &pairs {
            let verdict = model.compare(&truth.subjects[*a], &truth.subjects[*b]);
            let title = verdict.weights.iter().find(|weight| weight.field == linking::Field::Title);
            let worst = verdict
                .weights
                .iter()
                .filter(|weight| !matches!(weight.field, linking::Field::Title | linking::Field::Prior))
                .min_by(|x, y| x.weight.total_cmp(&y.weight));
            let kind = format!(
                "title {:?}, worst {:?}, {}",
                title.map(|weight| weight.agreement),
                worst.filter(|weight| weight.weight < -1.0).map(|weight| (weight.field, weight.agreement)),
                if verdict.probability > 0.5 { "likely" } else { "unlikely" }
            );
            *kinds.entry(kind).or_default() += 1;
        }
        let mut kinds: Vec<_> = kinds.into_iter().collect();
        kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        for (kind, count) in kinds.iter().take(10) {
            print(&format!("  {count:>6} {kind}"));
        }
        for (x, y) in pairs.iter().step_by((pairs.len() / shown.max(1)).max(1)).take(shown) {
            let (a, b) = (&truth.subjects[*x], &truth.subjects[*y]);
            let verdict = model.compare(a, b);
            print(&format!(
                "  -- clusters of {} and {}",
                linked.clusters[cluster_of[*x]].len(),
                linked.clusters[cluster_of[*y]].len()
            ));
            for subject in [a, b] {
                let names: Vec<&str> = subject
                    .titles
                    .iter()
                    .map(|title| title.text.as_str())
                    .chain(subject.synonyms.iter().map(String::as_str))
                    .take(5)
                    .collect();
                print(&format!(
                    "  {} {names:?} {:?} {:?} {:?} ep {:?} {:?}s {:?}",
                    subject.external_id,
                    subject.format,
                    subject.start_date.map(|date| date.to_string()),
                    subject.year,
                    subject.episodes,
                    subject.duration_s,
                    subject.studios
                ));
            }
            let weights: Vec<String> = verdict
                .weights
                .iter()
                .map(|weight| format!("{:?} {:?} {:+.1}", weight.field, weight.agreement, weight.weight))
                .collect();
            print(&format!("    {:.3} {:?} {}", verdict.probability, verdict.trap, weights.join(", ")));
        }
    }
}

fn print(line: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}
