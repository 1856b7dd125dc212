//! `/metrics`: figures for Prometheus.

use std::{fmt::Write as _, sync::Arc};

use app::State as Condition;
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};

use crate::site::Site;

/// Figures for Prometheus
#[utoipa::path(
    get,
    path = "/metrics",
    tag = "Operations",
    responses((status = 200, description = "The Prometheus text format", body = String, content_type = "text/plain"))
)]
pub async fn show(State(site): State<Arc<Site>>) -> Response {
    let mut text = site.metrics.text();
    let health = site.app.health().await;
    text.push_str("# HELP emaki_part_up Whether a part works: 1 ok, 0.5 degraded, 0 down.\n# TYPE emaki_part_up gauge\n");
    for part in &health.parts {
        let value = match part.state {
            Condition::Ok => "1",
            Condition::Degraded => "0.5",
            Condition::Down => "0",
        };
        let _ = writeln!(text, r#"emaki_part_up{{part="{}"}} {value}"#, part.name); // cannot fail on a `String`
        if let Some(lag) = part.details["lag"].as_i64() {
            text.push_str(
                "# HELP emaki_index_lag_changes Changes of the store that the index has not seen.\n",
            );
            let _ = writeln!(text, "# TYPE emaki_index_lag_changes gauge\nemaki_index_lag_changes {lag}");
        }
    }
    let _ = writeln!(text, "# TYPE emaki_uptime_seconds gauge\nemaki_uptime_seconds {}", health.uptime_s);
    text.push_str(&super::fetching::text(&site.app.fetch_report()));
    // Without the store there are no figures of the other processes.
    text.push_str(&super::sources::metrics(&site.app.source_figures().await.unwrap_or_default()));
    if let Some(jobs) = health.parts.iter().find(|part| part.name == "jobs") {
        text.push_str("# HELP emaki_jobs Jobs that there are, by state.\n# TYPE emaki_jobs gauge\n");
        for (state, count) in jobs.details["jobs"].as_object().into_iter().flatten() {
            let _ = writeln!(text, r#"emaki_jobs{{status="{state}"}} {count}"#);
        }
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}
