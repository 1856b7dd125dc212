//! `emaki production character create`, `import` and `export`: characters that come and go.

use app::NewCharacter;
use serde_json::{Value, json};

use super::{
    super::{AUTHOR, by_option, json_file},
    told,
};
use crate::{exit::Exit, session::Session};

/// Make a character of a project
#[derive(Debug, clap::Args)]
pub struct Create {
    /// The project's id
    #[arg(long)]
    project: String,
    /// Its name
    #[arg(long, required_unless_present_any = ["from_catalog", "file"])]
    name: Option<String>,
    /// What it looks like, in a few words
    #[arg(long)]
    appearance: Option<String>,
    /// Begin with what the catalog tells of a figure, by its number or such as `anilist:1`
    #[arg(long, value_name = "ID")]
    from_catalog: Option<String>,
    /// A JSON file with the bible's fields, or `-`
    #[arg(long, value_name = "FILE")]
    file: Option<String>,
}

impl Create {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let Self { project, name, appearance, from_catalog, file } = self;
        let mut bible = file.as_deref().map(json_file).transpose()?.unwrap_or_else(|| json!({}));
        for (field, text) in [("name", name), ("appearance", appearance)] {
            if let Some(text) = text {
                bible[field] = text.into();
            }
        }
        let new = NewCharacter { project_id: project, from_catalog: from_catalog.map(Value::from), bible };
        let made = app.create_character(&new, AUTHOR).await;
        told(session, &made.map_err(|error| by_option(error, &["project_id"]))?)
    }
}

/// Make a character of such a file
#[derive(Debug, clap::Args)]
pub struct Import {
    /// The project's id
    #[arg(long)]
    project: String,
    /// The file, or `-`
    file: String,
}

impl Import {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let Self { project, file } = self;
        let made = app.import_character(&project, json_file(&file)?, AUTHOR).await;
        told(session, &made.map_err(|error| by_option(error, &["project_id"]))?)
    }
}

/// Print a character as a file that another installation imports
#[derive(Debug, clap::Args)]
pub struct Export {
    /// Its id
    id: String,
}

impl Export {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let Self { id } = self;
        session.out.json(&app.export_character(&id).await?)?;
        Ok(Exit::Done)
    }
}
