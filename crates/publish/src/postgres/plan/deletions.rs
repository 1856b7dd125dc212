//! Rows of the target that we do not publish, and which of them may go.

use std::collections::{BTreeMap, HashMap};

use keeping::KeepingError;
use sqlx::PgConnection;

use super::{Existing, Gone, Wishes, each_row, ids};
use crate::{
    finish::Finished,
    postgres::{
        address::Address,
        columns::{Wanted, Which},
        ownership,
        report::Refused,
        shape::Table,
    },
};

/// Rows that go.
#[derive(Debug, Default)]
pub struct Deletions {
    /// Series.
    pub series: Vec<Gone>,
    /// Characters.
    pub waifus: Vec<Gone>,
}

/// Finds the rows that go, and refuses those that somebody holds.
#[expect(clippy::too_many_arguments, reason = "all that a plan knows by then")]
pub async fn find(
    connection: &mut PgConnection,
    address: &Address,
    (series_table, waifus_table): (&Table, &Table),
    finished: &Finished,
    waifus: &[Wanted<'_>],
    stands: &BTreeMap<i64, Existing>,
    wishes: Wishes,
    refused: &mut Vec<Refused>,
) -> Result<Deletions, KeepingError> {
    let ours = super::ours(finished, Which::Waifus);
    let published = ids(waifus);
    let mut missing = Vec::new();
    // Series of characters that stay where they are.
    let mut staying: Vec<(i64, i64)> = Vec::new();
    each_row(connection, address, waifus_table, &mut |row| {
        let series = row.text("series_id").and_then(|id| id.parse().ok());
        if !ours.contains(&row.id) {
            missing.push((row, series));
        } else if let Some(series) = series.filter(|_| !published.contains(&row.id)) {
            staying.push((row.id, series));
        }
    })
    .await?;
    let missing_ids: Vec<i64> = missing.iter().map(|(row, _)| row.id).collect();
    if !wishes.dry_run {
        ownership::lock(connection, address, waifus_table, &missing_ids).await?;
    }
    let holders = ownership::holders(connection, address, waifus_table, &missing_ids, &[]).await?;
    let mut gone = Deletions::default();
    for (row, series) in missing {
        if let Some(holders) = holders.get(&row.id) {
            refused.push(held(Which::Waifus, &row, holders));
            staying.extend(series.map(|series| (row.id, series)));
        } else {
            gone.waifus.push(Gone { id: row.id, name: row.name(), before: row.raw });
        }
    }

    let ours = super::ours(finished, Which::Series);
    let missing: Vec<&Existing> = stands.values().filter(|row| !ours.contains(&row.id)).collect();
    let missing_ids: Vec<i64> = missing.iter().map(|row| row.id).collect();
    if !wishes.dry_run {
        ownership::lock(connection, address, series_table, &missing_ids).await?;
    }
    let holders =
        ownership::holders(connection, address, series_table, &missing_ids, &[waifus_table.oid]).await?;
    let mut members: HashMap<i64, Vec<i64>> = HashMap::new();
    for (waifu, series) in staying {
        members.entry(series).or_default().push(waifu);
    }
    for row in missing {
        if let Some(holders) = holders.get(&row.id) {
            refused.push(held(Which::Series, row, holders));
        } else if let Some(members) = members.get(&row.id) {
            let shown: Vec<String> = members.iter().take(5).map(ToString::to_string).collect();
            refused.push(held(Which::Series, row, &format!("characters that stay ({})", shown.join(", "))));
        } else {
            gone.series.push(Gone { id: row.id, name: row.name(), before: row.raw.clone() });
        }
    }
    Ok(gone)
}

fn held(which: Which, row: &Existing, holders: &str) -> Refused {
    Refused {
        table: which.table(),
        key: row.id.to_string(),
        name: row.name(),
        column: String::new(),
        value: String::new(),
        problem: format!("is not deleted: it is held by {holders}"),
        fix: "keep it, by taking its exclusion back, or release it in the game first".to_owned(),
    }
}
