//! How sources fare, over all processes of the installation.

use serde::Serialize;
use sources::http::{Heard, State};
use store::{SourceDelta, SourceHealth};

use crate::{App, AppError};

/// How a source fares.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourceFigures {
    /// The figures that all processes added up.
    #[serde(flatten)]
    pub health: SourceHealth,
    /// The share of the last 24 hours' requests that went well, 0 to 1.
    pub success: Option<f64>,
    /// How long one took in the last 24 hours on average, in milliseconds.
    pub mean_ms: Option<f64>,
    /// Whether it is left alone now.
    pub is_open: bool,
}

impl App {
    /// How every source fares that was asked lately, by name.
    pub async fn source_figures(&self) -> Result<Vec<SourceFigures>, AppError> {
        self.save_source_health().await?;
        let now = self.now();
        let all = self.store().source_health(now).await?;
        let figures = all.into_iter().map(|health| SourceFigures {
            success: health.day.success(),
            mean_ms: health.day.mean_ms(),
            is_open: health.breaker != "closed" && health.breaker_until.is_none_or(|until| now < until),
            health,
        });
        Ok(figures.collect())
    }

    /// Adds what this process saw to the store.
    pub(crate) async fn save_source_health(&self) -> Result<(), AppError> {
        let heard = self.sources().fetcher().take_health();
        if heard.is_empty() {
            return Ok(());
        }
        let deltas: Vec<SourceDelta> = heard.into_iter().map(delta).collect();
        Ok(self.store().add_source_health(&deltas, self.now()).await?)
    }
}

fn delta(heard: Heard) -> SourceDelta {
    let (breaker, breaker_until) = match heard.breaker {
        State::Closed => ("closed", None),
        State::Open { until } => ("open", Some(until)),
        State::HalfOpen { .. } => ("half_open", None),
    };
    SourceDelta {
        source: heard.source,
        requests: heard.requests,
        failures: heard.failures,
        rate_limited: heard.rate_limited,
        took_ms: heard.took_ms,
        slowest_ms: heard.slowest_ms,
        ok_at: heard.ok_at,
        error: heard.error,
        breaker: breaker.to_owned(),
        breaker_until,
        trips: heard.trips,
    }
}
