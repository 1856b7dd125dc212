//! `emaki db backup`: everything kept in one checksummed file.

use std::path::PathBuf;

use crate::{exit::Exit, session::Session};

/// Write everything kept into one checksummed file
///
/// Others may go on reading and writing meanwhile. The file fits either engine.
#[derive(Debug, clap::Args)]
pub struct Backup {
    /// File to write
    file: PathBuf,
}

impl Backup {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let report = session.app().await?.backup(&self.file).await?;
        if session.out.is_json() {
            session.out.json(&report)?;
        } else {
            session.out.line(format_args!("backed up {report} to {}", self.file.display()))?;
        }
        Ok(Exit::Done)
    }
}
