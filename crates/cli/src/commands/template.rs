//! `emaki template`: tables to fill in by hand.

use app::{Form, TemplateRequest};
use clap::Subcommand;
use serde_json::json;

use crate::{exit::Exit, session::Session};

/// Tables of series and characters to fill in by hand, as CSV
///
/// A table has a header, an example row that counts for nothing until somebody changes it, and what may stand
/// in each column, in lines that begin with #. Filled in, `emaki collect` reads it.
#[derive(Debug, Subcommand)]
pub enum Template {
    /// A table of series
    Series(Wanted),
    /// A table of characters
    Characters(Wanted),
}

/// What it is for.
#[derive(Debug, clap::Args)]
pub struct Wanted {
    /// What the series are made in: anime, manga, `visual_novel`, `light_novel` or game
    #[arg(long, required_unless_present = "game")]
    medium: Option<String>,
    /// The game, by its short name in the settings
    #[arg(long, value_name = "NAME")]
    game: Option<String>,
    /// The series that all characters belong to
    #[arg(long, value_name = "NAME")]
    series: Option<String>,
}

impl Template {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let (form, wanted) = match self {
            Self::Series(wanted) => (Form::Series, wanted),
            Self::Characters(wanted) => (Form::Character, wanted),
        };
        let request = TemplateRequest { medium: wanted.medium, game: wanted.game, series: wanted.series };
        let table = session.app().await?.collect_template(form, &request)?;
        if session.out.is_json() {
            session.out.json(&json!({ "form": form.word(), "csv": table }))?;
        } else {
            session.out.line(table.trim_end())?;
        }
        Ok(Exit::Done)
    }
}
