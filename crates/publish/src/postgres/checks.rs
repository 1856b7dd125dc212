//! The target's own CHECK constraints, asked about our rows before any of them is written.
//!
//! The database itself judges, so that a range, a list or a pattern is understood as it is meant.

use std::collections::HashMap;

use keeping::KeepingError;
use sqlx::{AssertSqlSafe, PgConnection, Row};

use super::{address::Address, apply::quoted, columns::Wanted, shape::Table};

/// One constraint that a row breaks.
#[derive(Debug, Clone)]
pub struct Broken {
    /// The first column that it is about.
    pub column: String,
    /// Its name and what it says.
    pub says: String,
}

/// For each row that a constraint would not take: which. Constraints over columns that we do not write
/// are left to the database.
pub async fn broken(
    connection: &mut PgConnection,
    address: &Address,
    table: &Table,
    rows: &[Wanted<'_>],
) -> Result<HashMap<i64, Broken>, KeepingError> {
    let failed = || address.failed("asking about its CHECK constraints");
    let select = "SELECT k.conname::text, pg_get_expr(k.conbin, k.conrelid), pg_get_constraintdef(k.oid), \
                  (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a \
                   WHERE a.attrelid = k.conrelid AND a.attnum = ANY(k.conkey)) \
                  FROM pg_constraint k WHERE k.contype = 'c' AND k.conrelid = $1::oid ORDER BY k.conname";
    let constraints =
        sqlx::query(select).bind(table.oid).fetch_all(&mut *connection).await.map_err(failed())?;
    let mut found = HashMap::new();
    for constraint in constraints {
        let name: String = constraint.try_get(0).map_err(failed())?;
        let expression: String = constraint.try_get(1).map_err(failed())?;
        let definition: String = constraint.try_get(2).map_err(failed())?;
        let columns: Option<Vec<String>> = constraint.try_get(3).map_err(failed())?;
        let columns = columns.unwrap_or_default();
        let positions: Option<Vec<usize>> =
            columns.iter().map(|column| table.which.position(column)).collect();
        let Some(positions) = positions.filter(|positions| !positions.is_empty()) else { continue };
        let casts: Vec<String> = columns
            .iter()
            .enumerate()
            .map(|(at, column)| {
                let type_name = table.column(column).map_or("text", |column| column.type_name.as_str());
                format!(", a.c{at}::{type_name} AS {}", quoted(column))
            })
            .collect();
        let arrays: Vec<String> = (0..columns.len()).map(|at| format!(", ${}::text[]", at + 2)).collect();
        let names: Vec<String> = (0..columns.len()).map(|at| format!(", c{at}")).collect();
        let (casts, arrays, names) = (casts.concat(), arrays.concat(), names.concat());
        let select = format!(
            "SELECT u.\"emaki id\" FROM (SELECT a.id AS \"emaki id\"{casts} FROM unnest($1::int8[]{arrays}) AS a(id{names})) u \
             WHERE ({expression}) IS FALSE"
        );
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let mut query = sqlx::query(AssertSqlSafe(select)).bind(ids);
        for position in positions {
            let cells: Vec<Option<&str>> = rows.iter().map(|row| row.values[position].as_deref()).collect();
            query = query.bind(cells);
        }
        for row in query.fetch_all(&mut *connection).await.map_err(failed())? {
            let id: i64 = row.try_get(0).map_err(failed())?;
            let broken = Broken { column: columns[0].clone(), says: format!("{name}: {definition}") };
            found.entry(id).or_insert(broken);
        }
    }
    Ok(found)
}
