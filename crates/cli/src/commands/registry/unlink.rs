//! `emaki registry unlink`: an external id does not mean a work.

use model::{ExternalId, WorkId};

use super::{Decision, work_number};
use crate::{exit::Exit, session::Session};

/// Decide that an external id does not mean a work; this holds against every rule
#[derive(Debug, clap::Args)]
pub struct Unlink {
    /// The external id, such as mal:16498
    #[arg(value_name = "EXTERNAL_ID")]
    subject: ExternalId,
    /// The work's number
    #[arg(value_name = "WORK", value_parser = work_number)]
    target: WorkId,
    #[command(flatten)]
    decision: Decision,
}

impl Unlink {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let author = self.decision.author();
        let outcome = app.registry_unlink(&self.subject, self.target, &author, &self.decision.note).await?;
        session.report(&app, &outcome).await
    }
}
