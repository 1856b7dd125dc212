//! Bringing back what stood in the users' tables before a publish, in one transaction.

use std::collections::HashMap;

use keeping::KeepingError;
use sqlx::{AssertSqlSafe, PgConnection};
use store::{Publish, PublishRow, Store};

use super::{
    address::Address,
    apply::{BY_MEDIUM, CONSTRAINT, execute, let_go_of_names, quoted},
    books::{self, fingerprint_of, table_of},
    close,
    fingerprint::Fingerprint,
    ownership, session,
    session::Patience,
    shape::Table,
    statements,
};
use crate::{RollbackRequest, RolledBack};

/// Rows of one statement.
const ROWS: usize = 2_000;

/// What is to be done with the rows of one table.
#[derive(Default)]
struct Todo {
    /// Rows to add again, as JSON of the whole row.
    insert: Vec<String>,
    /// Rows to set back.
    update: Vec<(i64, String)>,
    /// Rows that the publish added.
    remove: Vec<i64>,
    /// How many are as they had been.
    unchanged: u64,
}

/// Takes a publish back. `request.url` names the database with its password.
///
/// # Errors
/// `Conflict` when rows were changed since and `force` is not given, or when a row that the publish added
/// is held by a player; nothing is changed then. With `force` such a row stays and the rest goes on.
pub async fn rollback(
    store: &Store,
    publish: &Publish,
    request: &RollbackRequest,
) -> Result<RolledBack, KeepingError> {
    let url =
        request.url.as_deref().filter(|url| !url.is_empty()).ok_or_else(|| KeepingError::NotConfigured {
            message: format!("publish {} went to {}, whose password is not kept", publish.id, publish.target),
            hint: "name the database with --url, EMAKI_PUBLISH_URL or publish.url".into(),
        })?;
    let address = Address::parse(url)?;
    if address.shown() != publish.target {
        return Err(KeepingError::Conflict {
            message: format!("publish {} went to {}, not to {}", publish.id, publish.target, address.shown()),
            hint: "name the database that it went to with --url".into(),
            places: Vec::new(),
        });
    }
    let kept = books::kept(store, publish).await?;
    let mut connection = address.connect().await?;
    session::begin_writing(&mut connection, &address, Patience::default()).await?;
    let (series, waifus) = books::tables(&mut connection, &address).await?;
    session::lock_tables(&mut connection, &address, (&series, &waifus)).await?;
    let mut refused = Vec::new();
    let mut of_series = todo(&mut connection, &address, &series, &kept, request.force, &mut refused).await?;
    let mut of_waifus = todo(&mut connection, &address, &waifus, &kept, request.force, &mut refused).await?;
    spare_held(&mut connection, &address, (&series, &mut of_series), (&waifus, &mut of_waifus), &mut refused)
        .await?;
    if !refused.is_empty() && !request.force {
        session::rollback(&mut connection, &address).await?;
        close(connection).await;
        return Err(KeepingError::Conflict {
            message: match refused.len() {
                1 => format!("a row of {} cannot be brought back", address.shown()),
                many => format!("{many} rows of {} cannot be brought back", address.shown()),
            },
            hint:
                "nothing was changed; --force overwrites what was changed since, and leaves what players hold"
                    .into(),
            places: refused,
        });
    }

    statements::delete(&mut connection, &address, &waifus, &of_waifus.remove).await?;
    let moving: Vec<i64> =
        of_series.update.iter().map(|(id, _)| *id).chain(of_series.remove.iter().copied()).collect();
    let_go_of_names(&mut connection, &address, &series, &moving).await?;
    for (table, todo) in [(&series, &of_series), (&waifus, &of_waifus)] {
        add_again(&mut connection, &address, table, &todo.insert).await?;
        set_back(&mut connection, &address, table, &todo.update).await?;
    }
    statements::delete(&mut connection, &address, &series, &of_series.remove).await?;
    put_constraint_back(&mut connection, &address, &series, &kept).await?;
    session::commit(&mut connection, &address).await?;
    close(connection).await;

    let done = RolledBack {
        publish: publish.id,
        what: publish.what.clone(),
        target: publish.target.clone(),
        restored: [&of_series, &of_waifus]
            .iter()
            .map(|todo| (todo.insert.len() + todo.update.len()) as u64)
            .sum(),
        removed: (of_series.remove.len() + of_waifus.remove.len()) as u64,
        unchanged: of_series.unchanged + of_waifus.unchanged,
        refused,
    };
    let tx = store.begin().await?;
    tx.set_publish(publish.id, "rolled_back", &publish.report).await?;
    tx.commit().await?;
    Ok(done)
}

/// Holds what a publish kept of a table against how it stands now.
async fn todo(
    connection: &mut PgConnection,
    address: &Address,
    table: &Table,
    kept: &[PublishRow],
    force: bool,
    refused: &mut Vec<String>,
) -> Result<Todo, KeepingError> {
    let of_table: Vec<(i64, &PublishRow)> = kept
        .iter()
        .filter(|row| row.place == table.which.table())
        .filter_map(|row| Some((row.key.parse().ok()?, row)))
        .collect();
    let ids: Vec<i64> = of_table.iter().map(|(id, _)| *id).collect();
    let fingerprint = Fingerprint::of(table);
    let mut stands: HashMap<i64, Vec<u8>> = HashMap::new();
    for row in statements::read(connection, address, table, &ids).await? {
        stands.insert(row.id, fingerprint.of_row(&row.row));
    }
    let mut todo = Todo::default();
    for (id, kept) in of_table {
        let now = stands.remove(&id).unwrap_or_default();
        let before = fingerprint_of(&fingerprint, &kept.before);
        if now == before {
            todo.unchanged += 1;
            continue;
        }
        if now != kept.after && !force {
            let what = if now.is_empty() { "was deleted since" } else { "was changed since" };
            refused.push(format!("{} {id} {what}", table.which.table()));
            continue;
        }
        let whole = String::from_utf8_lossy(&kept.before).into_owned();
        match (now.is_empty(), before.is_empty()) {
            (true, _) => todo.insert.push(whole),
            (false, true) => todo.remove.push(id),
            (false, false) => todo.update.push((id, whole)),
        }
    }
    Ok(todo)
}

