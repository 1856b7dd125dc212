//! `emaki source`: providers of data, what they answer, and asking them.

mod ask;
mod check;
mod external;
mod health;
mod list;
mod login;
mod logout;
mod parse;
mod search;

use app::{How, Kept, SourceAnswer};
use clap::Subcommand;

use crate::{exit::Exit, session::Session};

/// Sources: what there is, reading their answers, asking them
#[derive(Debug, Subcommand)]
pub enum Source {
    List(list::List),
    Parse(parse::Parse),
    Check(check::Check),
    Health(health::Health),
    Ask(ask::Ask),
    Search(search::Search),
    External(external::External),
    Login(login::Login),
    Logout(logout::Logout),
}

impl Source {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        match self {
            Self::List(command) => command.run(session).await,
            Self::Parse(command) => command.run(session),
            Self::Check(command) => command.run(session).await,
            Self::Health(command) => command.run(session).await,
            Self::Ask(command) => command.run(session).await,
            Self::Search(command) => command.run(session).await,
            Self::External(command) => command.run(session).await,
            Self::Login(command) => command.run(session).await,
            Self::Logout(command) => command.run(session).await,
        }
    }
}

/// What kept answers are good for.
#[derive(Debug, clap::Args)]
pub struct Keeping {
    /// Ask the source even when an answer is kept
    #[arg(long, conflicts_with = "from_cache")]
    refresh: bool,
    /// Take only what is kept, however old, and ask nobody
    #[arg(long)]
    from_cache: bool,
}

impl Keeping {
    fn how(&self) -> How {
        let kept = match (self.refresh, self.from_cache) {
            (true, _) => Kept::Refresh,
            (_, true) => Kept::Only,
            _ => Kept::Fresh,
        };
        How { kept, ..How::default() }
    }
}

/// Prints records: one as itself, several as a list; with `--json` alone, without line breaks.
fn print(session: &Session, answer: &SourceAnswer) -> anyhow::Result<()> {
    for left in &answer.unsupported {
        session.out.note(format_args!("not asked for: {left}"));
    }
    for step in answer.traces.iter().flat_map(|trace| &trace.steps) {
        tracing::debug!(?step, "on the way");
    }
    match (answer.single, answer.records.as_slice()) {
        (true, [record]) => session.out.json(record)?,
        (_, records) => session.out.json(records)?,
    }
    Ok(())
}

/// `name=value` on the command line.
fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) =
        text.split_once('=').ok_or_else(|| format!("`{text}` is not of the form name=value"))?;
    Ok((name.trim().to_owned(), value.to_owned()))
}
