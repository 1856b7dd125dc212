//! `emaki curate undo`: one edit taken back.

use super::{Author, ORIGIN, Registry};
use crate::{exit::Exit, session::Session};

/// Undo one edit by its number
///
/// It is refused when the field was edited again since; the history keeps both edits.
#[derive(Debug, clap::Args)]
pub struct Undo {
    /// The number, as `emaki curate history` lists it
    #[arg(value_name = "EDIT")]
    edit: i64,
    #[command(flatten)]
    author: Author,
    #[command(flatten)]
    registry: Registry,
}

impl Undo {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let author = self.author.name(&app)?;
        let undone = app.curate_undo(app.hand(&self.registry.name, &author, ORIGIN), self.edit).await?;
        if session.out.is_json() {
            session.out.json(&undone)?;
        } else {
            let (kind, couple, field) = (&undone.kind, &undone.couple, &undone.field);
            session.out.line(format_args!("{kind} {couple}: {field} is as before edit {}", undone.seq))?;
        }
        Ok(Exit::Done)
    }
}
