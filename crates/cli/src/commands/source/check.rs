//! `emaki source check`: one cheap question to each source that is turned on.

use crate::{
    exit::Exit,
    output::{Align, Table},
    session::Session,
};

/// Ask each source one cheap question and tell what came of it
///
/// Without names, every source that is turned on and configured. Ends with 1 when one that was asked did
/// not answer as it should.
#[derive(Debug, clap::Args)]
pub struct Check {
    /// Sources to ask; all of them when not given
    sources: Vec<String>,
}

impl Check {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let checks = app.source_check(&self.sources).await?;
        let failed = checks.iter().any(|check| check.ok == Some(false));
        let exit = if failed { Exit::Failed } else { Exit::Done };
        if session.out.is_json() {
            session.out.json(&checks)?;
            return Ok(exit);
        }
        let columns = [
            ("source", Align::Left),
            ("state", Align::Left),
            ("ms", Align::Right),
            ("what happened", Align::Left),
        ];
        let mut table = Table::new(columns).folding();
        for check in &checks {
            let state = match check.ok {
                Some(true) => "ok",
                Some(false) => "failed",
                None => "not asked",
            };
            let took = check.took_ms.map(|ms| ms.to_string()).unwrap_or_default();
            table.row([check.source.to_owned(), state.to_owned(), took, check.message.clone()]);
        }
        session.out.table(&table)?;
        Ok(exit)
    }
}
