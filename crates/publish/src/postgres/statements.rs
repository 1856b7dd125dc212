//! Many rows in one statement: added, changed or taken away, each telling how it stands afterwards.

use keeping::KeepingError;
use sqlx::{AssertSqlSafe, PgConnection, Row, postgres::PgRow};

use super::{
    address::Address,
    columns::{BIRTHDAY, Wanted},
    plan::{Existing, existing},
    shape::Table,
    values::day,
};

/// Rows of one statement: enough to spread the round trip, small enough for memory.
const ROWS: usize = 2_000;

/// Adds rows.
pub async fn insert(
    connection: &mut PgConnection,
    address: &Address,
    table: &Table,
    rows: &[Wanted<'_>],
) -> Result<Vec<Existing>, KeepingError> {
    let parts = Parts::of(table, rows);
    let statement = format!(
        "INSERT INTO {} AS t ({}, {}) SELECT u.id, {} FROM {} RETURNING t.{}::int8, row_to_json(t)::text",
        table.name,
        parts.key,
        parts.columns.join(", "),
        parts.values.join(", "),
        parts.unnest,
        parts.key
    );
    let chunks = rows.iter().collect::<Vec<_>>();
    run(connection, address, &statement, &chunks, &parts, "adding rows").await
}

/// Changes rows; a birthday that stands there stays.
pub async fn update(
    connection: &mut PgConnection,
    address: &Address,
    table: &Table,
    rows: &[&Wanted<'_>],
) -> Result<Vec<Existing>, KeepingError> {
    let owned: Vec<&Wanted> = rows.to_vec();
    let parts = Parts::of(table, owned.iter().copied());
    let set: Vec<String> = parts
        .columns
        .iter()
        .zip(&parts.values)
        .map(|(column, value)| {
            if column == BIRTHDAY {
                format!("{column} = COALESCE(t.{column}, {value})")
            } else {
                format!("{column} = {value}")
            }
        })
        .collect();
    let statement = format!(
        "UPDATE {} AS t SET {} FROM {} WHERE t.{} = u.id RETURNING t.{}::int8, row_to_json(t)::text",
        table.name,
        set.join(", "),
        parts.unnest,
        parts.key,
        parts.key
    );
    run(connection, address, &statement, &owned, &parts, "changing rows").await
}

/// Takes rows away.
pub async fn delete(
    connection: &mut PgConnection,
    address: &Address,
    table: &Table,
    ids: &[i64],
) -> Result<u64, KeepingError> {
    let statement = format!("DELETE FROM {} t WHERE t.{} = ANY($1)", table.name, table.which.key().name);
    let done = sqlx::query(AssertSqlSafe(statement)).bind(ids).execute(connection).await;
    done.map(|done| done.rows_affected()).map_err(address.failed("deleting rows"))
}

/// The whole rows of some numbers, as they stand.
pub async fn read(
    connection: &mut PgConnection,
    address: &Address,
    table: &Table,
    ids: &[i64],
) -> Result<Vec<Existing>, KeepingError> {
    let key = table.which.key().name;
    let select = format!(
        "SELECT t.{key}::int8, row_to_json(t)::text FROM {} t WHERE t.{key} = ANY($1) ORDER BY 1",
        table.name
    );
    let rows = sqlx::query(AssertSqlSafe(select)).bind(ids).fetch_all(connection).await;
    rows.map_err(address.failed("reading rows"))?.iter().map(|row| stands(address, row)).collect()
}

/// The pieces that adding and changing have in common.
struct Parts {
    key: &'static str,
    /// Column names; all are plain words of ours.
    columns: Vec<String>,
    /// For each column its value out of `u`, in the column's own type.
    values: Vec<String>,
    unnest: String,
    birthday: bool,
}

impl Parts {
    fn of<'a, 'b: 'a>(table: &Table, rows: impl IntoIterator<Item = &'a Wanted<'b>>) -> Self {
        let written = table.written();
        let mut columns: Vec<String> = written.iter().map(|(wish, ..)| wish.name.to_owned()).collect();
        // What fits was seen before, so that no cast cuts anything off.
        let mut values: Vec<String> = written
            .iter()
            .enumerate()
            .map(|(at, (_, shape, _))| format!("u.c{at}::{}", shape.type_name))
            .collect();
        let birthday = rows.into_iter().any(|row| row.birthday.is_some());
        if birthday {
            values.push(format!("u.c{}::date", columns.len()));
            columns.push(BIRTHDAY.to_owned());
        }
        let arrays: Vec<String> = (0..columns.len()).map(|at| format!("${}::text[]", at + 2)).collect();
        let names: Vec<String> = (0..columns.len()).map(|at| format!("c{at}")).collect();
        let unnest = format!("unnest($1::int8[], {}) AS u(id, {})", arrays.join(", "), names.join(", "));
        Self { key: table.which.key().name, columns, values, unnest, birthday }
    }
}

async fn run(
    connection: &mut PgConnection,
    address: &Address,
    statement: &str,
    rows: &[&Wanted<'_>],
    parts: &Parts,
    doing: &str,
) -> Result<Vec<Existing>, KeepingError> {
    let mut told = Vec::with_capacity(rows.len());
    for chunk in rows.chunks(ROWS) {
        let ids: Vec<i64> = chunk.iter().map(|row| row.id).collect();
        let mut query = sqlx::query(AssertSqlSafe(statement.to_owned())).bind(ids);
        for at in 0..parts.columns.len() - usize::from(parts.birthday) {
            let cells: Vec<Option<&str>> = chunk.iter().map(|row| row.values[at].as_deref()).collect();
            query = query.bind(cells);
        }
        if parts.birthday {
            let days: Vec<Option<String>> =
                chunk.iter().map(|row| row.birthday.as_deref().and_then(day)).collect();
            query = query.bind(days);
        }
        let answer = query.fetch_all(&mut *connection).await.map_err(address.failed(doing))?;
        if answer.len() != chunk.len() {
            return Err(KeepingError::Conflict {
                message: format!("{} took {} of {} rows", address.shown(), answer.len(), chunk.len()),
                hint: "a trigger or rule there keeps rows out; nothing was changed".into(),
                places: Vec::new(),
            });
        }
        for row in &answer {
            told.push(stands(address, row)?);
        }
    }
    Ok(told)
}

fn stands(address: &Address, row: &PgRow) -> Result<Existing, KeepingError> {
    let failed = || address.failed("reading how a row stands");
    existing(row.try_get(0).map_err(failed())?, row.try_get(1).map_err(failed())?)
}
