//! `emaki jobs`: queued work, looked at and directed.

mod cancel;
mod enrich;
mod events;
mod list;
mod pause;
mod priority;
mod probe;
mod refresh;
mod resume;
mod retry;
mod show;

use clap::Subcommand;

use crate::{exit::Exit, session::Session};

/// Queued work: list, watch, cancel, try again, pause
#[derive(Debug, Subcommand)]
pub enum Jobs {
    List(list::List),
    Show(show::Show),
    Events(events::Events),
    Cancel(cancel::Cancel),
    Retry(retry::Retry),
    Priority(priority::Priority),
    Pause(pause::Pause),
    Resume(resume::Resume),
    Enrich(enrich::Enrich),
    Refresh(refresh::Refresh),
    Probe(probe::Probe),
}

impl Jobs {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        match self {
            Self::List(command) => command.run(session).await,
            Self::Show(command) => command.run(session).await,
            Self::Events(command) => command.run(session).await,
            Self::Cancel(command) => command.run(session).await,
            Self::Retry(command) => command.run(session).await,
            Self::Priority(command) => command.run(session).await,
            Self::Pause(command) => command.run(session).await,
            Self::Resume(command) => command.run(session).await,
            Self::Enrich(command) => command.run(session).await,
            Self::Refresh(command) => command.run(session).await,
            Self::Probe(command) => command.run(session).await,
        }
    }
}
