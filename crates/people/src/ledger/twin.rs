//! A change of people or their files in the database, which the CSV file follows in the same step.
//!
//! While both are written, the file's lock is taken before the transaction is opened, and the file is compared with what
//! was written last. The lines of everybody who changed are then made anew out of what the transaction knows; they, the
//! change itself and the word that a new file is to take its place are committed together.

use std::collections::{BTreeSet, HashMap};

use model::Instant;
use store::{CsvRow, PersonRow, Store, WriteTx};

use super::{
    backups, derive, files,
    state::{self, Phase, State},
    update,
};
use crate::desk::PeopleError;

/// A change that the file is to follow, if there is one: [`Twin::open`] comes before the transaction, [`Twin::commit`]
/// ends it.
pub struct Twin<'a> {
    store: &'a Store,
    file: Option<Held>,
    now: Instant,
}

/// The file under its lock, as it was found.
struct Held {
    _lock: files::Lock,
    state: State,
    bytes: Vec<u8>,
}

impl<'a> Twin<'a> {
    /// Holds the file where it is written too, and compares it.
    ///
    /// # Errors
    /// `Differs` when somebody else changed the file meanwhile: then nothing is to be written. `Locked` when another
    /// process holds it for half a minute.
    pub async fn open(store: &'a Store, now: Instant) -> Result<Self, PeopleError> {
        let known = state::state(store).await?.filter(|state| state.phase.writes_both());
        let Some(known) = known else { return Ok(Self { store, file: None, now }) };
        let lock = files::lock(&known.path).await?;
        let state = update::recovered(store, now).await?;
        if !state.phase.writes_both() {
            return Ok(Self { store, file: None, now });
        }
        let bytes = update::compared(store, &state).await?;
        Ok(Self { store, file: Some(Held { _lock: lock, state, bytes }), now })
    }

    /// Whether the file is written, and held for it.
    pub fn follows(&self) -> bool {
        self.file.is_some()
    }

    /// Commits a transaction in which these people or what is theirs changed, with their lines of the file.
    ///
    /// # Errors
    /// `Phase` when the move began to write both meanwhile; nothing is committed then, and another try does it.
    pub async fn commit<K: AsRef<str>>(self, tx: WriteTx, people: &[K]) -> Result<(), PeopleError> {
        let phase = state::within(&tx).await?.map(|state| state.phase);
        let is_followed = phase.is_some_and(Phase::writes_database);
        if !is_followed || people.is_empty() {
            return Ok(tx.commit().await?);
        }
        if self.file.is_none() && phase.is_some_and(Phase::writes_both) {
            tx.rollback().await?;
            let message = "the move away from the CSV file went on meanwhile; run it again";
            return Err(PeopleError::Phase(message.to_owned()));
        }
        let Some(mut held) = self.file else {
            let changed = lines(&tx, people).await?;
            if !changed.is_empty() {
                tx.save_csv_rows(&changed).await?;
            }
            return Ok(tx.commit().await?);
        };
        let (changed, records) = followed(&tx, people).await?;
        if changed.is_empty() {
            return Ok(tx.commit().await?);
        }
        backups::before_write(&held.state.path, &held.bytes, self.now)?;
        update::write_within(self.store, tx, &mut held.state, &changed, records, self.now).await
    }
}

/// The lines of people made anew: those that changed, and all records of the file as they are to be.
pub(super) async fn followed<K: AsRef<str>>(
    tx: &WriteTx,
    people: &[K],
) -> Result<(Vec<CsvRow>, Vec<Vec<String>>), PeopleError> {
    let rows = tx.csv_rows().await?;
    let mut records: Vec<Vec<String>> = rows.iter().map(update::cells).collect::<Result<_, _>>()?;
    let places: HashMap<String, usize> =
        rows.iter().enumerate().filter_map(|(at, row)| Some((row.person.clone()?, at))).collect();
    let mut next = rows.last().map_or(0, |row| row.line);
    let mut changed = Vec::new();
    for key in people.iter().map(AsRef::as_ref).collect::<BTreeSet<_>>() {
        let Some(person) = tx.person_row(key).await? else { continue };
        let place = places.get(key).copied();
        let kept = place.map(|at| records[at].as_slice());
        let Some(cells) = anew(tx, kept, &person).await? else { continue };
        let text = serde_json::Value::from(cells.clone()).to_string();
        if let Some(at) = place {
            records[at] = cells;
            changed.push(CsvRow { cells: text, ..rows[at].clone() });
        } else {
            next += 1;
            records.push(cells);
            changed.push(CsvRow { line: next, person: Some(key.to_owned()), cells: text, reason: None });
        }
    }
    Ok((changed, records))
}

/// The lines of people made anew where no file is written: those that changed. Nobody else's line is read.
async fn lines<K: AsRef<str>>(tx: &WriteTx, people: &[K]) -> Result<Vec<CsvRow>, PeopleError> {
    let mut last = None;
    let mut changed = Vec::new();
    for key in people.iter().map(AsRef::as_ref).collect::<BTreeSet<_>>() {
        let Some(person) = tx.person_row(key).await? else { continue };
        let row = tx.csv_rows_of(key).await?.pop();
        let kept = row.as_ref().map(update::cells).transpose()?;
        let Some(cells) = anew(tx, kept.as_deref(), &person).await? else { continue };
        let cells = serde_json::Value::from(cells).to_string();
        if let Some(row) = row {
            changed.push(CsvRow { cells, ..row });
        } else {
            let before = match last {
                Some(line) => line,
                None => tx.last_csv_line().await?,
            };
            last = Some(before + 1);
            changed.push(CsvRow { line: before + 1, person: Some(key.to_owned()), cells, reason: None });
        }
    }
    Ok(changed)
}

/// The cells of a person as they are to be; none where they are that already.
async fn anew(
    tx: &WriteTx,
    kept: Option<&[String]>,
    person: &PersonRow,
) -> Result<Option<Vec<String>>, PeopleError> {
    // Whoever left the sheet before gets no line any more.
    if kept.is_none() && person.gone_at.is_some() {
        return Ok(None);
    }
    let cells = derive::within(tx, kept.map(<[String]>::to_vec), person).await?;
    Ok(Some(cells).filter(|cells| kept != Some(cells.as_slice())))
}
