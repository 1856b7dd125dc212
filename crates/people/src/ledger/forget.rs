//! The file after somebody was erased.

use model::Instant;
use store::{CsvRow, Store};

use super::{backups, files, state, state::Phase, update};
use crate::desk::PeopleError;

/// Whether the file may be written without somebody: not while it holds what others wrote since it was read, which
/// would be lost.
///
/// # Errors
/// `Phase` where it holds more than is known of it, with what to do first.
pub async fn may_forget(store: &Store, now: Instant) -> Result<(), PeopleError> {
    let Some(known) = state::state(store).await? else { return Ok(()) };
    let _lock = files::lock(&known.path).await?;
    let state = update::recovered(store, now).await?;
    match files::bytes(&state.path)? {
        Some(bytes) if files::hash(&bytes) != state.file_hash => Err(PeopleError::Phase(format!(
            "`{}` was written by others since it was read, and erasing somebody would write over that; read it again \
             with `emaki migrate csv`, then erase",
            state.path.display()
        ))),
        _ => Ok(()),
    }
}

/// Writes the file without those whose rows are gone from the database, and throws its compressed copies away: they
/// hold what must not be kept. The file as it is then counts as the one that was set up.
///
/// A retired file that is not there is not made for this.
pub async fn forget(store: &Store, now: Instant) -> Result<(), PeopleError> {
    let Some(known) = state::state(store).await? else { return Ok(()) };
    let _lock = files::lock(&known.path).await?;
    let mut state = update::recovered(store, now).await?;
    let tx = store.begin().await?;
    let rows: Vec<CsvRow> =
        tx.csv_rows().await?.into_iter().zip(1..).map(|(row, line)| CsvRow { line, ..row }).collect();
    tx.clear_csv_rows().await?;
    if !rows.is_empty() {
        tx.save_csv_rows(&rows).await?;
    }
    tx.commit().await?;
    if state.phase == Phase::Retired && files::bytes(&state.path)?.is_none() {
        return backups::throw_away(&state.path);
    }
    let records = rows.iter().map(update::cells).collect::<Result<_, _>>()?;
    update::write(store, &mut state, &[], records, now).await?;
    backups::throw_away(&state.path)?;
    let bytes = std::fs::read(&state.path).map_err(PeopleError::file(&state.path))?;
    state.original = backups::original(&state.path, &bytes)?;
    state.original_hash = files::hash(&bytes);
    let tx = store.begin().await?;
    state::save(&tx, &state).await?;
    tx.commit().await?;
    Ok(())
}
