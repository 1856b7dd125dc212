//! How sources fare, added up over all processes.

use model::{Instant, SourceId};
use serde::Serialize;

use super::row;
use crate::{
    Store, StoreError,
    sql::{self, Cells, Rows},
};

const HOUR: i64 = 3_600_000_000;

/// What one process saw of a source since it last told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceDelta {
    /// The source.
    pub source: SourceId,
    /// Requests that went out.
    pub requests: u64,
    /// Those of them that failed.
    pub failures: u64,
    /// Those answered with 429.
    pub rate_limited: u64,
    /// Milliseconds that they took in all.
    pub took_ms: u64,
    /// Milliseconds that the slowest took.
    pub slowest_ms: u64,
    /// When one last went well, if any did.
    pub ok_at: Option<Instant>,
    /// When and why one last failed, if any did.
    pub error: Option<(Instant, String)>,
    /// How the breaker stands: `closed`, `open` or `half_open`.
    pub breaker: String,
    /// Until when it is open.
    pub breaker_until: Option<Instant>,
    /// How often it opened.
    pub trips: u64,
}

/// How a source fares.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourceHealth {
    /// The source.
    pub source: SourceId,
    /// How the breaker stands, by the last process that told.
    pub breaker: String,
    /// Until when it is open.
    pub breaker_until: Option<Instant>,
    /// How often breakers opened.
    pub trips: u64,
    /// When a request last went well.
    pub ok_at: Option<Instant>,
    /// When one last failed.
    pub error_at: Option<Instant>,
    /// Why it did.
    pub error: Option<String>,
    /// What went on in the last 24 hours.
    pub day: SourceHour,
    /// What went on in this hour and the one before.
    pub recent: SourceHour,
}

/// What went on with a source in a stretch of time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct SourceHour {
    /// Requests that went out.
    pub requests: u64,
    /// Those of them that failed.
    pub failures: u64,
    /// Those answered with 429.
    pub rate_limited: u64,
    /// Milliseconds that they took in all.
    pub took_ms: u64,
    /// Milliseconds that the slowest took.
    pub slowest_ms: u64,
}

impl SourceHour {
    /// The share that went well, 0 to 1; `None` when none went out.
    pub fn success(&self) -> Option<f64> {
        (self.requests > 0).then(|| 1.0 - (self.failures.min(self.requests)) as f64 / self.requests as f64)
    }

    /// How long one took, in milliseconds on average; `None` when none went out.
    pub fn mean_ms(&self) -> Option<f64> {
        (self.requests > 0).then(|| self.took_ms as f64 / self.requests as f64)
    }
}

