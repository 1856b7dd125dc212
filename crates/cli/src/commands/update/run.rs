//! `emaki update run`: a new release, applied.

use app::{UpdateMode, UpdateRequest};

use super::By;
use crate::{exit::Exit, session::Session};

/// Look for a new release and apply it, or go on with what was broken off
///
/// A release that loses too many entries or moves ids waits for your word; this ends with 3 then.
#[derive(Debug, clap::Args)]
pub struct Run {
    /// The dataset; the only one when not said
    dataset: Option<String>,
    /// Read all of it again, though it be the release that is kept, and merge every work again
    #[arg(long)]
    full: bool,
    /// Take a release that was applied, refused or undone before for new
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    by: By,
}

impl Run {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let mode = if self.full { UpdateMode::Full } else { UpdateMode::Incremental };
        let request =
            UpdateRequest { dataset: self.dataset.clone(), mode, again: self.again, author: self.by.name() };
        let bar = session.out.bar("updating");
        let outcome = app.run_update(&request, &|progress| bar.update(&progress)).await?;
        drop(bar);
        session.sync_index(&app).await?;
        let waits = outcome.outcome == "waiting";
        if session.out.is_json() {
            session.out.json(&outcome)?;
        } else {
            for note in &outcome.notes {
                session.out.note(note);
            }
            session.out.line(match (&outcome.update, outcome.outcome) {
                (Some(row), "waiting") => format!(
                    "{}: update {} waits for your word; `emaki update show {}` tells what it would do",
                    outcome.dataset, row.id, row.id
                ),
                (Some(row), "unchanged" | "undone") => {
                    format!("{}: update {} is {}", outcome.dataset, row.id, row.state.as_str())
                }
                (Some(row), _) => {
                    format!("{}: update {} applied; {}", outcome.dataset, row.id, super::show::imported(row))
                }
                (None, _) => format!("{}: nothing new", outcome.dataset),
            })?;
        }
        Ok(if waits { Exit::Partly } else { Exit::Done })
    }
}
