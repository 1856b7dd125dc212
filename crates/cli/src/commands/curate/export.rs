//! `emaki curate export`: rows out to a workbook or to CSV files.

use std::{fs, path::PathBuf};

use app::{App, AppError, Form};
use clap::ValueEnum;
use serde_json::json;

use super::Registry;
use crate::{
    exit::Exit,
    output::{Overwriting, one_of_many, unwritable, write_whole},
    session::Session,
};

/// Write a workbook for people to edit
///
/// Ids are locked, rarity and media are drop-downs, what was set by hand and what is new is colored, and a
/// sheet of notes explains each column. What it holds is kept, so that several people's copies merge.
#[derive(Debug, clap::Args)]
pub struct Export {
    /// The workbook to write, or the folder for CSV files; the registry's name here when not given
    #[arg(long, short, value_name = "PATH")]
    out: Option<PathBuf>,
    /// A workbook, or CSV files
    #[arg(long, value_enum, default_value_t = Format::Xlsx)]
    format: Format,
    /// Only these rows
    #[arg(long, value_enum)]
    only: Option<Only>,
    #[command(flatten)]
    overwriting: Overwriting,
    #[command(flatten)]
    registry: Registry,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Xlsx,
    Csv,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Only {
    Series,
    Characters,
}

impl Export {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let forms: &[Form] = match self.only {
            None => &[Form::Series, Form::Character],
            Some(Only::Series) => &[Form::Series],
            Some(Only::Characters) => &[Form::Character],
        };
        let app = session.app().await?;
        let (base, files) = match self.format {
            Format::Xlsx => self.workbook(&app, forms).await?,
            Format::Csv => self.tables(&app, forms).await?,
        };
        if session.out.is_json() {
            let files = files.iter().map(|(path, rows)| json!({ "file": path, "rows": rows }));
            let files: Vec<_> = files.collect();
            session.out.json(&json!({ "base": base, "registry": self.registry.name, "files": files }))?;
        } else {
            for (path, rows) in &files {
                let rows = one_of_many(*rows as u64, "row");
                session.out.line(format_args!("{}: {rows}", path.display()))?;
            }
        }
        Ok(Exit::Done)
    }

    async fn workbook(&self, app: &App, forms: &[Form]) -> Result<(String, Vec<(PathBuf, usize)>), AppError> {
        let named = || PathBuf::from(format!("curation-{}.xlsx", self.registry.name));
        let path = self.out.clone().unwrap_or_else(named);
        self.overwriting.may_write(&path)?;
        let exported = app.curate_export(&self.registry.name, forms).await?;
        write_whole(&path, &exported.bytes)?;
        let rows = exported.rows.iter().map(|(_, rows)| rows).sum();
        Ok((exported.base, vec![(path, rows)]))
    }

    async fn tables(&self, app: &App, forms: &[Form]) -> Result<(String, Vec<(PathBuf, usize)>), AppError> {
        let folder = self.out.clone().unwrap_or_else(|| PathBuf::from("."));
        let path = |form: &Form| folder.join(app::curation::csv_name(*form));
        for form in forms {
            self.overwriting.may_write(&path(form))?;
        }
        let (base, files) = app.curate_export_csv(&self.registry.name, forms).await?;
        fs::create_dir_all(&folder).map_err(|error| unwritable(&folder, error))?;
        let mut written = Vec::new();
        for file in files {
            let path = folder.join(file.name);
            write_whole(&path, &file.bytes)?;
            written.push((path, file.rows));
        }
        Ok((base, written))
    }
}
