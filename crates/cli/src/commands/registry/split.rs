//! `emaki registry split`: one work is two.

use model::{ExternalId, WorkId};

use super::{Decision, work_number};
use crate::{exit::Exit, session::Session};

/// Take external ids out of a work into a new one; the old number stays on the old work
#[derive(Debug, clap::Args)]
pub struct Split {
    /// The work to take them from
    #[arg(value_parser = work_number)]
    work: WorkId,
    /// The external ids that are another work
    #[arg(value_name = "EXTERNAL_ID", required = true)]
    subjects: Vec<ExternalId>,
    #[command(flatten)]
    decision: Decision,
}

impl Split {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let author = self.decision.author();
        let outcome = app.registry_split(self.work, &self.subjects, &author, &self.decision.note).await?;
        session.report(&app, &outcome).await
    }
}
