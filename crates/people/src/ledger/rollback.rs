//! Back to the CSV file.

use model::Instant;
use serde::Serialize;
use store::Store;

use super::{
    backups, files, moves,
    state::{self, Pending, Phase},
    update,
    verify::{CellDifference, differences},
};
use crate::{desk::PeopleError, layouts::CsvFile};

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RolledBack {
    /// Where the move stood.
    pub from: Phase,
    /// Whether the file is byte for byte the one that was set up.
    pub byte_for_byte: bool,
    /// Where it says something else than then, because it was written since.
    pub differences: Vec<CellDifference>,
    /// How many columns the file has now.
    pub columns: usize,
}

/// Makes the file what counts again: the one that was set up, if nothing was written since, and otherwise the one with
/// all that was written, with a list of where it differs.
pub async fn roll_back(store: &Store, now: Instant) -> Result<RolledBack, PeopleError> {
    let known = state::state(store).await?.ok_or_else(state::none)?;
    let _lock = files::lock(&known.path).await?;
    let mut state = update::recovered(store, now).await?;
    let from = state.phase;
    let rows = store.csv_rows().await?;
    let ours: Vec<Vec<String>> = rows.iter().map(update::cells).collect::<Result<_, _>>()?;
    let original = backups::unpacked(&state.original)?;
    let first = files::parsed(&state.path, &original)?;
    let differences = differences(&first.widened(), &ours);
    let (bytes, columns) = if differences.is_empty() {
        (original, first.layout.columns().len())
    } else {
        // What was written since needs its columns; a file of fewer is only written where they are all empty.
        let layout = first.layout;
        let fits = ours.iter().all(|cells| layout.widened(&layout.narrowed(cells)) == *cells);
        let layout = if fits { layout } else { moves::layout(CsvFile::WIDTH) };
        let records = ours.iter().map(|cells| layout.narrowed(cells)).collect();
        let file = CsvFile { layout, bom: state.bom, crlf: state.crlf, records };
        (file.render(), layout.columns().len())
    };
    if let Some(before) = files::bytes(&state.path)? {
        backups::before_write(&state.path, &before, now)?;
    }
    let temp = files::stage(&state.path, &bytes)?;
    state.phase = Phase::SetUp;
    state.pending = Some(Pending { temp, hash: files::hash(&bytes) });
    let tx = store.begin().await?;
    state::save(&tx, &state).await?;
    tx.commit().await?;
    let mut state = update::recovered(store, now).await?;
    state.columns = columns;
    let tx = store.begin().await?;
    state::save(&tx, &state).await?;
    tx.commit().await?;
    Ok(RolledBack { from, byte_for_byte: differences.is_empty(), differences, columns })
}
