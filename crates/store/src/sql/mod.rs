//! Small helpers around SQL: many rows in one statement, and cells out of a row.

mod cells;
mod rows;

pub(crate) use cells::Cells;
pub(crate) use rows::Rows;

use std::pin::pin;

use futures::TryStreamExt;
use sea_orm::{ConnectionTrait, DatabaseConnection, QueryResult, Statement, StreamTrait, Value};

use crate::{StoreError, error::doing};

/// Runs one statement with `$1`-style parameters; gives how many rows it touched.
pub(crate) async fn execute<C: ConnectionTrait>(
    db: &C,
    what: &'static str,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<u64, StoreError> {
    tracing::trace!(what, "statement");
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(db.execute_raw(statement).await.map_err(doing(what))?.rows_affected())
}

/// All rows of one query.
pub(crate) async fn query<C: ConnectionTrait>(
    db: &C,
    what: &'static str,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<QueryResult>, StoreError> {
    tracing::trace!(what, "statement");
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    db.query_all_raw(statement).await.map_err(doing(what))
}

/// What `read` makes of each row of one query, as they come: an answer of many rows is never held twice.
pub(crate) async fn read<T>(
    db: &DatabaseConnection,
    what: &'static str,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
    read: impl Fn(&Cells<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut read_rows = Vec::new();
    let keep = |cells: &Cells<'_>| {
        read_rows.push(read(cells)?);
        Ok::<_, StoreError>(())
    };
    each(db, what, sql, values, keep).await?;
    Ok(read_rows)
}

/// Hands each row of one query on as it comes; none of them is kept.
pub(crate) async fn each<E: From<StoreError>>(
    db: &DatabaseConnection,
    what: &'static str,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
    mut each: impl FnMut(&Cells<'_>) -> Result<(), E>,
) -> Result<(), E> {
    tracing::trace!(what, "statement");
    let backend = ConnectionTrait::get_database_backend(db);
    let statement = Statement::from_sql_and_values(backend, sql, values);
    let mut rows = pin!(db.stream_raw(statement).await.map_err(doing(what))?);
    while let Some(row) = rows.try_next().await.map_err(doing(what))? {
        each(&Cells(&row))?;
    }
    Ok(())
}

/// The first row of one query.
pub(crate) async fn query_one<C: ConnectionTrait>(
    db: &C,
    what: &'static str,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Option<QueryResult>, StoreError> {
    tracing::trace!(what, "statement");
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    db.query_one_raw(statement).await.map_err(doing(what))
}
