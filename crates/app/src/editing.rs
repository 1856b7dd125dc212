//! Values of works by hand: set, taken back, listed. They win over every source, and are kept whatever is
//! imported, asked or merged later.

use catalog::registry::Edited;
use model::{CurationEntry, EntityKind, Field, Instant, WorkId};
use serde::Serialize;
use serde_json::Value;

use crate::{App, AppError, WorkRef, provenance::field_named};

/// One edit by hand of a work.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WorkEdit {
    /// Its number, rising.
    pub id: i64,
    /// The work it was made on, which may have been merged into another since.
    pub work: WorkId,
    /// The field.
    pub field: Field,
    /// The value; `null` empties the field.
    pub value: Value,
    /// Who set it.
    pub author: String,
    /// Why.
    pub note: String,
    /// When.
    pub at: Instant,
    /// Whether it is the value shown.
    pub stands: bool,
    /// When it was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken_back_at: Option<Instant>,
    /// Who took it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub taken_back_by: Option<String>,
}

impl App {
    /// Sets a field of a work by hand. The value is what [`enrichment::value_of`] makes of the text.
    ///
    /// # Errors
    /// `not_found` for an unknown work, `invalid_parameter` for an unknown field or a value that does not fit.
    pub async fn edit_work(
        &self,
        work: &WorkRef,
        field: &str,
        text: &str,
        author: &str,
        note: &str,
    ) -> Result<Edited, AppError> {
        let named = field_named(field)?;
        let value = enrichment::value_of(&named, text).map_err(refused)?;
        self.edit_work_as(work, named.as_str(), value, author, note).await
    }

    /// As [`App::edit_work`], with the value in the field's own shape.
    ///
    /// # Errors
    /// As [`App::edit_work`].
    pub async fn edit_work_as(
        &self,
        work: &WorkRef,
        field: &str,
        value: Value,
        author: &str,
        note: &str,
    ) -> Result<Edited, AppError> {
        let field = field_named(field)?;
        let id = self.work_id(work).await?;
        let by = self.by(author, note);
        Ok(catalog::registry::edit(self.store(), id.into(), &field, value, &by).await?)
    }

    /// Takes the newest edit of a field back, so that what stood before it stands again; with `all`, every edit
    /// of the field, so that the sources decide.
    ///
    /// # Errors
    /// `not_found` for an unknown work, or where nothing of the field is set by hand; `invalid_parameter` for an
    /// unknown field.
    pub async fn take_edit_back(
        &self,
        work: &WorkRef,
        field: &str,
        all: bool,
        author: &str,
        note: &str,
    ) -> Result<Edited, AppError> {
        let field = field_named(field)?;
        let id = self.work_id(work).await?;
        let by = self.by(author, note);
        Ok(catalog::registry::take_back(self.store(), id.into(), &field, all, &by).await?)
    }

    /// Every edit of a work, or of one field of it, newest first.
    ///
    /// # Errors
    /// `not_found` for an unknown work, `invalid_parameter` for an unknown field.
    pub async fn work_edits(&self, work: &WorkRef, field: Option<&str>) -> Result<Vec<WorkEdit>, AppError> {
        let field = field.map(field_named).transpose()?;
        let id = self.work_id(work).await?;
        let mut seen: Vec<Field> = Vec::new();
        let mut list = Vec::new();
        for stored in self.store().edits_of(&EntityKind::Work, id.into()).await? {
            let stands = stored.counts() && !seen.contains(&stored.edit.field);
            if stands {
                seen.push(stored.edit.field.clone());
            }
            if field.as_ref().is_some_and(|field| *field != stored.edit.field) {
                continue;
            }
            let CurationEntry { target, field, value, author, note, at, .. } = stored.edit;
            let (taken_back_at, taken_back_by) = stored.taken_back.unzip();
            list.push(WorkEdit {
                id: stored.id,
                work: target.into(),
                field,
                value,
                author,
                note,
                at,
                stands,
                taken_back_at,
                taken_back_by,
            });
        }
        Ok(list)
    }

    /// What stands by hand of a work: its edits, and what keepers set in their rows of it.
    pub(crate) async fn by_hand(&self, work: WorkId) -> Result<Vec<CurationEntry>, AppError> {
        Ok(catalog::by_hand(self.store(), work.into()).await?)
    }
}

fn refused(error: enrichment::EditError) -> AppError {
    catalog::registry::DecisionError::from(error).into()
}
