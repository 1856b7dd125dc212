//! `emaki registry import`: permanent numbers from registry files.

use std::path::PathBuf;

use anyhow::Context;
use app::SssomImport;

use super::{Decision, numbers};
use crate::{
    exit::Exit,
    output::{Align, Output, Table, one_of_many},
    session::Session,
};

/// Take permanent numbers in from registry files, exactly as they stand
///
/// The header tells whether a file is of series or of characters. Either all of it comes in or nothing: a
/// couple that has another number, and a number that stands for another couple, are told with their rows.
#[derive(Debug, clap::Args)]
pub struct Import {
    /// Files such as `series_id_registry.csv` and `character_id_registry.csv`
    #[arg(value_name = "CSV", required = true)]
    files: Vec<PathBuf>,
    /// The registry
    #[arg(long, value_name = "NAME", default_value = "main")]
    registry: String,
    /// Only say what would come in
    #[arg(long)]
    dry_run: bool,
    /// The files are SSSOM tables: each row becomes a link of a work by hand, or the decision that an id is not
    /// that work
    #[arg(long, conflicts_with_all = ["registry", "dry_run"])]
    sssom: bool,
    #[command(flatten)]
    decision: Decision,
}

impl Import {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        if self.sssom {
            return self.links(session).await;
        }
        let done = session.app().await?.registry_import(&self.files, &self.registry, self.dry_run).await?;
        // The numbers are in; that the mirror does not show them is worth looking at.
        let exit = if done.mirror.is_some() { Exit::Partly } else { Exit::Done };
        let out = &session.out;
        if out.is_json() {
            out.json(&done)?;
            return Ok(exit);
        }
        let columns = [
            ("file", Align::Left),
            ("of", Align::Left),
            ("rows", Align::Right),
            ("new", Align::Right),
            ("known", Align::Right),
            ("repeated", Align::Right),
        ];
        let mut table = Table::new(columns);
        for file in &done.imported.files {
            let counts = [file.rows.to_string(), file.new.to_string(), file.known.to_string()];
            let cells = [file.file.clone(), file.kind.to_owned()].into_iter().chain(counts);
            table.row(cells.chain([file.repeated.to_string()]));
        }
        out.table(&table)?;
        numbers::print(out, &done.imported.after)?;
        if let Some(mirror) = &done.mirror {
            out.note(format_args!("the mirror does not show it: {mirror}"));
        }
        if done.imported.dry_run {
            out.note("nothing was written");
        }
        Ok(exit)
    }

    /// Follows SSSOM tables in their order.
    async fn links(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let author = self.decision.author();
        let mut exit = Exit::Done;
        let mut all = Vec::new();
        for path in &self.files {
            let mut table = std::fs::File::open(path)
                .with_context(|| format!("the table `{}` cannot be opened", path.display()))?;
            let name = path.display().to_string();
            let note = if self.decision.note.is_empty() { &name } else { &self.decision.note };
            let done = app.sssom_import(&mut table, &author, note).await?;
            if !done.rejects.is_empty() {
                exit = Exit::Partly;
            }
            if !session.out.is_json() {
                print_links(&session.out, &name, &done)?;
            }
            all.push(done);
        }
        session.sync_index(&app).await?;
        if session.out.is_json() {
            session.out.json(&all)?;
        }
        Ok(exit)
    }
}

fn print_links(out: &Output, name: &str, done: &SssomImport) -> std::io::Result<()> {
    for reject in &done.rejects {
        out.note(format_args!("{name}, line {}: {}", reject.line, reject.reason));
    }
    let SssomImport { rows, linked, merged, forbidden, unchanged, rejects } = done;
    out.line(format_args!(
        "{name}: {}, {linked} linked, {merged} merged, {forbidden} forbidden, {unchanged} as before, {} rejected",
        one_of_many(*rows, "row"),
        rejects.len(),
    ))
}
