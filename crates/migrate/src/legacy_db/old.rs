//! The rows of the old database, as they stand in one snapshot of it.

use futures::TryStreamExt;
use keeping::KeepingError;
use publish::postgres::{Address, Table, Which};
use serde_json::{Map, Value};
use sqlx::{AssertSqlSafe, PgConnection, Row};

/// Settings under which a row prints the same on every server, so that checksums compare.
pub const PRINTED: &str = "SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL timezone = 'UTC'; \
     SET LOCAL intervalstyle = 'postgres'; SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1";

/// One row.
#[derive(Debug, Clone)]
pub struct OldRow {
    /// Its id; none where the column is empty.
    pub id: Option<i64>,
    /// All columns, as the database's JSON shows them.
    pub cells: Map<String, Value>,
}

impl OldRow {
    /// The text of a column; none for NULL, an empty text, and a column that is not there.
    pub fn text(&self, column: &str) -> Option<String> {
        let text = match self.cells.get(column)? {
            Value::Null => return None,
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        Some(text).filter(|text| !text.is_empty())
    }

    /// The name; empty when there is none.
    pub fn name(&self) -> String {
        self.text("name").unwrap_or_default()
    }

    /// A character's series.
    pub fn series_id(&self) -> Option<i64> {
        self.cells.get("series_id").and_then(Value::as_i64)
    }
}

/// One table.
#[derive(Debug, Clone)]
pub struct OldTable {
    /// Its shape.
    pub table: Table,
    /// Its rows, by id.
    pub rows: Vec<OldRow>,
    /// The MD5 over all rows.
    pub checksum: String,
}

impl OldTable {
    /// The highest id; 0 for none.
    pub fn highest(&self) -> i64 {
        self.rows.iter().filter_map(|row| row.id).max().unwrap_or(0)
    }
}

/// Both tables.
#[derive(Debug, Clone)]
pub struct Old {
    /// Series.
    pub series: OldTable,
    /// Characters.
    pub waifus: OldTable,
}

impl Old {
    /// The table of one kind.
    pub fn of(&self, which: Which) -> &OldTable {
        match which {
            Which::Series => &self.series,
            Which::Waifus => &self.waifus,
        }
    }
}

/// Reads both tables within the open transaction.
pub async fn read(connection: &mut PgConnection, address: &Address) -> Result<Old, KeepingError> {
    let series = table(connection, address, Which::Series).await?;
    let waifus = table(connection, address, Which::Waifus).await?;
    Ok(Old { series, waifus })
}

async fn table(
    connection: &mut PgConnection,
    address: &Address,
    which: Which,
) -> Result<OldTable, KeepingError> {
    let table = Table::read(connection, address, which).await?;
    let key = which.key().name;
    let missing: Vec<String> = [key, "name"]
        .into_iter()
        .filter(|column| table.column(column).is_none())
        .map(|column| format!("{} has no column {column}", table.name))
        .collect();
    if !missing.is_empty() {
        return Err(KeepingError::Conflict {
            message: format!("{} is not the old pipeline's database", address.shown()),
            hint:
                "nothing was done; the tables are series (series_id, name, …) and waifus (waifu_id, name, …)"
                    .into(),
            places: missing,
        });
    }
    let checksum = checksum(connection, address, &table.name, key).await?;
    let failed = || address.failed("reading its rows");
    let select = format!("SELECT t.{key}::int8, row_to_json(t)::text FROM {} t ORDER BY 1", table.name);
    let mut rows = Vec::new();
    let mut stream = sqlx::query(AssertSqlSafe(select)).fetch(&mut *connection);
    while let Some(row) = stream.try_next().await.map_err(failed())? {
        let text: String = row.try_get(1).map_err(failed())?;
        let cells = serde_json::from_str(&text)
            .map_err(|error| KeepingError::Damaged(format!("a row of {}: {error}", table.name)))?;
        rows.push(OldRow { id: row.try_get(0).map_err(failed())?, cells });
    }
    drop(stream);
    Ok(OldTable { table, rows, checksum })
}

/// The MD5 over all rows of a table in the order of their keys; the database computes it. The transaction
/// has to have the settings [`PRINTED`].
pub async fn checksum(
    connection: &mut PgConnection,
    address: &Address,
    table: &str,
    key: &str,
) -> Result<String, KeepingError> {
    let select = format!(
        "SELECT md5(COALESCE(string_agg(md5(t::text), '' ORDER BY t.{key}, md5(t::text)), '')) FROM {table} t"
    );
    let checksum = sqlx::query_scalar(AssertSqlSafe(select)).fetch_one(connection).await;
    checksum.map_err(address.failed("taking checksums"))
}
