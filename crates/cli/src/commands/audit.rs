//! `emaki audit`: who changed what, newest first.

use crate::{
    exit::Exit,
    output::{Align, Table, moment, one_of_many},
    session::Session,
};

/// List who changed what, newest first
#[derive(Debug, clap::Args)]
pub struct Audit {
    /// How many entries to list
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
}

impl Audit {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let entries = session.app().await?.audit(self.limit).await?;
        if session.out.is_json() {
            session.out.json(&entries)?;
            return Ok(Exit::Done);
        }
        let columns = ["at", "author", "action", "about", "details"];
        let mut table = Table::new(columns.map(|name| (name, Align::Left)));
        for entry in &entries {
            let subjects = entry.subjects.iter().map(|(kind, id)| format!("{kind} {id}").to_lowercase());
            table.row([
                moment(entry.at),
                entry.author.clone(),
                entry.action.clone(),
                subjects.collect::<Vec<_>>().join(", "),
                entry.details.to_string(),
            ]);
        }
        session.out.table(&table)?;
        session.out.note(one_of_many(entries.len() as u64, "entry"));
        Ok(Exit::Done)
    }
}
