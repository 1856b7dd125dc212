//! Taking a migration back: the old database gets the checksum that it had, and our side loses what the
//! migration brought.

use std::collections::HashMap;

use keeping::{KeepingError, forms::Form};
use model::Instant;
use publish::postgres::{Address, Table, begin_writing, execute, holders, lock, lock_tables, quoted};
use serde_json::Value;
use sqlx::{AssertSqlSafe, PgConnection};
use store::{Edit, StatRow, Store};

use super::{
    LegacyDbRequest, books,
    keep::{Kept, find},
    old::{PRINTED, checksum},
    report::UndoReport,
    writes::origin,
};

/// Takes a migration back; the newest when `id` is none. Safe to repeat when it was broken off.
///
/// # Errors
/// `Conflict` when the old database cannot have its checksum again because players hold rows that were
/// added since. Nothing is changed then.
pub async fn undo(
    store: &Store,
    request: &LegacyDbRequest,
    id: Option<i64>,
) -> Result<UndoReport, KeepingError> {
    let (run, details) = books::done(store, &request.registry, id).await?;
    let address = Address::parse(&request.url)?;
    if details["target"] != address.shown() {
        return Err(KeepingError::Conflict {
            message: format!(
                "migration {run} took in {}, not {}",
                details["target"].as_str().unwrap_or_default(),
                address.shown()
            ),
            hint: "name the database that it took in with --url".into(),
            places: Vec::new(),
        });
    }
    let mut report = UndoReport { run, target: address.shown().to_owned(), ..UndoReport::default() };
    theirs(&address, request, run, &details, &mut report).await?;
    ours(store, request, run, &details, &mut report).await?;
    Ok(report)
}

/// Puts the old database back, in one transaction.
async fn theirs(
    address: &Address,
    request: &LegacyDbRequest,
    run: i64,
    details: &Value,
    report: &mut UndoReport,
) -> Result<(), KeepingError> {
    let mut connection = address.connect().await?;
    let connection = &mut connection;
    begin_writing(connection, address, request.patience).await?;
    execute(connection, address, PRINTED.to_owned(), "beginning a transaction").await?;
    let series = Table::read(connection, address, publish::postgres::Which::Series).await?;
    let waifus = Table::read(connection, address, publish::postgres::Which::Waifus).await?;
    lock_tables(connection, address, (&series, &waifus)).await?;
    let kept = (find(connection, address, &series).await?, find(connection, address, &waifus).await?);
    if let (Some(of_series), Some(of_waifus)) = kept
        && of_series.run == run
        && of_waifus.run == run
    {
        put_back(connection, address, (&series, &of_series), (&waifus, &of_waifus), report).await?;
        let drop = format!("DROP TABLE {}, {}", of_series.name, of_waifus.name);
        execute(connection, address, drop, "dropping the backup tables").await?;
    }
    for table in [&series, &waifus] {
        let stands = checksum(connection, address, &table.name, table.which.key().name).await?;
        let had = details[table.which.table()].as_str().unwrap_or_default();
        if stands != had {
            return Err(KeepingError::Conflict {
                message: format!("{} cannot have the checksum that it had before migration {run}", table.name),
                hint: "nothing was changed; its columns were changed since, or an earlier migration holds the backup: take that one back, or restore the dump below `migrations` in the data folder".into(),
                places: Vec::new(),
            });
        }
    }
    execute(connection, address, "COMMIT".to_owned(), "committing").await
}

/// Makes both tables what their backups are.
async fn put_back(
    connection: &mut PgConnection,
    address: &Address,
    series: (&Table, &Kept),
    waifus: (&Table, &Kept),
    report: &mut UndoReport,
) -> Result<(), KeepingError> {
    let new_waifus = added(connection, address, waifus).await?;
    let new_series = added(connection, address, series).await?;
    lock(connection, address, waifus.0, &new_waifus).await?;
    let mut held = Vec::new();
    for (id, by) in holders(connection, address, waifus.0, &new_waifus, &[]).await? {
        held.push(format!("waifus {id} is held by {by}"));
    }
    for (id, by) in holders(connection, address, series.0, &new_series, &[waifus.0.oid]).await? {
        held.push(format!("series {id} is held by {by}"));
    }
    if !held.is_empty() {
        held.sort();
        return Err(KeepingError::Conflict {
            message: format!(
                "rows of {} that were added since the migration belong to players",
                address.shown()
            ),
            hint: "nothing was changed; release them in the game first, or stay with the migration".into(),
            places: held,
        });
    }
    report.removed += delete(connection, address, waifus.0, &new_waifus).await?;
    // Names that change places would collide on the way.
    let free = format!(
        "UPDATE {} t SET name = '~emaki ' || t.series_id FROM {} b WHERE t.series_id = b.series_id AND t.name <> b.name",
        series.0.name, series.1.name
    );
    run(connection, address, free).await?;
    report.restored += restore(connection, address, series).await?;
    report.restored += restore(connection, address, waifus).await?;
    report.removed += delete(connection, address, series.0, &new_series).await?;
    Ok(())
}

