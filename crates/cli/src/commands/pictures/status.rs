//! `emaki pictures status`: what is kept, and what failed.

use app::PictureStatus;

use crate::{
    exit::Exit,
    output::{Align, Block, Output, Table, bytes, grouped, moment},
    session::Session,
};

/// Show how many pictures are kept, and the last addresses that gave none
#[derive(Debug, clap::Args)]
pub struct Status;

impl Status {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let status = session.app().await?.picture_status().await?;
        print(&session.out, &status)?;
        Ok(Exit::Done)
    }
}

fn print(out: &Output, status: &PictureStatus) -> std::io::Result<()> {
    if out.is_json() {
        return out.json(status);
    }
    let block = Block::new()
        .row("pictures", &grouped(status.pictures))
        .row("their files", &bytes(status.bytes))
        .row("works", &grouped(status.works))
        .row("addresses kept", &grouped(status.kept))
        .row("addresses failed", &grouped(status.failed));
    out.block(&block)?;
    if status.pictures == 0 {
        out.note("no pictures are kept yet; `emaki pictures fetch` fetches the posters of all works");
    }
    if status.failures.is_empty() {
        return Ok(());
    }
    let columns = [
        ("work", Align::Right),
        ("address", Align::Left),
        ("failure", Align::Left),
        ("tried", Align::Right),
        ("again", Align::Left),
    ];
    let mut table = Table::new(columns);
    for failed in &status.failures {
        table.row([
            failed.work.to_string(),
            failed.url.clone(),
            failed.reason.clone(),
            failed.attempts.to_string(),
            moment(failed.next_try_at),
        ]);
    }
    out.table(&table)
}
