//! `cargo xtask conformance`: the official MCP conformance suite against the real server, and with `--openapi`
//! schemathesis by our own description.
//!
//! The server is built with the feature `conformance`, which adds the tools, resources and prompts that the
//! suite calls. The suite is an npm package and needs Node.js 22; npm fetches both where they are missing.

mod openapi;
pub mod server;

use std::{
    fs,
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    process::Command,
};

use anyhow::{Context as _, bail};

use crate::{project, servers::free_port, shell};
use server::Server;

/// The suite that is known to fit; others are named with `--suite`.
const SUITE: &str = "@modelcontextprotocol/conformance@0.2.0-alpha.12";
const NODE: &str = "node@22";
/// The revisions of the protocol whose requirements have to be met.
const REVISIONS: [&str; 2] = ["2025-11-25", "2026-07-28"];

/// What the suite asks of a server without fixtures of its own, and what the capabilities that we declare call for:
/// every other scenario names a tool, a resource or a prompt that only the fixtures have.
const PLAIN: [(&str, &[&str]); 2] = [
    (
        "2025-11-25",
        &[
            "server-initialize",
            "server-session-lifecycle",
            "server-sse-multiple-streams",
            "server-sse-polling",
            "ping",
            "logging-set-level",
            "tools-list",
            "resources-list",
            "prompts-list",
            "dns-rebinding-protection",
        ],
    ),
    (
        "2026-07-28",
        &[
            "tools-list",
            "resources-list",
            "sep-2164-resource-not-found",
            "prompts-list",
            "caching",
            "server-sse-multiple-streams",
            "http-header-validation",
            "dns-rebinding-protection",
            "input-required-result-missing-input-response",
            "input-required-result-unsupported-methods",
            "input-required-result-ignore-extra-params",
            "input-required-result-validate-input",
        ],
    ),
];

/// The official clients that are known, as pip and npm name them.
const PYTHON_CLIENT: &str = "mcp==2.3.0";
const NODE_CLIENTS: [&str; 2] = ["@modelcontextprotocol/sdk@1.32.2", "@modelcontextprotocol/client@2.4.0"];

/// Hold the real server against the official MCP conformance suite, or with `--openapi` against its own description
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
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
    /// The program as it is, without the fixtures: what its capabilities call for
    #[arg(long, conflicts_with_all = ["scenario", "clients"])]
    plain: bool,
    /// Another version of the suite, as npm names it
    #[arg(long, value_name = "PACKAGE", default_value = SUITE)]
    suite: String,
    /// Ask by the OpenAPI description instead, with schemathesis
    #[arg(long, conflicts_with_all = ["revision", "scenario", "clients", "suite", "plain"])]
    openapi: bool,
    /// With `--openapi`, at least 10,000 requests in place of a tenth of them
    #[arg(long, requires = "openapi")]
    full: bool,
}

impl Conformance {
    pub fn run(self) -> anyhow::Result<()> {
        if self.openapi {
            return openapi::run(self.full);
        }
        let folder = tempfile::tempdir()?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        let mut command =
            if self.plain { plain(folder.path(), address)? } else { fixtures(folder.path(), address)? };
        let _server = Server::start(&mut command, address)?;
        let mut failed = Vec::new();
        for (revision, scenarios) in PLAIN {
            if self.revision.as_ref().is_some_and(|only| only != revision) {
                continue;
            }
            shell::say(&format!("conformance with {revision}"));
            let alone = self.scenario.iter().map(String::as_str).collect::<Vec<_>>();
            let scenarios = if self.plain { scenarios } else { alone.as_slice() };
            let passed = if scenarios.is_empty() {
                self.suite(revision, None, address, folder.path())?
            } else {
                let mut all = true;
                for scenario in scenarios {
                    all &= self.suite(revision, Some(scenario), address, folder.path())?;
                }
                all
            };
            if !passed {
                failed.push(revision);
            }
        }
        if !failed.is_empty() {
            bail!("scenarios fail with {}", failed.join(" and "));
        }
        if self.clients { clients() } else { Ok(()) }
    }

    /// Whether one scenario passes, or all that a revision requires.
    fn suite(
        &self,
        revision: &str,
        scenario: Option<&str>,
        address: SocketAddr,
        results: &Path,
    ) -> anyhow::Result<bool> {
        let mut command = Command::new("npx");
        command.args(["--yes", "--package", NODE, "--package", &self.suite, "--", "conformance", "server"]);
        command.args(["--url", &format!("http://{address}/mcp")]);
        match scenario {
            Some(scenario) => command.args(["--scenario", scenario, "--spec-version", revision]),
            None => command.args(["--requirements", revision]),
        };
        // The suite writes a folder for each scenario into wherever it is.
        let status = command.current_dir(results).status();
        Ok(status.context("cannot start `npx`; install Node.js with npm")?.success())
    }
}

/// The server with the fixtures that the suite calls.
fn fixtures(folder: &Path, address: SocketAddr) -> anyhow::Result<Command> {
    let example = ["build", "--package", "serve", "--features", "conformance", "--example", "conformance"];
    shell::run(&mut project::cargo(&example))?;
    let mut command = Command::new(project::metadata()?.target_directory.join("debug/examples/conformance"));
    command.arg(folder).arg(address.to_string());
    Ok(command)
}

/// The program as people run it.
fn plain(folder: &Path, address: SocketAddr) -> anyhow::Result<Command> {
    let mut command = Command::new(server::emaki()?);
    command.arg("--data-dir").arg(folder).args(["--quiet", "serve", "--listen", &address.to_string()]);
    Ok(command)
}

/// Gets the official clients where they are missing, and runs the tests that need them.
fn clients() -> anyhow::Result<()> {
    shell::say("the official clients");
    let folder = project::metadata()?.target_directory.join("mcp-clients");
    fs::create_dir_all(&folder)?;
    let python = server::python(&folder.join("venv"), &[PYTHON_CLIENT])?;
    shell::run(Command::new("npm").arg("install").arg("--prefix").arg(&folder).args(NODE_CLIENTS))?;
    let tests = ["test", "--package", "cli", "--test", "it", "mcp::the_official"];
    let mut tests = project::cargo(&tests);
    tests.env("EMAKI_TEST_MCP_PYTHON", &python);
    tests.env("EMAKI_TEST_MCP_NODE_MODULES", folder.join("node_modules"));
    shell::run(&mut tests)
}
