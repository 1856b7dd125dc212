//! `emaki curate history`: who edited what, newest first.

use app::{AppError, KeptRow, curation::Past};

use super::{Registry, plan::short};
use crate::{
    exit::Exit,
    output::{Align, Table, moment, one_of_many},
    session::Session,
};

/// List edits by hand, newest first
#[derive(Debug, clap::Args)]
pub struct History {
    /// series or character; all edits when not given
    #[arg(value_name = "KIND", requires = "id")]
    kind: Option<String>,
    /// The row's source type and id, such as mal:101
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// How many edits to list
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
    #[command(flatten)]
    registry: Registry,
}

impl History {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let row = self.row()?;
        let app = session.app().await?;
        let edits = app.curate_history(&self.registry.name, row.as_ref(), self.limit).await?;
        if session.out.is_json() {
            session.out.json(&edits)?;
            return Ok(Exit::Done);
        }
        let columns = ["edit", "at", "author", "kind", "id", "field", "before", "after", "origin"];
        let align = |name| if name == "edit" { Align::Right } else { Align::Left };
        let mut table = Table::new(columns.map(|name| (name, align(name))));
        for edit in &edits {
            table.row(cells(edit));
        }
        session.out.table(&table)?;
        session.out.note(one_of_many(edits.len() as u64, "edit"));
        Ok(Exit::Done)
    }

    fn row(&self) -> Result<Option<KeptRow>, AppError> {
        match (&self.kind, &self.id) {
            (Some(kind), Some(id)) => KeptRow::parse(kind, id).map(Some),
            _ => Ok(None),
        }
    }
}

fn cells(edit: &Past) -> [String; 9] {
    let value = |is_set: bool, value: &Option<String>| {
        if is_set { short(value.as_deref()) } else { "(no hand)".to_owned() }
    };
    [
        edit.seq.to_string(),
        moment(edit.at),
        edit.author.clone(),
        edit.kind.clone(),
        edit.couple.clone(),
        edit.field.clone(),
        value(edit.was_set, &edit.before),
        value(edit.is_set, &edit.after),
        edit.origin.clone(),
    ]
}
