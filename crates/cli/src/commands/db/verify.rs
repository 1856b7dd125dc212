//! `emaki db verify`: checks the store, or a backup file.

use std::path::PathBuf;

use app::App;

use crate::{exit::Exit, session::Session};

/// Check the store from the ground up, or a backup file
#[derive(Debug, clap::Args)]
pub struct Verify {
    /// A backup to check instead of the store
    file: Option<PathBuf>,
}

impl Verify {
    /// Ends with 1 when something is wrong.
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        if let Some(file) = self.file {
            let report = App::verify_backup(&file).await?;
            if session.out.is_json() {
                session.out.json(&report)?;
            } else {
                session.out.line(format_args!("{} is whole: {report}", file.display()))?;
            }
            return Ok(Exit::Done);
        }
        let report = session.app().await?.verify().await?;
        if session.out.is_json() {
            session.out.json(&report)?;
        } else {
            session.out.line(&report)?;
        }
        Ok(if report.is_sound() { Exit::Done } else { Exit::Failed })
    }
}
