//! `emaki db rejects`: rows that imports set aside.

use crate::{
    exit::Exit,
    output::{Align, Table, one_of_many},
    session::Session,
};

/// List rows that imports set aside, with the reason
#[derive(Debug, clap::Args)]
pub struct Rejects {
    /// Of one file only, by the SHA-256 that `emaki db imports` shows
    #[arg(long, value_name = "HASH")]
    file: Option<String>,
    /// How many rows to list
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: u64,
}

impl Rejects {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let rows = session.app().await?.rejects(self.file.as_deref(), self.limit).await?;
        if session.out.is_json() {
            session.out.json(&rows)?;
            return Ok(Exit::Done);
        }
        let columns = [
            ("file", Align::Left),
            ("line", Align::Right),
            ("byte", Align::Right),
            ("reason", Align::Left),
            ("message", Align::Left),
        ];
        let mut table = Table::new(columns);
        for row in &rows {
            table.row([
                row.name.clone(),
                row.line.to_string(),
                row.offset.map(|offset| offset.to_string()).unwrap_or_default(),
                row.reason.clone(),
                row.message.clone(),
            ]);
        }
        session.out.table(&table)?;
        session.out.note(one_of_many(rows.len() as u64, "row"));
        Ok(Exit::Done)
    }
}
