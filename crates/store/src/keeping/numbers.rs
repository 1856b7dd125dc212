//! Numbers of a registry within a write transaction: given out in sequence, or brought along by a file.
//!
//! What a registry's file tells beside couple, number and name stands in `registry_details`: the number
//! of a character's series, and the time of creation letter by letter. Numbers that a file leaves out
//! stand in `registry_gaps`; they are never given out.

use std::collections::{BTreeSet, HashMap, HashSet};

use model::{Instant, UniqueId};

use super::mark::books_changed;
use crate::{
    Couple, Store, StoreError, WriteTx,
    registries::{couple_rows, insert, known, sequence},
    sequences::advance,
    sql::{self, Cells, Rows},
};

/// A couple that wants a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNumber {
    /// What the number is for.
    pub couple: Couple,
    /// The number of a character's series, where it has one.
    pub parent: Option<UniqueId>,
}

/// A couple that brings its number along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiledNumber {
    /// The number.
    pub unique_id: UniqueId,
    /// What it stands for.
    pub couple: Couple,
    /// The number of a character's series, where the file names one.
    pub parent: Option<UniqueId>,
    /// When it was given out.
    pub created_at: Instant,
    /// The same as the file writes it.
    pub written_at: String,
}

/// Why a number that was brought along cannot be taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clash {
    /// The couple has another number already.
    CoupleHas(UniqueId),
    /// The number stands for another couple already.
    NumberIs(Couple),
}

/// What taking numbers in did, or what stands against it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filed {
    /// Couples that are new.
    pub new: u64,
    /// Couples that have this number already.
    pub known: u64,
    /// Places in the rows given, from 0, with what contradicts them. Unless it is empty, nothing was written.
    pub clashes: Vec<(usize, Clash)>,
}

impl Store {
    /// The number that the next new couple will get.
    pub async fn next_number(&self, registry: &str, kind: &str) -> Result<i64, StoreError> {
        let select = "SELECT next FROM sequences WHERE name = $1";
        let row = sql::query_one(&self.db, "reading a sequence", select, [sequence(registry, kind).into()]);
        row.await?.map_or(Ok(1), |row| Cells(&row).int(0))
    }

    /// The registries that have numbers, by name.
    pub async fn registries(&self) -> Result<Vec<String>, StoreError> {
        let select = "SELECT DISTINCT registry FROM registry_ids ORDER BY registry";
        let rows = sql::query(&self.db, "listing registries", select, []).await?;
        rows.iter().map(|row| Cells(row).text(0)).collect()
    }

    /// Numbers below the next one that stand for nothing, as first and last of each run.
    pub async fn number_gaps(&self, registry: &str, kind: &str) -> Result<Vec<(i64, i64)>, StoreError> {
        let select = "SELECT first, last FROM registry_gaps WHERE registry = $1 AND kind = $2 ORDER BY first";
        let rows = sql::query(&self.db, "reading gaps", select, [registry.into(), kind.into()]).await?;
        rows.iter().map(|row| Ok((Cells(row).int(0)?, Cells(row).int(1)?))).collect()
    }
}

impl WriteTx {
    /// Begins the sequences of a registry, from 1. Gives whether they are new.
    pub async fn create_registry(&self, registry: &str) -> Result<bool, StoreError> {
        let mut is_new = false;
        for kind in ["series", "character"] {
            let insert = "INSERT INTO sequences (name, next) VALUES ($1, 1) ON CONFLICT (name) DO NOTHING";
            let values = [sequence(registry, kind).into()];
            is_new |= sql::execute(&self.tx, "beginning a registry", insert, values).await? > 0;
        }
        Ok(is_new)
    }

