//! `emaki source external`: an answer as `/api/external/…` gives it.

use app::{AppError, EXTERNAL, external_at};

use super::pair;
use crate::{
    exit::Exit,
    output::{Align, Table},
    session::Session,
};

/// Ask another site as `/api/external/…` does, or list what there is to ask
///
/// What is given is checked before anybody is asked, and the answer tells whence and how old it is.
#[derive(Debug, clap::Args)]
pub struct External {
    /// The path below /api/external/, such as mal/seasons/2014/fall; all are listed when not said
    path: Option<String>,
    /// What it takes, as limit=5
    #[arg(value_name = "NAME=VALUE", value_parser = pair, requires = "path")]
    parameters: Vec<(String, String)>,
}

impl External {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let Some(path) = self.path else { return list(session) };
        let (route, mut pairs) = external_at(&path).ok_or_else(|| {
            AppError::not_found("path", &path).hint("`emaki source external` lists what there is")
        })?;
        pairs.extend(self.parameters);
        let answer = session.app().await?.external(route, &pairs).await?;
        session.out.json(&answer)?;
        Ok(Exit::Done)
    }
}

fn list(session: &Session) -> anyhow::Result<Exit> {
    let path = |path: &'static str| path.trim_start_matches("/api/external/");
    if session.out.is_json() {
        let paths: Vec<&str> = EXTERNAL.iter().map(|route| path(route.path)).collect();
        session.out.json(&paths)?;
        return Ok(Exit::Done);
    }
    let columns = ["path", "answers", "takes"];
    let mut table = Table::new(columns.map(|name| (name, Align::Left))).folding();
    for route in EXTERNAL.iter() {
        let takes: Vec<&str> = route
            .parameters
            .iter()
            .filter(|parameter| !parameter.is_in(route.path))
            .map(|parameter| parameter.name)
            .collect();
        table.row([path(route.path).to_owned(), route.about.to_owned(), takes.join(", ")]);
    }
    session.out.table(&table)?;
    Ok(Exit::Done)
}
