//! `emaki config`: the settings in force.

use clap::Subcommand;

use crate::{exit::Exit, output::Block, session::Session};

/// Settings in force
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print every setting in force, passwords blotted out
    Show,
}

impl ConfigCommand {
    pub fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let Self::Show = self;
        let shown = session.config().redacted();
        if session.out.is_json() {
            session.out.json(&shown)?;
            return Ok(Exit::Done);
        }
        let block = lines_of("", &serde_json::to_value(&shown)?)
            .into_iter()
            .fold(Block::new(), |block, (name, value)| block.row(name, &value));
        session.out.block(&block)?;
        Ok(Exit::Done)
    }
}

/// Every setting with its dotted name, in the order of the settings file.
fn lines_of(prefix: &str, value: &serde_json::Value) -> Vec<(String, String)> {
    match value {
        serde_json::Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, value)| {
                let name = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
                lines_of(&name, value)
            })
            .collect(),
        serde_json::Value::String(text) => vec![(prefix.to_owned(), text.clone())],
        other => vec![(prefix.to_owned(), other.to_string())],
    }
}
