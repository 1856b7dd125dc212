//! `emaki registry export`: permanent numbers as registry files.

use std::path::PathBuf;

use crate::{exit::Exit, output::one_of_many, session::Session};

/// Write permanent numbers as registry files, in the columns that `registry import` reads
///
/// A file that lies there and differs goes to `backups` in the folder first.
#[derive(Debug, clap::Args)]
pub struct Export {
    /// The folder to write to; made where it is missing
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The registry
    #[arg(long, value_name = "NAME", default_value = "main")]
    registry: String,
}

impl Export {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let files = session.app().await?.registry_export(&self.registry, &self.out).await?;
        if session.out.is_json() {
            session.out.json(&files)?;
            return Ok(Exit::Done);
        }
        for file in &files {
            let rows = one_of_many(file.rows as u64, "number");
            let state = if file.changed { "written" } else { "as it was" };
            session.out.line(format_args!("{}: {rows}, {state}", file.path.display()))?;
            if let Some(backup) = &file.backup {
                session.out.note(format_args!("what lay there is now {}", backup.display()));
            }
        }
        if files.is_empty() {
            session.out.note(format_args!("registry {} has no numbers", self.registry));
        }
        Ok(Exit::Done)
    }
}
