//! `emaki production`: projects, characters, pictures and what becomes of them.

mod character;
mod engine;
mod files;
mod generate;
mod grid;
mod jobs;
mod options;
mod preset;
mod project;
mod purge;
mod take;
mod webhook;

use clap::Subcommand;
use options::by_option;

use crate::{exit::Exit, session::Session};

/// Who changes something from a terminal, where nobody says so.
const AUTHOR: &str = "cli";

/// Projects, characters and their bibles, and pictures
#[derive(Debug, Subcommand)]
pub enum Production {
    #[command(subcommand)]
    Project(project::Project),
    #[command(subcommand)]
    Character(character::Character),
    #[command(subcommand)]
    Preset(preset::Preset),
    Generate(Box<generate::Generate>),
    Reproduce(generate::Reproduce),
    Grid(grid::Grid),
    #[command(subcommand)]
    Jobs(jobs::Jobs),
    #[command(subcommand)]
    Take(take::Take),
    #[command(subcommand)]
    Engine(engine::Engine),
    #[command(subcommand)]
    Webhook(webhook::Webhook),
    Rebuild(files::Rebuild),
    Fsck(files::Fsck),
    Purge(purge::Purge),
}

impl Production {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        match self {
            Self::Project(command) => command.run(session).await,
            Self::Character(command) => command.run(session).await,
            Self::Preset(command) => command.run(session).await,
            Self::Generate(command) => command.run(session).await,
            Self::Reproduce(command) => command.run(session).await,
            Self::Grid(command) => command.run(session).await,
            Self::Jobs(command) => command.run(session).await,
            Self::Take(command) => command.run(session).await,
            Self::Engine(command) => command.run(session).await,
            Self::Webhook(command) => command.run(session).await,
            Self::Rebuild(command) => command.run(session).await,
            Self::Fsck(command) => command.run(session).await,
            Self::Purge(command) => command.run(session).await,
        }
    }
}

/// A JSON file, or standard input for `-`.
fn json_file(path: &str) -> anyhow::Result<serde_json::Value> {
    use anyhow::Context;
    let text = if path == "-" {
        std::io::read_to_string(std::io::stdin()).context("cannot read standard input")?
    } else {
        std::fs::read_to_string(path).with_context(|| format!("cannot read `{path}`"))?
    };
    serde_json::from_str(&text).with_context(|| format!("`{path}` is not JSON"))
}
