//! `emaki serve` on a full catalog: time to the first answer, memory, and requests under load.

use std::{
    fs,
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    process::{Child, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use serde::Deserialize;

use super::{
    Setting, harness, import, import_into,
    load::{self, Load},
    measure::{Measure, quantile},
    process,
};
use crate::{servers::free_port, shell};

const QUERIES: &str = "catalog/relevance-dev.jsonl";
const START_LIMIT: Duration = Duration::from_mins(1);
const CLIENTS: usize = 32;
const WARM_UP: Duration = Duration::from_secs(2);
const UNDER_LOAD: Duration = Duration::from_secs(6);

/// Imports once, then starts a server for each run.
pub fn measure(setting: &Setting) -> anyhow::Result<Vec<Measure>> {
    let (Some(catalog), Some(queries)) = (setting.file(import::CATALOG), setting.file(QUERIES)) else {
        return Ok(Vec::new());
    };
    let folder = tempfile::tempdir()?;
    import_into(setting, folder.path(), &catalog)?;
    let paths = search_paths(&queries)?;
    let mut runs = Vec::new();
    for _ in 0..setting.runs {
        runs.push(run(setting, folder.path(), &paths)?);
    }
    let each = |value: fn(&Run) -> f64| runs.iter().map(value).collect::<Vec<_>>();
    let mut latency = Measure::new("serve.search.p50", "ms", each(|run| run.load.quantile_ms(0.5)));
    latency.p95 = Some(quantile(&each(|run| run.load.quantile_ms(0.95)), 0.5));
    Ok(vec![
        Measure::new("serve.start", "s", each(|run| run.start)).aim(0.5),
        Measure::new("serve.rss_at_start", "MB", each(|run| run.rss_mb)).aim(200.0),
        Measure::new("serve.rss_after_load", "MB", each(|run| run.rss_after_mb)).aim(200.0),
        Measure::new("serve.search.rate", "requests/s", each(|run| run.load.rate())).aim(800.0),
        latency,
        Measure::new("serve.search.p99", "ms", each(|run| run.load.quantile_ms(0.99))).aim(80.0),
    ])
}

struct Run {
    start: f64,
    rss_mb: f64,
    rss_after_mb: f64,
    load: Load,
}

fn run(setting: &Setting, folder: &Path, paths: &[String]) -> anyhow::Result<Run> {
    let begin = Instant::now();
    let (server, address) = Server::start(setting, folder, "/api/search?q=moon")?;
    harness::injected_slowdown();
    let start = begin.elapsed().as_secs_f64();
    let rss_mb = server.rss_mb();
    load::load(address, paths, CLIENTS, WARM_UP)?;
    let load = load::load(address, paths, CLIENTS, UNDER_LOAD)?;
    if load.failures > 0 {
        shell::say(&format!("{} of {} answers under load were no 200", load.failures, load.times.len()));
    }
    Ok(Run { start, rss_mb, rss_after_mb: server.rss_mb(), load })
}

/// A server that is killed when the measure is done with it.
pub struct Server(Child);

impl Server {
    /// One on a data folder, as soon as it answers at a path with 200.
    pub fn start(setting: &Setting, folder: &Path, path: &str) -> anyhow::Result<(Self, SocketAddr)> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        let mut command = setting.emaki();
        command.arg("--data-dir").arg(folder).args(["--quiet", "serve", "--listen", &address.to_string()]);
        // All clients are one to the server, which would take them for a flood.
        command.env("EMAKI_SERVE__REQUESTS_PER_MINUTE", "0");
        let said = tempfile::NamedTempFile::new()?;
        let begin = Instant::now();
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(said.reopen()?).spawn();
        let mut server = Self(child.context("cannot start `emaki serve`")?);
        while !load::answers(address, path) {
            if server.0.try_wait()?.is_some() || begin.elapsed() > START_LIMIT {
                bail!("`emaki serve` does not answer\n{}", fs::read_to_string(said.path())?.trim_end());
            }
            thread::sleep(Duration::from_millis(2));
        }
        Ok((server, address))
    }

    fn rss_mb(&self) -> f64 {
        process::memory_mb(&self.0, "VmRSS:").unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Either may fail only when it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[derive(Deserialize)]
struct Judged {
    query: String,
}

fn search_paths(file: &Path) -> anyhow::Result<Vec<String>> {
    let text = fs::read_to_string(file)?;
    let path =
        |line| Ok(format!("/api/search?q={}", load::percent(&serde_json::from_str::<Judged>(line)?.query)));
    text.lines().map(path).collect()
}
