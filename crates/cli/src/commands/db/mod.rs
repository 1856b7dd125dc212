//! `emaki db`: upkeep of the store.

mod backup;
mod export;
mod imports;
mod prune;
mod rejects;
mod restore;
mod upgrade;
mod verify;

use clap::Subcommand;

use crate::{exit::Exit, session::Session};

/// Upkeep of the store: backup, restore, verify, export, prune
#[derive(Debug, Subcommand)]
pub enum Db {
    Upgrade(upgrade::Upgrade),
    Backup(backup::Backup),
    Restore(restore::Restore),
    Verify(verify::Verify),
    Export(export::Export),
    Prune(prune::Prune),
    Rejects(rejects::Rejects),
    Imports(imports::Imports),
}

impl Db {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        match self {
            Self::Upgrade(command) => command.run(session).await,
            Self::Backup(command) => command.run(session).await,
            Self::Restore(command) => command.run(session).await,
            Self::Verify(command) => command.run(session).await,
            Self::Export(command) => command.run(session).await,
            Self::Prune(command) => command.run(session).await,
            Self::Rejects(command) => command.run(session).await,
            Self::Imports(command) => command.run(session).await,
        }
    }
}
