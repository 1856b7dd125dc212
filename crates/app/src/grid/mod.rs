//! Curating row by row: a registry's series and characters listed, filtered, and edited cell by cell.
//!
//! `books` holds a copy of a registry's rows, brought up to date before each answer; `question` says which
//! rows are wanted, `page` finds them, `rows` is how they are shown. `edit` changes one cell, `undo` takes
//! changes back. Workbooks and files are the affair of `curating`.

mod books;
mod columns;
mod edit;
mod page;
mod question;
mod rows;
mod undo;

pub use columns::{FieldKind, GridColumn, grid_columns};
pub use edit::{EditConflict, EditRefused, GridChange, GridEdited};
pub use page::GridPage;
pub use question::{GridOrder, GridQuestion, GridScope, GridSort, GridState};
pub use rows::{CellOrigin, GridCell, GridRow, GridSeries};

pub(crate) use books::Copies;

use keeping::forms::Form;
use serde::Serialize;

use crate::{App, AppError, KeptRow};

/// Registries whose rows are counted on one page.
const COUNTED: usize = books::MAX_COPIES;

/// A registry and how many rows it has.
#[derive(Debug, Clone, Serialize)]
pub struct KeptRegistry {
    /// Its name.
    pub name: String,
    /// Its series and characters; none where it is one too many to count.
    pub counts: Option<[KeptCounts; 2]>,
}

/// How many rows of a form there are.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct KeptCounts {
    /// Those that are not left out.
    pub kept: usize,
    /// Those that a person left out.
    pub left_out: usize,
    /// Those with a value by hand.
    pub by_hand: usize,
}

impl App {
    /// Whether there is any series or character to curate.
    pub async fn has_kept_rows(&self) -> Result<bool, AppError> {
        Ok(self.store().has_kept_rows().await?)
    }

    /// The registries, the one that is meant where none is named first.
    pub async fn kept_registries(&self) -> Result<Vec<KeptRegistry>, AppError> {
        let mut names = vec![books::DEFAULT.to_owned()];
        names.extend(self.store().kept_registries().await?.into_iter().filter(|name| name != books::DEFAULT));
        let mut registries = Vec::with_capacity(names.len());
        for (place, name) in names.into_iter().enumerate() {
            let counts = if place < COUNTED { Some(self.books(&name).await?.counts()) } else { None };
            registries.push(KeptRegistry { name, counts });
        }
        Ok(registries)
    }

    /// The rows of a form that a question asks for.
    pub async fn grid_page(
        &self,
        registry: &str,
        form: Form,
        question: &GridQuestion,
    ) -> Result<GridPage, AppError> {
        let (books, question) = (self.books(registry).await?, question.clone());
        // Tens of thousands of rows take a few milliseconds, which other requests should not wait for.
        let find = move || page::find(&books, form, &question);
        tokio::task::spawn_blocking(find).await.map_err(AppError::internal)?
    }

    /// One row as it holds now.
    pub async fn grid_row(&self, registry: &str, row: &KeptRow) -> Result<GridRow, AppError> {
        let books = self.books(registry).await?;
        let line = books.line(row.form, &row.couple).ok_or_else(|| missing(row))?;
        Ok(GridRow::of(&books, line))
    }

    /// Names of series that begin with a text, or else contain it: at most `limit`, by name.
    pub async fn grid_series_names(
        &self,
        registry: &str,
        words: &str,
        limit: usize,
    ) -> Result<Vec<String>, AppError> {
        let (books, words) = (self.books(registry).await?, words.trim().to_lowercase());
        let kept = books.lines(Form::Series).iter().filter(|line| line.entry.excluded.is_none());
        let mut found: Vec<_> = kept.filter(|line| line.name.contains(&words)).collect();
        found.sort_by(|a, b| {
            (!a.name.starts_with(&words), &a.name).cmp(&(!b.name.starts_with(&words), &b.name))
        });
        let names = found.into_iter().filter_map(|line| line.entry.row.get("name"));
        Ok(names.take(limit).map(str::to_owned).collect())
    }
}

fn missing(row: &KeptRow) -> AppError {
    AppError::not_found(row.form.word(), &row.couple.to_string())
}
