//! `emaki production purge`: the bin, emptied.

use model::Instant;

use super::AUTHOR;
use crate::{exit::Exit, session::Session};

/// Empty the bin of what lies in it for long enough, files included
#[derive(Debug, clap::Args)]
pub struct Purge {
    /// Days that it has to lie there; what the settings say when not given
    #[arg(long, value_name = "N")]
    days: Option<u32>,
}

impl Purge {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let days = self.days.unwrap_or(app.config().production.keep_binned_days);
        let before = app.now().as_micros() - i64::from(days) * 86_400_000_000;
        // What was thrown away this very moment lies there since before the next one.
        let purge = app.purge_bin(Instant::from_micros(before + 1), AUTHOR).await?;
        if session.out.is_json() {
            session.out.json(&purge)?;
        } else {
            session.out.line(format_args!(
                "{} projects, {} characters and {} files went",
                purge.projects.len(),
                purge.characters.len(),
                purge.files
            ))?;
        }
        Ok(Exit::Done)
    }
}
