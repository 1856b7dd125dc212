//! `/api/sources`: how sources fare.

use std::{
    fmt::{self, Write as _},
    sync::Arc,
};

use app::SourceFigures;
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};

use super::schemas;
use crate::{problem::Problem, site::Site};

/// How sources fare
///
/// Every source that was ever asked, with the figures that all processes of the installation added up.
#[utoipa::path(
    get,
    path = "/api/sources",
    tag = "Operations",
    responses((status = 200, description = "Sources by name", body = Vec<schemas::SourceFigures>))
)]
pub async fn list(State(site): State<Arc<Site>>) -> Result<Response, Problem> {
    Ok(Json(site.app.source_figures().await?).into_response())
}

/// The figures as lines of the Prometheus text format.
pub fn metrics(figures: &[SourceFigures]) -> String {
    let mut text = String::new();
    // Writing to a `String` cannot fail.
    let _ = write(figures, &mut text);
    text
}

fn write(figures: &[SourceFigures], text: &mut String) -> fmt::Result {
    let mut gauge = |name: &str, help: &str, value: &dyn Fn(&SourceFigures) -> Option<f64>| {
        writeln!(text, "# HELP {name} {help}\n# TYPE {name} gauge")?;
        for figure in figures {
            if let Some(value) = value(figure) {
                writeln!(text, r#"{name}{{source="{}"}} {value}"#, figure.health.source)?;
            }
        }
        Ok(())
    };
    gauge(
        "emaki_source_day_requests",
        "Requests of all processes to a source in the last 24 hours.",
        &|figure| Some(figure.health.day.requests as f64),
    )?;
    gauge("emaki_source_day_success_ratio", "The share of them that went well.", &|figure| figure.success)?;
    gauge("emaki_source_day_latency_seconds", "How long one of them took on average.", &|figure| {
        figure.mean_ms.map(|ms| ms / 1000.0)
    })?;
    gauge("emaki_source_day_slowest_seconds", "How long the slowest of them took.", &|figure| {
        Some(figure.health.day.slowest_ms as f64 / 1000.0)
    })?;
    gauge("emaki_source_open", "Whether a source is left alone now, as the last process said.", &|figure| {
        Some(f64::from(u8::from(figure.is_open)))
    })
}
