//! `emaki update approve`, `refuse` and `undo`: a person's word on an update.

use app::UpdateRequest;

use super::{By, show::print};
use crate::{exit::Exit, session::Session};

/// Approve an update that waits, and apply it
#[derive(Debug, clap::Args)]
pub struct Approve {
    /// Its number
    #[arg(value_parser = clap::value_parser!(i64).range(1..))]
    id: i64,
    #[command(flatten)]
    by: By,
}

/// Refuse an update that waits; its release is not met again by itself
#[derive(Debug, clap::Args)]
pub struct Refuse {
    /// Its number
    #[arg(value_parser = clap::value_parser!(i64).range(1..))]
    id: i64,
    #[command(flatten)]
    by: By,
}

/// Undo an applied update: all is as it was before, but for what people decided since
///
/// Only the newest update of a dataset can be undone. Numbers that it gave are never given again. Broken off, it goes on
/// when it is called again.
#[derive(Debug, clap::Args)]
pub struct Undo {
    /// Its number
    #[arg(value_parser = clap::value_parser!(i64).range(1..))]
    id: i64,
    #[command(flatten)]
    by: By,
}

impl Approve {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let row = app.approve_update(self.id, &self.by.name()).await?;
        let request = UpdateRequest { dataset: Some(row.dataset), ..UpdateRequest::default() };
        let bar = session.out.bar("updating");
        app.run_update(&request, &|progress| bar.update(&progress)).await?;
        drop(bar);
        session.sync_index(&app).await?;
        print(session, &app.update(self.id).await?)?;
        Ok(Exit::Done)
    }
}

impl Refuse {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        print(session, &app.refuse_update(self.id, &self.by.name()).await?)?;
        Ok(Exit::Done)
    }
}

impl Undo {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let bar = session.out.bar("undoing");
        let row = app.undo_update(self.id, &self.by.name(), &|progress| bar.update(&progress)).await?;
        drop(bar);
        session.sync_index(&app).await?;
        print(session, &row)?;
        Ok(Exit::Done)
    }
}
