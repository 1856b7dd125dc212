//! `emaki production character delete` and `restore`: into the bin, and out of it.

use super::{super::AUTHOR, told};
use crate::{exit::Exit, session::Session};

/// Put a character into the bin
#[derive(Debug, clap::Args)]
pub struct Delete {
    /// Its id
    id: String,
}

impl Delete {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let Self { id } = self;
        told(session, &app.bin_character(&id, true, AUTHOR).await?)
    }
}

/// Take a character out of the bin
#[derive(Debug, clap::Args)]
pub struct Restore {
    /// Its id
    id: String,
}

impl Restore {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let Self { id } = self;
        told(session, &app.bin_character(&id, false, AUTHOR).await?)
    }
}
