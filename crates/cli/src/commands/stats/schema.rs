//! `emaki stats schema`: the form of an answer, or of a file of archetypes.

use std::path::PathBuf;

use crate::{exit::Exit, session::Session};

/// Print the form of one character's answer as JSON Schema
#[derive(Debug, clap::Args)]
pub struct Schema {
    /// The form of a file of archetypes instead
    #[arg(long)]
    archetypes: bool,
    /// With the archetypes of this file, in place of those of the settings
    #[arg(long, value_name = "FILE", conflicts_with = "archetypes")]
    of: Option<PathBuf>,
}

impl Schema {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let schema = session.app().await?.stats_schema(self.archetypes, self.of.as_deref())?;
        if session.out.is_json() {
            session.out.json(&schema)?;
        } else {
            session.out.line(serde_json::to_string_pretty(&schema)?)?;
        }
        Ok(Exit::Done)
    }
}
