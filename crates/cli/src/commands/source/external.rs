//! `emaki source external`: an answer as `/api/external/…` gives it.

use app::{AppError, EXTERNAL, EXTERNAL_SERVICES, external_at};

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
        if let Some(service) = fares(&path) {
            if let Some((name, _)) = self.parameters.first() {
                let text = format!("`{path}` takes nothing, and there is `{name}`");
                return Err(AppError::invalid_parameter(name, text).into());
            }
            session.out.json(&session.app().await?.external_health(service).await?)?;
            return Ok(Exit::Done);
        }
        let (route, mut pairs) = external_at(&path).ok_or_else(|| {
            AppError::not_found("path", &path).hint("`emaki source external` lists what there is")
        })?;
        pairs.extend(self.parameters);
        let answer = session.app().await?.external(route, &pairs).await?;
        session.out.json(&answer)?;
        Ok(Exit::Done)
    }
}

/// The site of a path that asks how it fares.
fn fares(path: &str) -> Option<&'static str> {
    let path = path.trim_start_matches("/api/external/").trim_matches('/');
    let service = path.strip_suffix("/health")?;
    EXTERNAL_SERVICES.into_iter().find(|known| *known == service)
}

fn list(session: &Session) -> anyhow::Result<Exit> {
    let path = |path: &'static str| path.trim_start_matches("/api/external/");
    if session.out.is_json() {
        let mut paths: Vec<String> = EXTERNAL.iter().map(|route| path(route.path).to_owned()).collect();
        paths.extend(EXTERNAL_SERVICES.map(|service| format!("{service}/health")));
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
    for service in EXTERNAL_SERVICES {
        table.row([
            format!("{service}/health"),
            "how the site fares; nobody is asked".to_owned(),
            String::new(),
        ]);
    }
    session.out.table(&table)?;
    Ok(Exit::Done)
}
