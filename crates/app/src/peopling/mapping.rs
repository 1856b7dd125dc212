//! Whose a file is, and what files somebody has.

use std::{
    io::{self, Write},
    path::Path,
};

use people::{
    desk::{self, MapLine, PeopleError},
    ledger,
};
use store::MapFilter;

use crate::{App, AppError};

/// Which couples of people and files are told.
#[derive(Debug, Clone, Default)]
pub struct PeopleMapQuery {
    /// Only of the person with this key.
    pub person: Option<String>,
    /// Only of those with this id of a row.
    pub row_id: Option<String>,
    /// Only of those with this name, letter by letter.
    pub name: Option<String>,
    /// Only of those with this address, letter by letter.
    pub email: Option<String>,
    /// Only of those of this type, byte for byte.
    pub personality_type: Option<String>,
    /// Only this file: its path, its object's key, its hash, its name, or the id of its asset or medium.
    pub file: Option<String>,
    /// Only what is here.
    pub only_files: bool,
    /// Names and addresses in full.
    pub plain: bool,
}

impl App {
    /// Whose files are whose, both ways, in the order of the sheet.
    pub async fn map_people(&self, query: &PeopleMapQuery) -> Result<Vec<MapLine>, AppError> {
        self.people_are_open()?;
        Ok(desk::map_lines(self.store(), &self.map_filter(query), query.plain).await?)
    }

    /// The same as a JSON list with a line for each couple, written as they come in constant memory; gives how many there
    /// are. `path` is what a failure names; whoever calls flushes.
    ///
    /// # Errors
    /// A store that fails, and a place that cannot be written to: what came there so far is no whole list then.
    pub async fn write_people_map(
        &self,
        query: &PeopleMapQuery,
        path: &Path,
        out: &mut (dyn Write + Send),
    ) -> Result<u64, AppError> {
        self.people_are_open()?;
        let failed = |error: io::Error| AppError::from(PeopleError::file(path)(error));
        let mut lines = 0_u64;
        let each = |line: MapLine| {
            out.write_all(if lines == 0 { b"[\n" } else { b",\n" }).map_err(failed)?;
            lines += 1;
            serde_json::to_writer(&mut *out, &line).map_err(|error| failed(error.into()))
        };
        desk::each_map_line(self.store(), &self.map_filter(query), query.plain, each).await?;
        out.write_all(if lines == 0 { b"[]\n" } else { b"\n]\n" }).map_err(failed)?;
        Ok(lines)
    }

    fn map_filter(&self, query: &PeopleMapQuery) -> MapFilter {
        // A file may be named by where it lies on this disk.
        let folder = self.people_folder();
        let file = query.file.clone().map(|file| {
            let path = std::path::absolute(&file).ok();
            let below = path.as_deref().and_then(|path| {
                path.strip_prefix(folder.join("objects")).or_else(|_| path.strip_prefix(&folder)).ok()
            });
            below.map_or(file, |below| below.to_string_lossy().into_owned())
        });
        MapFilter {
            person: query.person.clone(),
            row_id: query.row_id.clone(),
            name: query.name.clone(),
            email: query.email.clone(),
            personality_type: query.personality_type.clone(),
            file,
            only_files: query.only_files,
        }
    }

    /// The CSV file of 21 columns with everybody in the sheet, names in full.
    pub async fn export_people_csv(&self) -> Result<Vec<u8>, AppError> {
        self.people_are_open()?;
        Ok(ledger::export(self.store()).await?)
    }
}
