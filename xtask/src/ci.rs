//! `cargo xtask ci`: everything that has to pass before a change is taken in.
//!
//! All steps build the same crates with the same features and flags, so that nothing is built twice
//! which need not be.

use std::time::{Duration, Instant};

use anyhow::Context as _;

use crate::{docs, fmt, project, shell, test::Test, tidy};

/// Everything that has to pass before a change is taken in
#[derive(Debug, clap::Args)]
pub struct Ci {}

type Step = (&'static str, fn() -> anyhow::Result<()>);

const STEPS: [Step; 5] = [
    ("fmt", fmt::check),
    ("tidy", || tidy::Tidy {}.run()),
    ("clippy", || {
        let lint = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
        shell::run(&mut project::cargo(&lint))
    }),
    ("test", || Test::default().run()),
    ("docs", docs::check_after_tests),
];

impl Ci {
    #[expect(clippy::unused_self, reason = "every command is run the same way")]
    pub fn run(self) -> anyhow::Result<()> {
        let begin = Instant::now();
        let mut times = Vec::new();
        for (name, step) in STEPS {
            let begin = Instant::now();
            let done = step();
            times.push((name, begin.elapsed()));
            shell::say(&timing(name, begin.elapsed()));
            done.with_context(|| format!("ci stops at `{name}`"))?;
        }
        for (name, time) in times {
            println!("{}", timing(name, time));
        }
        println!("{}", timing("ci is green:", begin.elapsed()));
        Ok(())
    }
}

fn timing(name: &str, time: Duration) -> String {
    format!("{name} {:.1} s", time.as_secs_f64())
}
