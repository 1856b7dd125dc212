//! How the sites behind `/api/external/…` fare; told from what is known here, nobody is asked.

use serde::Serialize;
use sources::{http::State, providers::provider_named};

use super::EXTERNAL;
use crate::{App, AppError};

/// How a site fares.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExternalHealth {
    /// The site, as paths have it.
    pub service: &'static str,
    /// `healthy`, `degraded` (its first source is out of reach, or fails more often than not), `unavailable` or `off`.
    pub status: &'static str,
    /// Why it is not healthy.
    pub error: Option<String>,
    /// Whether the first source's breaker holds requests back just now.
    pub circuit_breaker_open: bool,
    /// Its sources, in the order in which they are asked.
    pub sources: Vec<ExternalSource>,
}

/// A source of a site.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExternalSource {
    /// The source.
    pub source: &'static str,
    /// `healthy`, `degraded`, `unavailable` or `off`.
    pub status: &'static str,
    /// Why it is not healthy.
    pub error: Option<String>,
}

impl App {
    /// How a site fares.
    ///
    /// # Errors
    /// `not_found` for a site that there is not.
    pub async fn external_health(&self, service: &str) -> Result<ExternalHealth, AppError> {
        let mut names: Vec<&'static str> = Vec::new();
        for route in EXTERNAL.iter().filter(|route| route.service == service) {
            for asking in route.asks {
                if !names.contains(&asking.source) {
                    names.push(asking.source);
                }
            }
        }
        let service = EXTERNAL.iter().find(|route| route.service == service).map(|route| route.service);
        let Some(service) = service else { return Err(AppError::not_found("site", "external")) };
        let figures = self.source_figures().await?;
        let report = self.fetch_report();
        let fares = |source: &'static str| {
            let provider = provider_named(source)?.facts();
            let settings = self.sources().settings(&provider.id).cloned().unwrap_or_default();
            let figure = figures.iter().find(|figure| figure.health.source.as_str() == source);
            let breaker = report.breakers.iter().find(|breaker| breaker.source.as_str() == source);
            let open_here = breaker.is_some_and(|breaker| matches!(breaker.state, State::Open { .. }));
            let open = open_here || figure.is_some_and(|figure| figure.is_open);
            let lacks =
                provider.needs.iter().find(|need| need.only.is_empty() && !settings.has(need.setting));
            let last = figure.and_then(|figure| figure.health.error.clone());
            let (status, error) = match () {
                () if !settings.enabled => ("off", Some(format!("`sources.{source}.enabled` is false"))),
                () if lacks.is_some() => {
                    let setting = lacks.map_or("", |need| need.setting);
                    ("off", Some(format!("it needs `sources.{source}.{setting}`")))
                }
                () if open => ("unavailable", Some(last.unwrap_or_else(|| "it failed too often".to_owned()))),
                () if figure.and_then(|figure| figure.success).is_some_and(|success| success < 0.5) => {
                    ("degraded", last.or_else(|| Some("most requests of the last day failed".to_owned())))
                }
                () => ("healthy", None),
            };
            Some((ExternalSource { source, status, error }, open))
        };
        let all: Vec<(ExternalSource, bool)> = names.into_iter().filter_map(fares).collect();
        let circuit_breaker_open = all.first().is_some_and(|(_, open)| *open);
        let sources: Vec<ExternalSource> = all.into_iter().map(|(source, _)| source).collect();
        let first = sources.first();
        let others_can = sources.iter().skip(1).any(|source| matches!(source.status, "healthy" | "degraded"));
        let status = match first.map_or("off", |source| source.status) {
            "off" | "unavailable" if others_can => "degraded",
            status => status,
        };
        let error = first.filter(|_| status != "healthy").and_then(|source| source.error.clone());
        Ok(ExternalHealth { service, status, error, circuit_breaker_open, sources })
    }
}
