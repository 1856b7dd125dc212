//! `cargo xtask fault`: break programs off at bad moments, and see that nothing is lost.
//!
//! The tests do a few rounds of it each time; this does as many as are asked for.

use crate::{
    project,
    servers::Servers,
    shell,
    tools::{self, Tool},
};

/// Rounds of a full run, and of a quick one.
const ROUNDS: (u32, u32) = (500, 20);

/// Break programs off at bad moments, and see that nothing is lost
#[derive(Debug, clap::Args)]
pub struct Fault {
    /// As many rounds as stand in the notes of a release, in place of a tenth of them
    #[arg(long)]
    full: bool,
    /// Begins another row of moments
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Fault {
    pub fn run(self) -> anyhow::Result<()> {
        tools::provide(&[Tool::Postgres, Tool::Redis])?;
        let servers = Servers::start()?;
        let rounds = if self.full { ROUNDS.0 } else { ROUNDS.1 };
        shell::say(&format!("{rounds} rounds from seed {}", self.seed));
        let test = ["test", "--package", "cli", "--test", "it", "--", "fault", "--nocapture"];
        let mut command = project::cargo(&test);
        command
            .env("EMAKI_TEST_POSTGRES_URL", &servers.postgres.url)
            .env("EMAKI_FAULT_ROUNDS", rounds.to_string())
            .env("EMAKI_FAULT_SEED", self.seed.to_string());
        shell::run(&mut command)
    }
}
