//! `emaki publish list`: what was published where.

use crate::{
    exit::Exit,
    output::{Align, Table, moment},
    session::Session,
};

/// List what was published where, the newest first
#[derive(Debug, clap::Args)]
pub struct List {
    /// The registry whose rows are meant
    #[arg(long, value_name = "NAME", default_value = "main")]
    registry: String,
}

impl List {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let publishes = session.app().await?.publishes(&self.registry).await?;
        if session.out.is_json() {
            session.out.json(&publishes)?;
            return Ok(Exit::Done);
        }
        let columns = [
            ("id", Align::Right),
            ("at", Align::Left),
            ("what", Align::Left),
            ("target", Align::Left),
            ("profile", Align::Left),
            ("state", Align::Left),
            ("by", Align::Left),
            ("can be taken back", Align::Left),
        ];
        let mut table = Table::new(columns);
        for publish in &publishes {
            let can_be = publish.kept && publish.state != "rolled_back";
            table.row([
                publish.id.to_string(),
                moment(publish.at),
                publish.what.clone(),
                publish.target.clone(),
                publish.profile.clone(),
                publish.state.clone(),
                publish.author.clone(),
                if can_be { "yes" } else { "no" }.to_owned(),
            ]);
        }
        session.out.table(&table)?;
        Ok(Exit::Done)
    }
}
