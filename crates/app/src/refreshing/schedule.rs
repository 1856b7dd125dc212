//! What is due, turned into jobs: what airs now and what is asked for most, within each source's budget.

use std::{collections::BTreeSet, time::Duration};

use gather::SERVICES;
use model::{Instant, WorkId};
use search::{SearchRequest, Sort};
use serde::Serialize;
use sources::{http::Limit, providers::provider_named};
use store::{DueRefresh, KeyScope, NewJob, RefreshBudget};

use super::{POLICIES, Policy};
use crate::{App, AppError, working::REFRESH};

/// The days whose asks count.
const DAYS: u32 = 7;
/// What is refreshed gives way to what people ask for.
const PRIORITY: u8 = 1;
/// Hits of the index are read so many at a time.
const PAGE: usize = 100;

/// What one look brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Scheduled {
    /// Works that are airing now, as far as they are looked at.
    pub airing: usize,
    /// Works that are asked for most.
    pub asked: usize,
    /// Jobs that were made.
    pub jobs: usize,
}

impl App {
    /// Looks for what is due and makes jobs for it. Several workers may do so at once: what one has scheduled
    /// is no longer due for the others. Nothing is done while refreshing is paused or turned off.
    pub async fn schedule_refreshes(&self) -> Result<Scheduled, AppError> {
        let settings = &self.config().refresh;
        let pauses = self.store().job_pauses().await?;
        let is_paused =
            pauses.iter().any(|pause| matches!(pause.what.as_str(), "all" | "refresh" | "kind:refresh"));
        if !settings.enabled || is_paused {
            return Ok(Scheduled::default());
        }
        let now = self.now();
        let airing = self.airing_now(settings.airing);
        let asked: Vec<WorkId> = self
            .store()
            .most_asked(DAYS, settings.most_asked, now)
            .await?
            .into_iter()
            .map(|(id, _)| id)
            .collect();
        let wishes = self.wishes(&airing, &asked, now);
        let jobs = self.store().schedule_refreshes(&wishes, &self.budgets(), now).await?;
        if !jobs.is_empty() {
            self.nudge().notify_waiters();
            tracing::info!(jobs = jobs.len(), "{} refreshes are due", jobs.len());
        }
        Ok(Scheduled { airing: airing.len(), asked: asked.len(), jobs: jobs.len() })
    }

    fn wishes(&self, airing: &[WorkId], asked: &[WorkId], now: Instant) -> Vec<DueRefresh> {
        let settings = &self.config().refresh;
        let mut wishes = Vec::new();
        for policy in POLICIES {
            let Some(age) = policy.max_age_s(settings) else { continue };
            let sources = self.open_sources(policy);
            if sources.is_empty() {
                continue;
            }
            // What is asked for goes first where both are worth it.
            let others = if policy.only_airing { &[] } else { asked };
            let works: Vec<WorkId> = others.iter().chain(airing).copied().collect();
            let mut seen = BTreeSet::new();
            for work in works.into_iter().filter(|work| seen.insert(*work)) {
                let payload = serde_json::json!({ "work": work, "policy": policy.id }).to_string();
                let job = NewJob {
                    key: Some((format!("{} {work}", policy.id), KeyScope::Alive)),
                    priority: PRIORITY,
                    ..NewJob::new(REFRESH, payload, now)
                };
                let not_since = Instant::from_micros(now.as_micros() - age as i64 * 1_000_000);
                let (policy, sources) = (policy.id.to_owned(), sources.clone());
                wishes.push(DueRefresh { policy, work, not_since, sources, job });
            }
        }
        wishes
    }

    /// The sources of a policy that are turned on and have what they need.
    pub(crate) fn open_sources(&self, policy: &Policy) -> Vec<String> {
        let is_open = |name: &&&str| {
            let Some(provider) = provider_named(name) else { return false };
            let settings = self.sources().settings(&provider.facts().id).cloned().unwrap_or_default();
            let lacks =
                provider.facts().needs.iter().any(|need| need.only.is_empty() && !settings.has(need.setting));
            settings.enabled && !lacks
        };
        policy.sources.iter().filter(is_open).map(|name| (*name).to_owned()).collect()
    }

    /// What refreshing may ask of each source in an hour, in works.
    fn budgets(&self) -> Vec<RefreshBudget> {
        let share = self.config().refresh.share.clamp(0.0, 1.0);
        let each = SERVICES.iter().filter_map(|service| {
            let questions = service.anime.steps.len().max(1);
            let limits = provider_named(service.name)?.facts().limits;
            Some(RefreshBudget {
                source: service.name.to_owned(),
                per_hour: (hourly(limits) * share / questions as f64) as u64,
            })
        });
        each.collect()
    }

    /// The works that are airing now, the most popular first; from the index, so that the store is not asked.
    fn airing_now(&self, most: usize) -> Vec<WorkId> {
        let mut found = Vec::new();
        let mut request = SearchRequest { sort: Sort::Popularity, limit: PAGE, ..SearchRequest::default() };
        if self.is_building()
            || request.set("status", "ONGOING").is_err()
            || request.set("medium", "ANIME").is_err()
        {
            return found;
        }
        while found.len() < most {
            let Ok(answer) = self.index().search(&request) else { break };
            found.extend(answer.results.iter().map(|hit| hit.card.id));
            let Some(cursor) = answer.next_cursor else { break };
            request.cursor = Some(cursor);
        }
        found.truncate(most);
        found
    }
}

/// How many requests a source's limits let through in an hour.
fn hourly(limits: &[Limit]) -> f64 {
    let hour = Duration::from_hours(1).as_secs_f64();
    let each =
        limits.iter().map(|limit| f64::from(limit.count) * hour / limit.window.as_secs_f64().max(1e-3));
    // A source that names no limit is asked once a second at most.
    each.fold(hour, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strictest_limit_counts() {
        assert!((hourly(&[Limit::per_seconds(3, 1), Limit::per_seconds(60, 60)]) - 3600.0).abs() < 1e-6);
        assert!((hourly(&[Limit::per_seconds(1, 4)]) - 900.0).abs() < 1e-6);
        assert!((hourly(&[]) - 3600.0).abs() < 1e-6);
    }
}
