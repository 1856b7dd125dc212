//! Cells of a person changed, in the file and in the database as one step.

use model::Instant;
use store::{CsvRow, Store, StoreError, WriteTx};

use super::{
    backups, files,
    state::{self, Pending, Phase, State},
};
use crate::{
    PersonKey,
    desk::PeopleError,
    layouts::{COLUMNS, column},
};

/// The cells of a row.
pub(super) fn cells(row: &CsvRow) -> Result<Vec<String>, PeopleError> {
    let cells: Vec<String> = serde_json::from_str(&row.cells).unwrap_or_default();
    if cells.len() != COLUMNS.len() {
        return Err(StoreError::Damaged(format!(
            "line {} of the CSV file has {} cells",
            row.line,
            cells.len()
        ))
        .into());
    }
    Ok(cells)
}

/// The cells of a person: out of the file as long as that counts, then out of the database.
pub async fn read(store: &Store, key: &PersonKey) -> Result<Option<Vec<String>>, PeopleError> {
    let state = state::state(store).await?.ok_or_else(state::none)?;
    let rows = store.csv_rows().await?;
    let Some(row) = rows.iter().find(|row| row.person.as_deref() == Some(key.as_str())) else {
        return Ok(None);
    };
    if matches!(state.phase, Phase::Database | Phase::Retired) {
        return cells(row).map(Some);
    }
    let bytes = std::fs::read(&state.path).map_err(PeopleError::file(&state.path))?;
    let file = files::parsed(&state.path, &bytes)?;
    Ok(file.widened().into_iter().nth(usize::try_from(row.line - 1).unwrap_or(usize::MAX)))
}

/// Changes cells of a person: first compared, then written to the database and the file as one step.
///
/// # Errors
/// `Differs` when somebody else changed the file meanwhile: then nothing is written.
pub async fn update(
    store: &Store,
    key: &PersonKey,
    changes: &[(&str, &str)],
    now: Instant,
) -> Result<(), PeopleError> {
    let known = state::state(store).await?.ok_or_else(state::none)?;
    if known.phase == Phase::SetUp {
        return Err(PeopleError::Phase(
            "only the file is written so far; `emaki migrate csv --to dual` goes on".to_owned(),
        ));
    }
    if known.phase == Phase::Retired {
        let tx = store.begin().await?;
        let row = changed(tx.csv_rows_of(key.as_str()).await?, key, changes)?;
        tx.save_csv_rows(&[row]).await?;
        tx.commit().await?;
        return Ok(());
    }
    let _lock = files::lock(&known.path).await?;
    let mut state = recovered(store, now).await?;
    let bytes = compared(store, &state).await?;
    let rows = store.csv_rows().await?;
    let mine = rows.iter().filter(|row| row.person.as_deref() == Some(key.as_str())).cloned().collect();
    let row = changed(mine, key, changes)?;
    let mut records = Vec::with_capacity(rows.len());
    for old in &rows {
        records.push(cells(if old.line == row.line { &row } else { old })?);
    }
    backups::before_write(&state.path, &bytes, now)?;
    write(store, &mut state, &[row], records, now).await
}

fn changed(rows: Vec<CsvRow>, key: &PersonKey, changes: &[(&str, &str)]) -> Result<CsvRow, PeopleError> {
    let mut row = rows.into_iter().next().ok_or_else(|| PeopleError::Nobody(key.to_string()))?;
    let mut cells = cells(&row)?;
    for (name, value) in changes {
        let at = column(name).ok_or_else(|| {
            PeopleError::Phase(format!("`{name}` is not a column; they are {}", COLUMNS.join(", ")))
        })?;
        (*value).clone_into(&mut cells[at]);
    }
    row.cells = serde_json::Value::from(cells).to_string();
    Ok(row)
}

/// The bytes of the file, which has to be the one that was written last. The lock is held by the caller.
///
/// # Errors
/// `Differs` when it is another one.
pub(super) async fn compared(store: &Store, state: &State) -> Result<Vec<u8>, PeopleError> {
    let bytes = std::fs::read(&state.path).map_err(PeopleError::file(&state.path))?;
    if files::hash(&bytes) == state.file_hash {
        return Ok(bytes);
    }
    let found = super::verify::verify(store).await?;
    Err(PeopleError::Differs(found.differences.len().max(1)))
}

/// Writes rows to the database and all records to the file. The lock is held by the caller.
pub(super) async fn write(
    store: &Store,
    state: &mut State,
    rows: &[CsvRow],
    records: Vec<Vec<String>>,
    now: Instant,
) -> Result<(), PeopleError> {
    write_within(store, store.begin().await?, state, rows, records, now).await
}

/// The same, with what a transaction holds already, which is committed.
pub(super) async fn write_within(
    store: &Store,
    tx: WriteTx,
    state: &mut State,
    rows: &[CsvRow],
    records: Vec<Vec<String>>,
    now: Instant,
) -> Result<(), PeopleError> {
    let bytes = files::rendered(state.bom, state.crlf, records);
    let hash = files::hash(&bytes);
    let temp = files::stage(&state.path, &bytes)?;
    if !rows.is_empty() {
        tx.save_csv_rows(rows).await?;
    }
    state.pending = Some(Pending { temp, hash });
    state::save(&tx, state).await?;
    tx.commit().await?;
    *state = recovered(store, now).await?;
    Ok(())
}

/// Finishes a step that was broken off. The lock is held by the caller.
pub(super) async fn recovered(store: &Store, _now: Instant) -> Result<State, PeopleError> {
    let tx = store.begin().await?;
    let mut state = state::required(&tx).await?;
    let Some(pending) = state.pending.take() else {
        tx.rollback().await?;
        files::sweep(&state.path);
        return Ok(state);
    };
    let current = files::bytes(&state.path)?.map(|bytes| files::hash(&bytes));
    let placed = current.as_ref() == Some(&pending.hash);
    if current.is_some_and(|current| current != pending.hash && current != state.file_hash) {
        // Somebody else wrote it after the step was broken off: that is not to be written over.
        return Err(PeopleError::Differs(1));
    }
    let mut hash = pending.hash;
    if placed {
        // It was there already, or says the same: what lies beside it would stay for ever.
        let _ = std::fs::remove_file(&pending.temp);
    } else {
        let whole = files::bytes(&pending.temp)?.is_some_and(|bytes| files::hash(&bytes) == hash);
        let temp = if whole {
            pending.temp
        } else {
            // The file beside is lost; the database says what it held.
            let rows = tx.csv_rows().await?;
            let records = rows.iter().map(cells).collect::<Result<_, _>>()?;
            let bytes = files::rendered(state.bom, state.crlf, records);
            hash = files::hash(&bytes);
            files::stage(&state.path, &bytes)?
        };
        files::put(&temp, &state.path)?;
        // A disk that keeps something else than it was given is found at once, and the step stays open.
        let kept = files::bytes(&state.path)?.map(|bytes| files::hash(&bytes));
        if kept.as_ref() != Some(&hash) {
            return Err(PeopleError::Differs(1));
        }
    }
    state.file_hash = hash;
    state.columns = COLUMNS.len();
    state::save(&tx, &state).await?;
    tx.commit().await?;
    Ok(state)
}
