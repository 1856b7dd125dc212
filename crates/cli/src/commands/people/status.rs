//! `emaki people status`: how all stands.

use crate::{
    exit::Exit,
    output::{Block, bytes, grouped, moment},
    session::Session,
};

/// Say how many people, documents and files there are, and what failed
#[derive(Debug, clap::Args)]
pub struct Status {}

impl Status {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let status = app.people_status().await?;
        if session.out.is_json() {
            session.out.json(&status)?;
            return Ok(Exit::Done);
        }
        let mut block = Block::new()
            .row("people", &grouped(status.people))
            .row("with a link", &grouped(status.with_link))
            .row("gone", &grouped(status.gone))
            .row("erased", &grouped(status.erased));
        for (state, count) in &status.documents {
            block = block.row(format!("documents {state}"), &grouped(*count));
        }
        for (kind, count) in &status.links {
            block = block.row(format!("links: {kind}"), &grouped(*count));
        }
        block = block
            .row("files here", &grouped(status.files.here))
            .row("files pending", &grouped(status.files.pending))
            .row("files failed for now", &grouped(status.files.failed))
            .row("files lost", &grouped(status.files.lost))
            .row("size", &bytes(status.files.bytes));
        for (category, [now, ever]) in &status.failures {
            block = block.row(format!("failed: {category}"), &format!("{now} for now, {ever} for good"));
        }
        block = block.known("last import", status.imported_at.map(moment)).known("CSV file", status.csv);
        session.out.block(&block)?;
        if !status.failures.is_empty() {
            // The counts say what failed, the words of one failure of each cause why.
            for group in app.people_failures().await? {
                if let Some(failure) = group.assets.iter().find_map(|asset| asset.failure.as_ref()) {
                    session.out.note(format_args!("{}, for example: {}", group.category, failure.message));
                }
            }
        }
        Ok(Exit::Done)
    }
}
