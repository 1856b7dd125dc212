//! `emaki mcp`: the door for assistants, over stdin and stdout.

use anyhow::Context;
use app::{App, AppError};
use futures::FutureExt as _;

use crate::{exit::Exit, session::Session};

/// Speak the Model Context Protocol with an assistant, over stdin and stdout
///
/// Assistants start this themselves; docs/mcp.md has the settings of the common ones. Nothing but the protocol is
/// written to stdout, and it ends when the assistant closes stdin. `emaki serve` answers the same over HTTP, at `/mcp`.
#[derive(Debug, clap::Args)]
pub struct Mcp {}

impl Mcp {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let config = session.config().clone();
        let (settings, people) = (config.mcp.clone(), config.people.enabled);
        // Opened beside the talk: which tools there are is told at once.
        let opened = tokio::spawn(async move {
            let app = App::open(config).await?;
            // What the store has more than the index is added meanwhile.
            app.spawn_indexing();
            Ok::<_, AppError>(app)
        })
        .map(|opened| opened.unwrap_or_else(|panicked| Err(AppError::internal(panicked))))
        .boxed();
        let (tell, told) = tokio::sync::oneshot::channel();
        let opening = async move {
            let opened = opened.await;
            match &opened {
                // Whoever waits for it is gone only when the talk is over.
                Ok(app) => drop(tell.send(app.clone())),
                Err(error) => tracing::error!(causes = ?error.source, "nothing can be answered: {error}"),
            }
            opened
        };
        let served = Box::pin(serve::mcp::stdio(opening, &settings, people, serve::terminated())).await;
        if let Ok(app) = told.await {
            app.save_books().await;
        }
        served.context("the talk with the assistant broke off")?;
        Ok(Exit::Done)
    }
}
