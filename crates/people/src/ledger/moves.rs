//! The steps of the move, each checked.

use std::{collections::HashSet, path::Path};

use model::Instant;
use serde::Serialize;
use store::{CsvRow, PersonRow, Store, WriteTx};

use super::{
    backups, copies, derive, files, places,
    state::{self, Phase, State},
    twin, update, verify,
};
use crate::{
    Person, PersonKey,
    desk::{PeopleError, asset_row, person_row},
    layouts::{CsvFile, Known, Layout, Place, Survey, column, meaning, place, survey},
    links,
};

/// What was set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SetUp {
    /// What the file holds.
    pub survey: Survey,
    /// How many people are new to the database.
    pub new_people: usize,
    /// How many assets the file names by their objects.
    pub assets: u64,
}

/// What a file holds, with nothing written.
pub async fn look(store: &Store, path: &Path) -> Result<Survey, PeopleError> {
    let bytes = std::fs::read(path).map_err(PeopleError::file(path))?;
    let file = files::parsed(path, &bytes)?;
    let tx = store.begin().await?;
    let people = tx.all_people().await?;
    tx.rollback().await?;
    let (records, places) = placed(&file, &people);
    Ok(survey(&file, &records, &places))
}

/// Reads a file into the database. The file stays as it is; a compressed copy of it is kept beside it.
///
/// # Errors
/// When a move is under way that goes beyond this step; `Erased` when the file has lines of people who were erased,
/// which are not brought back by this: nothing is written then, and no copy made.
pub async fn set_up(store: &Store, path: &Path, now: Instant) -> Result<SetUp, PeopleError> {
    let path = files::found(path)?;
    let _lock = files::lock(&path).await?;
    let bytes = std::fs::read(&path).map_err(PeopleError::file(&path))?;
    let file = files::parsed(&path, &bytes)?;
    let tx = store.begin().await?;
    if let Some(state) = state::within(&tx).await?
        && state.phase != Phase::SetUp
    {
        let phase = state.phase;
        return Err(PeopleError::Phase(format!(
            "the move stands at `{phase}` already; `emaki migrate csv --rollback` goes back"
        )));
    }
    let people = tx.all_people().await?;
    let (records, places) = placed(&file, &people);
    nobody_erased(&tx, &path, &places).await?;
    let original = backups::original(&path, &bytes)?;
    let new = new_people(&tx, &people, &records, &places, now).await?;
    tx.clear_csv_rows().await?;
    let rows: Vec<CsvRow> =
        records.iter().zip(&places).enumerate().map(|(at, (cells, place))| row(at, cells, place)).collect();
    if !rows.is_empty() {
        tx.save_csv_rows(&rows).await?;
    }
    let mut assets = Vec::new();
    for (record, place) in records.iter().zip(&places) {
        if let Place::Of(key) = place {
            assets.extend(derive::legacy_assets(key, record, now).iter().map(asset_row));
        }
    }
    let assets = if assets.is_empty() { 0 } else { tx.add_assets(&assets).await? };
    places::remember(&tx, &path).await?;
    let hash = files::hash(&bytes);
    let state = State {
        phase: Phase::SetUp,
        path,
        columns: file.layout.columns().len(),
        bom: file.bom,
        crlf: file.crlf,
        original_hash: hash.clone(),
        original,
        file_hash: hash,
        pending: None,
    };
    state::save(&tx, &state).await?;
    tx.commit().await?;
    Ok(SetUp { survey: survey(&file, &records, &places), new_people: new, assets })
}

/// That no line is of somebody who was erased.
async fn nobody_erased(tx: &WriteTx, path: &Path, places: &[Place]) -> Result<(), PeopleError> {
    let gone: HashSet<String> = tx.erased_people().await?.into_iter().collect();
    let is_gone = |place: &Place| {
        let place = if let Place::CopyOf(of) = place { &places[*of] } else { place };
        matches!(place, Place::Of(key) if gone.contains(key.as_str()))
    };
    let lines: Vec<usize> =
        places.iter().enumerate().filter(|(_, place)| is_gone(place)).map(|(at, _)| at + 1).collect();
    if lines.is_empty() { Ok(()) } else { Err(PeopleError::Erased { path: path.to_owned(), lines }) }
}

