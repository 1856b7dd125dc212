//! `cargo xtask ci`: everything that has to pass before a change is taken in.
//!
//! What takes a blink comes first; then one build, which is linted, tested and documented on the way.

use std::time::{Duration, Instant};

use anyhow::Context as _;

use crate::{docs, fmt, once, shell, test::Test, tidy};

/// Everything that has to pass before a change is taken in
#[derive(Debug, clap::Args)]
pub struct Ci {}

type Step = (&'static str, fn() -> anyhow::Result<()>);

const STEPS: [Step; 4] = [
    ("fmt", fmt::check),
    ("tidy", || tidy::Tidy {}.run()),
    ("lints, tests and API docs", || Test::default().run_with(once::lint_and_document)),
    ("pages", docs::check_pages_after_tests),
];

impl Ci {
    #[expect(clippy::unused_self, reason = "every command is run the same way")]
    pub fn run(self) -> anyhow::Result<()> {
        let begin = Instant::now();
        for (name, step) in STEPS {
            let begin = Instant::now();
            let done = step();
            shell::say(&timing(name, begin.elapsed()));
            done.with_context(|| format!("ci stops at `{name}`"))?;
        }
        println!("{}", timing("ci is green:", begin.elapsed()));
        Ok(())
    }
}

fn timing(name: &str, time: Duration) -> String {
    format!("{name} {:.1} s", time.as_secs_f64())
}