/// Rows that stand in a table and not in its backup.
async fn added(
    connection: &mut PgConnection,
    address: &Address,
    (table, kept): (&Table, &Kept),
) -> Result<Vec<i64>, KeepingError> {
    let key = table.which.key().name;
    let select = format!(
        "SELECT t.{key}::int8 FROM {} t WHERE NOT EXISTS (SELECT 1 FROM {} b WHERE b.{key} = t.{key}) ORDER BY 1",
        table.name, kept.name
    );
    let found = sqlx::query_scalar(AssertSqlSafe(select)).fetch_all(connection).await;
    found.map_err(address.failed("comparing with the backup"))
}

async fn delete(
    connection: &mut PgConnection,
    address: &Address,
    table: &Table,
    ids: &[i64],
) -> Result<u64, KeepingError> {
    let delete = format!("DELETE FROM {} t WHERE t.{} = ANY($1)", table.name, table.which.key().name);
    let done = sqlx::query(AssertSqlSafe(delete)).bind(ids).execute(connection).await;
    done.map(|done| done.rows_affected()).map_err(address.failed("taking rows away"))
}

/// Sets changed rows back, and adds those that are gone.
async fn restore(
    connection: &mut PgConnection,
    address: &Address,
    (table, kept): (&Table, &Kept),
) -> Result<u64, KeepingError> {
    let key = table.which.key().name;
    let columns: Vec<String> =
        table.columns.iter().filter(|column| !column.generated).map(|column| quoted(&column.name)).collect();
    let set: Vec<String> = columns.iter().map(|column| format!("{column} = b.{column}")).collect();
    let list =
        |of: &str| columns.iter().map(|column| format!("{of}.{column}")).collect::<Vec<_>>().join(", ");
    let update = format!(
        "UPDATE {} t SET {} FROM {} b WHERE t.{key} = b.{key} AND ROW({})::text IS DISTINCT FROM ROW({})::text",
        table.name,
        set.join(", "),
        kept.name,
        list("t"),
        list("b")
    );
    let insert = format!(
        "INSERT INTO {0} ({1}) OVERRIDING SYSTEM VALUE SELECT {2} FROM {3} b WHERE NOT EXISTS (SELECT 1 FROM {0} t WHERE t.{key} = b.{key})",
        table.name,
        columns.join(", "),
        list("b"),
        kept.name
    );
    Ok(run(connection, address, update).await? + run(connection, address, insert).await?)
}

async fn run(
    connection: &mut PgConnection,
    address: &Address,
    statement: String,
) -> Result<u64, KeepingError> {
    let done = sqlx::query(AssertSqlSafe(statement)).execute(connection).await;
    done.map(|done| done.rows_affected()).map_err(address.failed("setting rows back"))
}

/// Takes back what the migration brought to our side, in one transaction.
async fn ours(
    store: &Store,
    request: &LegacyDbRequest,
    run: i64,
    details: &Value,
    report: &mut UndoReport,
) -> Result<(), KeepingError> {
    let registry = &request.registry;
    let origin = origin(run);
    // What the migration set by hand and nobody touched since goes back to what stood before.
    let before: HashMap<[String; 4], Option<String>> = store
        .curation_log_of(registry, &origin)
        .await?
        .into_iter()
        .map(|edit| ([edit.kind, edit.source_type, edit.source_id, edit.field], edit.before))
        .collect();
    let values = store.hand_values(registry).await?.into_iter().filter(|value| value.origin == origin);
    let edits: Vec<Edit> = values
        .map(|value| {
            let key =
                [value.kind.clone(), value.source_type.clone(), value.source_id.clone(), value.field.clone()];
            Edit {
                value: before.get(&key).cloned().flatten(),
                kind: value.kind,
                source_type: value.source_type,
                source_id: value.source_id,
                field: value.field,
                base: value.base,
            }
        })
        .collect();
    let tx = store.begin().await?;
    report.hand_values = tx
        .curate(registry, &edits, &request.author, &format!("{origin} taken back"), request.at)
        .await? as u64;
    report.stats = tx.drop_stats_of(registry, &origin).await?;
    tx.save_stats(registry, &replaced(details)).await?;
    report.rows = tx.drop_collected_of(run).await?;
    for (at, form) in [Form::Series, Form::Character].into_iter().enumerate() {
        let couples: Vec<(String, String)> =
            serde_json::from_value(details["numbers"][form.word()].clone()).unwrap_or_default();
        if !couples.is_empty() {
            let next = details["next"][at].as_i64().unwrap_or(1);
            report.numbers += tx.take_back_numbers(registry, form.word(), &couples, next).await?;
        }
    }
    let mut details = details.clone();
    details["state"] = "rolled_back".into();
    tx.finish_run(run, &details.to_string(), request.at).await?;
    tx.commit().await?;
    Ok(())
}

/// The stats that the migration's took the place of.
fn replaced(details: &Value) -> Vec<StatRow> {
    let text = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let rows = details["replaced_stats"].as_array().map(Vec::as_slice).unwrap_or_default();
    rows.iter()
        .map(|row| StatRow {
            source_type: text(row, "source_type"),
            source_id: text(row, "source_id"),
            body: text(row, "body"),
            origin: text(row, "origin"),
            author: text(row, "author"),
            at: Instant::from_micros(row["at"].as_i64().unwrap_or_default()),
        })
        .collect()
}
