//! When datasets are looked at: weekly by a worker, once among all processes, and only those that were imported once.

use jiff::{Timestamp, tz::TimeZone};
use model::Instant;
use serde::Serialize;
use store::{NewJob, UpdateRow, UpdateState};

use super::UpdateRequest;
use crate::{App, AppError, working};

const DAY: i64 = 86_400 * 1_000_000;
const HOUR: i64 = 3_600 * 1_000_000;

/// When datasets are looked at.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UpdateSchedule {
    /// Whether workers look by themselves, by the settings.
    pub enabled: bool,
    /// Whether that is paused.
    pub paused: bool,
    /// Days between two looks.
    pub every_days: u32,
    /// When each dataset is looked at next; none for one that was never imported.
    pub next: Vec<(String, Option<Instant>)>,
}

/// How often and when releases come, as far as they were met.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReleaseRhythm {
    /// The dataset.
    pub dataset: String,
    /// Releases that were met.
    pub releases: usize,
    /// Days between two, on average; none before the second.
    pub every_days: Option<f64>,
    /// The weekday on which most came, in UTC.
    pub usual_weekday: Option<String>,
    /// The hour of the day at which most came, 0 to 23, in UTC.
    pub usual_hour: Option<u8>,
    /// When the next one may be expected.
    pub next_expected: Option<Instant>,
    /// When looking for it is worthwhile: two hours later.
    pub recommended_check: Option<Instant>,
    /// What to do, in a sentence.
    pub recommendation: String,
}

impl App {
    /// When datasets are looked at.
    pub async fn update_schedule(&self) -> Result<UpdateSchedule, AppError> {
        let settings = &self.config().updates;
        let mut next = Vec::with_capacity(settings.datasets.len());
        for name in settings.datasets.keys() {
            next.push((name.clone(), self.due_at(name).await?));
        }
        let paused = self.is_updating_paused().await?;
        Ok(UpdateSchedule { enabled: settings.enabled, paused, every_days: settings.every_days, next })
    }

    /// Pauses or resumes looking for releases, for all workers.
    pub async fn set_update_schedule(&self, on: bool, by: &str) -> Result<UpdateSchedule, AppError> {
        if on {
            self.resume_jobs(working::UPDATE).await?;
        } else {
            self.pause_jobs(working::UPDATE, by).await?;
        }
        self.update_schedule().await
    }

    async fn is_updating_paused(&self) -> Result<bool, AppError> {
        let pauses = self.store().job_pauses().await?;
        let ours = format!("kind:{}", working::UPDATE);
        Ok(pauses.iter().any(|pause| pause.what == "all" || pause.what == ours))
    }

    /// The moment from which a dataset is to be looked at; none for one that was never imported.
    async fn due_at(&self, name: &str) -> Result<Option<Instant>, AppError> {
        let settings = &self.config().updates;
        let Some(config) = settings.datasets.get(name) else { return Ok(None) };
        let met = self.store().updates(Some(name), 1000).await?;
        if let Some(row) =
            met.iter().find(|row| matches!(row.state, UpdateState::Running | UpdateState::Undoing))
        {
            // What nobody is at was broken off, or waits for whoever comes first; else after an hour somebody looks.
            let pause = if self.has_turn(name).await? { HOUR } else { 0 };
            return Ok(Some(Instant::from_micros(row.created_at.as_micros() + pause)));
        }
        let Some(updated) = self.last_update(&config.format, &met).await? else { return Ok(None) };
        let checks = self.store().update_checks(name).await?;
        let answered = checks.iter().filter(|check| !check.outcome.starts_with("failed"));
        let last = answered.map(|check| check.checked_at).max().map_or(updated, |at| at.max(updated));
        let due = last.as_micros().saturating_add(i64::from(settings.every_days.max(1)) * DAY);
        let failed = checks.iter().filter(|check| check.outcome.starts_with("failed"));
        let again = failed.map(|check| check.checked_at.as_micros()).max().unwrap_or(i64::MIN);
        let again = again.saturating_add(i64::from(settings.retry_hours.max(1)) * HOUR);
        Ok(Some(Instant::from_micros(due.max(again))))
    }

    /// Whether a dataset is to be looked at now.
    pub(crate) async fn is_update_due(&self, name: &str) -> Result<bool, AppError> {
        Ok(self.due_at(name).await?.is_some_and(|due| due <= self.now()))
    }

    /// Makes a job for each dataset that is to be looked at; gives how many are new. Several workers may do so at once:
    /// of one dataset there is one such job alive at a time, and it looks again whether it is due.
    pub async fn schedule_updates(&self) -> Result<usize, AppError> {
        if !self.config().updates.enabled || self.is_updating_paused().await? {
            return Ok(0);
        }
        let mut made = 0;
        for name in self.config().updates.datasets.keys() {
            if self.dataset(Some(name)).is_ok() && self.is_update_due(name).await? {
                let request = UpdateRequest { dataset: Some(name.clone()), ..UpdateRequest::default() };
                let task = working::UpdateTask::Look { request, if_due: true };
                made += usize::from(self.enqueue_task(name, &task).await?.is_new);
            }
        }
        Ok(made)
    }