impl Store {
    /// Adds what a process saw.
    pub async fn add_source_health(&self, deltas: &[SourceDelta], now: Instant) -> Result<(), StoreError> {
        let what = "noting how sources fare";
        let micros = |moment: Option<Instant>| moment.map_or(0, Instant::as_micros);
        let names = || deltas.iter().map(|delta| delta.source.as_str());
        let states = Rows::new()
            .text("source", names())
            .text("breaker", deltas.iter().map(|delta| delta.breaker.as_str()))
            .int("breaker_until", deltas.iter().map(|delta| micros(delta.breaker_until)))
            .int("trips", deltas.iter().map(|delta| delta.trips as i64))
            .int("ok_at", deltas.iter().map(|delta| micros(delta.ok_at)))
            .int("error_at", deltas.iter().map(|delta| micros(delta.error.as_ref().map(|(at, _)| *at))))
            .text(
                "error",
                deltas.iter().map(|delta| delta.error.as_ref().map_or("", |(_, why)| why.as_str())),
            );
        let save = "INSERT INTO source_health (source, breaker, breaker_until, trips, ok_at, error_at, error) \
                    SELECT r.source, r.breaker, r.breaker_until, r.trips, r.ok_at, r.error_at, r.error FROM r \
                    WHERE true ON CONFLICT (source) DO UPDATE SET breaker = excluded.breaker, \
                    breaker_until = excluded.breaker_until, trips = source_health.trips + excluded.trips, \
                    ok_at = CASE WHEN excluded.ok_at > source_health.ok_at THEN excluded.ok_at ELSE source_health.ok_at END, \
                    error = CASE WHEN excluded.error_at > source_health.error_at THEN excluded.error ELSE source_health.error END, \
                    error_at = CASE WHEN excluded.error_at > source_health.error_at THEN excluded.error_at \
                    ELSE source_health.error_at END";
        let counts = Rows::new()
            .text("source", names())
            .int("requests", deltas.iter().map(|delta| delta.requests as i64))
            .int("failures", deltas.iter().map(|delta| delta.failures as i64))
            .int("rate_limited", deltas.iter().map(|delta| delta.rate_limited as i64))
            .int("took_ms", deltas.iter().map(|delta| delta.took_ms as i64))
            .int("slowest_ms", deltas.iter().map(|delta| delta.slowest_ms as i64))
            .value(now.as_micros().div_euclid(HOUR));
        let add = "INSERT INTO source_hours (hour, source, requests, failures, rate_limited, took_ms, slowest_ms) \
                   SELECT CAST(#1 AS BIGINT), r.source, r.requests, r.failures, r.rate_limited, r.took_ms, \
                   r.slowest_ms FROM r WHERE true ON CONFLICT (hour, source) DO UPDATE SET \
                   requests = source_hours.requests + excluded.requests, \
                   failures = source_hours.failures + excluded.failures, \
                   rate_limited = source_hours.rate_limited + excluded.rate_limited, \
                   took_ms = source_hours.took_ms + excluded.took_ms, slowest_ms = CASE WHEN \
                   excluded.slowest_ms > source_hours.slowest_ms THEN excluded.slowest_ms ELSE source_hours.slowest_ms END";
        let tx = self.begin_jobs().await?;
        states.execute(&tx.tx, what, save).await?;
        counts.execute(&tx.tx, what, add).await?;
        tx.commit().await
    }

    /// How every source fares of which something is known, by name.
    pub async fn source_health(&self, now: Instant) -> Result<Vec<SourceHealth>, StoreError> {
        let what = "reading how sources fare";
        let hour = now.as_micros().div_euclid(HOUR);
        let select = "SELECT source, breaker, breaker_until, trips, ok_at, error_at, error FROM source_health \
                      ORDER BY source";
        let mut found = Vec::new();
        for row in sql::query(&self.db, what, select, []).await? {
            let cells = Cells(&row);
            found.push(SourceHealth {
                source: cells.source(0)?,
                breaker: cells.text(1)?,
                breaker_until: row::moment(&cells, 2)?,
                trips: u64::try_from(cells.int(3)?).unwrap_or(0),
                ok_at: row::moment(&cells, 4)?,
                error_at: row::moment(&cells, 5)?,
                error: row::some(cells.text(6)?),
                day: SourceHour::default(),
                recent: SourceHour::default(),
            });
        }
        let select = "SELECT source, hour, requests, failures, rate_limited, took_ms, slowest_ms FROM source_hours \
                      WHERE hour > $1";
        for row in sql::query(&self.db, what, select, [(hour - 24).into()]).await? {
            let cells = Cells(&row);
            let source = cells.source(0)?;
            let Some(health) = found.iter_mut().find(|health| health.source == source) else { continue };
            let count = |at| cells.int(at).map(|count| u64::try_from(count).unwrap_or(0));
            let added = SourceHour {
                requests: count(2)?,
                failures: count(3)?,
                rate_limited: count(4)?,
                took_ms: count(5)?,
                slowest_ms: count(6)?,
            };
            health.day.add(added);
            if cells.int(1)? >= hour - 1 {
                health.recent.add(added);
            }
        }
        Ok(found)
    }
}

impl SourceHour {
    fn add(&mut self, other: Self) {
        self.requests += other.requests;
        self.failures += other.failures;
        self.rate_limited += other.rate_limited;
        self.took_ms += other.took_ms;
        self.slowest_ms = self.slowest_ms.max(other.slowest_ms);
    }
}
