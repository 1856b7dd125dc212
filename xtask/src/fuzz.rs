//! `cargo xtask fuzz`: every parser on bytes that are wrong.
//!
//! The tests do a tenth of it each time. The fuzzer's own targets, one a file in `fuzz/fuzz_targets/`, run where
//! cargo-fuzz is installed; it is a tool of those who look for more, so that nothing else depends on it.

use std::{fs, path::Path, process::Command};

use anyhow::Context as _;

use crate::{project, shell};

/// Break every parser with bytes that are wrong
#[derive(Debug, clap::Args)]
pub struct Fuzz {
    /// Ten times as many inputs, each up to a megabyte, in an optimized build
    #[arg(long)]
    full: bool,
    /// Begins another row of inputs
    #[arg(long, default_value_t = 1)]
    seed: u32,
}

/// How much is done.
struct Measure {
    /// Hundreds of changed inputs.
    rounds: u32,
    /// The size of costly inputs.
    bytes: u32,
    /// What each of the fuzzer's targets does at most: runs, and seconds.
    runs: (u32, u32),
}

const QUICK: Measure = Measure { rounds: 20, bytes: 20_000, runs: (20_000, 60) };
const FULL: Measure = Measure { rounds: 200, bytes: 1_000_000, runs: (1_000_000, 600) };

impl Fuzz {
    pub fn run(self) -> anyhow::Result<()> {
        let measure = if self.full { FULL } else { QUICK };
        shell::say(&format!("{} hundred inputs from seed {}", measure.rounds, self.seed));
        let mut tests = self.tests();
        tests
            .env("EMAKI_FUZZ_ROUNDS", measure.rounds.to_string())
            .env("EMAKI_FUZZ_SEED", self.seed.to_string())
            .env("EMAKI_FUZZ_BYTES", measure.bytes.to_string());
        shell::run(tests.args(["--", "--nocapture"]))?;
        self.targets(&measure)
    }

    /// The tests that change inputs by chance, which need no fuzzer.
    fn tests(&self) -> Command {
        let mut command = project::cargo(&["test", "--package", "sources", "--test", "fuzz"]);
        if self.full {
            command.args(["--profile", "fuzz"]);
        }
        command
    }

    /// The fuzzer's own targets, which look for ways into code that no input has reached yet.
    fn targets(&self, measure: &Measure) -> anyhow::Result<()> {
        let folder = project::root().join("fuzz");
        let targets = names(&folder.join("fuzz_targets"))?;
        if shell::output(&mut project::cargo(&["fuzz", "--version"])).is_err() {
            println!("skipped: {} targets (cargo-fuzz is not installed)", targets.len());
            return Ok(());
        }
        let corpus = folder.join("corpus");
        let mut seeds = self.tests();
        shell::run(seeds.args(["--", "seeds_are_handed_out"]).env("EMAKI_FUZZ_CORPUS", &corpus))?;
        for target in targets {
            shell::run(&mut fuzzer(&target, self.seed, measure))?;
        }
        Ok(())
    }
}

/// One target. Without a sanitizer, which would need a nightly compiler: none of our code is unsafe, so what is
/// looked for are panics, and time and memory out of all bounds.
fn fuzzer(target: &str, seed: u32, measure: &Measure) -> Command {
    let mut command = project::cargo(&["fuzz", "run", "--sanitizer", "none", target, "--"]);
    let (runs, seconds) = measure.runs;
    command.args([
        format!("-runs={runs}"),
        format!("-max_total_time={seconds}"),
        format!("-seed={seed}"),
        format!("-max_len={}", measure.bytes),
        "-timeout=10".to_owned(),
        "-rss_limit_mb=2048".to_owned(),
        "-print_final_stats=1".to_owned(),
    ]);
    command
}

/// The targets by their files.
fn names(folder: &Path) -> anyhow::Result<Vec<String>> {
    let files = fs::read_dir(folder).with_context(|| format!("cannot read `{}`", folder.display()))?;
    let mut names: Vec<String> = files
        .filter_map(|file| Some(file.ok()?.file_name().to_string_lossy().strip_suffix(".rs")?.to_owned()))
        .collect();
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_known_by_their_files_and_declared() {
        let folder = project::root().join("fuzz");
        let names = names(&folder.join("fuzz_targets")).expect("the folder is there");
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).expect("it is there");
        assert!(!names.is_empty());
        for name in names {
            assert!(manifest.contains(&format!("name = \"{name}\"")), "{name} has no [[bin]]");
        }
    }
}
