//! Our own books of a publish: begun before the target commits, done after, settled when it broke off.

use std::collections::HashMap;

use keeping::KeepingError;
use serde_json::{Value, json};
use sqlx::PgConnection;
use store::{Publish, PublishRow, Store};

use super::{
    PostgresRequest,
    address::Address,
    apply::CONSTRAINT,
    columns::Which,
    fingerprint::{Fingerprint, checksum},
    report::Settlement,
    shape::Table,
    statements,
};

/// The word for this target in the books.
pub const POSTGRES: &str = "postgres";

/// Keeps what stood at the target, and notes that the publish is about to be committed there.
pub async fn begin(
    store: &Store,
    request: &PostgresRequest,
    address: &Address,
    report: &Value,
    rows: &[PublishRow],
) -> Result<i64, KeepingError> {
    let report = json!({ "checksum": checksum(rows), "counts": report });
    let tx = store.begin().await?;
    let id = tx
        .begin_publish(&Publish {
            id: 0,
            registry: request.registry.clone(),
            what: POSTGRES.to_owned(),
            target: address.shown().to_owned(),
            profile: request.profile.clone(),
            state: "begun".to_owned(),
            author: request.author.clone(),
            report: report.to_string(),
            at: request.at,
        })
        .await?;
    tx.save_publish_rows(id, rows).await?;
    tx.commit().await?;
    Ok(id)
}

/// Notes how a publish ended; with `done` the oldest ones forget what they kept.
pub async fn end(
    store: &Store,
    registry: &str,
    id: i64,
    state: &str,
    keep: usize,
) -> Result<(), KeepingError> {
    let known = store.publishes(registry).await?.into_iter().find(|publish| publish.id == id);
    let report = known.map(|publish| publish.report).unwrap_or_default();
    let tx = store.begin().await?;
    tx.set_publish(id, state, &report).await?;
    if state == "done" {
        tx.prune_publishes(registry, keep).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// What a publish kept; refuses what was damaged or is kept no longer.
pub async fn kept(store: &Store, publish: &Publish) -> Result<Vec<PublishRow>, KeepingError> {
    let rows = store.publish_rows(publish.id).await?;
    if rows.is_empty() {
        return Err(KeepingError::Conflict {
            message: format!("what stood at the target before publish {} is no longer kept", publish.id),
            hint: "publish.keep says how many are; restore the database's own backup".into(),
            places: Vec::new(),
        });
    }
    let report: Value = serde_json::from_str(&publish.report).unwrap_or_default();
    if report["checksum"] != checksum(&rows) {
        return Err(KeepingError::Damaged(format!(
            "what publish {} kept does not have its checksum",
            publish.id
        )));
    }
    Ok(rows)
}

/// Looks which of the publishes that broke off the target holds. The caller holds the publishers' lock, so
/// that none of them is under way.
pub async fn settle(
    store: &Store,
    connection: &mut PgConnection,
    address: &Address,
    tables: (&Table, &Table),
    request: (&str, usize),
) -> Result<Vec<Settlement>, KeepingError> {
    let (registry, keep) = request;
    let mut settled = Vec::new();
    let begun = store.publishes(registry).await?.into_iter().filter(|publish| {
        publish.what == POSTGRES && publish.state == "begun" && publish.target == address.shown()
    });
    for publish in begun {
        let rows = store.publish_rows(publish.id).await?;
        let holds = holds(connection, address, tables, &rows).await?;
        let state = if holds { "done" } else { "failed" };
        end(store, registry, publish.id, state, keep).await?;
        settled.push(Settlement { publish: publish.id, state });
    }
    Ok(settled)
}

/// Whether the target holds what a publish wrote. It is all or nothing there, so that rows which others
/// changed since are outvoted by those that nobody touched.
async fn holds(
    connection: &mut PgConnection,
    address: &Address,
    (series, waifus): (&Table, &Table),
    rows: &[PublishRow],
) -> Result<bool, KeepingError> {
    let (mut after, mut before) = (0_usize, 0_usize);
    for table in [series, waifus] {
        let of_table: HashMap<i64, &PublishRow> = rows
            .iter()
            .filter(|row| row.place == table.which.table())
            .filter_map(|row| Some((row.key.parse().ok()?, row)))
            .collect();
        let ids: Vec<i64> = of_table.keys().copied().collect();
        let fingerprint = Fingerprint::of(table);
        let mut stands: HashMap<i64, Vec<u8>> = HashMap::new();
        for row in statements::read(connection, address, table, &ids).await? {
            stands.insert(row.id, fingerprint.of_row(&row.row));
        }
        for (id, kept) in of_table {
            let stands = stands.get(&id).cloned().unwrap_or_default();
            after += usize::from(stands == kept.after);
            before += usize::from(stands == fingerprint_of(&fingerprint, &kept.before));
        }
    }
    if let Some(constraint) = rows.iter().find(|row| row.place == CONSTRAINT) {
        let replaced = series.unique_name.as_ref().is_none_or(|unique| unique.name != constraint.key);
        after += usize::from(replaced);
        before += usize::from(!replaced);
    }
    Ok(after > before)
}

/// The hash of a kept row; empty for a row that was not there.
pub fn fingerprint_of(fingerprint: &Fingerprint, before: &[u8]) -> Vec<u8> {
    match serde_json::from_slice(before) {
        Ok(Value::Object(row)) => fingerprint.of_row(&row),
        _ => Vec::new(),
    }
}

/// The table of a kept row.
pub fn table_of<'a>(row: &PublishRow, series: &'a Table, waifus: &'a Table) -> Option<&'a Table> {
    [series, waifus].into_iter().find(|table| table.which.table() == row.place)
}

/// Both tables.
pub async fn tables(
    connection: &mut PgConnection,
    address: &Address,
) -> Result<(Table, Table), KeepingError> {
    let series = Table::read(connection, address, Which::Series).await?;
    let waifus = Table::read(connection, address, Which::Waifus).await?;
    Ok((series, waifus))
}
