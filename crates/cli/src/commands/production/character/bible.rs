//! `emaki production character bible`, `update` and `choose`: what is written of somebody, and its versions.

use app::CharacterChange;

use super::{
    super::{AUTHOR, json_file},
    told,
};
use crate::{exit::Exit, session::Session};

/// Show a character's bible, as a page to read
#[derive(Debug, clap::Args)]
pub struct Bible {
    /// Its id
    id: String,
    /// Another version than the one that counts; with --json
    #[arg(long)]
    version: Option<u32>,
}

impl Bible {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let Self { id, version } = self;
        if session.out.is_json() {
            session.out.json(&app.character_bible(&id, version).await?)?;
        } else {
            session.out.line(app.character_page(&id, version).await?)?;
        }
        Ok(Exit::Done)
    }
}

/// Write a new version of a bible; what is not given stays
#[derive(Debug, clap::Args)]
pub struct Update {
    /// Its id
    id: String,
    /// A JSON file with the fields that change, or `-`
    #[arg(value_name = "FILE")]
    file: String,
    /// Why
    #[arg(long, default_value = "")]
    note: String,
    /// Go on with this version; with the newest one when not given
    #[arg(long, value_name = "VERSION")]
    base: Option<u32>,
    /// Only if this is still the newest version
    #[arg(long, value_name = "VERSION")]
    expected: Option<u32>,
}

impl Update {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let Self { id, file, note, base, expected } = self;
        let change = CharacterChange {
            expected_version: expected,
            base_version: base,
            note,
            canonical: None,
            bible: json_file(&file)?,
        };
        told(session, &app.update_character(&id, &change, AUTHOR).await?)
    }
}

/// Make another version of a bible the one that counts
#[derive(Debug, clap::Args)]
pub struct Choose {
    /// Its id
    id: String,
    /// The version's number
    version: u32,
}

impl Choose {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let Self { id, version } = self;
        told(session, &app.choose_character_version(&id, version, AUTHOR).await?)
    }
}
