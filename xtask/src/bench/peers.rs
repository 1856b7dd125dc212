//! A peer measured on this machine, where it is installed. The table's figures of peers are quoted.

use std::{path::Path, process::Command};

use super::measure::Measure;
use crate::shell;

/// The script among the data that measures rapidfuzz on generated titles.
const TITLES: &str = "baselines/b3_title.py";

/// What rapidfuzz reaches here on the set of titles, a line for each number of edits.
///
/// Empty, said aloud, when no title search was measured or python3 has no rapidfuzz.
pub fn measured_here(measures: &[Measure], data: Option<&Path>) -> Vec<String> {
    let is_about_titles = |measure: &Measure| measure.name.contains("title");
    let script = data.map(|data| data.join(TITLES)).filter(|script| script.is_file());
    let (true, Some(script)) = (measures.iter().any(is_about_titles), script) else { return Vec::new() };
    if shell::output(Command::new("python3").args(["-c", "import rapidfuzz"])).is_err() {
        shell::say("python3 has no rapidfuzz: only its quoted figures stand beside ours");
        return Vec::new();
    }
    match shell::output(Command::new("python3").arg(script)) {
        Ok(told) => lines(&told),
        Err(error) => {
            shell::say(&format!("the peer was not measured: {error}"));
            Vec::new()
        }
    }
}

fn lines(told: &str) -> Vec<String> {
    let figures = told.lines().filter(|line| line.starts_with("rapidfuzz "));
    figures.map(|line| format!("peer, measured here: {line}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scripts_figures_are_passed_on() {
        let told = "names 139548\nrapidfuzz ratio edits=2 MRR@10=0.983 p50=7.1ms p95=9.0ms\n";
        assert_eq!(
            lines(told),
            ["peer, measured here: rapidfuzz ratio edits=2 MRR@10=0.983 p50=7.1ms p95=9.0ms"]
        );
    }

    #[test]
    fn nothing_is_started_when_no_title_search_was_measured() {
        let measures = [Measure::new("import.sqlite", "s", vec![1.0])];
        assert!(measured_here(&measures, Some(Path::new("/"))).is_empty());
    }
}
