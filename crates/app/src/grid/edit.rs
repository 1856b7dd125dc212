//! One change of one row, with all sides shown where two people changed the same cell.

use std::borrow::Cow;

use keeping::{Fault, KeepingError, rules::Profile};
use model::Instant;
use serde::Serialize;

use super::{GridRow, columns::grid_columns, missing};
use crate::{App, AppError, ErrorCode, KeptRow};

/// The past in which the author of a conflicting value is looked for.
const LOOKED_AT: usize = 200;

/// A change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GridChange {
    /// Sets a value by hand.
    Set {
        /// The column.
        field: String,
        /// The value; none, or a blank one, empties the cell.
        value: Option<String>,
        /// What its author saw there, when that is to be held against what stands there.
        seen: Option<Option<String>>,
    },
    /// Lets the automatic value show again.
    TakeBack {
        /// The column.
        field: String,
        /// What its author saw there.
        seen: Option<Option<String>>,
    },
    /// Leaves the row out.
    LeaveOut {
        /// Why.
        reason: String,
    },
    /// Brings it back.
    BringBack,
}

/// A change that was made.
#[derive(Debug, Clone, Serialize)]
pub struct GridEdited {
    /// Whether anything is other than before.
    pub changed: bool,
    /// The row as it holds now.
    pub row: GridRow,
}

/// Two people changed one cell: three values to choose from.
#[derive(Debug, Clone, Serialize)]
pub struct EditConflict {
    /// The row.
    pub id: String,
    /// The column.
    pub field: String,
    /// What the author saw.
    pub seen: Option<String>,
    /// What stands there now.
    pub now: Option<String>,
    /// What the author wants; none empties the cell, or takes the value back.
    pub wanted: Option<String>,
    /// Who set what stands there now, if it was a person.
    pub by: Option<String>,
    /// When.
    pub at: Option<Instant>,
}

/// Why a change was not made.
#[derive(Debug)]
pub enum EditRefused {
    /// The value may not stand there.
    Fault(Box<Fault>),
    /// Somebody else was faster.
    Conflict(Box<EditConflict>),
    /// All else.
    Failed(AppError),
}

impl App {
    /// Makes a change of a row.
    ///
    /// # Errors
    /// Nothing was changed then.
    pub async fn grid_edit(
        &self,
        registry: &str,
        row: &KeptRow,
        change: &GridChange,
        author: &str,
        origin: &str,
    ) -> Result<GridEdited, EditRefused> {
        let before = self.grid_row(registry, row).await?;
        let hand = self.hand(registry, author, origin);
        let (store, rules) = (self.store(), self.rules(Profile::default()));
        let (form, couple) = (row.form, &row.couple);
        let changed = match change {
            GridChange::Set { field, value, seen } => {
                let now = editable(row, &before, field)?;
                let value = value.as_deref().map(lines).filter(|value| !value.trim().is_empty());
                let is_same = value.as_deref() == now.map(lines).as_deref();
                if is_same {
                    return Ok(GridEdited { changed: false, row: before });
                }
                if let Some(seen) = seen
                    && !is_seen(seen.as_deref(), now)
                {
                    return Err(self.conflict(registry, row, change).await);
                }
                // The same is looked at once more while nobody else writes.
                let seen = seen.as_ref().map(|_| now);
                curation::set(store, &rules, hand, form, couple, field, value.as_deref(), seen).await
            }
            GridChange::TakeBack { field, seen } => {
                let now = editable(row, &before, field)?;
                if let Some(seen) = seen
                    && !is_seen(seen.as_deref(), now)
                {
                    return Err(self.conflict(registry, row, change).await);
                }
                curation::take_back(store, &rules, hand, form, couple, field).await
            }
            GridChange::LeaveOut { reason } => {
                curation::exclude(store, &rules, hand, form, couple, reason).await
            }
            GridChange::BringBack => curation::restore(store, &rules, hand, form, couple).await,
        };
        match changed {
            Ok(changed) => Ok(GridEdited { changed, row: self.grid_row(registry, row).await? }),
            Err(KeepingError::Conflict { .. }) if matches!(change, GridChange::Set { .. }) => {
                Err(self.conflict(registry, row, change).await)
            }
            Err(KeepingError::Faulty { mut faults, .. }) if faults.len() == 1 => {
                Err(EditRefused::Fault(Box::new(faults.remove(0))))
            }
            Err(error) => Err(EditRefused::Failed(error.into())),
        }
    }

    /// The three sides of a conflict, read anew.
    async fn conflict(&self, registry: &str, row: &KeptRow, change: &GridChange) -> EditRefused {
        let (field, wanted, seen) = match change {
            GridChange::Set { field, value, seen } => (field, value.clone(), seen.clone()),
            GridChange::TakeBack { field, seen } => (field, None, seen.clone()),
            GridChange::LeaveOut { .. } | GridChange::BringBack => return EditRefused::Failed(missing(row)),
        };
        let now = match self.grid_row(registry, row).await {
            Ok(now) => now,
            Err(error) => return EditRefused::Failed(error),
        };
        let past = self.curate_history(registry, Some(row), LOOKED_AT).await.unwrap_or_default();
        let last = past.into_iter().find(|past| past.field == *field);
        EditRefused::Conflict(Box::new(EditConflict {
            id: now.id.clone(),
            field: field.clone(),
            seen: seen.flatten(),
            now: now.cell(field).and_then(|cell| cell.value.as_deref()).map(str::to_owned),
            wanted,
            at: last.as_ref().map(|past| past.at),
            by: last.map(|past| past.author),
        }))
    }
}

/// The value of a column that people may change.
fn editable<'a>(row: &KeptRow, now: &'a GridRow, field: &str) -> Result<Option<&'a str>, AppError> {
    let columns = || grid_columns(row.form).filter(|column| column.is_editable);
    if !columns().any(|column| column.name == field) {
        let names: Vec<&str> = columns().map(|column| column.name).collect();
        let message = format!("`{field}` of a {} cannot be changed", row.form.word());
        return Err(AppError::invalid_parameter("field", message)
            .hint(format!("those that can are {}", names.join(", "))));
    }
    Ok(now.cell(field).and_then(|cell| cell.value.as_deref()))
}

/// Whether what was seen is what stands there. Browsers write line ends their own way.
fn is_seen(seen: Option<&str>, now: Option<&str>) -> bool {
    let plain =
        |text: Option<&str>| text.map(|text| lines(text).into_owned()).filter(|text| !text.is_empty());
    plain(seen) == plain(now)
}

/// A text with every line end as `\n`.
fn lines(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() }
}

impl From<AppError> for EditRefused {
    fn from(error: AppError) -> Self {
        Self::Failed(error)
    }
}

impl From<EditRefused> for AppError {
    fn from(refused: EditRefused) -> Self {
        match refused {
            EditRefused::Fault(fault) => {
                let message = fault.to_string();
                KeepingError::Faulty { message, faults: vec![*fault] }.into()
            }
            EditRefused::Conflict(conflict) => {
                let message = format!("`{}` of {} was changed meanwhile", conflict.field, conflict.id);
                let sides = serde_json::to_value(&*conflict).unwrap_or_default();
                Self::new(ErrorCode::Conflict, message)
                    .detail("conflict", sides)
                    .hint("send it again with what stands there now as `seen` to replace that")
            }
            EditRefused::Failed(error) => error,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_make_no_difference() {
        assert!(is_seen(Some("a\nb"), Some("a\r\nb")));
        assert!(is_seen(Some(""), None));
        assert!(!is_seen(Some("a"), Some("a ")));
    }
}