    pub(crate) async fn enqueue_task(
        &self,
        dataset: &str,
        task: &working::UpdateTask,
    ) -> Result<crate::Accepted, AppError> {
        let payload = serde_json::to_string(task).map_err(AppError::internal)?;
        let job = NewJob::new(working::UPDATE, payload, self.now());
        self.enqueue(working::keyed(job, dataset.to_owned())).await
    }

    /// Asks for a job that looks for a new release and applies it. While one of the dataset is under way, it is that
    /// one.
    ///
    /// # Errors
    /// `not_found` for an unknown dataset.
    pub async fn enqueue_update(&self, request: &UpdateRequest) -> Result<crate::Accepted, AppError> {
        let (name, _) = self.dataset(request.dataset.as_deref())?;
        let request = UpdateRequest { dataset: Some(name.to_owned()), ..request.clone() };
        self.enqueue_task(name, &working::UpdateTask::Look { request, if_due: false }).await
    }

    /// Asks for a job that goes on with an update that was approved or is to be undone.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn enqueue_going_on(&self, row: &UpdateRow) -> Result<crate::Accepted, AppError> {
        let request = UpdateRequest { dataset: Some(row.dataset.clone()), ..UpdateRequest::default() };
        self.enqueue_task(&row.dataset, &working::UpdateTask::Look { request, if_due: false }).await
    }

    /// When releases of a dataset come, as far as they were met.
    ///
    /// # Errors
    /// `not_found` for an unknown dataset.
    pub async fn release_rhythm(&self, dataset: Option<&str>) -> Result<ReleaseRhythm, AppError> {
        let (name, _) = self.dataset(dataset)?;
        let met = self.store().updates(Some(name), 1000).await?;
        let mut times: Vec<Instant> = met.iter().map(released_at).collect();
        times.sort_unstable();
        times.dedup();
        let gaps: Vec<i64> = times.windows(2).map(|pair| pair[1].as_micros() - pair[0].as_micros()).collect();
        let mean = (!gaps.is_empty()).then(|| gaps.iter().sum::<i64>() / gaps.len() as i64);
        let next = mean.zip(times.last()).map(|(gap, last)| Instant::from_micros(last.as_micros() + gap));
        let zoned = |at: &Instant| Timestamp::from(*at).to_zoned(TimeZone::UTC);
        let weekday = most(times.iter().map(|at| format!("{:?}", zoned(at).weekday())));
        let hour = most(times.iter().map(|at| zoned(at).hour()));
        let recommended = next.map(|next| Instant::from_micros(next.as_micros() + 2 * HOUR));
        let recommendation = match (times.len(), recommended) {
            (0 | 1, _) => "too few releases were met; the weekly look will do".to_owned(),
            (_, Some(at)) if at <= self.now() => "a release is overdue: look now".to_owned(),
            (_, Some(at)) => format!("look at {at}"),
            (_, None) => "the weekly look will do".to_owned(),
        };
        Ok(ReleaseRhythm {
            dataset: name.to_owned(),
            releases: times.len(),
            every_days: mean.map(|gap| (gap as f64 / DAY as f64 * 10.0).round() / 10.0),
            usual_weekday: weekday.filter(|_| times.len() > 1),
            usual_hour: hour.filter(|_| times.len() > 1).and_then(|hour| u8::try_from(hour).ok()),
            next_expected: next,
            recommended_check: recommended,
            recommendation,
        })
    }
}

/// When a release came out: as its address dates it, else when it was met.
pub(super) fn released_at(row: &UpdateRow) -> Instant {
    let modified = row.body.get("modified").and_then(|text| text.as_str()).unwrap_or_default();
    read_date(modified).unwrap_or(row.created_at)
}

/// A `Last-Modified`.
pub(super) fn read_date(text: &str) -> Option<Instant> {
    jiff::fmt::rfc2822::parse(text).ok().map(|zoned| zoned.timestamp().into())
}

/// What occurs most, the least of several.
fn most<T: Ord>(all: impl Iterator<Item = T>) -> Option<T> {
    let mut counts = std::collections::BTreeMap::new();
    for one in all {
        *counts.entry(one).or_insert(0) += 1;
    }
    counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0))).map(|(one, _)| one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_occurs_most_and_dates_of_answers() {
        assert_eq!(most([3, 1, 2, 1, 3].into_iter()), Some(1));
        assert_eq!(most(std::iter::empty::<i8>()), None);
        let date = read_date("Sat, 04 Oct 2025 10:00:00 GMT").map(|at| at.to_string());
        assert_eq!(date.as_deref(), Some("2025-10-04T10:00:00Z"));
        assert_eq!(read_date("yesterday"), None);
    }
}