    /// Gives the couples their numbers, in the order asked; new couples get the next ones in that order.
    /// Gives the numbers, and how many are new.
    ///
    /// A couple that has a number keeps it, with the name and the series that it was given with; one that
    /// was given it without a series takes the one named here.
    pub async fn assign_numbers(
        &self,
        registry: &str,
        kind: &str,
        rows: &[NewNumber],
        at: Instant,
    ) -> Result<(Vec<UniqueId>, usize), StoreError> {
        let sequence = sequence(registry, kind);
        // Locked before the couples are read: whoever waited here sees what the one before it wrote.
        advance(&self.tx, &sequence, 0).await?;
        let couples: Vec<Couple> = rows.iter().map(|row| row.couple.clone()).collect();
        let mut numbers = known(&self.tx, registry, kind, &couples).await?;
        let mut seen = HashSet::new();
        let new: Vec<&NewNumber> = rows
            .iter()
            .filter(|row| !numbers.contains_key(&key(&row.couple)) && seen.insert(key(&row.couple)))
            .collect();
        let first = advance(&self.tx, &sequence, new.len()).await?;
        let new_couples: Vec<&Couple> = new.iter().map(|row| &row.couple).collect();
        if !new.is_empty() {
            insert(&self.tx, registry, kind, &new_couples, first, at).await?;
        }
        // A character that had no series when it got its number may have found one since.
        let details: Vec<_> =
            rows.iter().filter_map(|row| row.parent.map(|parent| (&row.couple, Some(parent), ""))).collect();
        self.save_details(registry, kind, &details).await?;
        numbers.extend(new_couples.iter().map(|couple| key(couple)).zip(first..));
        let number_of = |row: &NewNumber| {
            let number = numbers.get(&key(&row.couple)).and_then(|number| UniqueId::new(*number));
            number.ok_or_else(|| {
                StoreError::Conflict(format!("the numbers of registry {registry} are used up"))
            })
        };
        Ok((rows.iter().map(number_of).collect::<Result<_, _>>()?, new.len()))
    }

