//! `emaki production engine`: what makes the pictures.

use clap::Subcommand;

use crate::{
    exit::Exit,
    output::{Align, Table},
    session::Session,
};

/// Engines: what makes the pictures
#[derive(Debug, Subcommand)]
pub enum Engine {
    /// List engines and how they are
    List,
}

impl Engine {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let engines = session.app().await?.picture_engines().await?;
        let all_ready = engines.iter().all(|engine| engine.ready);
        if session.out.is_json() {
            session.out.json(&engines)?;
        } else {
            let mut table = Table::new(["name", "kind", "state", "at once"].map(|name| (name, Align::Left)));
            for engine in engines {
                let state = if engine.ready { "ready".to_owned() } else { engine.reason.unwrap_or_default() };
                table.row([engine.name, engine.kind.to_owned(), state, engine.at_once.to_string()]);
            }
            session.out.table(&table)?;
        }
        Ok(if all_ready { Exit::Done } else { Exit::Partly })
    }
}
