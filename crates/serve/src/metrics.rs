//! Counters and histograms in the Prometheus text format.

use std::{
    collections::HashMap,
    fmt::Write as _,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use axum::http::StatusCode;

use crate::routes::{self, Route};

/// Upper ends of the histogram's buckets, in microseconds.
const BOUNDS: [u64; 12] =
    [500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 5_000_000];

/// Everything counted since the server started.
pub struct Metrics {
    routes: HashMap<&'static str, RouteCounts>,
    search: Histogram,
}

#[derive(Default)]
struct RouteCounts {
    /// Answers by the first digit of their status, 1 to 5.
    by_class: [AtomicU64; 5],
    took: Histogram,
}

#[derive(Default)]
struct Histogram {
    /// Observations up to each bound, and those beyond the last.
    buckets: [AtomicU64; BOUNDS.len() + 1],
    sum_us: AtomicU64,
}

impl Metrics {
    /// All at zero, one row per route.
    pub fn new() -> Self {
        let routes = routes::all().map(|route| (route.path, RouteCounts::default())).collect();
        Self { routes, search: Histogram::default() }
    }

    /// Counts an answer.
    pub fn observe(&self, route: &Route, status: StatusCode, took: Duration) {
        if let Some(counts) = self.routes.get(route.path) {
            let class = usize::from(status.as_u16() / 100).clamp(1, 5);
            counts.by_class[class - 1].fetch_add(1, Ordering::Relaxed);
            counts.took.add(took);
        }
    }

    /// Counts the time that a search spent inside the index.
    pub fn observe_search(&self, took: Duration) {
        self.search.add(took);
    }

    /// The text that Prometheus reads; `extra` is appended by the caller.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(8192);
        // Writing to a `String` cannot fail, so the results are let go.
        text.push_str("# HELP emaki_http_requests_total Answers by route and class of status.\n");
        text.push_str("# TYPE emaki_http_requests_total counter\n");
        let mut paths: Vec<_> = self.routes.iter().collect();
        paths.sort_by_key(|(path, _)| **path);
        for (path, counts) in &paths {
            for (count, class) in counts.by_class.iter().zip(1..) {
                let count = count.load(Ordering::Relaxed);
                if count > 0 {
                    let _ = writeln!(
                        text,
                        r#"emaki_http_requests_total{{route="{path}",status="{class}xx"}} {count}"#
                    );
                }
            }
        }
        text.push_str("# HELP emaki_http_request_duration_seconds Time from request to answer.\n");
        text.push_str("# TYPE emaki_http_request_duration_seconds histogram\n");
        for (path, counts) in &paths {
            counts.took.write(
                &mut text,
                "emaki_http_request_duration_seconds",
                &format!(r#"route="{path}""#),
            );
        }
        text.push_str("# HELP emaki_search_duration_seconds Time a search spends inside the index.\n");
        text.push_str("# TYPE emaki_search_duration_seconds histogram\n");
        self.search.write(&mut text, "emaki_search_duration_seconds", "");
        text
    }
}

impl Histogram {
    fn add(&self, took: Duration) {
        let us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let place = BOUNDS.partition_point(|bound| *bound < us);
        self.buckets[place].fetch_add(1, Ordering::Relaxed);
        self.sum_us.fetch_add(us, Ordering::Relaxed);
    }

    /// Prometheus wants each bucket to hold all the smaller ones too. Untouched histograms are left out.
    fn write(&self, text: &mut String, name: &str, label: &str) {
        let counts: Vec<u64> = self.buckets.iter().map(|bucket| bucket.load(Ordering::Relaxed)).collect();
        let total: u64 = counts.iter().sum();
        if total == 0 {
            return;
        }
        let comma = if label.is_empty() { "" } else { "," };
        let mut below = 0;
        for (bound, count) in BOUNDS.iter().zip(&counts) {
            below += count;
            let _ = writeln!(text, r#"{name}_bucket{{{label}{comma}le="{}"}} {below}"#, *bound as f64 / 1e6);
        }
        let _ = writeln!(text, r#"{name}_bucket{{{label}{comma}le="+Inf"}} {total}"#);
        let braces = if label.is_empty() { String::new() } else { format!("{{{label}}}") };
        let _ = writeln!(text, "{name}_sum{braces} {}", self.sum_us.load(Ordering::Relaxed) as f64 / 1e6);
        let _ = writeln!(text, "{name}_count{braces} {total}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_histogram_adds_up() {
        let metrics = Metrics::new();
        for ms in [0, 1, 3, 9_000] {
            metrics.observe_search(Duration::from_millis(ms));
        }
        let text = metrics.text();
        assert!(text.contains("emaki_search_duration_seconds_bucket{le=\"0.0005\"} 1\n"), "{text}");
        assert!(text.contains("emaki_search_duration_seconds_bucket{le=\"0.001\"} 2\n"), "{text}");
        assert!(text.contains("emaki_search_duration_seconds_bucket{le=\"5\"} 3\n"), "{text}");
        assert!(text.contains("emaki_search_duration_seconds_bucket{le=\"+Inf\"} 4\n"), "{text}");
        assert!(text.contains("emaki_search_duration_seconds_sum 9.004\n"), "{text}");
    }

    #[test]
    fn answers_are_counted_by_route_and_class() {
        let metrics = Metrics::new();
        let route = routes::all().next().expect("there are routes");
        metrics.observe(route, StatusCode::NOT_FOUND, Duration::from_millis(1));
        let line = format!("emaki_http_requests_total{{route=\"{}\",status=\"4xx\"}} 1", route.path);
        assert!(metrics.text().contains(&line), "{line}");
    }
}
