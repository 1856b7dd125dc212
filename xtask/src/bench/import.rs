//! Import of a whole catalog into an empty store, as users do it: time and memory of the process.

use std::path::Path;

use super::{
    Setting, import_into,
    measure::Measure,
    process::{self, Finished},
};
use crate::servers;

/// The catalog of some 34,000 works.
pub const CATALOG: &str = "catalog/anime-offline-database.jsonl.zst";

/// On SQLite and on a private PostgreSQL.
pub fn measure(setting: &Setting) -> anyhow::Result<Vec<Measure>> {
    let Some(file) = setting.file(CATALOG) else { return Ok(Vec::new()) };
    let mut embedded = Vec::new();
    let mut again = Vec::new();
    let mut server = Vec::new();
    for _ in 0..setting.runs {
        let folder = tempfile::tempdir()?;
        embedded.push(import_into(setting, folder.path(), &file)?);
        again.push(import_into(setting, folder.path(), &file)?);
        server.push(into_postgres(setting, &file)?);
    }
    let seconds = |runs: &[Finished]| runs.iter().map(|run| run.seconds).collect();
    let memory = |runs: &[Finished]| runs.iter().map(|run| run.peak_mb).collect();
    Ok(vec![
        Measure::new("import.sqlite", "s", seconds(&embedded)).aim(10.0),
        Measure::new("import.sqlite.peak_rss", "MB", memory(&embedded)).aim(400.0),
        Measure::new("import.sqlite.again", "s", seconds(&again)),
        Measure::new("import.postgres", "s", seconds(&server)).aim(20.0),
        Measure::new("import.postgres.peak_rss", "MB", memory(&server)).aim(400.0),
    ])
}

/// A fresh server for each run, so that none finds the work of another.
fn into_postgres(setting: &Setting, file: &Path) -> anyhow::Result<Finished> {
    let server = servers::postgres()?;
    let folder = tempfile::tempdir()?;
    let mut command = setting.emaki();
    command.arg("--data-dir").arg(folder.path()).args(["--quiet", "import"]).arg(file);
    process::finish(command.env("EMAKI_DATABASE_URL", &server.url))
}
