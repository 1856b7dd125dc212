//! `emaki migrate`: moving in from the old pipeline.

mod csv;
mod legacy_db;
mod legacy_files;

use clap::Subcommand;

use crate::{exit::Exit, session::Session};

/// The old pipeline's files and database in, every id kept
#[derive(Debug, Subcommand)]
pub enum Migrate {
    LegacyFiles(legacy_files::LegacyFiles),
    LegacyDb(legacy_db::LegacyDb),
    Csv(csv::Csv),
}

impl Migrate {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        match self {
            Self::LegacyFiles(command) => command.run(session).await,
            Self::LegacyDb(command) => command.run(session).await,
            Self::Csv(command) => command.run(session).await,
        }
    }
}
