//! Registries: published id spaces that count couples `(source type, source id)`.
//!
//! A registry's numbers are continuous per kind and permanent. They are taken while the counter's row
//! is held, which is locked before anything is read, so that any number of processes may ask at once.
//! Source ids are text: `007` is not `7`.

use std::collections::{BTreeMap, HashMap};

use model::{EntityId, EntityKind, Instant, UniqueId};
use sea_orm::ConnectionTrait;

use crate::{
    Store, StoreError,
    error::doing,
    sequences::advance,
    sql::{self, Cells, Rows},
    transaction,
};

/// How often an allocation starts again when the engine reports a lock conflict.
const ATTEMPTS: usize = 5;

/// What a registry gives a number to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Couple {
    /// The id space of `source_id`, in the keepers' words: `mal`, `vndb`, a game's short name.
    pub source_type: String,
    /// The id within it, letter by letter.
    pub source_id: String,
    /// A name for people to read; the first one given stays.
    pub name: String,
}

/// One row of a registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryRow {
    /// The published number.
    pub unique_id: UniqueId,
    /// What it was given to.
    pub couple: Couple,
    /// The work or character it stands for, once known.
    pub entity: Option<(EntityKind, EntityId)>,
    /// When it was given out.
    pub created_at: Instant,
    /// When it was removed; its number stays taken.
    pub removed_at: Option<Instant>,
    /// The number of a character's series when it was given out, where that is known.
    pub parent: Option<UniqueId>,
    /// `created_at` as the file wrote it that brought the number along; else empty.
    pub written_at: String,
}

impl Store {
    /// The numbers of couples, in the order asked; new couples get the next numbers in that order.
    ///
    /// A couple that was removed keeps its number and stays removed. Safe to repeat.
    pub async fn assign(
        &self,
        registry: &str,
        kind: &str,
        couples: &[Couple],
        at: Instant,
    ) -> Result<Vec<UniqueId>, StoreError> {
        let mut attempt = 1;
        loop {
            match self.try_assign(registry, kind, couples, at).await {
                Err(StoreError::Busy) if attempt < ATTEMPTS => attempt += 1,
                other => return other,
            }
        }
    }

    /// A registry's rows of one kind, by number, removed ones among them.
    pub async fn registry_rows(&self, registry: &str, kind: &str) -> Result<Vec<RegistryRow>, StoreError> {
        let select = "SELECT t.unique_id, t.source_type, t.source_id, t.name, t.entity_kind, t.entity, t.created_at, \
                      t.removed_at, COALESCE(d.parent, 0), COALESCE(d.written_at, '') FROM registry_ids t \
                      LEFT JOIN registry_details d ON d.registry = t.registry AND d.kind = t.kind \
                      AND d.source_type = t.source_type AND d.source_id = t.source_id \
                      WHERE t.registry = $1 AND t.kind = $2 ORDER BY t.unique_id, t.source_type, t.source_id";
        sql::read(&self.db, "reading a registry", select, [registry.into(), kind.into()], read).await
    }

    /// Marks a couple as removed; its number is never given to another. `false` when it is unknown or
    /// was removed before.
    pub async fn remove_couple(
        &self,
        registry: &str,
        kind: &str,
        source_type: &str,
        source_id: &str,
        at: Instant,
    ) -> Result<bool, StoreError> {
        let update = "UPDATE registry_ids SET removed_at = $5 WHERE registry = $1 AND kind = $2 \
                      AND source_type = $3 AND source_id = $4 AND removed_at = 0";
        let values =
            [registry.into(), kind.into(), source_type.into(), source_id.into(), at.as_micros().into()];
        sql::execute(&self.db, "removing a couple", update, values).await.map(|removed| removed > 0)
    }

