//! `emaki update`: new releases of datasets.

mod check;
mod decide;
mod list;
mod run;
mod show;
mod status;
mod when;

use clap::Subcommand;

use crate::{exit::Exit, session::Session};

/// Updates of datasets: look for a new release, apply it, approve it, undo it
#[derive(Debug, Subcommand)]
pub enum Update {
    Check(check::Check),
    Run(run::Run),
    Status(status::Status),
    List(list::List),
    Show(show::Show),
    Approve(decide::Approve),
    Refuse(decide::Refuse),
    Undo(decide::Undo),
    Safety(when::Safety),
    Schedule(when::Schedule),
}

impl Update {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        match self {
            Self::Check(command) => command.run(session).await,
            Self::Run(command) => command.run(session).await,
            Self::Status(command) => command.run(session).await,
            Self::List(command) => command.run(session).await,
            Self::Show(command) => command.run(session).await,
            Self::Approve(command) => command.run(session).await,
            Self::Refuse(command) => command.run(session).await,
            Self::Undo(command) => command.run(session).await,
            Self::Safety(command) => command.run(session).await,
            Self::Schedule(command) => command.run(session).await,
        }
    }
}

/// Who decides; written into the audit log.
#[derive(Debug, clap::Args)]
pub struct By {
    /// Who decides; the user's name when not given
    #[arg(long, value_name = "NAME", visible_alias = "author")]
    by: Option<String>,
}

impl By {
    fn name(&self) -> String {
        let system = || ["USER", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
        let name = self.by.clone().or_else(system).filter(|name| !name.trim().is_empty());
        name.unwrap_or_else(|| "cli".to_owned())
    }
}
