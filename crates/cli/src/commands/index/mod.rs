//! `emaki index`: the search index and the vectors beside it: what they hold, whether it is right, and making it anew.

mod rebuild;
mod status;
mod verify;

use clap::Subcommand;

use crate::{exit::Exit, session::Session};

/// The search index and its vectors: status, verify, rebuild
#[derive(Debug, Subcommand)]
pub enum Index {
    Status(status::Status),
    Verify(verify::Verify),
    Rebuild(rebuild::Rebuild),
}

impl Index {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        match self {
            Self::Status(command) => command.run(session).await,
            Self::Verify(command) => command.run(session).await,
            Self::Rebuild(command) => command.run(session).await,
        }
    }
}
