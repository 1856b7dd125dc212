//! `emaki update list`: updates, newest first.

use crate::{
    exit::Exit,
    output::{Align, Table, moment, one_of_many},
    session::Session,
};

/// List updates, newest first
#[derive(Debug, clap::Args)]
pub struct List {
    /// Only of this dataset
    dataset: Option<String>,
    /// How many at most
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=500))]
    limit: u16,
}

impl List {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let updates = session.app().await?.updates(self.dataset.as_deref(), self.limit.into()).await?;
        if session.out.is_json() {
            session.out.json(&updates)?;
            return Ok(Exit::Done);
        }
        let columns = ["id", "dataset", "release", "state", "met", "decided by"];
        let mut table = Table::new(columns.map(|name| (name, Align::Left)));
        for row in &updates {
            table.row([
                row.id.to_string(),
                row.dataset.clone(),
                row.release.clone(),
                row.state.as_str().to_owned(),
                moment(row.created_at),
                row.decided_by.clone(),
            ]);
        }
        session.out.table(&table)?;
        session.out.note(one_of_many(updates.len() as u64, "update"));
        Ok(Exit::Done)
    }
}