/// Takes the next step, or stays where the move stands already.
///
/// # Errors
/// When a step would be left out, or the file and the database differ.
pub async fn step(store: &Store, to: Phase, now: Instant) -> Result<State, PeopleError> {
    let current = state::state(store).await?.ok_or_else(state::none)?;
    let _lock = files::lock(&current.path).await?;
    let mut current = update::recovered(store, now).await?;
    if current.phase == to {
        return Ok(current);
    }
    let next = match current.phase {
        Phase::SetUp => Phase::Dual,
        Phase::Dual => Phase::Database,
        Phase::Database | Phase::Retired => Phase::Retired,
    };
    if to != next {
        let from = current.phase;
        return Err(PeopleError::Phase(format!(
            "the move stands at `{from}`; the next step is `{next}`, not `{to}`"
        )));
    }
    let found = verify::verify(store).await?;
    if !found.is_equal() {
        return Err(PeopleError::Differs(found.differences.len()));
    }
    if to == Phase::Dual {
        begin_both(store, &mut current, now).await?;
    }
    current.phase = to;
    let tx = store.begin().await?;
    state::save(&tx, &current).await?;
    tx.commit().await?;
    Ok(current)
}

/// From here on the file has the columns for all that is written, and says what became known since it was read.
async fn begin_both(store: &Store, current: &mut State, now: Instant) -> Result<(), PeopleError> {
    let tx = store.begin().await?;
    let people: Vec<String> = tx.all_people().await?.into_iter().map(|person| person.key).collect();
    let (changed, records) = twin::followed(&tx, &people).await?;
    if changed.is_empty() && current.columns == CsvFile::WIDTH {
        return Ok(tx.rollback().await?);
    }
    let bytes = std::fs::read(&current.path).map_err(PeopleError::file(&current.path))?;
    backups::before_write(&current.path, &bytes, now)?;
    update::write_within(store, tx, current, &changed, records, now).await?;
    current.columns = CsvFile::WIDTH;
    Ok(())
}

fn row(at: usize, cells: &[String], place: &Place) -> CsvRow {
    let (person, reason) = match place {
        Place::Of(key) => (Some(key.to_string()), None),
        Place::CopyOf(of) => (None, Some(copies::reason(*of as u64 + 1))),
        Place::Nowhere(reason) => (None, Some((*reason).to_owned())),
    };
    CsvRow { line: at as u64 + 1, person, cells: serde_json::Value::from(cells.to_vec()).to_string(), reason }
}

fn placed(file: &CsvFile, people: &[PersonRow]) -> (Vec<Vec<String>>, Vec<Place>) {
    let records = file.widened();
    let known: Vec<Known> = people.iter().filter_map(Known::of).collect();
    let places = place(file.layout, &records, &known);
    (records, places)
}

/// Saves those whom only the file knows, in its order after everybody else; nobody who was erased.
async fn new_people(
    tx: &WriteTx,
    people: &[PersonRow],
    records: &[Vec<String>],
    places: &[Place],
    now: Instant,
) -> Result<usize, PeopleError> {
    let erased = tx.erased_people().await?;
    let known: HashSet<&str> =
        people.iter().map(|row| row.key.as_str()).chain(erased.iter().map(String::as_str)).collect();
    let mut next = people.iter().map(|row| row.row_index).max().unwrap_or(0);
    let mut new = Vec::new();
    for (record, place) in records.iter().zip(places) {
        let Place::Of(key) = place else { continue };
        if known.contains(key.as_str()) {
            continue;
        }
        next += 1;
        new.push(person_row(&person(key, record, next), now));
    }
    if !new.is_empty() {
        tx.save_people(&new).await?;
    }
    Ok(new.len())
}

fn person(key: &PersonKey, record: &[String], row_index: u64) -> Person {
    let cell = |name: &str| column(name).and_then(|at| meaning(&record[at])).map(str::to_owned);
    Person {
        key: key.clone(),
        row_index,
        name: cell("name").unwrap_or_default(),
        email: cell("email"),
        personality_type: cell("type"),
        link: cell("link").map(|link| links::without_redirects(&link)),
    }
}

/// The layout of a file with so many columns.
pub(super) fn layout(columns: usize) -> Layout {
    Layout::ALL.into_iter().find(|layout| layout.columns().len() == columns).unwrap_or(Layout::TwentyOne)
}
