//! Lists, sums, clearing and making room.

use std::time::Duration;

use model::Instant;
use sea_orm::{QueryResult, Value};

use super::{SqlEngine, entries::blob};
use crate::{
    Engine,
    cache::{CacheError, ClearFilter, Evicted, Key, ListFilter, Listed, Place, SourceStats, pace::earlier},
    sql::Cells,
};

/// Entries dropped under one lock: some milliseconds, so that requests hardly notice.
const AT_ONCE: i64 = 250;
/// Leases and claims are forgotten when they ended so long ago; the clocks of processes differ by less.
const FORGET_AFTER: Duration = Duration::from_hours(1);

/// Conditions with their values, joined by AND.
#[derive(Default)]
struct Conditions {
    texts: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    /// Adds one; every `#` in it is the place of the next value.
    fn add<const N: usize>(&mut self, text: &str, values: [Value; N]) {
        let mut text = text.to_owned();
        for value in values {
            self.values.push(value);
            text = text.replacen('#', &format!("${}", self.values.len()), 1);
        }
        self.texts.push(text);
    }

    fn clause(&self) -> String {
        if self.texts.is_empty() { String::new() } else { format!("WHERE {}", self.texts.join(" AND ")) }
    }
}

impl SqlEngine {
    pub(super) async fn sums(&self) -> Result<Vec<SourceStats>, CacheError> {
        let select = "SELECT source, COUNT(*), CAST(SUM(bytes) AS BIGINT), CAST(SUM(bytes_plain) AS BIGINT), \
                      MIN(stored_at), MAX(stored_at) FROM cache_entries GROUP BY source ORDER BY source";
        let rows = self.query(&self.reader, "counting entries", select, []).await?;
        rows.iter().map(sum).collect()
    }

    pub(super) async fn listed(&self, filter: &ListFilter) -> Result<Vec<Listed>, CacheError> {
        let mut conditions = Conditions::default();
        if let Some(source) = &filter.source {
            conditions.add("source = #", [source.as_str().into()]);
        }
        if let Some(prefix) = &filter.url_prefix {
            let length = prefix.chars().count() as i64;
            conditions.add("substr(url, 1, CAST(# AS INTEGER)) = #", [length.into(), prefix.as_str().into()]);
        }
        if let Some(Place { stored_at, key }) = &filter.after {
            conditions.add("(stored_at, key) < (#, #)", [stored_at.as_micros().into(), blob(key)]);
        }
        let select = format!(
            "SELECT key, source, endpoint, url, stored_at, fresh_until, keep_until, bytes, private \
             FROM cache_entries {} ORDER BY stored_at DESC, key DESC LIMIT ${}",
            conditions.clause(),
            conditions.values.len() + 1
        );
        conditions.values.push(i64::from(filter.limit).into());
        let rows = self.query(&self.reader, "listing entries", &select, conditions.values).await?;
        rows.iter().map(listed).collect()
    }

    pub(super) async fn drop_matching(&self, filter: &ClearFilter) -> Result<u64, CacheError> {
        let mut conditions = Conditions::default();
        if let Some(source) = &filter.source {
            conditions.add("source = #", [source.as_str().into()]);
        }
        if let Some(instant) = filter.older_than {
            conditions.add("stored_at < #", [instant.as_micros().into()]);
        }
        if let Some(key) = &filter.key {
            conditions.add("key = #", [blob(key)]);
        }
        let dropped = self.drop_some_at_a_time(&conditions).await?;
        self.shrink(dropped).await?;
        Ok(dropped.entries)
    }

    pub(super) async fn make_room(&self, max_bytes: u64, now: Instant) -> Result<Evicted, CacheError> {
        let mut past = Conditions::default();
        past.add("keep_until <= #", [now.as_micros().into()]);
        let mut dropped = self.drop_some_at_a_time(&past).await?;
        while let Some(part) = self.drop_least_used(max_bytes).await? {
            dropped.entries += part.entries;
            dropped.bytes += part.bytes;
        }
        let long_ago = earlier(now, FORGET_AFTER).as_micros();
        let doing = "forgetting leases";
        for table in ["DELETE FROM cache_leases WHERE until < $1", "DELETE FROM cache_claims WHERE due < $1"]
        {
            self.execute(&self.writer, doing, table, [long_ago.into()]).await?;
        }
        self.shrink(dropped).await?;
        Ok(dropped)
    }

