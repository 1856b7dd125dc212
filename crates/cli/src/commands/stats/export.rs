//! `emaki stats export`: whom a model is to be asked about, and the stats that are stored.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use app::StatsFormat;

use super::Whose;
use crate::{
    exit::Exit,
    output::{Overwriting, Stdout, one_of_many, write_whole},
    session::Session,
};

/// Write whom a model is to be asked about, or the stored stats
///
/// The list for a model has each character's couple, name and series. Stored stats as JSON come back by
/// `emaki stats import` exactly as they are.
#[derive(Debug, clap::Args)]
pub struct Export {
    /// File to write; stdout when not given or -. A name ending in `.json` asks for JSON
    file: Option<PathBuf>,
    /// Only characters that have no stats
    #[arg(long, conflicts_with = "stored")]
    missing: bool,
    /// Who each character is as well
    #[arg(long, conflicts_with = "stored")]
    about: bool,
    /// The stored stats
    #[arg(long)]
    stored: bool,
    /// The form, where the file's name does not tell
    #[arg(long, value_enum)]
    format: Option<Format>,
    #[command(flatten)]
    overwriting: Overwriting,
    #[command(flatten)]
    whose: Whose,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Format {
    Csv,
    Json,
}

impl Export {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let file = self.file.as_deref().filter(|file| *file != Path::new("-"));
        file.map_or(Ok(()), |file| self.overwriting.may_write(file))?;
        let app = session.app().await?;
        let (registry, format) = (self.whose.registry.as_str(), self.format(session));
        let (bytes, count) = if self.stored {
            app.stats_stored(registry, format).await?
        } else {
            app.stats_input(registry, self.missing, self.about, format).await?
        };
        let Some(file) = file else {
            let mut out = Stdout::new();
            out.write_all(&bytes)?;
            out.flush()?;
            return Ok(Exit::Done);
        };
        write_whole(file, &bytes)?;
        if session.out.is_json() {
            session.out.json(&serde_json::json!({ "file": file, "characters": count }))?;
        } else {
            let count = one_of_many(count, "character");
            session.out.note(format_args!("wrote {count} to {}", file.display()));
        }
        Ok(Exit::Done)
    }

    fn format(&self, session: &Session) -> StatsFormat {
        let by_name =
            self.file.as_deref().and_then(Path::extension).map(|end| end.eq_ignore_ascii_case("json"));
        let is_json = match self.format {
            Some(format) => matches!(format, Format::Json),
            None => by_name.unwrap_or_else(|| session.out.is_json()),
        };
        if is_json { StatsFormat::Json } else { StatsFormat::Csv }
    }
}
