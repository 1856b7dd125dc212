//! `emaki registry export`: permanent numbers as registry files, or links as an SSSOM table.

use std::path::{Path, PathBuf};

use app::{App, SssomExport};

use crate::{
    exit::Exit,
    output::{one_of_many, write_whole},
    session::Session,
};

/// Write permanent numbers as registry files, in the columns that `registry import` reads
///
/// A file that lies there and differs goes to `backups` in the folder first. With --sssom it writes what external
/// ids mean instead: every link of every work as a row of an SSSOM table, with why and how sure.
#[derive(Debug, clap::Args)]
pub struct Export {
    /// The folder to write to; made where it is missing. With --sssom the file; standard output when not given
    #[arg(long, value_name = "DIR", required_unless_present = "sssom")]
    out: Option<PathBuf>,
    /// The registry
    #[arg(long, value_name = "NAME", default_value = "main")]
    registry: String,
    /// Write the links of works as SSSOM/TSV
    #[arg(long, conflicts_with = "registry")]
    sssom: bool,
    /// The address of the license of the table
    #[arg(long, value_name = "URL", requires = "sssom")]
    license: Option<String>,
}

impl Export {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        if self.sssom {
            return sssom(session, &app, self.license.as_deref(), self.out.as_deref()).await;
        }
        let out = self.out.unwrap_or_default();
        let files = app.registry_export(&self.registry, &out).await?;
        if session.out.is_json() {
            session.out.json(&files)?;
            return Ok(Exit::Done);
        }
        for file in &files {
            let rows = one_of_many(file.rows as u64, "number");
            let state = if file.changed { "written" } else { "as it was" };
            session.out.line(format_args!("{}: {rows}, {state}", file.path.display()))?;
            if let Some(backup) = &file.backup {
                session.out.note(format_args!("what lay there is now {}", backup.display()));
            }
        }
        if files.is_empty() {
            session.out.note(format_args!("registry {} has no numbers", self.registry));
        }
        Ok(Exit::Done)
    }
}

/// Writes the table; a file appears only once it is whole.
async fn sssom(
    session: &Session,
    app: &App,
    license: Option<&str>,
    file: Option<&Path>,
) -> anyhow::Result<Exit> {
    let Some(file) = file else {
        let written = app.sssom_export(license, &mut std::io::stdout()).await?;
        session.out.note(in_words(&written));
        return Ok(Exit::Done);
    };
    let mut table = Vec::new();
    let written = app.sssom_export(license, &mut table).await?;
    write_whole(file, &table)?;
    if session.out.is_json() {
        session.out.json(&written)?;
    } else {
        session.out.line(format_args!("{}: {}", file.display(), in_words(&written)))?;
    }
    Ok(Exit::Done)
}

fn in_words(written: &SssomExport) -> String {
    format!(
        "{}, {}, {}",
        one_of_many(written.links, "link"),
        one_of_many(written.negative_links, "negative link"),
        one_of_many(written.pairs, "pair")
    )
}
