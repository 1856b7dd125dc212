//! `emaki cache`: what is kept of sources' answers.

mod clear;
mod list;
mod stats;
mod ttl;

use clap::Subcommand;

use crate::{exit::Exit, session::Session};

/// Answers of sources that are kept: what there is, how long, clearing it
#[derive(Debug, Subcommand)]
pub enum Cache {
    Stats(stats::Stats),
    List(list::List),
    Ttl(ttl::Ttl),
    Clear(clear::Clear),
}

impl Cache {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        match self {
            Self::Stats(command) => command.run(session).await,
            Self::List(command) => command.run(session).await,
            Self::Ttl(command) => command.run(session).await,
            Self::Clear(command) => command.run(session).await,
        }
    }
}

/// Seconds as people say them.
fn span(seconds: u64) -> String {
    match seconds {
        0 => "over".to_owned(),
        1..120 => format!("{seconds} s"),
        120..7200 => format!("{} min", seconds / 60),
        7200..172_800 => format!("{} h", seconds / 3600),
        _ => format!("{} d", seconds / 86_400),
    }
}
