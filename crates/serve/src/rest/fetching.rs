//! Figures of asking sources, for `/metrics`.

use std::fmt::{self, Write as _};

use app::{BreakerState, FetchReport};

/// The figures as lines of the Prometheus text format.
pub fn text(report: &FetchReport) -> String {
    let mut text = String::new();
    // Writing to a `String` cannot fail.
    let _ = write(report, &mut text);
    text
}

fn write(report: &FetchReport, text: &mut String) -> fmt::Result {
    let head = |text: &mut String, name: &str, kind: &str, help: &str| {
        writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}")
    };
    head(text, "emaki_cache_requests_total", "counter", "What each tier of kept answers had.")?;
    for (tier, counts) in &report.tiers {
        let results = [
            ("hit", counts.hits),
            ("miss", counts.misses),
            ("stale", counts.stale),
            ("error", counts.errors),
        ];
        for (result, count) in results {
            let tier = tier.as_str();
            writeln!(text, r#"emaki_cache_requests_total{{tier="{tier}",result="{result}"}} {count}"#)?;
        }
    }
    head(
        text,
        "emaki_cache_engine_failures_total",
        "counter",
        "How often the cache's engine did not answer.",
    )?;
    writeln!(text, "emaki_cache_engine_failures_total {}", report.cache_failures)?;

    head(text, "emaki_source_requests_total", "counter", "Requests that went out to a source.")?;
    for (source, counts) in &report.sources {
        writeln!(text, r#"emaki_source_requests_total{{source="{source}"}} {}"#, counts.requests)?;
    }
    head(
        text,
        "emaki_source_failures_total",
        "counter",
        "Those that failed: no answer, or a status of failure.",
    )?;
    for (source, counts) in &report.sources {
        writeln!(text, r#"emaki_source_failures_total{{source="{source}"}} {}"#, counts.failures)?;
    }
    head(text, "emaki_source_rate_limited_total", "counter", "Those answered with 429.")?;
    for (source, counts) in &report.sources {
        writeln!(text, r#"emaki_source_rate_limited_total{{source="{source}"}} {}"#, counts.rate_limited)?;
    }
    head(text, "emaki_source_retries_total", "counter", "Second and later attempts.")?;
    for (source, counts) in &report.sources {
        writeln!(text, r#"emaki_source_retries_total{{source="{source}"}} {}"#, counts.retries)?;
    }
    head(
        text,
        "emaki_source_wait_seconds_total",
        "counter",
        "Time that requests waited for a source's pace.",
    )?;
    for (source, counts) in &report.sources {
        let (whole, rest) = (counts.waited_ms / 1000, counts.waited_ms % 1000);
        writeln!(text, r#"emaki_source_wait_seconds_total{{source="{source}"}} {whole}.{rest:03}"#)?;
    }

    head(
        text,
        "emaki_breaker_state",
        "gauge",
        "How a source's breaker stands: 0 closed, 0.5 half-open, 1 open.",
    )?;
    for breaker in &report.breakers {
        let state = match breaker.state {
            BreakerState::Closed => "0",
            BreakerState::HalfOpen { .. } => "0.5",
            BreakerState::Open { .. } => "1",
        };
        writeln!(text, r#"emaki_breaker_state{{source="{}"}} {state}"#, breaker.source)?;
    }
    head(text, "emaki_breaker_trips_total", "counter", "How often a source's breaker opened.")?;
    for breaker in &report.breakers {
        writeln!(text, r#"emaki_breaker_trips_total{{source="{}"}} {}"#, breaker.source, breaker.trips)?;
    }
    Ok(())
}
