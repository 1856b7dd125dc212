//! `emaki db backup`: everything kept in one checksummed file.

use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
};

use app::BackupReport;
use model::Instant;
use serde::Serialize;

use crate::{
    exit::Exit,
    output::{Overwriting, bytes, moment, one_of_many},
    session::Session,
};

/// Write everything kept into one checksummed file
///
/// Others may go on reading and writing meanwhile. The file fits either engine.
#[derive(Debug, clap::Args)]
pub struct Backup {
    /// File to write
    file: PathBuf,
    #[command(flatten)]
    overwriting: Overwriting,
}

impl Backup {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        self.overwriting.may_write(&self.file)?;
        let report = session.app().await?.backup(&self.file).await?;
        let summary = Summary::of(&self.file, &report);
        if session.out.is_json() {
            session.out.json(&summary)?;
        } else {
            session.out.line(format_args!("backed up {summary}"))?;
        }
        Ok(Exit::Done)
    }
}

/// What a backup file holds.
#[derive(Serialize)]
pub struct Summary<'a> {
    file: &'a Path,
    schema: u32,
    made_at: Instant,
    bytes: u64,
    rows: &'a BTreeMap<String, u64>,
}

impl<'a> Summary<'a> {
    /// The summary of this file.
    pub fn of(file: &'a Path, report: &'a BackupReport) -> Self {
        let BackupReport { schema, made_at, bytes, rows, .. } = report;
        Self { file, schema: *schema, made_at: *made_at, bytes: *bytes, rows }
    }
}

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = one_of_many(self.rows.values().sum(), "row");
        write!(f, "{}: {rows}, {}, made {}", self.file.display(), bytes(self.bytes), moment(self.made_at))
    }
}
