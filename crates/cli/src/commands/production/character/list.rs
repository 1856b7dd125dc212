//! `emaki production character list`: who there is.

use super::super::by_option;
use crate::{
    exit::Exit,
    output::{Align, Table, moment, one_of_many},
    session::Session,
};

/// List characters, those changed last first
#[derive(Debug, clap::Args)]
pub struct List {
    /// Only of this project
    #[arg(long)]
    project: Option<String>,
    /// Only whose name holds this
    #[arg(long)]
    text: Option<String>,
    /// Those in the bin
    #[arg(long)]
    bin: bool,
    /// How many to list
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
    /// Go on where the list before ended, as its `next_cursor` said
    #[arg(long)]
    cursor: Option<String>,
}

impl List {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let Self { project, text, bin, limit, cursor } = self;
        let listed = app
            .production_characters(project.as_deref(), text.as_deref(), bin, Some(limit), cursor.as_deref())
            .await
            .map_err(|error| by_option(error, &["project_id"]))?;
        if session.out.is_json() {
            session.out.json(&listed)?;
            return Ok(Exit::Done);
        }
        let mut table =
            Table::new(["id", "name", "version", "pictures", "changed"].map(|name| (name, Align::Left)));
        for character in &listed.items {
            table.row([
                character.id.clone(),
                character.bible.name.clone(),
                format!("{} of {}", character.version, character.latest_version),
                character.generation_count.to_string(),
                moment(character.updated_at),
            ]);
        }
        session.out.table(&table)?;
        session.out.note(one_of_many(listed.items.len() as u64, "character"));
        Ok(Exit::Done)
    }
}
