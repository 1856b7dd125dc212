//! `emaki db prune`: drops what is superseded.

use app::PruneOptions;
use serde_json::json;

use crate::{exit::Exit, output::one_of_many, session::Session};

/// Drop superseded records and old log entries beyond their bounds
#[derive(Debug, clap::Args)]
pub struct Prune {}

impl Prune {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let report = session.app().await?.prune(&PruneOptions::default()).await?;
        if session.out.is_json() {
            let json =
                json!({ "superseded": report.superseded, "changes": report.changes, "audit": report.audit });
            session.out.json(&json)?;
        } else {
            let dropped = [
                one_of_many(report.superseded, "superseded record"),
                one_of_many(report.changes, "change"),
                one_of_many(report.audit, "audit line"),
            ];
            session.out.line(format_args!("dropped {}", dropped.join(", ")))?;
        }
        Ok(Exit::Done)
    }
}
