//! `emaki curate import` and `diff`: edits back in, or what they would do.

use std::path::PathBuf;

use app::{
    CurationFile,
    curation::{Missing, Options, Plan, Take},
};
use clap::ValueEnum;

use super::{Author, Registry, plan};
use crate::{exit::Exit, session::Session};

/// Import files of edits
///
/// Each cell is compared with what stood there when the file was handed out and with what stands there
/// now. A cell that only the file changed is taken; one that both sides changed asks: it is left as it is
/// and shown, and the command ends with 3. Importing a file again changes nothing.
#[derive(Debug, clap::Args)]
pub struct Import {
    #[command(flatten)]
    edits: Edits,
    #[command(flatten)]
    author: Author,
}

/// Show what importing files of edits would do
#[derive(Debug, clap::Args)]
pub struct Diff {
    #[command(flatten)]
    edits: Edits,
}

/// Files, and how their edits are taken.
#[derive(Debug, clap::Args)]
struct Edits {
    /// Workbooks (.xlsx) or CSV files, of `emaki curate export` or of other hands
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Whose value counts where both sides changed a cell
    #[arg(long, value_enum)]
    take: Option<Side>,
    /// What a row means that is not in the file: removed, if the file is of our own making (auto)
    #[arg(long, value_enum, default_value_t = Gone::Auto)]
    missing: Gone,
    /// What to do with a column whose values stand in other rows than before, as when it was sorted by itself
    #[arg(long, value_enum, default_value_t = Moved::Refuse)]
    moved: Moved,
    /// Why rows are left out that the file gives no reason for
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Take nothing of a file that has any fault
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    registry: Registry,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Side {
    /// The file's
    Theirs,
    /// What stands there now
    Ours,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Gone {
    Auto,
    Exclude,
    Keep,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Moved {
    Refuse,
    Take,
}

impl Edits {
    fn options(&self) -> Options {
        Options {
            take: self.take.map(|side| match side {
                Side::Theirs => Take::Theirs,
                Side::Ours => Take::Ours,
            }),
            missing: match self.missing {
                Gone::Auto => Missing::Auto,
                Gone::Exclude => Missing::Exclude,
                Gone::Keep => Missing::Keep,
            },
            reason: self.reason.clone(),
            take_moved: self.moved == Moved::Take,
            strict: self.strict,
        }
    }
}

impl Import {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let author = self.author.name(&app)?;
        let (edits, options) = (&self.edits, self.edits.options());
        let mut plans = Vec::new();
        for path in &edits.files {
            let imported = match CurationFile::read(path) {
                Ok(file) => app.curate_import(&edits.registry.name, &file, &options, Some(&author)).await,
                Err(error) => Err(error),
            };
            match imported {
                Ok(plan) => plans.push(plan),
                Err(error) => {
                    // What went before is stored, so it is told of.
                    if !plans.is_empty() {
                        plan::print(session, &plans, true)?;
                    }
                    return Err(error.into());
                }
            }
        }
        plan::print(session, &plans, true)?;
        Ok(exit(&plans))
    }
}

impl Diff {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let options = self.edits.options();
        let mut plans = Vec::new();
        for path in &self.edits.files {
            let file = CurationFile::read(path)?;
            plans.push(app.curate_diff(&self.edits.registry.name, &file, &options).await?);
        }
        plan::print(session, &plans, false)?;
        Ok(exit(&plans))
    }
}

fn exit(plans: &[Plan]) -> Exit {
    if plans.iter().all(Plan::is_whole) { Exit::Done } else { Exit::Partly }
}
