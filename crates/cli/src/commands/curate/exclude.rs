//! `emaki curate exclude`: a row left out, and kept.

use super::{Author, ORIGIN, Registry, Row, report};
use crate::{exit::Exit, session::Session};

/// Leave a row out of what is published
///
/// It is kept with the reason, and `emaki curate restore` brings it back.
#[derive(Debug, clap::Args)]
pub struct Exclude {
    #[command(flatten)]
    row: Row,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    author: Author,
    #[command(flatten)]
    registry: Registry,
}

impl Exclude {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let row = self.row.read()?;
        let app = session.app().await?;
        let author = self.author.name(&app)?;
        let hand = app.hand(&self.registry.name, &author, ORIGIN);
        let changed = app.curate_exclude(hand, &row, &self.reason).await?;
        report(session, &row, changed, "left out")
    }
}
