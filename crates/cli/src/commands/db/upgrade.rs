//! `emaki db upgrade`: brings the store to this version's schema.

use app::App;
use serde_json::json;

use crate::{exit::Exit, session::Session};

/// Bring the store to this version's schema
///
/// Every other command does so too when it opens the store; this one does nothing else. A store of a
/// newer version is refused and left as it is.
#[derive(Debug, clap::Args)]
pub struct Upgrade {}

impl Upgrade {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let schema = App::upgrade(session.config().clone()).await?;
        if session.out.is_json() {
            session.out.json(&json!({ "schema": schema }))?;
        } else {
            session.out.line(format_args!("the store has schema {schema}"))?;
        }
        Ok(Exit::Done)
    }
}
