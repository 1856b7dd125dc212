//! `emaki production character`: characters and their bibles.

mod bible;
mod bin;
mod list;
mod made;
mod ties;

use clap::Subcommand;
use serde::Serialize;

use crate::{exit::Exit, session::Session};

/// Characters: make, list, show, change, tie, throw away
#[derive(Debug, Subcommand)]
pub enum Character {
    Create(made::Create),
    List(list::List),
    Bible(bible::Bible),
    Update(bible::Update),
    Choose(bible::Choose),
    Relate(ties::Relate),
    Reference(ties::Reference),
    Delete(bin::Delete),
    Restore(bin::Restore),
    Export(made::Export),
    Import(made::Import),
}

impl Character {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        match self {
            Self::Create(command) => command.run(session).await,
            Self::List(command) => command.run(session).await,
            Self::Bible(command) => command.run(session).await,
            Self::Update(command) => command.run(session).await,
            Self::Choose(command) => command.run(session).await,
            Self::Relate(command) => command.run(session).await,
            Self::Reference(command) => command.run(session).await,
            Self::Delete(command) => command.run(session).await,
            Self::Restore(command) => command.run(session).await,
            Self::Export(command) => command.run(session).await,
            Self::Import(command) => command.run(session).await,
        }
    }
}

fn told(session: &Session, character: &app::CharacterView) -> anyhow::Result<Exit> {
    #[derive(Serialize)]
    struct Whole<'a>(&'a app::CharacterView);
    if session.out.is_json() {
        session.out.json(&Whole(character))?;
    } else {
        let state = if character.binned_at.is_some() { ", in the bin" } else { "" };
        session.out.line(format_args!(
            "{} {}, version {}{state}",
            character.id, character.bible.name, character.version
        ))?;
    }
    Ok(Exit::Done)
}
