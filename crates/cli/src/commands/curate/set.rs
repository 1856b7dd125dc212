//! `emaki curate set`: one value by hand.

use super::{Author, ORIGIN, Registry, Row, plan::short, report};
use crate::{exit::Exit, session::Session};

/// Set one value by hand
///
/// A value that is what the sources say takes the value by hand back.
#[derive(Debug, clap::Args)]
pub struct Set {
    #[command(flatten)]
    row: Row,
    /// The column, such as rarity
    #[arg(value_name = "FIELD")]
    field: String,
    /// The value
    #[arg(
        value_name = "VALUE",
        required_unless_present = "empty",
        conflicts_with = "empty",
        allow_hyphen_values = true
    )]
    value: Option<String>,
    /// No value at all
    #[arg(long)]
    empty: bool,
    #[command(flatten)]
    author: Author,
    #[command(flatten)]
    registry: Registry,
}

impl Set {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let row = self.row.read()?;
        let app = session.app().await?;
        let author = self.author.name(&app)?;
        let hand = app.hand(&self.registry.name, &author, ORIGIN);
        let value = self.value.as_deref();
        let changed = app.curate_set(hand, &row, &self.field, value, None).await?;
        report(session, &row, changed, &format!("{} is {}", self.field, short(value)))
    }
}
