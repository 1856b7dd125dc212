//! Who holds a row that is to be deleted: any table with a foreign key to it, whatever it is called.

use std::collections::HashMap;

use keeping::KeepingError;
use sqlx::{AssertSqlSafe, PgConnection, Row};

use super::{
    address::Address,
    shape::{Table, referrers},
};

/// Locks rows of a table so that nobody can begin to refer to them before the transaction ends.
///
/// A foreign key's check takes `FOR KEY SHARE`, which waits for this, and this waits for those under way.
pub async fn lock(
    connection: &mut PgConnection,
    address: &Address,
    table: &Table,
    ids: &[i64],
) -> Result<(), KeepingError> {
    let key = table.which.key().name;
    let select = format!("SELECT 1 FROM {} t WHERE t.{key} = ANY($1) FOR UPDATE", table.name);
    let locked = sqlx::query(AssertSqlSafe(select)).bind(ids).execute(connection).await;
    locked.map(|_| ()).map_err(address.failed("locking the rows to delete"))
}

/// For each row that something refers to: which tables, with how many rows. Tables in `except`, by their
/// number in the catalog, do not count.
pub async fn holders(
    connection: &mut PgConnection,
    address: &Address,
    table: &Table,
    ids: &[i64],
    except: &[i64],
) -> Result<HashMap<i64, String>, KeepingError> {
    let mut found: HashMap<i64, Vec<String>> = HashMap::new();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    for referrer in referrers(connection, address, table).await? {
        if except.contains(&referrer.oid) {
            continue;
        }
        let key = table.which.key().name;
        let select = format!(
            "SELECT t.{key}::int8, count(*) FROM {} t JOIN {} r ON {} WHERE t.{key} = ANY($1) GROUP BY 1",
            table.name, referrer.table, referrer.condition
        );
        let rows = sqlx::query(AssertSqlSafe(select)).bind(ids).fetch_all(&mut *connection).await;
        let failed = || address.failed("looking up who owns the rows to delete");
        for row in rows.map_err(failed())? {
            let id: i64 = row.try_get(0).map_err(failed())?;
            let count: i64 = row.try_get(1).map_err(failed())?;
            let rows = if count == 1 { "row" } else { "rows" };
            found.entry(id).or_default().push(format!("{count} {rows} of {}", referrer.table));
        }
    }
    Ok(found.into_iter().map(|(id, holders)| (id, holders.join(", "))).collect())
}
