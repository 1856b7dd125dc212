//! `emaki db restore`: a backup in the place of everything kept.

use std::{
    io::{self, BufRead, IsTerminal, Write},
    path::PathBuf,
};

use app::AppError;

use super::backup::Summary;
use crate::{exit::Exit, output::Output, session::Session};

/// Put a backup in the place of everything kept
///
/// A damaged file is refused and changes nothing.
#[derive(Debug, clap::Args)]
pub struct Restore {
    /// The backup
    file: PathBuf,
    /// Replace a store that is not empty without asking; needed where nobody can be asked
    #[arg(long)]
    yes: bool,
}

impl Restore {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        if !self.yes && app.holds_anything().await? && !confirmed(&session.out)? {
            session.out.note("nothing changed");
            return Ok(Exit::Failed);
        }
        let report = app.restore(&self.file).await?;
        session.sync_index(&app).await?;
        let summary = Summary::of(&self.file, &report);
        if session.out.is_json() {
            session.out.json(&summary)?;
        } else {
            session.out.line(format_args!("restored {summary}"))?;
        }
        Ok(Exit::Done)
    }
}

/// Asks on a terminal; where nobody can be asked, `--yes` has to be given.
fn confirmed(out: &Output) -> anyhow::Result<bool> {
    if !io::stdin().is_terminal() || !out.stderr_is_terminal() {
        return Err(AppError::invalid_parameter("yes", "the store is not empty, and --yes is not given")
            .hint("`emaki db backup` keeps what is there; then restore with --yes")
            .into());
    }
    write!(io::stderr().lock(), "The store is not empty. Replace everything in it? [y/N] ")?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
}
