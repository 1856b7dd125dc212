//! A sheet taken in.

use model::Instant;
use serde::{Deserialize, Serialize};
use store::{PeopleReport, Store};

use super::{PeopleError, person_of, person_row};
use crate::{
    PersonKey,
    ledger::Twin,
    sheet::{Change, Reading, SkipReason, Skipped, Stored, compare},
};

/// A row that says something else than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditedRow {
    /// Whose.
    pub key: PersonKey,
    /// Which of `name`, `email`, `type` and `link`.
    pub fields: Vec<String>,
}

/// What an import did. It names keys and rows, never people.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// How many rows are people.
    pub people: usize,
    /// New ones.
    pub new: Vec<PersonKey>,
    /// Edited ones.
    pub edited: Vec<EditedRow>,
    /// Those that had been gone.
    pub back: Vec<PersonKey>,
    /// Those of which only the place changed.
    pub moved: usize,
    /// Those that are not in the sheet any more.
    pub gone: Vec<PersonKey>,
    /// Those that stay as they are.
    pub unchanged: usize,
    /// Rows that are nobody, each with its reason.
    pub skipped: Vec<Skipped>,
    /// Whether a sheet had no header, so that its columns were taken to be those of old.
    pub columns_of_old: bool,
}

/// Takes a sheet in, in one transaction. The same sheet again changes nothing.
///
/// # Errors
/// `Empty` when the sheet holds nobody; `LostHalf` when half of those who were there or more are gone, unless `yes`.
pub async fn import(
    store: &Store,
    reading: Reading,
    source: &str,
    yes: bool,
    now: Instant,
) -> Result<ImportReport, PeopleError> {
    if reading.people.is_empty() {
        return Err(PeopleError::Empty(source.to_owned()));
    }
    let twin = Twin::open(store, now).await?;
    let tx = store.begin().await?;
    let rows = tx.all_people().await?;
    let stored: Vec<Stored> = rows
        .iter()
        .map(|row| Ok(Stored { person: person_of(row)?, gone: row.gone_at.is_some() }))
        .collect::<Result<_, PeopleError>>()?;
    let erased = tx.erased_people().await?;
    let mut report = ImportReport {
        people: reading.people.len(),
        skipped: reading.skipped,
        columns_of_old: reading.of_old,
        ..ImportReport::default()
    };
    // Whose row cannot be read is in the sheet all the same.
    let broken = report.skipped.iter().filter(|skipped| skipped.reason.is_broken_row());
    let broken = broken.filter_map(|skipped| skipped.row_id.clone()).collect();
    let difference = compare(reading.people, &stored, &broken);
    if difference.lost_half() && !yes {
        tx.rollback().await?;
        return Err(PeopleError::LostHalf { gone: difference.gone.len(), before: difference.before });
    }
    let mut saved = Vec::new();
    for (person, change, fields) in difference.saved {
        // Who was erased does not come back by an import.
        if erased.iter().any(|key| key == person.key.as_str()) {
            let row_id = Some(person.key.row_id().to_owned());
            // The first row of all has the index 1.
            let place =
                usize::try_from(person.row_index).ok().and_then(|at| reading.places.get(at.checked_sub(1)?));
            let (tab, row) = place.cloned().unwrap_or((None, person.row_index));
            report.skipped.push(Skipped { tab, row, row_id, reason: SkipReason::Erased });
            report.people -= 1;
            continue;
        }
        saved.push(person_row(&person, now));
        match change {
            Change::New => report.new.push(person.key),
            Change::Back => report.back.push(person.key),
            Change::Moved => report.moved += 1,
            Change::Edited => {
                let fields = fields.into_iter().map(str::to_owned).collect();
                report.edited.push(EditedRow { key: person.key, fields });
            }
        }
    }
    for row in rows {
        if difference.gone.iter().any(|key| key.as_str() == row.key) {
            saved.push(store::PersonRow { gone_at: Some(now), updated_at: now, ..row });
        }
    }
    report.gone = difference.gone;
    report.unchanged = difference.unchanged;
    if !saved.is_empty() {
        tx.save_people(&saved).await?;
    }
    let body = serde_json::to_string(&report).unwrap_or_default();
    let id = format!("import-{}", now.as_micros());
    tx.save_people_report(&PeopleReport { id, kind: "import".to_owned(), at: now, body }).await?;
    let keys: Vec<String> = saved.into_iter().map(|row| row.key).collect();
    twin.commit(tx, &keys).await?;
    Ok(report)
}
