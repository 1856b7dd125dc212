//! `emaki registry`: which external ids mean which thing, why, and decisions about it by hand.

mod assign;
mod check;
mod create;
mod edit;
mod explain;
mod export;
mod identify;
mod import;
mod link;
mod matching;
mod merge;
mod numbers;
mod review;
mod said;
mod show;
mod split;
mod subject;
mod unlink;

use clap::Subcommand;
use model::WorkId;

use self::subject::Subject;
use crate::{exit::Exit, output::one_of_many, session::Session};

/// Ids: what they mean, why, and decisions by hand
#[derive(Debug, Subcommand)]
pub enum Registry {
    Show(show::Show),
    Explain(explain::Explain),
    Edit(edit::Edit),
    Link(link::Link),
    Unlink(unlink::Unlink),
    Merge(merge::Merge),
    Split(split::Split),
    Match(matching::Match),
    Review(review::Review),
    Check(check::Check),
    Create(create::Create),
    Assign(assign::Assign),
    Identify(identify::Identify),
    Import(import::Import),
    Export(export::Export),
}

impl Registry {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        match self {
            Self::Show(command) => command.run(session).await,
            Self::Explain(command) => command.run(session).await,
            Self::Edit(command) => command.run(session).await,
            Self::Link(command) => command.run(session).await,
            Self::Unlink(command) => command.run(session).await,
            Self::Merge(command) => command.run(session).await,
            Self::Split(command) => command.run(session).await,
            Self::Match(command) => command.run(session).await,
            Self::Review(command) => command.run(session).await,
            Self::Check(command) => command.run(session).await,
            Self::Create(command) => command.run(session).await,
            Self::Assign(command) => command.run(session).await,
            Self::Identify(command) => command.run(session).await,
            Self::Import(command) => command.run(session).await,
            Self::Export(command) => command.run(session).await,
        }
    }
}

/// Who decides, and why: written into the evidence and the audit log.
#[derive(Debug, clap::Args)]
pub struct Decision {
    /// Who decides; the user's name when not given
    #[arg(long, value_name = "NAME", visible_alias = "by")]
    author: Option<String>,
    /// Why, in words another person can check
    #[arg(long, value_name = "TEXT", default_value = "", visible_alias = "reason")]
    note: String,
}

impl Decision {
    /// The author given, else the name the system knows the user by.
    pub fn author(&self) -> String {
        let system = || ["USER", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
        let name = self.author.clone().or_else(system).filter(|name| !name.trim().is_empty());
        name.unwrap_or_else(|| "cli".to_owned())
    }
}

/// Reads a work's own number.
fn work_number(text: &str) -> Result<WorkId, String> {
    text.parse().map_err(|_| "a work's number is wanted, such as 12; `emaki search` shows it".to_owned())
}

/// `1 conflict`, `3 conflicts`.
fn conflicts(count: usize) -> String {
    one_of_many(count as u64, "conflict")
}