/// Leaves rows that somebody holds, and says so.
async fn spare_held(
    connection: &mut PgConnection,
    address: &Address,
    (series, of_series): (&Table, &mut Todo),
    (waifus, of_waifus): (&Table, &mut Todo),
    refused: &mut Vec<String>,
) -> Result<(), KeepingError> {
    ownership::lock(connection, address, waifus, &of_waifus.remove).await?;
    let held = ownership::holders(connection, address, waifus, &of_waifus.remove, &[]).await?;
    spare(waifus, of_waifus, &held, refused);
    ownership::lock(connection, address, series, &of_series.remove).await?;
    let mut held = ownership::holders(connection, address, series, &of_series.remove, &[waifus.oid]).await?;
    // Characters that stay, or stay where the publish put them, keep their series.
    let leaving: Vec<i64> =
        of_waifus.remove.iter().copied().chain(of_waifus.update.iter().map(|(id, _)| *id)).collect();
    let select = format!(
        "SELECT w.series_id::int8, count(*) FROM {} w WHERE w.series_id = ANY($1) AND NOT w.waifu_id = ANY($2) GROUP BY 1",
        waifus.name
    );
    let members: Result<Vec<(i64, i64)>, sqlx::Error> = sqlx::query_as(AssertSqlSafe(select))
        .bind(&of_series.remove)
        .bind(leaving)
        .fetch_all(connection)
        .await;
    for (id, count) in members.map_err(address.failed("looking up the characters of series"))? {
        held.entry(id).or_insert_with(|| format!("{count} characters that stay"));
    }
    spare(series, of_series, &held, refused);
    Ok(())
}

fn spare(table: &Table, todo: &mut Todo, held: &HashMap<i64, String>, refused: &mut Vec<String>) {
    todo.remove.retain(|id| {
        let by = held.get(id);
        refused.extend(by.map(|by| format!("{} {id} is held by {by}", table.which.table())));
        by.is_none()
    });
}

/// Adds whole rows, columns of others among them.
async fn add_again(
    connection: &mut PgConnection,
    address: &Address,
    table: &Table,
    rows: &[String],
) -> Result<(), KeepingError> {
    let columns: Vec<String> =
        table.columns.iter().filter(|column| !column.generated).map(|column| quoted(&column.name)).collect();
    let columns = columns.join(", ");
    let insert = format!(
        "INSERT INTO {0} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM json_populate_recordset(NULL::{0}, $1::json)",
        table.name
    );
    for chunk in rows.chunks(ROWS) {
        let list = format!("[{}]", chunk.join(","));
        let done = sqlx::query(AssertSqlSafe(insert.clone())).bind(list).execute(&mut *connection).await;
        done.map_err(address.failed("adding rows again"))?;
    }
    Ok(())
}

/// Sets the columns that we write back to what they were.
async fn set_back(
    connection: &mut PgConnection,
    address: &Address,
    table: &Table,
    rows: &[(i64, String)],
) -> Result<(), KeepingError> {
    let key = table.which.key().name;
    let fingerprint = Fingerprint::of(table);
    let set: Vec<String> =
        fingerprint.columns().iter().map(|column| format!("{column} = r.{column}")).collect();
    let update = format!(
        "UPDATE {0} AS t SET {1} FROM json_populate_recordset(NULL::{0}, $1::json) r WHERE t.{key} = r.{key}",
        table.name,
        set.join(", ")
    );
    for chunk in rows.chunks(ROWS) {
        let whole: Vec<&str> = chunk.iter().map(|(_, row)| row.as_str()).collect();
        let list = format!("[{}]", whole.join(","));
        let done = sqlx::query(AssertSqlSafe(update.clone())).bind(list).execute(&mut *connection).await;
        done.map_err(address.failed("setting rows back"))?;
    }
    Ok(())
}

/// Puts the constraint over names alone back, where the publish replaced it.
async fn put_constraint_back(
    connection: &mut PgConnection,
    address: &Address,
    series: &Table,
    kept: &[PublishRow],
) -> Result<(), KeepingError> {
    let Some(row) =
        kept.iter().find(|row| table_of(row, series, series).is_none() && row.place == CONSTRAINT)
    else {
        return Ok(());
    };
    let was: serde_json::Value = serde_json::from_slice(&row.before)
        .map_err(|error| KeepingError::Damaged(format!("a kept constraint: {error}")))?;
    if series.unique_name.is_some() {
        return Ok(());
    }
    let definition = was["definition"].as_str().unwrap_or_default();
    let add = if was["is_constraint"] == true {
        format!("ALTER TABLE {} ADD CONSTRAINT {} {definition}", series.name, quoted(&row.key))
    } else {
        definition.to_owned()
    };
    execute(connection, address, add, "putting the constraint over names back").await?;
    if was["added"] == true {
        let drop = format!("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {BY_MEDIUM}", series.name);
        execute(connection, address, drop, "dropping the constraint over names and media").await?;
    }
    Ok(())
}
