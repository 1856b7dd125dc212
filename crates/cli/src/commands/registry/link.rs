//! `emaki registry link`: an external id means a work, or a couple stands for a permanent number.

use super::{Decision, Subject, numbers};
use crate::{exit::Exit, session::Session};

/// Decide that an external id means a work, or that a couple stands for a permanent number
///
/// With --registry: the kind, the couple and the number, as in
/// `emaki registry link --registry main series mal:123 5 --reason "second season"`. Characters that name
/// that series as theirs then belong to number 5.
#[derive(Debug, clap::Args)]
pub struct Link {
    #[command(flatten)]
    subject: Subject,
    #[command(flatten)]
    decision: Decision,
}

impl Link {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let author = self.decision.author();
        if let Some(link) = self.subject.number(&author, &self.decision.note)? {
            let outcome = session.app().await?.registry_merge_number(&link).await?;
            if session.out.is_json() {
                session.out.json(&outcome)?;
            } else {
                numbers::outcome(&session.out, &outcome, "stands for", link.form.word())?;
            }
            return Ok(Exit::Done);
        }
        let (subject, target) = self.subject.work()?;
        let app = session.app().await?;
        let outcome = app.registry_link(&subject, target, &author, &self.decision.note).await?;
        session.report(&app, &outcome).await
    }
}
