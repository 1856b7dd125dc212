//! Small helpers around SQL: many rows in one statement, and cells out of a row.

mod cells;
mod rows;

pub(crate) use cells::Cells;
pub(crate) use rows::Rows;

use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};

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
