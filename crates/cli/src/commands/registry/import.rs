//! `emaki registry import`: permanent numbers from registry files.

use std::path::PathBuf;

use super::numbers;
use crate::{
    exit::Exit,
    output::{Align, Table},
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
}

impl Import {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
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
}
