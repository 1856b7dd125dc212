//! `emaki source ask`: one answer of a source, in normal form.

use super::{Keeping, pair, print};
use crate::{exit::Exit, session::Session};

/// Ask a source one thing and print its answer in normal form
///
/// What a source can be asked, and what each endpoint takes, tells `emaki source list <SOURCE>`.
#[derive(Debug, clap::Args)]
pub struct Ask {
    /// The source
    source: String,
    /// The endpoint
    endpoint: String,
    /// What the endpoint takes, as id=1
    #[arg(value_name = "NAME=VALUE", value_parser = pair)]
    parameters: Vec<(String, String)>,
    /// Follow a list to its end, page after page
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    keeping: Keeping,
}

impl Ask {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let ask = self
            .parameters
            .iter()
            .fold(app::Ask::new(&self.endpoint), |ask, (name, value)| ask.with(name, value));
        let answer = app.source_ask(&self.source, ask, self.all, &self.keeping.how()).await?;
        print(session, &answer)?;
        Ok(Exit::Done)
    }
}
