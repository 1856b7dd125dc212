//! Characters, held against the target's rows as these stream by.

use std::collections::HashMap;

use keeping::KeepingError;
use sqlx::PgConnection;

use super::{Plan, each_row, put, refusal, unfit};
use crate::postgres::{
    address::Address,
    columns::{Wanted, Which},
};

/// Sorts the characters in. `names` are the names of series in the target afterwards.
pub async fn compare<'a>(
    connection: &mut PgConnection,
    address: &Address,
    plan: &mut Plan<'a>,
    wanted: Vec<Wanted<'a>>,
    names: &HashMap<i64, String>,
) -> Result<(), KeepingError> {
    let at_series = Which::Waifus.position("series_id").unwrap_or_default();
    let mut waiting: HashMap<i64, Wanted> = HashMap::with_capacity(wanted.len());
    let mut order = Vec::with_capacity(wanted.len());
    for mut row in wanted {
        let series_id = row.values[at_series].as_deref().and_then(|id| id.parse::<i64>().ok());
        let Some(name) = series_id.and_then(|id| names.get(&id)) else {
            let value = row.values[at_series].clone();
            let told = (
                "is a series that the target will not hold".to_owned(),
                "see why the series itself is refused".to_owned(),
            );
            plan.refused.push(refusal(Which::Waifus, &row, "series_id", value.as_deref(), told));
            continue;
        };
        if let Some(told) = unfit(&plan.waifus_table, "series", name) {
            plan.refused.push(refusal(Which::Waifus, &row, "series", Some(name), told));
            continue;
        }
        put(Which::Waifus, &mut row, "series", name.clone());
        order.push(row.id);
        waiting.insert(row.id, row);
    }
    let table = plan.waifus_table.clone();
    let changes = &mut plan.waifus;
    each_row(connection, address, &table, &mut |existing| {
        if let Some(row) = waiting.remove(&existing.id) {
            changes.sort_in(&table, row, Some(existing));
        }
    })
    .await?;
    for id in order {
        if let Some(row) = waiting.remove(&id) {
            changes.sort_in(&table, row, None);
        }
    }
    Ok(())
}