    async fn drop_some_at_a_time(&self, conditions: &Conditions) -> Result<Evicted, CacheError> {
        let delete = format!(
            "DELETE FROM cache_entries WHERE key IN (SELECT key FROM cache_entries {} LIMIT {AT_ONCE}) \
             RETURNING bytes",
            conditions.clause()
        );
        let mut dropped = Evicted::default();
        loop {
            let values = conditions.values.iter().cloned();
            let rows = self.query(&self.writer, "dropping entries", &delete, values).await?;
            let part = count(&rows)?;
            dropped.entries += part.entries;
            dropped.bytes += part.bytes;
            if part.entries == 0 {
                return Ok(dropped);
            }
        }
    }

    /// Drops some of what was used longest ago; `None` when all that is left fits.
    async fn drop_least_used(&self, max_bytes: u64) -> Result<Option<Evicted>, CacheError> {
        let doing = "making room";
        let tx = self.begin(&["room"]).await?;
        let total = "SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM cache_entries";
        let row = self.query_one(&tx, doing, total, []).await?;
        let held = row.map_or(Ok(0), |row| Cells(&row).int(0))?;
        let mut excess = held.saturating_sub(i64::try_from(max_bytes).unwrap_or(i64::MAX));
        if excess <= 0 {
            return Ok(None);
        }
        let oldest =
            format!("SELECT used_at, key, bytes FROM cache_entries ORDER BY used_at, key LIMIT {AT_ONCE}");
        let mut last = None;
        for row in self.query(&tx, doing, &oldest, []).await? {
            if excess <= 0 {
                break;
            }
            let cells = Cells(&row);
            last = Some((cells.int(0)?, cells.blob(1)?));
            excess -= cells.int(2)?;
        }
        let Some((used_at, key)) = last else { return Ok(None) };
        let delete = "DELETE FROM cache_entries WHERE (used_at, key) <= ($1, $2) RETURNING bytes";
        let rows = self.query(&tx, doing, delete, [used_at.into(), key.into()]).await?;
        self.commit(tx).await?;
        count(&rows).map(Some)
    }

    /// Gives some of what became free back to the disk; PostgreSQL does so in its own time.
    async fn shrink(&self, dropped: Evicted) -> Result<(), CacheError> {
        if self.engine == Engine::Sqlite && dropped.bytes > 1 << 20 {
            // In pages of 8 KiB: all that was freed, and a little of what was free before.
            let pages = dropped.bytes / 8192 + 100;
            let shrink = format!("PRAGMA incremental_vacuum({pages})");
            self.query(&self.writer, "shrinking the file", &shrink, []).await?;
        }
        Ok(())
    }
}

fn count(rows: &[QueryResult]) -> Result<Evicted, CacheError> {
    let mut dropped = Evicted::default();
    for row in rows {
        dropped.entries += 1;
        dropped.bytes += Cells(row).int(0)? as u64;
    }
    Ok(dropped)
}

fn sum(row: &QueryResult) -> Result<SourceStats, CacheError> {
    let cells = Cells(row);
    Ok(SourceStats {
        source: cells.text(0)?,
        entries: cells.int(1)? as u64,
        bytes_stored: cells.int(2)? as u64,
        bytes_plain: cells.int(3)? as u64,
        oldest: cells.time(4)?,
        newest: cells.time(5)?,
    })
}

fn listed(row: &QueryResult) -> Result<Listed, CacheError> {
    let cells = Cells(row);
    Ok(Listed {
        key: Key(cells.hash(0)?),
        source: cells.text(1)?,
        endpoint: cells.text(2)?,
        url: cells.text(3)?,
        stored_at: cells.time(4)?,
        fresh_until: cells.time(5)?,
        keep_until: cells.time(6)?,
        bytes: cells.int(7)? as u64,
        private: cells.int(8)? != 0,
    })
}
