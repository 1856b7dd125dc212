//! `emaki registry create`: a new id space.

use serde_json::json;

use crate::{exit::Exit, session::Session};

/// Make a registry: an id space of its own, whose numbers begin at 1
///
/// Every other command refuses a registry that nobody made, so that a slip of the pen spends no numbers.
#[derive(Debug, clap::Args)]
pub struct Create {
    /// Its name: small letters, digits, - and _
    name: String,
}

impl Create {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let is_new = session.app().await?.registry_create(&self.name).await?;
        if session.out.is_json() {
            session.out.json(&json!({ "registry": self.name, "new": is_new }))?;
        } else if is_new {
            session.out.line(format_args!("registry {} is there; its numbers begin at 1", self.name))?;
        } else {
            session.out.line(format_args!("registry {} was there already", self.name))?;
        }
        Ok(Exit::Done)
    }
}
