//! `cargo xtask ci`: everything that has to pass before a change is taken in.
//!
//! What takes a blink comes first. Then two lanes run side by side: the tests, and what only reads the code.
//! Lints and API docs share next to nothing with what the tests build, so they have a target folder of their
//! own, where they do not wait for the other lane's lock; and they take the time in which the last crates
//! of the tests are built one after another, and in which tests wait for their servers.

use std::{
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};

use crate::{docs, fmt, project, shell, test::Test, tidy};

/// Everything that has to pass before a change is taken in
#[derive(Debug, clap::Args)]
pub struct Ci {}

/// The folder of the second lane, within the target folder.
const LINTS: &str = "lints";

/// A step, which may use the folder of the second lane.
type Step = (&'static str, fn(&Path) -> anyhow::Result<()>);

const FIRST: [Step; 2] = [("fmt", |_| fmt::check()), ("tidy", |_| tidy::Tidy {}.run())];

const RUNNING: [Step; 2] =
    [("test", |_| Test::default().run()), ("pages", |_| docs::check_pages_after_tests())];

const READING: [Step; 2] = [
    ("clippy", |folder| quietly(clippy(), folder, &["--", "-D", "warnings"])),
    ("docs", |folder| quietly(docs::api_docs(), folder, &[])),
];

/// How long a step took.
type Timing = (&'static str, Duration);

impl Ci {
    #[expect(clippy::unused_self, reason = "every command is run the same way")]
    pub fn run(self) -> anyhow::Result<()> {
        let begin = Instant::now();
        let folder = project::metadata()?.target_directory.join(LINTS);
        let mut times = Vec::new();
        one_by_one(&FIRST, &folder, &mut times)?;
        let (tested, read) = thread::scope(|scope| {
            let lints = scope.spawn(|| {
                let mut times = Vec::new();
                let done = one_by_one(&READING, &folder, &mut times);
                (done, times)
            });
            let tested = one_by_one(&RUNNING, &folder, &mut times);
            (tested, lints.join())
        });
        let (read, lint_times) = read.map_err(|_| anyhow::anyhow!("the lane of lints panicked"))?;
        times.extend(lint_times);
        for (name, time) in times {
            println!("{}", timing(name, time));
        }
        match (tested, read) {
            (Err(tests), Err(lints)) => bail!("{tests:#}\nand {lints:#}"),
            (tested, read) => tested.and(read)?,
        }
        println!("{}", timing("ci is green:", begin.elapsed()));
        Ok(())
    }
}

/// Runs the steps of a lane until one fails.
fn one_by_one(steps: &[Step], folder: &Path, times: &mut Vec<Timing>) -> anyhow::Result<()> {
    for (name, step) in steps {
        let begin = Instant::now();
        let done = step(folder);
        times.push((name, begin.elapsed()));
        shell::say(&timing(name, begin.elapsed()));
        done.with_context(|| format!("ci stops at `{name}`"))?;
    }
    Ok(())
}

fn clippy() -> Command {
    project::cargo(&["clippy", "--workspace", "--all-targets"])
}

/// Runs cargo on one core and in a folder of its own; what it prints is told only when it fails, since the
/// tests print meanwhile.
fn quietly(mut command: Command, folder: &Path, more: &[&str]) -> anyhow::Result<()> {
    command.args(["--jobs", "1", "--target-dir"]).arg(folder).args(more);
    shell::output(&mut command).map(drop)
}

fn timing(name: &str, time: Duration) -> String {
    format!("{name} {:.1} s", time.as_secs_f64())
}
