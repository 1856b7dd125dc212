//! `emaki token`: keys for programs that reach a server that is open to a network.

mod create;
mod list;
mod revoke;

use clap::Subcommand;

use crate::{exit::Exit, session::Session};

/// Keys for programs that use a server open to a network
#[derive(Debug, Subcommand)]
pub enum Token {
    Create(create::Create),
    List(list::List),
    Revoke(revoke::Revoke),
}

impl Token {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        match self {
            Self::Create(command) => command.run(session).await,
            Self::List(command) => command.run(session).await,
            Self::Revoke(command) => command.run(session).await,
        }
    }
}
