//! Backups before anything is taken in: two tables in the old database, and dump files in the data folder.

use std::{
    fmt::Write as _,
    fs::{self, File},
    io::Write as _,
    path::Path,
};

use futures::TryStreamExt;
use keeping::KeepingError;
use publish::postgres::{Address, Table, Which, execute, quoted};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, Row};

use super::{
    old::{Old, OldTable},
    report::Dump,
};

/// What a backup table's comment says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The backup table's quoted name.
    pub name: String,
    /// The migration that made it.
    pub run: i64,
    /// The checksum of the rows.
    pub checksum: String,
}

/// Makes the backup tables; gives their names. Those of an earlier migration stay as they are, because
/// they hold the state before the first.
pub async fn tables(
    connection: &mut PgConnection,
    address: &Address,
    old: &Old,
    run: i64,
) -> Result<Vec<String>, KeepingError> {
    let mut names = Vec::new();
    for table in [&old.series, &old.waifus] {
        names.push(one_table(connection, address, table, run).await?);
    }
    Ok(names)
}

async fn one_table(
    connection: &mut PgConnection,
    address: &Address,
    old: &OldTable,
    run: i64,
) -> Result<String, KeepingError> {
    let name = backup_name(&old.table);
    match find(connection, address, &old.table).await? {
        Some(kept) if kept.run != run || kept.checksum == old.checksum => return Ok(name),
        // This migration was broken off, and the game went on since.
        Some(_) => {
            execute(connection, address, format!("DROP TABLE {name}"), "renewing a backup table").await?;
        }
        None => {}
    }
    let comment = json!({ "emaki_run": run, "rows": old.rows.len(), "md5": old.checksum }).to_string();
    let create = format!(
        "CREATE TABLE {name} AS TABLE {}; COMMENT ON TABLE {name} IS '{}'",
        old.table.name,
        comment.replace('\'', "''")
    );
    execute(
        connection,
        address,
        create,
        "making a backup table, for which the user needs CREATE on the schema",
    )
    .await?;
    Ok(name)
}

/// `series_backup_migration`, beside the table.
pub fn backup_name(table: &Table) -> String {
    let schema = table.name.rsplit_once('.').map_or("public", |(schema, _)| schema);
    format!("{schema}.{}", quoted(&format!("{}_backup_migration", table.which.table())))
}

/// The backup table of a table, if there is one; one that is not ours is in the way.
pub async fn find(
    connection: &mut PgConnection,
    address: &Address,
    table: &Table,
) -> Result<Option<Kept>, KeepingError> {
    let failed = || address.failed("looking for backup tables");
    let name = backup_name(table);
    let select = "SELECT obj_description(c.oid, 'pg_class') FROM pg_class c WHERE c.oid = to_regclass($1)";
    let found = sqlx::query(select).bind(&name).fetch_optional(connection).await.map_err(failed())?;
    let Some(row) = found else { return Ok(None) };
    let comment: Option<String> = row.try_get(0).map_err(failed())?;
    let told: Value = comment.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    match (told["emaki_run"].as_i64(), told["md5"].as_str()) {
        (Some(run), Some(checksum)) => Ok(Some(Kept { name, run, checksum: checksum.to_owned() })),
        _ => Err(KeepingError::Conflict {
            message: format!("{} has a table {name} that no migration of ours made", address.shown()),
            hint: "nothing was done; rename or drop it".into(),
            places: Vec::new(),
        }),
    }
}

/// Writes both tables as CSV below the data folder, with their SHA-256 beside them.
pub async fn dump(
    connection: &mut PgConnection,
    address: &Address,
    old: &Old,
    folder: &Path,
    run: i64,
) -> Result<Vec<Dump>, KeepingError> {
    let folder = folder.join("migrations").join(format!("legacy-db-{run}"));
    fs::create_dir_all(&folder).map_err(KeepingError::file("make", &folder))?;
    let (mut dumps, mut sums) = (Vec::new(), String::new());
    for which in [Which::Series, Which::Waifus] {
        let dump = one_dump(connection, address, &old.of(which).table, &folder).await?;
        let _ = writeln!(sums, "{}  {}.csv", dump.sha256, which.table()); // a String takes everything
        dumps.push(dump);
    }
    let path = folder.join("SHA256SUMS");
    let write = || {
        let mut file = File::create(&path)?;
        file.write_all(sums.as_bytes())?;
        file.sync_all()?;
        File::open(&folder)?.sync_all()
    };
    write().map_err(KeepingError::file("write", &path))?;
    Ok(dumps)
}

async fn one_dump(
    connection: &mut PgConnection,
    address: &Address,
    table: &Table,
    folder: &Path,
) -> Result<Dump, KeepingError> {
    let failed = || address.failed("dumping its rows");
    let path = folder.join(format!("{}.csv", table.which.table()));
    let partial = folder.join(format!("{}.csv.partial", table.which.table()));
    let wrong = || KeepingError::file("write", &partial);
    let copy = format!(
        "COPY (SELECT * FROM {} ORDER BY {}) TO STDOUT (FORMAT csv, HEADER, ENCODING 'UTF8')",
        table.name,
        table.which.key().name
    );
    let mut file = File::create(&partial).map_err(wrong())?;
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    let mut rows = connection.copy_out_raw(&copy).await.map_err(failed())?;
    while let Some(part) = rows.try_next().await.map_err(failed())? {
        hash.update(&part);
        bytes += part.len() as u64;
        file.write_all(&part).map_err(wrong())?;
    }
    drop(rows);
    file.sync_all().map_err(wrong())?;
    fs::rename(&partial, &path).map_err(KeepingError::file("write", &path))?;
    let sha256 = hash.finalize().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // a String takes everything
        text
    });
    Ok(Dump { path, bytes, sha256 })
}
