//! `emaki curate restore`: a row brought back.

use super::{Author, ORIGIN, Registry, Row, report};
use crate::{exit::Exit, session::Session};

/// Bring back a row that was left out
#[derive(Debug, clap::Args)]
pub struct Restore {
    #[command(flatten)]
    row: Row,
    #[command(flatten)]
    author: Author,
    #[command(flatten)]
    registry: Registry,
}

impl Restore {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let row = self.row.read()?;
        let app = session.app().await?;
        let author = self.author.name(&app)?;
        let hand = app.hand(&self.registry.name, &author, ORIGIN);
        let changed = app.curate_restore(hand, &row).await?;
        report(session, &row, changed, "brought back")
    }
}
