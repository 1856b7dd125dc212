//! `emaki people run`: all the steps one after another.

use super::{download, extract, import};
use crate::{exit::Exit, session::Session};

/// Take a sheet in, read its documents, and download what they point at
///
/// Each step may be broken off and goes on where it was; a second run finds nothing new.
#[derive(Debug, clap::Args)]
pub struct Run {
    #[command(flatten)]
    sheet: import::Import,
    /// Only the sheet
    #[arg(long, conflicts_with = "text")]
    basic: bool,
    /// Only the sheet and the documents
    #[arg(long)]
    text: bool,
    #[command(flatten)]
    files: download::Download,
}

impl Run {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let out = &session.out;
        let sheet = import::take_in(session, self.sheet).await?;
        out.heading("Sheet")?;
        import::print(out, &sheet)?;
        if self.basic {
            return Ok(Exit::Done);
        }
        out.heading("Documents")?;
        let options = extract::Extract { retry_failed: self.files.retries(), ..extract::Extract::default() };
        let found = options.find(session).await?;
        extract::print(out, &found)?;
        let partly = found.failed > 0 || found.rests;
        if self.text {
            return Ok(if partly { Exit::Partly } else { Exit::Done });
        }
        out.heading("Files")?;
        let done = self.files.run(session).await?;
        Ok(if partly { Exit::Partly } else { done })
    }
}
