//! `emaki mcp`: the door for assistants, over stdin and stdout.

use anyhow::Context;

use crate::{exit::Exit, session::Session};

/// Speak the Model Context Protocol with an assistant, over stdin and stdout
///
/// Assistants start this themselves; docs/mcp.md has the settings of the common ones. Nothing but the protocol is
/// written to stdout, and it ends when the assistant closes stdin. `emaki serve` answers the same over HTTP, at `/mcp`.
#[derive(Debug, clap::Args)]
pub struct Mcp {}

impl Mcp {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        // The assistant is answered at once; what the store has more than the index is added meanwhile.
        let indexing = app.spawn_indexing();
        let served = serve::mcp::stdio(app.clone(), serve::terminated()).await;
        indexing.abort();
        app.save_books().await;
        served.context("the talk with the assistant broke off")?;
        Ok(Exit::Done)
    }
}
