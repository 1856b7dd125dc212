//! The table that is printed, the file that is kept, and the comparison of two such files.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize};

use super::{
    judge::{Verdict, judge},
    measure::Measure,
};

/// What is kept of one run of the bench.
#[derive(Debug, Serialize, Deserialize)]
pub struct Kept {
    label: String,
    /// Processors of the machine: figures of different machines are not compared.
    cores: usize,
    measures: Vec<Measure>,
}

/// Ours, the aim and the peer's side by side.
pub fn table(measures: &[Measure]) -> String {
    let head = ["measure", "median", "p95", "unit", "aim", "", "peer"].map(str::to_owned);
    let row = |measure: &Measure| {
        let reached = match measure.meets_its_aim() {
            None => "",
            Some(true) => "reached",
            Some(false) => "MISSED",
        };
        [
            measure.name.clone(),
            number(measure.median()),
            number(measure.p95()),
            measure.unit.clone(),
            aim(measure),
            reached.to_owned(),
            measure.peer.clone().unwrap_or_default(),
        ]
    };
    let rows: Vec<_> = std::iter::once(head).chain(measures.iter().map(row)).collect();
    let width =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    let mut table = String::new();
    for row in &rows {
        for (column, cell) in row.iter().enumerate() {
            let width = width(column).unwrap_or_default();
            // Numbers stand on the right, words on the left. A String takes everything.
            let _ = if [1, 2, 4].contains(&column) {
                write!(table, "{cell:>width$}  ")
            } else {
                write!(table, "{cell:<width$}  ")
            };
        }
        table.truncate(table.trim_end().len());
        table.push('\n');
    }
    table
}

/// `1.500`, with `, p95 6.000` where that has an aim of its own.
fn aim(measure: &Measure) -> String {
    let p95 = measure.aim_p95.map(|aim| format!("p95 {}", number(aim)));
    measure.aim.map(number).into_iter().chain(p95).collect::<Vec<_>>().join(", ")
}

fn number(value: f64) -> String {
    match value.abs() {
        big if big >= 100.0 => format!("{value:.0}"),
        middle if middle >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.3}"),
    }
}

/// Writes `<folder>/<label>.json`.
pub fn save(folder: &Path, label: &str, measures: &[Measure]) -> anyhow::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let path = folder.join(format!("{label}.json"));
    let kept = Kept { label: label.to_owned(), cores: cores(), measures: measures.to_vec() };
    fs::write(&path, serde_json::to_vec_pretty(&kept)?)
        .with_context(|| format!("cannot write `{}`", path.display()))?;
    Ok(path)
}

/// Reads a file, or the one that an earlier run kept under a label.
pub fn load(folder: &Path, base: &str) -> anyhow::Result<Kept> {
    let given = PathBuf::from(base);
    let path = if given.is_file() { given } else { folder.join(format!("{base}.json")) };
    let text = fs::read(&path).with_context(|| {
        format!(
            "there is no earlier run `{base}`; `cargo xtask bench --label {base}` at that revision makes it"
        )
    })?;
    serde_json::from_slice(&text).with_context(|| format!("`{}` holds no measures", path.display()))
}

/// Prints a verdict for each measure that both runs took.
///
/// # Errors
/// When at least one of them is provably worse.
pub fn compare(base: &Kept, now: &[Measure]) -> anyhow::Result<()> {
    if base.cores != cores() {
        println!("note: `{}` was measured on {} cores, this run on {}", base.label, base.cores, cores());
    }
    let mut worse = Vec::new();
    let mut compared = 0;
    for measure in now {
        let Some(before) = base.measures.iter().find(|before| before.name == measure.name) else { continue };
        compared += 1;
        let verdict = match judge(&before.samples, &measure.samples, measure.better()) {
            Verdict::TooFew => "too few runs to tell".to_owned(),
            Verdict::Same => "no proven change".to_owned(),
            Verdict::Better(least) => format!("better, at least {least:.2} times"),
            Verdict::Worse(least) => {
                worse.push(measure.name.as_str());
                format!("WORSE, at least {least:.2} times")
            }
        };
        let (before, after) = (number(before.median()), number(measure.median()));
        println!("{}: {before} -> {after} {}: {verdict}", measure.name, measure.unit);
    }
    if compared == 0 {
        bail!("`{}` and this run have no measure in common", base.label);
    }
    if !worse.is_empty() {
        bail!("a proven slowdown since `{}`: {}", base.label, worse.join(", "));
    }
    Ok(())
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measure(name: &str, samples: [f64; 3]) -> Measure {
        Measure::new(name, "ms", samples.to_vec()).aim(2.0)
    }

    #[test]
    fn the_table_holds_aim_and_peer() {
        let mut search = measure("search", [1.0, 1.5, 1.2]);
        search.peer = Some("other 9 ms".into());
        let table = table(&[search, measure("slow", [120.0, 130.0, 125.0])]);
        let lines: Vec<Vec<_>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(
            lines,
            [
                vec!["measure", "median", "p95", "unit", "aim", "peer"],
                vec!["search", "1.200", "1.470", "ms", "2.000", "reached", "other", "9", "ms"],
                vec!["slow", "125", "130", "ms", "2.000", "MISSED"],
            ]
        );
    }

    #[test]
    fn what_was_kept_is_compared_by_label() {
        let folder = tempfile::tempdir().expect("a temp folder can be made");
        save(folder.path(), "base", &[measure("search", [1.0, 1.1, 1.0])]).expect("the folder is ours");
        let base = load(folder.path(), "base").expect("it was just saved");
        compare(&base, &[measure("search", [1.0, 1.0, 1.1])]).expect("the same is no slowdown");
        let slower = compare(&base, &[measure("search", [2.0, 2.0, 2.1])]);
        assert!(slower.is_err_and(|error| error.to_string().contains("slowdown since `base`: search")));
        assert!(compare(&base, &[measure("other", [1.0, 1.0, 1.0])]).is_err());
        assert!(load(folder.path(), "unknown").is_err());
    }
}
