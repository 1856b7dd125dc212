//! People's files as a whole process downloads them from a server on loopback: its memory, its speed beside curl's, and
//! whether eight downloads at once keep the pace of their host.
//!
//! The large file has 256 MB; `EMAKI_BENCH_DOWNLOAD_MB=2048` makes it the 2 GB that the aims are about.

mod server;

use std::{path::Path, process::Command};

use self::server::Server;
use super::{Setting, measure::Measure, process};
use crate::shell;

/// How large the file is where nothing is said, in megabytes.
const MEGABYTES: u64 = 256;
/// Small files, and how many of them at once.
const SMALL: usize = 40;
const AT_ONCE: &str = "8";
/// Drive's pace, as the settings have it: so many requests in so many milliseconds.
const BURST: usize = 10;
const WINDOW_MS: u64 = 3_333;

/// The large file in each run, and the small ones once: they take as long as the pace wants.
pub fn measure(setting: &Setting) -> anyhow::Result<Vec<Measure>> {
    let megabytes = std::env::var("EMAKI_BENCH_DOWNLOAD_MB").ok().and_then(|text| text.parse().ok());
    let bytes = megabytes.unwrap_or(MEGABYTES) * 1_000_000;
    let (mut memory, mut shares, mut rates) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..setting.runs {
        let server = Server::start(bytes)?;
        let folder = tempfile::tempdir()?;
        prepare(setting, folder.path(), &server, 1)?;
        let run = process::finish(&mut download(setting, folder.path(), &server))?;
        // A run with nothing to do costs the start of the program, which is no part of a download.
        let idle = process::finish(&mut download(setting, folder.path(), &server))?;
        let seconds = (run.seconds - idle.seconds).max(1e-3);
        memory.push(run.peak_mb);
        rates.push(bytes as f64 / 1e6 / seconds);
        if let Some(curl) = curl(&server, folder.path())? {
            shares.push(curl / seconds);
        }
    }
    let mut measures = vec![
        Measure::new("people.files.large.peak_rss", "MB", memory).aim(40.0),
        Measure::new("people.files.large.rate", "MB/s", rates),
    ];
    if shares.is_empty() {
        shell::say("there is no curl: the speed of downloads is held against nothing");
    } else {
        measures.push(Measure::new("people.files.large.share_of_curl", "", shares).aim(0.7));
    }
    let server = Server::start(20_000)?;
    let folder = tempfile::tempdir()?;
    prepare(setting, folder.path(), &server, SMALL)?;
    let mut command = download(setting, folder.path(), &server);
    let run = process::finish(command.env("EMAKI_PEOPLE__DOWNLOADS__AT_ONCE", AT_ONCE))?;
    let over = server.beyond(BURST, WINDOW_MS);
    measures.push(Measure::new("people.files.paced.beyond", "refusals", vec![over as f64]).aim(0.0));
    let rate = server.requests() as f64 / run.seconds;
    measures.push(Measure::new("people.files.paced.rate", "requests/s", vec![rate]));
    Ok(measures)
}

/// A data folder with so many people, each with a file of the server's.
fn prepare(setting: &Setting, folder: &Path, server: &Server, people: usize) -> anyhow::Result<()> {
    let rows = (1..=people).map(|row| {
        format!(
            "{row},Row {row},{row}@example.org,,https://drive.google.com/file/d/1loopback{row:0>24}/view\n"
        )
    });
    let sheet = folder.join("sheet.csv");
    std::fs::write(&sheet, format!("row_id,name,email,type,link\n{}", rows.collect::<String>()))?;
    let mut import = emaki(setting, folder, server);
    process::finish(import.args(["people", "import"]).arg(&sheet))?;
    process::finish(emaki(setting, folder, server).args(["people", "extract", "--offline"]))?;
    Ok(())
}

fn download(setting: &Setting, folder: &Path, server: &Server) -> Command {
    let mut command = emaki(setting, folder, server);
    command.args(["people", "download"]);
    command
}

fn emaki(setting: &Setting, folder: &Path, server: &Server) -> Command {
    let mut command = setting.emaki();
    command
        .arg("--data-dir")
        .arg(folder.join("data"))
        .arg("--quiet")
        .env("EMAKI_PEOPLE__ENABLED", "true")
        .env("EMAKI_ALLOW_PRIVATE", "true")
        .env("EMAKI_PEOPLE__DOWNLOADS__KEEP_FREE_BYTES", "0")
        .env("EMAKI_PEOPLE__DOWNLOADS__DRIVE_URL", server.url());
    command
}

/// Seconds that curl takes for the same file onto the same disk; none where it is not installed.
fn curl(server: &Server, folder: &Path) -> anyhow::Result<Option<f64>> {
    if shell::output(Command::new("curl").arg("--version")).is_err() {
        return Ok(None);
    }
    let mut command = Command::new("curl");
    command.args(["--silent", "--fail", "--output"]).arg(folder.join("by-curl"));
    let run = process::finish(command.arg(format!("{}/uc?id=curl", server.url())))?;
    Ok(Some(run.seconds))
}
