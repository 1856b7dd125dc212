//! `emaki db imports`: every import so far.

use crate::{
    exit::Exit,
    output::{Align, Table, moment},
    session::Session,
};

/// List imports, the latest first
#[derive(Debug, clap::Args)]
pub struct Imports {}

impl Imports {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let imports = session.app().await?.imports().await?;
        if session.out.is_json() {
            session.out.json(&imports)?;
            return Ok(Exit::Done);
        }
        let columns = [
            ("id", Align::Right),
            ("file", Align::Left),
            ("format", Align::Left),
            ("state", Align::Left),
            ("started", Align::Left),
            ("sha-256", Align::Left),
        ];
        let mut table = Table::new(columns);
        for import in &imports {
            table.row([
                import.id.to_string(),
                import.name.clone(),
                import.format.clone(),
                if import.finished_at.is_some() { "done" } else { "incomplete" }.to_owned(),
                moment(import.started_at),
                import.file_hash.clone(),
            ]);
        }
        session.out.table(&table)?;
        Ok(Exit::Done)
    }
}
