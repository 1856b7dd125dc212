//! Asking for a route's answer: what is given is checked, the sources are asked in their order, and it is told whence
//! and how old the answer is.

use std::{collections::BTreeMap, time::Duration};

use model::{Instant, Record};
use serde::Serialize;
use serde_json::Value;
use sources::{
    client::SourceError,
    http::{FetchError, How, Step, Tier, Trace},
    providers::{Ask, Next, provider_named},
};

use super::{
    ExternalRoute, Given,
    route::{Asking, Rows},
};
use crate::{App, AppError, ErrorCode};

/// So long somebody waits for all sources and pages of an answer together; less than a request may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// With less than this left no further page is asked for.
const LEAST: Duration = Duration::from_secs(1);
/// The most pages that are followed for one answer.
const MOST_PAGES: usize = 6;

/// An answer of another site, in normal form.
#[derive(Debug, Clone, Serialize)]
pub struct ExternalAnswer {
    /// The site, as the path has it.
    pub service: &'static str,
    /// What was asked of it: the path below the site.
    pub operation: &'static str,
    /// What was understood, defaults included.
    pub query: BTreeMap<&'static str, String>,
    /// What it says: records in normal form, or the part of them that was asked for.
    pub results: Vec<Value>,
    /// How many these are.
    pub total_results: usize,
    /// How many there are in all, where the source says.
    pub total: Option<u64>,
    /// The page after this one, where there is one and it can be asked for.
    pub next_page: Option<u64>,
    /// Whence it comes.
    pub provenance: ExternalProvenance,
}

/// Whence an answer comes and how good it is.
#[derive(Debug, Clone, Serialize)]
pub struct ExternalProvenance {
    /// The source that answered.
    pub source: &'static str,
    /// The endpoint that was asked, as `emaki source list` has it.
    pub endpoint: String,
    /// When the source said so; of several pages, the oldest.
    pub fetched_at: Option<Instant>,
    /// Whether all of it was kept here, so that nobody was asked.
    pub cached: bool,
    /// Where it was kept: `memory`, `shared` or `community`.
    pub tier: Option<Tier>,
    /// Whether it is older than it should be, because the source failed.
    pub stale: bool,
    /// Whether it is less than was asked for: stale, cut short, or of a source that stands in for another.
    pub degraded: bool,
    /// Why, where it is.
    pub degradation: Option<String>,
    /// The correlation ids that went out, one a page that was asked for.
    pub asked_as: Vec<String>,
}

/// What one source said.
struct Said {
    endpoint: String,
    records: Vec<Record>,
    total: Option<u64>,
    next: Option<Next>,
    fetched_at: Option<Instant>,
    traces: Vec<Trace>,
    /// Whether the time was up before all pages were there.
    is_cut: bool,
}

impl App {
    /// Asks for a route's answer.
    ///
    /// # Errors
    /// `invalid_parameter`, naming what is allowed; what the source refuses, with `retry_after_s` where it is known;
    /// `not_configured` where it is turned off or lacks a setting.
    pub async fn external(
        &self,
        route: &'static ExternalRoute,
        pairs: &[(String, String)],
    ) -> Result<ExternalAnswer, AppError> {
        let given = Given::read(route, pairs)?;
        let now = self.now();
        let begun = self.now();
        let mut failed: Option<AppError> = None;
        for (at, asking) in route.asks.iter().enumerate() {
            let waited = waited(begun, self.now());
            let until = waited + share(waited, route.asks.len() - at);
            match self.said(route, asking, &given, (begun, until)).await {
                Ok(said) => return Ok(answer(route, asking, &given, said, failed.as_ref(), now)),
                // The first one's failure is what is told, unless another gives a considered word.
                Err(error) if may_stand_in(&error) => {
                    failed.get_or_insert(error);
                }
                Err(error) => return Err(error),
            }
        }
        Err(failed.unwrap_or_else(|| AppError::not_found("route", route.path)))
    }

    async fn said(
        &self,
        route: &ExternalRoute,
        asking: &Asking,
        given: &Given,
        (now, until): (Instant, Duration),
    ) -> Result<Said, AppError> {
        let provider =
            provider_named(asking.source).ok_or_else(|| AppError::not_found("source", asking.source))?;
        let id = &provider.facts().id;
        let mut ask = (asking.fit)(route.wish(asking, given), given, now)?;
        let wanted = match route.rows {
            Rows::Follow => given.whole("limit").map_or(0, |limit| limit as usize),
            Rows::Theirs | Rows::Cut => 0,
        };
        let endpoint = ask.endpoint.clone();
        let mut said = Said {
            endpoint,
            records: Vec::new(),
            total: None,
            next: None,
            fetched_at: None,
            traces: Vec::new(),
            is_cut: false,
        };
        for page in 1..=MOST_PAGES {
            let patience = until.saturating_sub(waited(now, self.now()));
            if page > 1 && patience < LEAST {
                // What is there is an answer, and says how it goes on.
                said.is_cut = true;
                break;
            }
            let how = How { patience, ..How::default() };
            // The fetcher lets a request that is under way go on, for whoever comes next; who waits here goes.
            let asking = tokio::time::timeout(patience.max(LEAST), self.sources().ask(id, &ask, &how)).await;
            let asked = match asking {
                Ok(asked) => asked.map_err(|error| self.of_upstream(error))?,
                Err(_) if page > 1 => {
                    said.is_cut = true;
                    break;
                }
                Err(_) => return Err(too_late(id)),
            };
            said.records.extend(asked.parsed.records);
            said.total = asked.parsed.total.or(said.total);
            said.fetched_at = Some(said.fetched_at.map_or(asked.stored_at, |at| at.min(asked.stored_at)));
            said.traces.push(asked.trace);
            said.next = asked.parsed.next;
            match &said.next {
                Some(Next::With(name, value)) if said.records.len() < wanted && page < MOST_PAGES => {
                    ask = ask.with(*name, value.clone());
                }
                _ => break,
            }
        }
        Ok(said)
    }

