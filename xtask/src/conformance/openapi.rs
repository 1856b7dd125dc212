//! `cargo xtask conformance --openapi`: schemathesis against the real server, by its own description.
//!
//! A debug server with the starter catalog in a folder of its own is asked what the description allows and what it
//! forbids. `--full` asks at least 10,000 times, else a tenth of that; the seed is fixed, so that a failure comes
//! again. Which statuses count as an answer to what the description allows stands in `schemathesis.toml`, with
//! why. Nothing leaves this machine: whatever a generated address names, a proxy that is not there stands before it.

use std::{fs, net::SocketAddr, path::Path, process::Command};

use anyhow::{Context as _, bail};

use super::server::{self, Server};
use crate::{project, servers::free_port, shell};

/// The version that is known to fit, as pip names it.
const SCHEMATHESIS: &str = "schemathesis==4.32.5";
const SETTINGS: &str = include_str!("schemathesis.toml");
/// Requests that a full run makes at least.
const FULL: u64 = 10_000;
/// Generated questions for each operation, in a full run and in the tenth.
const EXAMPLES: (u32, u32) = (200, 12);
const SEED: &str = "20261126";

/// Runs it, and fails on any finding.
pub fn run(is_full: bool) -> anyhow::Result<()> {
    let emaki = server::emaki()?;
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let mut import = Command::new(&emaki);
    import.arg("--data-dir").arg(&data).args(["--quiet", "import", "--starter"]);
    shell::run(&mut import)?;
    let address = SocketAddr::from((std::net::Ipv4Addr::LOCALHOST, free_port()?));
    let mut command = Command::new(&emaki);
    command.arg("--data-dir").arg(&data).args(["--quiet", "serve", "--listen", &address.to_string()]);
    // One client asks it all; and a picture's address may name any host there is.
    command.env("EMAKI_SERVE__REQUESTS_PER_MINUTE", "0");
    for proxy in ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"] {
        command.env(proxy, "http://127.0.0.1:9");
    }
    let _server = Server::start(&mut command, address)?;
    let program = install()?;
    fs::write(folder.path().join("schemathesis.toml"), SETTINGS)?;
    let made = ask(&program, folder.path(), address, if is_full { EXAMPLES.0 } else { EXAMPLES.1 })?;
    shell::say(&format!("openapi: {made} requests, nothing to mend"));
    if is_full && made < FULL {
        bail!(
            "a full run makes {FULL} requests, and these were {made}: raise the examples for each operation"
        );
    }
    Ok(())
}

/// Installs it where it is missing, in a folder of the build output.
fn install() -> anyhow::Result<std::path::PathBuf> {
    let folder = project::metadata()?.target_directory.join("schemathesis");
    let python = server::python(&folder.join("venv"), &[SCHEMATHESIS])?;
    Ok(python.with_file_name("schemathesis"))
}

/// Asks, and gives how many requests were made.
fn ask(program: &Path, folder: &Path, address: SocketAddr, examples: u32) -> anyhow::Result<u64> {
    let report = folder.join("report.ndjson");
    let mut command = Command::new(program);
    command.args(["run", &format!("http://{address}/openapi.json")]);
    command.args(["--max-examples", &examples.to_string(), "--seed", SEED]);
    command.args(["--continue-on-failure", "--no-color", "--report", "ndjson"]);
    command.arg("--report-ndjson-path").arg(&report).current_dir(folder);
    let line = shell::words(&command);
    shell::say(&line);
    let status = command.status().with_context(|| format!("cannot start `{line}`"))?;
    let made = requests(&fs::read_to_string(&report).unwrap_or_default());
    if !status.success() {
        bail!("schemathesis found what its lines above tell, in {made} requests");
    }
    Ok(made)
}

/// How many requests a report tells of: one for each id of a recorded interaction.
fn requests(report: &str) -> u64 {
    let scenarios = report.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let made = |event: &serde_json::Value| {
        let recorded =
            event.pointer("/ScenarioFinished/recorder/interactions").and_then(|all| all.as_object());
        recorded.map_or(0, |all| all.len() as u64)
    };
    scenarios.map(|event| made(&event)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_what_was_recorded() {
        let report = "{\"EngineStarted\":{}}\n\
            {\"ScenarioFinished\":{\"recorder\":{\"interactions\":{\"a\":{},\"b\":{}}}}}\n\
            {\"ScenarioFinished\":{\"recorder\":{\"interactions\":{\"c\":{}}}}}\nhalf a li";
        assert_eq!(requests(report), 3);
    }
}
