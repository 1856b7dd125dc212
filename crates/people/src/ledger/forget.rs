//! The file after somebody was erased.

use std::{collections::HashMap, path::PathBuf};

use model::Instant;
use store::{CsvRow, Store};

use super::{
    backups, copies, files, places,
    state::{self, Phase, State},
    update,
};
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
    is_ours(&state)
}

/// The file has to be the one that was written last.
fn is_ours(state: &State) -> Result<(), PeopleError> {
    match files::bytes(&state.path)? {
        Some(bytes) if files::hash(&bytes) != state.file_hash => Err(PeopleError::Phase(format!(
            "`{}` was written by others since it was read, and erasing somebody would write over that; read it again \
             with `emaki migrate csv`, then erase",
            state.path.display()
        ))),
        _ => Ok(()),
    }
}

/// Writes the file without those whose rows are gone from the database, and throws its compressed copies away, and those
/// of files that were set up before: they hold what must not be kept. The file as it is then counts as the one that was
/// set up. Gives the files that were set up before and still are there: they are nobody's to change but their owner's.
///
/// A retired file that is not there is not made for this. Safe to repeat after a break.
///
/// # Errors
/// `Phase` where the file was written by others meanwhile; nothing is changed then.
pub async fn forget(store: &Store, now: Instant) -> Result<Vec<PathBuf>, PeopleError> {
    let Some(known) = state::state(store).await? else { return Ok(Vec::new()) };
    let _lock = files::lock(&known.path).await?;
    let mut state = update::recovered(store, now).await?;
    is_ours(&state)?;
    let tx = store.begin().await?;
    let rows = renumbered(tx.csv_rows().await?);
    tx.clear_csv_rows().await?;
    if !rows.is_empty() {
        tx.save_csv_rows(&rows).await?;
    }
    if state.phase == Phase::Retired && files::bytes(&state.path)?.is_none() {
        tx.commit().await?;
        backups::throw_away(&state.path)?;
        return elsewhere(store, &state).await;
    }
    let records = rows.iter().map(update::cells).collect::<Result<_, _>>()?;
    // As one step, so that no line has another number in the file than in the database.
    update::write_within(store, tx, &mut state, &[], records, now).await?;
    backups::throw_away(&state.path)?;
    let bytes = std::fs::read(&state.path).map_err(PeopleError::file(&state.path))?;
    state.original = backups::original(&state.path, &bytes)?;
    state.original_hash = files::hash(&bytes);
    let tx = store.begin().await?;
    state::save(&tx, &state).await?;
    tx.commit().await?;
    files::sweep(&state.path);
    elsewhere(store, &state).await
}

/// The rows on the lines that they have without those who are gone. A copy says anew of which line it is one.
fn renumbered(rows: Vec<CsvRow>) -> Vec<CsvRow> {
    let lines: HashMap<u64, u64> = rows.iter().map(|row| row.line).zip(1..).collect();
    let row = |(row, line): (CsvRow, u64)| {
        let of = copies::copied(&row).and_then(|of| lines.get(&of)).map(|of| copies::reason(*of));
        CsvRow { line, reason: of.or_else(|| row.reason.clone()), ..row }
    };
    rows.into_iter().zip(1..).map(row).collect()
}

/// What lies at files that were set up before this one: copies of them go, they themselves are told.
async fn elsewhere(store: &Store, state: &State) -> Result<Vec<PathBuf>, PeopleError> {
    let mut there = Vec::new();
    for place in places::places(store).await?.into_iter().filter(|place| *place != state.path) {
        backups::throw_away(&place)?;
        files::sweep(&place);
        if files::bytes(&place)?.is_some() {
            there.push(place);
        }
    }
    Ok(there)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_follows_its_line() {
        let row = |line: u64, reason: Option<String>| CsvRow {
            line,
            person: reason.is_none().then(|| format!("{line}")),
            cells: String::new(),
            reason,
        };
        let rows =
            vec![row(2, None), row(5, Some(copies::reason(2))), row(9, Some("it has no id".to_owned()))];
        let now: Vec<_> = renumbered(rows).into_iter().map(|row| (row.line, row.reason)).collect();
        let expected = [(1, None), (2, Some(copies::reason(1))), (3, Some("it has no id".to_owned()))];
        assert_eq!(now, expected);
    }
}
