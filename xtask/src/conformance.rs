//! `cargo xtask conformance`: the official MCP conformance suite against the real server.
//!
//! The server is built with the feature `conformance`, which adds the tools, resources and prompts that the
//! suite calls. The suite is an npm package and needs Node.js 22; npm fetches both where they are missing.

use std::{
    fs,
    net::{Ipv4Addr, SocketAddr, TcpStream},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};

use crate::{project, servers::free_port, shell};

/// The suite that is known to fit; others are named with `--suite`.
const SUITE: &str = "@modelcontextprotocol/conformance@0.2.0-alpha.12";
const NODE: &str = "node@22";
/// The revisions of the protocol whose requirements have to be met.
const REVISIONS: [&str; 2] = ["2025-11-25", "2026-07-28"];
const START_LIMIT: Duration = Duration::from_mins(1);

/// The official clients that are known, as pip and npm name them.
const PYTHON_CLIENT: &str = "mcp==2.3.0";
const NODE_CLIENTS: [&str; 2] = ["@modelcontextprotocol/sdk@1.32.2", "@modelcontextprotocol/client@2.4.0"];

/// Run the official MCP conformance suite against the real server
#[derive(Debug, clap::Args)]
pub struct Conformance {
    /// Only this revision of the protocol
    #[arg(long, value_name = "REVISION", value_parser = REVISIONS)]
    revision: Option<String>,
    /// Only this scenario
    #[arg(long, value_name = "NAME")]
    scenario: Option<String>,
    /// Also let the official Python and TypeScript clients talk to `emaki`, over pipes and HTTP
    #[arg(long)]
    clients: bool,
    /// Another version of the suite, as npm names it
    #[arg(long, value_name = "PACKAGE", default_value = SUITE)]
    suite: String,
}

impl Conformance {
    pub fn run(self) -> anyhow::Result<()> {
        let example =
            ["build", "--package", "serve", "--features", "conformance", "--example", "conformance"];
        shell::run(&mut project::cargo(&example))?;
        let folder = tempfile::tempdir()?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        let said = tempfile::NamedTempFile::new()?;
        let mut command =
            Command::new(project::metadata()?.target_directory.join("debug/examples/conformance"));
        command.arg(folder.path()).arg(address.to_string());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(said.reopen()?);
        let mut server = Server(command.spawn().context("cannot start the server")?);
        let begin = Instant::now();
        while TcpStream::connect(address).is_err() {
            if server.0.try_wait()?.is_some() || begin.elapsed() > START_LIMIT {
                bail!("the server does not answer\n{}", fs::read_to_string(said.path())?.trim_end());
            }
            thread::sleep(Duration::from_millis(20));
        }
        let mut failed = Vec::new();
        for revision in
            REVISIONS.iter().filter(|known| self.revision.as_ref().is_none_or(|only| only == *known))
        {
            shell::say(&format!("conformance with {revision}"));
            if !self.suite(revision, address, folder.path())? {
                failed.push(*revision);
            }
        }
        if !failed.is_empty() {
            bail!("scenarios fail with {}", failed.join(" and "));
        }
        if self.clients { clients() } else { Ok(()) }
    }

    /// Whether all scenarios of a revision pass.
    fn suite(&self, revision: &str, address: SocketAddr, results: &std::path::Path) -> anyhow::Result<bool> {
        let mut command = Command::new("npx");
        command.args(["--yes", "--package", NODE, "--package", &self.suite, "--", "conformance", "server"]);
        command.args(["--url", &format!("http://{address}/mcp")]);
        match &self.scenario {
            Some(scenario) => command.args(["--scenario", scenario, "--spec-version", revision]),
            None => command.args(["--requirements", revision]),
        };
        // The suite writes a folder for each scenario into wherever it is.
        let status = command.current_dir(results).status();
        Ok(status.context("cannot start `npx`; install Node.js with npm")?.success())
    }
}

/// Gets the official clients where they are missing, and runs the tests that need them.
fn clients() -> anyhow::Result<()> {
    shell::say("the official clients");
    let folder = project::metadata()?.target_directory.join("mcp-clients");
    fs::create_dir_all(&folder)?;
    let python = folder.join("venv/bin/python");
    if !python.exists() {
        shell::run(Command::new("python3").args(["-m", "venv"]).arg(folder.join("venv")))?;
    }
    shell::run(Command::new(&python).args(["-m", "pip", "install", "--quiet", PYTHON_CLIENT]))?;
    shell::run(Command::new("npm").arg("install").arg("--prefix").arg(&folder).args(NODE_CLIENTS))?;
    let tests = ["test", "--package", "cli", "--test", "it", "mcp::the_official"];
    let mut tests = project::cargo(&tests);
    tests.env("EMAKI_TEST_MCP_PYTHON", &python);
    tests.env("EMAKI_TEST_MCP_NODE_MODULES", folder.join("node_modules"));
    shell::run(&mut tests)
}

/// A server that is killed when the suite is done with it.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // Either may fail only when it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
