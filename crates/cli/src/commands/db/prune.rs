//! `emaki db prune`: drops what is superseded.

use app::PruneOptions;

use crate::{exit::Exit, session::Session};

/// Drop superseded records and old log entries beyond their bounds
#[derive(Debug, clap::Args)]
pub struct Prune {}

impl Prune {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let report = session.app().await?.prune(&PruneOptions::default()).await?;
        if session.out.is_json() {
            session.out.json(&report)?;
        } else {
            session.out.line(&report)?;
        }
        Ok(Exit::Done)
    }
}
