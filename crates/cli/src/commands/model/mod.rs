//! `emaki model`: the models that tell what texts and pictures mean: which are there, fetched, made, measured.

mod distill;
mod embed;
mod eval;
mod list;
mod pull;

use clap::Subcommand;

use crate::{exit::Exit, session::Session};

/// Models that tell what words and pictures mean: list, pull, make and measure them
#[derive(Debug, Subcommand)]
pub enum Model {
    List(list::List),
    Pull(pull::Pull),
    Embed(embed::Embed),
    Distill(distill::Distill),
    Eval(eval::Eval),
}

impl Model {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        match self {
            Self::List(command) => command.run(session).await,
            Self::Pull(command) => command.run(session).await,
            Self::Embed(command) => command.run(session).await,
            Self::Distill(command) => command.run(session).await,
            Self::Eval(command) => command.run(session).await,
        }
    }
}
