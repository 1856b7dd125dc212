//! `emaki people`: rows of people, the files that they point at, and whose each file is.

mod download;
mod erase;
mod export;
mod extract;
mod fsck;
mod import;
mod lifecycle;
mod link;
mod list;
mod map;
mod run;
mod show;
mod status;

use clap::Subcommand;

use crate::{exit::Exit, session::Session};

/// People and their files: off until `enabled = true` under [people]
#[derive(Debug, Subcommand)]
pub enum People {
    Run(run::Run),
    Import(import::Import),
    Extract(extract::Extract),
    Download(download::Download),
    Status(status::Status),
    List(list::List),
    Show(show::Show),
    Map(map::Map),
    Link(link::Link),
    Lifecycle(lifecycle::Lifecycle),
    Export(export::Export),
    Fsck(fsck::Fsck),
    Erase(erase::Erase),
}

impl People {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        match self {
            Self::Run(command) => command.run(session).await,
            Self::Import(command) => command.run(session).await,
            Self::Extract(command) => command.run(session).await,
            Self::Download(command) => command.run(session).await,
            Self::Status(command) => command.run(session).await,
            Self::List(command) => command.run(session).await,
            Self::Show(command) => command.run(session).await,
            Self::Map(command) => command.run(session).await,
            Self::Link(command) => command.run(session).await,
            Self::Lifecycle(command) => command.run(session).await,
            Self::Export(command) => command.run(session).await,
            Self::Fsck(command) => command.run(session).await,
            Self::Erase(command) => command.run(session).await,
        }
    }
}
