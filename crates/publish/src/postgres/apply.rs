//! Carries a plan out within the open transaction, and tells what stood and what stands.

use keeping::KeepingError;
use sqlx::{AssertSqlSafe, PgConnection};
use store::PublishRow;

use super::{
    address::Address,
    fingerprint::Fingerprint,
    ownership,
    plan::{Changes, Existing, Plan},
    shape::{Table, UniqueName},
    statements,
};

/// The place under which a replaced constraint is kept.
pub const CONSTRAINT: &str = "constraint";

/// The constraint that takes the place of the one over names alone.
pub const BY_MEDIUM: &str = "series_name_media_type_key";

/// Makes the changes. Nothing is visible to anybody before the caller commits.
pub async fn apply(
    connection: &mut PgConnection,
    address: &Address,
    plan: &Plan<'_>,
) -> Result<Vec<PublishRow>, KeepingError> {
    let mut kept = Vec::new();
    let (series, waifus) = (&plan.series_table, &plan.waifus_table);
    take_away(connection, address, waifus, &plan.waifus, &mut kept).await?;
    if let Some(old) = &plan.alter {
        drop_unique(connection, address, series, old).await?;
    }
    let_go_of_names(connection, address, series, &plan.in_the_way).await?;
    write(connection, address, series, &plan.series, &mut kept).await?;
    write(connection, address, waifus, &plan.waifus, &mut kept).await?;
    take_away(connection, address, series, &plan.series, &mut kept).await?;
    if let Some(old) = &plan.alter {
        let definition = "UNIQUE (name, media_type)";
        if !series.unique_name_and_media {
            let add = format!("ALTER TABLE {} ADD CONSTRAINT {BY_MEDIUM} {definition}", series.name);
            execute(connection, address, add, "adding the constraint over names and media").await?;
        }
        let before = serde_json::json!({
            "name": old.name, "is_constraint": old.is_constraint, "definition": old.definition,
            "added": !series.unique_name_and_media,
        });
        kept.push(PublishRow {
            place: CONSTRAINT.to_owned(),
            key: old.name.clone(),
            before: before.to_string().into_bytes(),
            after: definition.as_bytes().to_vec(),
        });
    }
    Ok(kept)
}

/// Adds and changes the rows of one table.
async fn write(
    connection: &mut PgConnection,
    address: &Address,
    table: &Table,
    changes: &Changes<'_>,
    kept: &mut Vec<PublishRow>,
) -> Result<(), KeepingError> {
    let fingerprint = Fingerprint::of(table);
    let keep = |row: &Existing, before: &str| PublishRow {
        place: table.which.table().to_owned(),
        key: row.id.to_string(),
        before: before.as_bytes().to_vec(),
        after: fingerprint.of_row(&row.row),
    };
    if !changes.update.is_empty() {
        let before: std::collections::HashMap<i64, &str> =
            changes.update.iter().map(|update| (update.wanted.id, update.before.as_str())).collect();
        let wanted: Vec<_> = changes.update.iter().map(|update| &update.wanted).collect();
        let told = statements::update(connection, address, table, &wanted).await?;
        kept.extend(told.iter().map(|row| keep(row, before.get(&row.id).copied().unwrap_or_default())));
    }
    if !changes.insert.is_empty() {
        let told = statements::insert(connection, address, table, &changes.insert).await?;
        kept.extend(told.iter().map(|row| keep(row, "")));
    }
    Ok(())
}

/// Takes the rows of one table away; whoever came to hold one since the plan keeps everything as it was.
async fn take_away(
    connection: &mut PgConnection,
    address: &Address,
    table: &Table,
    changes: &Changes<'_>,
    kept: &mut Vec<PublishRow>,
) -> Result<(), KeepingError> {
    if changes.delete.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = changes.delete.iter().map(|gone| gone.id).collect();
    let held = ownership::holders(connection, address, table, &ids, &[]).await?;
    if !held.is_empty() {
        let mut places: Vec<String> =
            held.iter().map(|(id, by)| format!("{} {id}: {by}", table.which.table())).collect();
        places.sort();
        return Err(KeepingError::Conflict {
            message: format!("rows of {} that were to be deleted are held", address.shown()),
            hint: "nothing was changed; publish again".into(),
            places,
        });
    }
    statements::delete(connection, address, table, &ids).await?;
    kept.extend(changes.delete.iter().map(|gone| PublishRow {
        place: table.which.table().to_owned(),
        key: gone.id.to_string(),
        before: gone.before.as_bytes().to_vec(),
        after: Vec::new(),
    }));
    Ok(())
}

/// Gives rows a name that nobody has, because another row takes theirs in a statement that checks each
/// row by itself.
pub async fn let_go_of_names(
    connection: &mut PgConnection,
    address: &Address,
    series: &Table,
    ids: &[i64],
) -> Result<(), KeepingError> {
    if ids.is_empty() {
        return Ok(());
    }
    let update =
        format!("UPDATE {} t SET name = '~emaki ' || t.series_id WHERE t.series_id = ANY($1)", series.name);
    let done = sqlx::query(AssertSqlSafe(update)).bind(ids).execute(connection).await;
    done.map(|_| ()).map_err(address.failed("making way for names"))
}

async fn drop_unique(
    connection: &mut PgConnection,
    address: &Address,
    series: &Table,
    old: &UniqueName,
) -> Result<(), KeepingError> {
    let name = quoted(&old.name);
    let drop = if old.is_constraint {
        format!("ALTER TABLE {} DROP CONSTRAINT {name}", series.name)
    } else {
        let schema = series.name.rsplit_once('.').map_or("public", |(schema, _)| schema);
        format!("DROP INDEX {schema}.{name}")
    };
    execute(connection, address, drop, "dropping the constraint over names alone").await
}

/// Runs one statement of ours.
pub async fn execute(
    connection: &mut PgConnection,
    address: &Address,
    statement: String,
    doing: &str,
) -> Result<(), KeepingError> {
    let done = sqlx::raw_sql(AssertSqlSafe(statement)).execute(connection).await;
    done.map(|_| ()).map_err(address.failed(doing))
}

/// An identifier in quotes.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