    async fn try_assign(
        &self,
        registry: &str,
        kind: &str,
        couples: &[Couple],
        at: Instant,
    ) -> Result<Vec<UniqueId>, StoreError> {
        let sequence = sequence(registry, kind);
        let tx = transaction::begin_unlocked(&self.db).await?;
        // Locked before the couples are read: whoever waited here sees what the one before it wrote.
        advance(&tx, &sequence, 0).await?;
        let mut numbers = known(&tx, registry, kind, couples).await?;
        let mut new: Vec<&Couple> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for couple in couples {
            let key = (couple.source_type.as_str(), couple.source_id.as_str());
            if !numbers.contains_key(&(key.0.to_owned(), key.1.to_owned())) && seen.insert(key) {
                new.push(couple);
            }
        }
        if !new.is_empty() {
            let first = advance(&tx, &sequence, new.len()).await?;
            insert(&tx, registry, kind, &new, first, at).await?;
            for (couple, number) in new.iter().zip(first..) {
                numbers.insert((couple.source_type.clone(), couple.source_id.clone()), number);
            }
        }
        tx.commit().await.map_err(doing("giving out numbers"))?;
        let number_of = |couple: &Couple| {
            let number = numbers.get(&(couple.source_type.clone(), couple.source_id.clone()));
            let number = number.and_then(|number| UniqueId::new(*number));
            number.ok_or_else(|| {
                StoreError::Conflict(format!("the numbers of registry {registry} are used up"))
            })
        };
        couples.iter().map(number_of).collect()
    }
}

/// The name of the sequence that a registry's numbers of one kind come from.
pub(crate) fn sequence(registry: &str, kind: &str) -> String {
    format!("registry:{registry}:{kind}")
}

pub(crate) async fn known<C: ConnectionTrait>(
    db: &C,
    registry: &str,
    kind: &str,
    couples: &[Couple],
) -> Result<HashMap<(String, String), i64>, StoreError> {
    let select = "SELECT t.source_type, t.source_id, t.unique_id FROM r CROSS JOIN registry_ids t \
                  WHERE t.registry = r.registry AND t.kind = r.kind AND t.source_type = r.source_type \
                  AND t.source_id = r.source_id";
    let rows = couple_rows(couples.iter()).repeat("registry", registry).repeat("kind", kind);
    let rows = rows.query(db, "looking up couples", select).await?;
    let read = |row| {
        let cells = Cells(row);
        Ok(((cells.text(0)?, cells.text(1)?), cells.int(2)?))
    };
    rows.iter().map(read).collect()
}

pub(crate) async fn insert<C: ConnectionTrait>(
    db: &C,
    registry: &str,
    kind: &str,
    couples: &[&Couple],
    first: i64,
    at: Instant,
) -> Result<(), StoreError> {
    // In key order, because a table in the order of its key fills fastest so.
    let numbered: BTreeMap<(&str, &str), (&Couple, i64)> = couples
        .iter()
        .zip(first..)
        .map(|(couple, number)| ((couple.source_type.as_str(), couple.source_id.as_str()), (*couple, number)))
        .collect();
    let rows = couple_rows(numbered.values().map(|(couple, _)| *couple))
        .text("name", numbered.values().map(|(couple, _)| couple.name.as_str()))
        .int("unique_id", numbered.values().map(|(_, number)| *number))
        .value(registry)
        .value(kind)
        .value(at.as_micros());
    let insert = "INSERT INTO registry_ids (registry, kind, source_type, source_id, unique_id, name, entity_kind, entity, \
                  created_at, removed_at) SELECT #1, #2, source_type, source_id, unique_id, name, '', 0, \
                  CAST(#3 AS BIGINT), 0 FROM r";
    rows.execute(db, "giving out numbers", insert).await.map(|_| ())
}

pub(crate) fn couple_rows<'a>(couples: impl Iterator<Item = &'a Couple> + Clone) -> Rows {
    Rows::new()
        .text("source_type", couples.clone().map(|couple| couple.source_type.as_str()))
        .text("source_id", couples.map(|couple| couple.source_id.as_str()))
}

fn read(cells: &Cells<'_>) -> Result<RegistryRow, StoreError> {
    let number = cells.int(0)?;
    let entity = cells.int(5)?;
    let removed = cells.int(7)?;
    Ok(RegistryRow {
        unique_id: UniqueId::new(number)
            .ok_or_else(|| StoreError::Damaged(format!("{number} is not a published number")))?,
        couple: Couple { source_type: cells.text(1)?, source_id: cells.text(2)?, name: cells.text(3)? },
        entity: EntityId::new(entity).map(|entity| Ok((cells.kind(4)?, entity))).transpose()?,
        created_at: cells.time(6)?,
        removed_at: (removed != 0).then(|| Instant::from_micros(removed)),
        parent: UniqueId::new(cells.int(8)?),
        written_at: cells.text(9)?,
    })
}
