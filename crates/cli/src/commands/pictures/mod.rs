//! `emaki pictures`: what works look like, fetched and counted; also how a picture's answer is printed.

mod answer;
mod asked;
mod fetch;
mod status;

use clap::Subcommand;

pub use answer::{print, print_blended, read};
pub use asked::Asked;

use crate::{exit::Exit, session::Session};

/// Pictures of works: fetch them, so that `emaki search --image` finds them
#[derive(Debug, Subcommand)]
pub enum Pictures {
    Fetch(fetch::Fetch),
    Status(status::Status),
}

impl Pictures {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        match self {
            Self::Fetch(command) => command.run(session).await,
            Self::Status(command) => command.run(session).await,
        }
    }
}
