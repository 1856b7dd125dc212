//! `emaki curate`: series and characters edited by hand, in workbooks or value by value.

mod exclude;
mod export;
mod history;
mod import;
mod plan;
mod restore;
mod set;
mod undo;

use app::{App, AppError, KeptRow};
use clap::Subcommand;

use crate::{exit::Exit, session::Session};

/// Where single edits of this door come from, in the log.
const ORIGIN: &str = "cli";

/// Series and characters by hand: workbooks out and in, single edits, history
#[derive(Debug, Subcommand)]
pub enum Curate {
    Export(export::Export),
    Import(import::Import),
    Diff(import::Diff),
    Set(set::Set),
    Exclude(exclude::Exclude),
    Restore(restore::Restore),
    History(history::History),
    Undo(undo::Undo),
}

impl Curate {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        match self {
            Self::Export(command) => command.run(session).await,
            Self::Import(command) => command.run(session).await,
            Self::Diff(command) => command.run(session).await,
            Self::Set(command) => command.run(session).await,
            Self::Exclude(command) => command.run(session).await,
            Self::Restore(command) => command.run(session).await,
            Self::History(command) => command.run(session).await,
            Self::Undo(command) => command.run(session).await,
        }
    }
}

/// The registry whose rows are meant.
#[derive(Debug, clap::Args)]
pub struct Registry {
    /// The registry whose rows are meant
    #[arg(long = "registry", value_name = "NAME", default_value = "main")]
    name: String,
}

/// Who edits.
#[derive(Debug, clap::Args)]
pub struct Author {
    /// Who edits; `author` under `[curation]` in the settings when not given
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

impl Author {
    fn name(&self, app: &App) -> Result<String, AppError> {
        app.curator(self.by.as_deref())
    }
}

/// One row.
#[derive(Debug, clap::Args)]
pub struct Row {
    /// series or character
    #[arg(value_name = "KIND")]
    kind: String,
    /// The row's source type and id, such as mal:101
    #[arg(value_name = "ID")]
    id: String,
}

impl Row {
    fn read(&self) -> Result<KeptRow, AppError> {
        KeptRow::parse(&self.kind, &self.id)
    }
}

/// Tells whether one edit changed anything.
fn report(session: &Session, row: &KeptRow, changed: bool, what: &str) -> anyhow::Result<Exit> {
    if session.out.is_json() {
        session.out.json(&serde_json::json!({
            "kind": row.form.word(),
            "id": row.couple.to_string(),
            "changed": changed,
        }))?;
    } else if changed {
        session.out.line(format_args!("{row}: {what}"))?;
    } else {
        session.out.line(format_args!("{row}: nothing to change"))?;
    }
    Ok(Exit::Done)
}
