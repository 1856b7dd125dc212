//! `emaki source logout`: forget a login.

use crate::{exit::Exit, session::Session};

/// Forget a login at a source
#[derive(Debug, clap::Args)]
pub struct Logout {
    /// The source
    source: String,
}

impl Logout {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let was_there = app.logout(&self.source).await?;
        if session.out.is_json() {
            session.out.json(&serde_json::json!({ "source": self.source, "logged_out": was_there }))?;
        } else if was_there {
            session.out.note(format_args!("the login at {} is forgotten", self.source));
        } else {
            session.out.note(format_args!("nobody was logged in at {}", self.source));
        }
        Ok(Exit::Done)
    }
}
