//! `emaki update status`: how datasets stand.

use crate::{
    exit::Exit,
    output::{Block, grouped, moment},
    session::Session,
};

/// Show how datasets stand: what is kept, what waits, what addresses last answered
#[derive(Debug, clap::Args)]
pub struct Status {
    /// Only this dataset
    dataset: Option<String>,
}

impl Status {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let status = session.app().await?.update_status(self.dataset.as_deref()).await?;
        if session.out.is_json() {
            session.out.json(&status)?;
            return Ok(Exit::Done);
        }
        for dataset in &status.datasets {
            session.out.heading(&dataset.dataset)?;
            let mut block = Block::new()
                .row("entries", &grouped(dataset.entry_count))
                .row("release", &dataset.release)
                .known("sha256", dataset.content_hash.as_ref())
                .row("last updated", &dataset.last_update.map_or_else(|| "never".to_owned(), moment));
            if let Some(row) = &dataset.under_way {
                block = block.row("under way", &format!("update {} is {}", row.id, row.state.as_str()));
            }
            if let Some(broken) = &dataset.broken_off {
                let told = format!(
                    "update {0}, with {1} batches written; `emaki update run` goes on, `emaki update undo {0}` takes it back",
                    broken.update, broken.batches
                );
                block = block.row("broken off", &told);
            }
            if let Some(row) = &dataset.last {
                block = block.row("before", &format!("update {} is {}", row.id, row.state.as_str()));
            }
            for check in &dataset.checks {
                let told = format!("{} at {}", check.outcome, moment(check.checked_at));
                block = block.row(check.address.clone(), &told);
            }
            session.out.block(&block)?;
        }
        super::when::print(session, &status.schedule)?;
        Ok(Exit::Done)
    }
}
