//! `emaki people extract`: documents read, links found.

use app::{ExtractPeople, Extracted};

use crate::{
    exit::Exit,
    output::{Align, Block, Output, Table, grouped},
    session::Session,
};

/// Read people's documents and find what they point at
///
/// Every address is brought into one form and counted once for each person; what is nothing to download is named as
/// noise. Files, videos, playlists and folders become assets for `emaki people download`.
#[derive(Debug, clap::Args, Default)]
pub struct Extract {
    /// Fetch nothing; look only at what was read before
    #[arg(long)]
    pub offline: bool,
    /// Read every document again
    #[arg(long)]
    pub again: bool,
    /// At most so many documents
    #[arg(long, value_name = "N")]
    pub limit: Option<u64>,
    /// Also documents that failed and are not due again
    #[arg(long)]
    pub retry_failed: bool,
}

impl Extract {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let done = self.find(session).await?;
        print(&session.out, &done)?;
        Ok(if done.failed > 0 || done.rests { Exit::Partly } else { Exit::Done })
    }

    /// Does it, with a bar.
    pub async fn find(self, session: &Session) -> anyhow::Result<Extracted> {
        let app = session.app().await?;
        let Self { offline, again, limit, retry_failed } = self;
        let request = ExtractPeople { offline, again, limit, retry_failed };
        let bar = session.out.bar("documents");
        Ok(app.extract_people(&request, &|progress| bar.update(&progress)).await?)
    }
}

/// Prints what was found.
pub fn print(out: &Output, done: &Extracted) -> std::io::Result<()> {
    if out.is_json() {
        return out.json(done);
    }
    let mut table = Table::new([("found", Align::Left), ("addresses", Align::Right)]);
    let noise = done.report.noise.iter().map(|(kind, count)| (format!("noise: {kind}"), count));
    for (kind, count) in done.report.targets.iter().map(|(kind, count)| (kind.clone(), count)).chain(noise) {
        table.row([kind, grouped(*count as u64)]);
    }
    out.table(&table)?;
    let block = Block::new()
        .row("people", &grouped(done.report.people as u64))
        .row("documents read", &grouped(done.read))
        .row("documents failed", &grouped(done.failed))
        .row("documents left", &grouped(done.left))
        .row("new assets", &grouped(done.report.new_assets))
        .row("gone assets", &grouped(done.report.gone_assets as u64));
    out.block(&block)?;
    if done.rests {
        out.note("Google Docs wants a rest, and what is left waits for it; run it again later");
    }
    Ok(())
}