    /// Takes in numbers that come with their couples; the sequence goes on after the highest.
    ///
    /// All or nothing: where a couple has another number, or a number another couple, nothing is written
    /// and the clashes are told. A couple that has this number already keeps the name it has. Safe to
    /// repeat.
    pub async fn import_numbers(
        &self,
        registry: &str,
        kind: &str,
        rows: &[FiledNumber],
    ) -> Result<Filed, StoreError> {
        let what = "taking numbers in";
        let sequence = sequence(registry, kind);
        advance(&self.tx, &sequence, 0).await?;
        let select = "SELECT source_type, source_id, name, unique_id FROM registry_ids WHERE registry = $1 AND kind = $2";
        let mut by_couple: HashMap<(String, String), i64> = HashMap::new();
        let mut by_number: HashMap<i64, Couple> = HashMap::new();
        for row in sql::query(&self.tx, what, select, [registry.into(), kind.into()]).await? {
            let cells = Cells(&row);
            let couple =
                Couple { source_type: cells.text(0)?, source_id: cells.text(1)?, name: cells.text(2)? };
            by_couple.insert(key(&couple), cells.int(3)?);
            by_number.insert(cells.int(3)?, couple);
        }
        let mut filed = Filed::default();
        let mut new: Vec<&FiledNumber> = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let number = row.unique_id.get();
            match (by_couple.get(&key(&row.couple)), by_number.get(&number)) {
                (Some(has), _) if *has == number => filed.known += 1,
                (Some(has), _) => {
                    let has = UniqueId::new(*has)
                        .ok_or_else(|| StoreError::Damaged(format!("{has} is not a published number")))?;
                    filed.clashes.push((at, Clash::CoupleHas(has)));
                }
                (None, Some(couple)) => filed.clashes.push((at, Clash::NumberIs(couple.clone()))),
                (None, None) => {
                    by_couple.insert(key(&row.couple), number);
                    by_number.insert(number, row.couple.clone());
                    new.push(row);
                }
            }
        }
        if !filed.clashes.is_empty() {
            return Ok(Filed { clashes: filed.clashes, ..Filed::default() });
        }
        filed.new = new.len() as u64;
        // In key order, because a table in the order of its key fills fastest so.
        new.sort_by_key(|row| key(&row.couple));
        let insert = "INSERT INTO registry_ids (registry, kind, source_type, source_id, unique_id, name, entity_kind, \
                      entity, created_at, removed_at) SELECT #1, #2, source_type, source_id, unique_id, name, '', 0, \
                      created_at, 0 FROM r";
        couple_rows(new.iter().map(|row| &row.couple))
            .text("name", new.iter().map(|row| row.couple.name.as_str()))
            .int("unique_id", new.iter().map(|row| row.unique_id.get()))
            .int("created_at", new.iter().map(|row| row.created_at.as_micros()))
            .value(registry)
            .value(kind)
            .execute(&self.tx, what, insert)
            .await?;
        // What is known may have been given out here before its file came: the file's details fill in.
        let details: Vec<_> =
            rows.iter().map(|row| (&row.couple, row.parent, row.written_at.as_str())).collect();
        self.save_details(registry, kind, &details).await?;
        let top = by_number.keys().copied().max().unwrap_or(0);
        let raise = "UPDATE sequences SET next = $2 WHERE name = $1 AND next < $2";
        sql::execute(&self.tx, what, raise, [sequence.into(), (top + 1).into()]).await?;
        if filed.new > 0 {
            books_changed(&self.tx).await?;
            self.save_gaps(registry, kind, &by_number.into_keys().collect()).await?;
        }
        Ok(filed)
    }

    /// Writes details of couples; what is known of one stays.
    async fn save_details(
        &self,
        registry: &str,
        kind: &str,
        details: &[(&Couple, Option<UniqueId>, &str)],
    ) -> Result<(), StoreError> {
        let upsert = "INSERT INTO registry_details (registry, kind, source_type, source_id, parent, written_at) \
                      SELECT #1, #2, source_type, source_id, parent, written_at FROM r WHERE true \
                      ON CONFLICT (registry, kind, source_type, source_id) DO UPDATE SET \
                      parent = CASE WHEN registry_details.parent = 0 THEN excluded.parent ELSE registry_details.parent END, \
                      written_at = CASE WHEN registry_details.written_at = '' THEN excluded.written_at \
                      ELSE registry_details.written_at END";
        // One statement must not touch a row twice.
        let mut seen = HashSet::new();
        let details: Vec<_> = details.iter().filter(|(couple, _, _)| seen.insert(key(couple))).collect();
        couple_rows(details.iter().map(|(couple, _, _)| *couple))
            .int("parent", details.iter().map(|(_, parent, _)| parent.map_or(0, UniqueId::get)))
            .text("written_at", details.iter().map(|(_, _, written)| *written))
            .value(registry)
            .value(kind)
            .execute(&self.tx, "taking numbers in", upsert)
            .await
            .map(|_| ())
    }

    /// Sets a sequence back to where it stood, unless a number beyond that is in use, and notes the gaps
    /// anew.
    pub(super) async fn settle_numbers(
        &self,
        registry: &str,
        kind: &str,
        used: &BTreeSet<i64>,
        next_before: i64,
    ) -> Result<(), StoreError> {
        let what = "setting a sequence back";
        if used.last().is_none_or(|top| *top < next_before) {
            let update = "UPDATE sequences SET next = $2 WHERE name = $1 AND next > $2";
            let values = [sequence(registry, kind).into(), next_before.max(1).into()];
            sql::execute(&self.tx, what, update, values).await?;
        }
        self.save_gaps(registry, kind, used).await
    }

    async fn save_gaps(&self, registry: &str, kind: &str, used: &BTreeSet<i64>) -> Result<(), StoreError> {
        let what = "noting gaps";
        let delete = "DELETE FROM registry_gaps WHERE registry = $1 AND kind = $2";
        sql::execute(&self.tx, what, delete, [registry.into(), kind.into()]).await?;
        let mut gaps = Vec::new();
        let mut expected = 1;
        for number in used {
            if *number > expected {
                gaps.push((expected, number - 1));
            }
            expected = number + 1;
        }
        let insert =
            "INSERT INTO registry_gaps (registry, kind, first, last) SELECT #1, #2, first, last FROM r";
        Rows::new()
            .int("first", gaps.iter().map(|gap| gap.0))
            .int("last", gaps.iter().map(|gap| gap.1))
            .value(registry)
            .value(kind)
            .execute(&self.tx, what, insert)
            .await
            .map(|_| ())
    }
}

fn key(couple: &Couple) -> (String, String) {
    (couple.source_type.clone(), couple.source_id.clone())
}
