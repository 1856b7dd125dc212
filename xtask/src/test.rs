//! `cargo xtask test`: all tests of the workspace, with what they need beside them.

use std::{env, path::Path, process::Command};

use crate::{
    project,
    servers::Servers,
    shell,
    tools::{self, Tool},
};

/// Run all tests, with private servers that live as long as the tests do
#[derive(Debug, Default, clap::Args)]
pub struct Test {
    /// Handed to `cargo test`: `-- -p store` runs the tests of one crate
    #[arg(last = true)]
    arguments: Vec<String>,
}

impl Test {
    pub fn run(self) -> anyhow::Result<()> {
        self.run_with(|_| Ok(()))
    }

    /// The same, with what `more` adds to the call of cargo.
    ///
    /// # Errors
    /// Like [`Test::run`], and what `more` fails with.
    pub fn run_with(self, more: impl FnOnce(&mut Command) -> anyhow::Result<()>) -> anyhow::Result<()> {
        tools::provide(&Tool::ALL)?;
        let servers = Servers::start()?;
        shell::say("PostgreSQL and Redis are up, on private ports");
        if env::var_os("EMAKI_TEST_DATA").is_none() {
            shell::say("EMAKI_TEST_DATA is not set: checks on real data are skipped, and say so");
        }
        let mut command = cargo_test(&servers, &self.arguments);
        let done = more(&mut command).and_then(|()| shell::run(&mut command));
        drop(servers);
        shell::say("the private servers are stopped");
        done
    }
}

fn cargo_test(servers: &Servers, arguments: &[String]) -> Command {
    let names_a_package =
        arguments.iter().any(|argument| argument.starts_with("-p") || argument == "--package");
    let mut command = project::cargo(&["test", "--no-fail-fast"]);
    if !names_a_package {
        command.arg("--workspace");
    }
    command
        .args(arguments)
        .env("EMAKI_TEST_POSTGRES_URL", &servers.postgres.url)
        .env("EMAKI_TEST_REDIS_URL", &servers.redis.url);
    for (variable, tool) in
        [("EMAKI_TEST_CHROMEDRIVER", Tool::Chromedriver), ("EMAKI_TEST_CHROMIUM", Tool::Chromium)]
    {
        if let Some(path) = tool.find() {
            command.env(variable, path);
        }
    }
    match tools::python() {
        Ok(programs) => {
            command.env("EMAKI_TEST_YT_DLP", programs.join("yt-dlp"));
            command.env("EMAKI_TEST_MOTO", programs.join("moto_server"));
        }
        // Checks that need them are skipped, and say so.
        Err(error) => shell::say(&format!("no yt-dlp and no moto for the tests: {error:#}")),
    }
    // Tests run in their crate's folder, where a relative path would mean something else.
    if let Some(data) = env::var_os("EMAKI_TEST_DATA") {
        command.env("EMAKI_TEST_DATA", std::path::absolute(Path::new(&data)).unwrap_or_else(|_| data.into()));
    }
    command
}
