//! `emaki token revoke`: ends a token at once.

use serde_json::json;

use crate::{exit::Exit, session::Session};

/// End a token at once
#[derive(Debug, clap::Args)]
pub struct Revoke {
    /// The token's name
    name: String,
}

impl Revoke {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        session.app().await?.revoke_token(&self.name).await?;
        if session.out.is_json() {
            session.out.json(&json!({ "revoked": self.name }))?;
        } else {
            session.out.line(format_args!("revoked {}", self.name))?;
        }
        Ok(Exit::Done)
    }
}
