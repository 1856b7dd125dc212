//! `emaki publish`: checked rows out to where players see them, and back again.

mod check;
mod files;
mod list;
mod postgres;
mod rollback;

use app::{App, Profile, PublishSettings};
use clap::{Subcommand, ValueEnum};

use crate::{exit::Exit, session::Session};

/// Series and characters out to files and to the game's own database, and back again
#[derive(Debug, Subcommand)]
pub enum Publish {
    Files(files::Files),
    Postgres(postgres::Postgres),
    Check(check::Check),
    List(list::List),
    Rollback(rollback::Rollback),
}

impl Publish {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        match self {
            Self::Files(command) => command.run(session).await,
            Self::Postgres(command) => command.run(session).await,
            Self::Check(command) => command.run(session).await,
            Self::List(command) => command.run(session).await,
            Self::Rollback(command) => command.run(session).await,
        }
    }
}

/// Which rows are meant, and how they are made.
#[derive(Debug, clap::Args)]
pub struct Rows {
    /// The registry whose rows are meant
    #[arg(long, value_name = "NAME", default_value = "main")]
    registry: String,
    /// Our own rules, or those of the old pipeline, its defects included
    #[arg(long, value_enum, default_value_t = ProfileName::Default)]
    profile: ProfileName,
}

/// A set of rules.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ProfileName {
    Default,
    Legacy,
}

impl From<ProfileName> for Profile {
    fn from(name: ProfileName) -> Self {
        match name {
            ProfileName::Default => Self::Default,
            ProfileName::Legacy => Self::Legacy,
        }
    }
}

/// What each target takes.
#[derive(Debug, clap::Args)]
pub struct Common {
    #[command(flatten)]
    rows: Rows,
    /// Say what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Publish in spite of warnings; errors always stop it
    #[arg(long)]
    accept_warnings: bool,
    #[command(flatten)]
    by: By,
}

impl Common {
    /// The same for the app.
    fn settings(self, app: &App) -> PublishSettings {
        PublishSettings {
            author: self.by.author(app),
            registry: self.rows.registry,
            profile: self.rows.profile.into(),
            dry_run: self.dry_run,
            accept_warnings: self.accept_warnings,
        }
    }
}

/// Who publishes.
#[derive(Debug, clap::Args)]
pub struct By {
    /// Who publishes; `author` under `[curation]` in the settings, or the user's name, when not given
    #[arg(long = "by", value_name = "NAME")]
    name: Option<String>,
}

impl By {
    fn author(&self, app: &App) -> String {
        let system = || ["USER", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
        let named = app.curator(self.name.as_deref()).ok().or_else(system);
        named.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| "cli".to_owned())
    }
}
