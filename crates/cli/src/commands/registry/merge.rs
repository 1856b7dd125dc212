//! `emaki registry merge`: two works are one.

use model::WorkId;

use super::{Decision, work_number};
use crate::{exit::Exit, session::Session};

/// Make one work of two; the dropped number leads to the kept one from then on
#[derive(Debug, clap::Args)]
pub struct Merge {
    /// The work that stays
    #[arg(value_parser = work_number)]
    keep: WorkId,
    /// The work that goes into it
    #[arg(value_parser = work_number)]
    drop: WorkId,
    #[command(flatten)]
    decision: Decision,
}

impl Merge {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let author = self.decision.author();
        let outcome = app.registry_merge(self.keep, self.drop, &author, &self.decision.note).await?;
        session.report(&app, &outcome).await
    }
}
