//! `emaki people fsck`: rows and files held against each other.

use app::{FileCheck, FsckRequest};

use crate::{
    exit::Exit,
    output::{Align, Block, Output, Table, bytes, grouped},
    session::Session,
};

/// Check every row against its file and every file against the rows
///
/// Mends what is provable: a lost or damaged file is fetched anew by the next download, a file whose row forgot it is
/// given back. What an erasure that was broken off left is deleted. What nobody knows is listed and left.
#[derive(Debug, clap::Args)]
pub struct Fsck {
    /// Read every byte again and compare hashes
    #[arg(long)]
    deep: bool,
    /// Only tell, and change nothing
    #[arg(long)]
    dry_run: bool,
}

impl Fsck {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let request = FsckRequest { deep: self.deep, repair: !self.dry_run };
        let check = {
            let bar = session.out.bar("rows");
            app.check_people_files(request, &|progress| bar.update(&progress)).await?
        };
        print(&session.out, &check)?;
        Ok(if check.has_problems() { Exit::Partly } else { Exit::Done })
    }
}

fn print(out: &Output, check: &FileCheck) -> std::io::Result<()> {
    if out.is_json() {
        return out.json(check);
    }
    if !check.findings.is_empty() {
        let columns = ["what", "asset", "object", "finding", "mended"].map(|name| (name, Align::Left));
        let mut table = Table::new(columns).folding();
        for finding in &check.findings {
            table.row([
                finding.kind.to_owned(),
                finding.asset.clone().unwrap_or_default(),
                finding.key.clone(),
                finding.message.clone(),
                if finding.mended { "yes" } else { "no" }.to_owned(),
            ]);
        }
        out.table(&table)?;
    }
    let block = Block::new()
        .row("rows", &grouped(check.rows))
        .row("objects", &grouped(check.objects))
        .row("size", &bytes(check.bytes))
        .row("unfinished ended", &grouped(check.journal))
        .row("erased", &grouped(check.erased))
        .row("findings", &grouped(check.findings.len() as u64));
    out.block(&block)
}
