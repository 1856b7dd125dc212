//! Books that are not as they should be: behind what the store says, gone, or not to be read.

use std::{fs, io, path::PathBuf};

use production::{
    metadata::{FORMAT, Metadata, PresetBook},
    place,
};
use serde::de::DeserializeOwned;
use store::{ProjectFilter, ProjectRow};

use super::files::off_the_loop;
use crate::{App, AppError};

/// Rows that are read at a time.
const AT_ONCE: usize = 500;

impl App {
    /// Looks for odd books, and with `repair` writes them anew; gives how many there were.
    pub(super) async fn look_at_books(&self, repair: bool) -> Result<u64, AppError> {
        let (odd, are_presets_odd) = (self.odd_books().await?, self.are_presets_odd().await?);
        if repair {
            for project in &odd {
                // One that cannot be written must not keep the others waiting.
                if let Err(error) = self.try_to_write_book(project, true).await {
                    tracing::warn!(error = ?error, project, "the book of project {project} could not be written");
                }
            }
            if are_presets_odd {
                self.write_preset_book().await;
            }
        }
        Ok(odd.len() as u64 + u64::from(are_presets_odd))
    }

    /// The projects of odd books, those in the bin as well.
    async fn odd_books(&self) -> Result<Vec<String>, AppError> {
        let mut odd = Vec::new();
        for binned in [false, true] {
            let mut filter = ProjectFilter { binned, ..ProjectFilter::default() };
            loop {
                let rows = self.store().projects(&filter, AT_ONCE).await?;
                let Some(last) = rows.last() else { break };
                filter.after = Some((last.updated_at, last.id.clone()));
                for row in rows {
                    if self.is_book_odd(&row).await? {
                        odd.push(row.id);
                    }
                }
            }
        }
        Ok(odd)
    }

    async fn is_book_odd(&self, row: &ProjectRow) -> Result<bool, AppError> {
        if row.written < row.revision {
            return Ok(true);
        }
        let book = read::<Metadata>(self.book_path(&row.id)?).await?;
        // A newer one was written since the row was read.
        let is_it = |book: &Metadata| {
            book.format == FORMAT && book.id.as_str() == row.id && book.revision >= row.written
        };
        Ok(!book.as_ref().is_some_and(is_it))
    }

    /// Whether the file of the makers' presets lacks any of them.
    async fn are_presets_odd(&self) -> Result<bool, AppError> {
        let known = self.store().all_style_presets().await?.len();
        if known == 0 {
            return Ok(false);
        }
        let book = read::<PresetBook>(self.picture_folder().join(place::PRESETS)).await?;
        Ok(book.is_none_or(|book| book.format != PresetBook::FORMAT || book.presets.len() < known))
    }
}

/// A file in a shape of ours; none where there is no such file, or it has another shape.
async fn read<T: DeserializeOwned + Send + 'static>(path: PathBuf) -> Result<Option<T>, AppError> {
    off_the_loop(move || match fs::read(path) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    })
    .await
}