    /// A failure with the time to wait, also where a breaker holds the request back.
    fn of_upstream(&self, error: SourceError) -> AppError {
        let open_until = match &error {
            SourceError::Fetch(FetchError::Open { until, .. }) => Some(*until),
            _ => None,
        };
        let error = AppError::from(error);
        match open_until {
            Some(until) => {
                let micros = until.as_micros() - self.sources().fetcher().clock().now().as_micros();
                error.detail("retry_after_s", (micros.max(0) as u64).div_ceil(1_000_000).max(1))
            }
            None => error,
        }
    }
}

impl ExternalRoute {
    /// What is given, under the source's own names.
    pub(super) fn wish(&self, asking: &Asking, given: &Given) -> Ask {
        let named = self.parameters.iter().filter_map(|parameter| {
            let value = given.get(parameter.name)?;
            // A flag that is not set is not there.
            let is_off = matches!(parameter.takes, super::Takes::Flag) && value == "false";
            parameter.to.filter(|_| !is_off).map(|to| (to, value))
        });
        named.fold(Ask::new(asking.endpoint), |ask, (name, value)| ask.with(name, value))
    }
}

/// How long somebody has waited.
fn waited(begun: Instant, now: Instant) -> Duration {
    Duration::from_micros(u64::try_from(now.as_micros() - begun.as_micros()).unwrap_or(0))
}

/// How long a source may take where somebody has waited for so long already: half of what is left while others could
/// stand in for it, all of it otherwise.
fn share(waited: Duration, sources: usize) -> Duration {
    let left = PATIENCE.saturating_sub(waited);
    if sources > 1 { left / 2 } else { left }
}

fn too_late(source: &model::SourceId) -> AppError {
    AppError::new(ErrorCode::SourceUnavailable, format!("{source} does not answer in time"))
        .detail("source", source.as_str())
        .hint("ask again in a moment: what it says meanwhile is kept")
}

/// Whether another source may be asked instead: this one gave no considered word.
fn may_stand_in(error: &AppError) -> bool {
    matches!(
        error.code,
        ErrorCode::SourceUnavailable
            | ErrorCode::RateLimited
            | ErrorCode::Banned
            | ErrorCode::Blocked
            | ErrorCode::NotConfigured
            | ErrorCode::Unauthorized
            | ErrorCode::Damaged
    )
}

fn answer(
    route: &'static ExternalRoute,
    asking: &Asking,
    given: &Given,
    said: Said,
    failed: Option<&AppError>,
    now: Instant,
) -> ExternalAnswer {
    let mut results = (route.shape)(given, &said.records, now);
    if let (Rows::Cut | Rows::Follow, Some(limit)) = (route.rows, given.whole("limit")) {
        results.truncate(limit as usize);
    }
    let reasons = said.traces.iter().flat_map(|trace| &trace.steps).find_map(|step| match step {
        Step::Stale { reason } => Some(format!("an older answer, because {reason}")),
        _ => None,
    });
    let cut = said.is_cut.then(|| "the source took so long that not all of it is here".to_owned());
    let instead = failed.map(|error| format!("{} stands in, because {}", asking.source, error.message));
    let stale = said.traces.iter().any(Trace::is_stale);
    let tier = said.traces.iter().flat_map(|trace| &trace.steps).find_map(|step| match step {
        Step::Hit { tier } => Some(*tier),
        _ => None,
    });
    let next_page = match (&said.next, route.parameter("page")) {
        (Some(Next::With("page", page)), Some(_)) => page.parse().ok(),
        (Some(_), Some(_)) => Some(u64::from(given.whole("page").unwrap_or(1)) + 1),
        _ => None,
    };
    ExternalAnswer {
        service: route.service,
        operation: route.operation(),
        query: given.understood(),
        total_results: results.len(),
        results,
        total: said.total,
        next_page,
        provenance: ExternalProvenance {
            source: asking.source,
            endpoint: said.endpoint,
            fetched_at: said.fetched_at,
            cached: said.traces.iter().all(Trace::is_hit),
            tier,
            stale,
            degraded: stale || said.is_cut || failed.is_some(),
            degradation: instead.or(reasons).or(cut),
            asked_as: said.traces.into_iter().filter_map(|trace| trace.correlation_id).collect(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_sources_and_pages_have_one_deadline() {
        let mut clock = Duration::ZERO;
        for sources in (1..=4).rev() {
            let until = clock + share(clock, sources);
            assert!(until <= PATIENCE && (until < PATIENCE || sources == 1));
            // The source hangs until it is given up, page after page.
            for _page in 0..MOST_PAGES {
                clock += until.saturating_sub(clock);
            }
        }
        assert_eq!(clock, PATIENCE);
        let at = Instant::from_micros;
        assert_eq!(
            (waited(at(5), at(1_000_005)), waited(at(9), at(5))),
            (Duration::from_secs(1), Duration::ZERO)
        );
    }
}
