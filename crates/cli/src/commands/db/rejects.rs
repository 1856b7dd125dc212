//! `emaki db rejects`: rows that imports set aside.

use crate::{
    exit::Exit,
    files::Files,
    output::{Align, Table, one_of_many},
    session::Session,
};

/// List rows that imports set aside, with the reason
#[derive(Debug, clap::Args)]
pub struct Rejects {
    /// Of one file only: its name as imported, or its SHA-256
    #[arg(long)]
    file: Option<String>,
    /// How many rows to list
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
}

impl Rejects {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let files = Files::of(&app).await?;
        let file = self.file.as_deref().map(|file| files.hash(file));
        let rows = app.rejects(file, self.limit).await?;
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
        let mut table = Table::new(columns).folding();
        for row in &rows {
            table.row([
                files.name(&row.file).to_owned(),
                row.line.to_string(),
                row.offset.map(|offset| offset.to_string()).unwrap_or_default(),
                row.code.clone(),
                row.message.clone(),
            ]);
        }
        session.out.table(&table)?;
        session.out.note(one_of_many(rows.len() as u64, "row"));
        Ok(Exit::Done)
    }
}
