//! `emaki mcp` on a full catalog, spoken to as an assistant does: over the pipes of a process that it starts.

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Stdio},
    time::Instant,
};

use anyhow::{Context as _, bail, ensure};
use serde_json::{Value, json};

use super::{
    Setting, harness, import, import_into,
    measure::{Measure, quantile},
    process,
};

const QUERIES: &str = "catalog/relevance-dev.jsonl";
const REVISION: &str = "2025-11-25";
/// Calls of each run whose times count, after so many that do not.
const CALLS: usize = 400;
const WARM_UP: usize = 50;

/// Imports once, then starts an assistant's server for each run.
pub fn measure(setting: &Setting) -> anyhow::Result<Vec<Measure>> {
    let (Some(catalog), Some(queries)) = (setting.file(import::CATALOG), setting.file(QUERIES)) else {
        return Ok(Vec::new());
    };
    let folder = tempfile::tempdir()?;
    import_into(setting, folder.path(), &catalog)?;
    let queries = words(&queries)?;
    let runs: Vec<Run> =
        (0..setting.runs).map(|_| run(setting, folder.path(), &queries)).collect::<anyhow::Result<_>>()?;
    let each = |value: fn(&Run) -> f64| runs.iter().map(value).collect::<Vec<_>>();
    let mut call = Measure::new("mcp.call.search", "ms", each(|run| quantile(&run.calls, 0.5))).aim(3.0);
    call.p95 = Some(quantile(&each(|run| quantile(&run.calls, 0.95)), 0.5));
    call.peer = Some("fastmcp 2.25 for an empty tool (quoted)".into());
    let mut first = Measure::new("mcp.first_tools_list", "ms", each(|run| run.first)).aim(30.0);
    first.peer = Some("fastmcp 3350 (quoted)".into());
    let mut rss = Measure::new("mcp.rss", "MB", each(|run| run.rss_mb)).aim(200.0);
    rss.peer = Some("fastmcp 86 (quoted)".into());
    let tokens = Measure::new("mcp.tools_list.size", "tokens", each(|run| run.tokens)).aim(5000.0);
    Ok(vec![first, call, rss, tokens])
}

struct Run {
    /// Milliseconds from the start of the process to the list of tools.
    first: f64,
    /// Milliseconds of each call.
    calls: Vec<f64>,
    rss_mb: f64,
    /// Letters of the list of tools, by four.
    tokens: f64,
}

fn run(setting: &Setting, folder: &Path, queries: &[String]) -> anyhow::Result<Run> {
    let said = tempfile::NamedTempFile::new()?;
    let begin = Instant::now();
    let mut command = setting.emaki();
    command.arg("--data-dir").arg(folder).args(["--quiet", "mcp"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(said.reopen()?);
    let mut server = Server::new(command.spawn().context("cannot start `emaki mcp`")?)?;
    let told = |error: anyhow::Error| {
        error.context(fs::read_to_string(said.path()).unwrap_or_default().trim_end().to_owned())
    };
    let client = json!({ "name": "bench", "version": "1" });
    let hello = json!({ "protocolVersion": REVISION, "capabilities": {}, "clientInfo": client });
    server.ask("initialize", &hello).map_err(told)?;
    server.send(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }))?;
    let tools = server.ask("tools/list", &json!({}))?;
    harness::injected_slowdown();
    let first = begin.elapsed().as_secs_f64() * 1e3;
    let mut calls = Vec::with_capacity(CALLS);
    for (at, query) in queries.iter().cycle().take(WARM_UP + CALLS).enumerate() {
        let asked = json!({ "name": "search_works", "arguments": { "query": query, "limit": 10 } });
        let begin = Instant::now();
        let told = server.ask("tools/call", &asked)?;
        ensure!(told["isError"] != true, "a search failed: {told}");
        if at >= WARM_UP {
            calls.push(begin.elapsed().as_secs_f64() * 1e3);
        }
    }
    let tokens = tools["tools"].to_string().chars().count() as f64 / 4.0;
    Ok(Run { first, calls, rss_mb: server.rss_mb(), tokens })
}

/// A server of an assistant; it is killed when the measure is done with it.
struct Server {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    asked: u64,
}

impl Server {
    fn new(mut child: Child) -> anyhow::Result<Self> {
        let (Some(to), Some(from)) = (child.stdin.take(), child.stdout.take()) else {
            bail!("`emaki mcp` has no pipes");
        };
        Ok(Self { child, to, from: BufReader::new(from), asked: 0 })
    }

    fn send(&mut self, message: &Value) -> anyhow::Result<()> {
        Ok(writeln!(self.to, "{message}")?)
    }

    fn ask(&mut self, method: &str, params: &Value) -> anyhow::Result<Value> {
        self.asked += 1;
        let id = self.asked;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))?;
        loop {
            let mut line = String::new();
            ensure!(self.from.read_line(&mut line)? > 0, "`emaki mcp` has ended");
            let mut answer: Value =
                serde_json::from_str(&line).with_context(|| format!("no JSON: {line}"))?;
            if answer["id"] == id {
                ensure!(answer["error"].is_null(), "`{method}` failed: {}", answer["error"]);
                return Ok(answer["result"].take());
            }
        }
    }

    fn rss_mb(&self) -> f64 {
        process::memory_mb(&self.child, "VmRSS:").unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Either may fail only when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn words(file: &Path) -> anyhow::Result<Vec<String>> {
    let text = fs::read_to_string(file)?;
    let query = |line: &str| {
        let judged: Value = serde_json::from_str(line)?;
        Ok(judged["query"].as_str().unwrap_or_default().to_owned())
    };
    text.lines().map(query).collect()
}
