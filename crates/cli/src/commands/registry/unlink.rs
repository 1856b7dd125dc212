//! `emaki registry unlink`: an external id does not mean a work, or a couple no longer stands for a number.

use super::{Decision, Subject, numbers};
use crate::{exit::Exit, session::Session};

/// Decide that an external id does not mean a work, or take back that a couple stands for a number
///
/// Of a work, the decision holds against every rule. With --registry: the kind, the couple and the number,
/// as in `emaki registry unlink --registry main series mal:123 5`.
#[derive(Debug, clap::Args)]
pub struct Unlink {
    #[command(flatten)]
    subject: Subject,
    #[command(flatten)]
    decision: Decision,
}

impl Unlink {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let author = self.decision.author();
        if let Some(link) = self.subject.number(&author, &self.decision.note)? {
            let outcome = session.app().await?.registry_unmerge_number(&link).await?;
            if session.out.is_json() {
                session.out.json(&outcome)?;
            } else {
                numbers::outcome(&session.out, &outcome, "no longer stands for", link.form.word())?;
            }
            return Ok(Exit::Done);
        }
        let (subject, target) = self.subject.work()?;
        let app = session.app().await?;
        let outcome = app.registry_unlink(&subject, target, &author, &self.decision.note).await?;
        session.report(&app, &outcome).await
    }
}
