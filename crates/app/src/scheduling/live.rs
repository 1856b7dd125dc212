//! What sources say of some days when they are asked at once: whole timetables instead of one work after the other.
//!
//! All are asked side by side, through the fetcher, which keeps answers and their pace. What comes back is laid over
//! what is stored, for this answer only; a source that fails costs its word and nothing else.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use model::{EntityKind, Instant, Record, WorkId};
use serde::Serialize;
use sources::{
    http::How,
    providers::{Ask, provider_named},
};

use crate::{App, AppError, ErrorCode};

/// The most days that sources are asked about at once: so much is some ten requests.
pub(super) const MAX_LIVE_DAYS: u32 = 14;

/// What came of asking one source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScheduleSource {
    /// The source.
    pub source: String,
    /// `answered`, `failed` or `off`.
    pub state: &'static str,
    /// Why it gave nothing.
    pub message: Option<String>,
    /// How many works it spoke of that are kept here.
    pub works: usize,
    /// How many that are not.
    pub unknown: usize,
}

/// What sources said, by work.
#[derive(Default)]
pub(super) struct Live {
    pub records: BTreeMap<WorkId, Vec<Record>>,
    pub sources: Vec<ScheduleSource>,
}

impl App {
    /// Asks all sources of timetables about the time between two moments.
    pub(super) async fn live(&self, from: Instant, to: Instant) -> Result<Live, AppError> {
        let asked = asks(from, to)
            .into_iter()
            .map(|(source, asks)| async move { (source, self.timetables(source, asks).await) });
        let mut live = Live::default();
        for (source, answer) in futures::future::join_all(asked).await {
            let told = match answer {
                Ok(records) => self.take_in(&mut live, source, records).await?,
                Err(error) => {
                    let off = error.code == ErrorCode::NotConfigured;
                    let state = if off { "off" } else { "failed" };
                    let source = source.to_owned();
                    ScheduleSource { source, state, message: Some(error.message), works: 0, unknown: 0 }
                }
            };
            live.sources.push(told);
        }
        Ok(live)
    }

    async fn timetables(&self, source: &str, asks: Vec<Ask>) -> Result<Vec<Record>, AppError> {
        let provider = provider_named(source).ok_or_else(|| AppError::not_found("source", source))?;
        let settings = self.sources().settings(&provider.facts().id).cloned().unwrap_or_default();
        let lacks =
            provider.facts().needs.iter().find(|need| need.only.is_empty() && !settings.has(need.setting));
        if let Some(need) = lacks.filter(|_| settings.enabled) {
            let message = format!("needs `{}`: {}", need.setting, need.why);
            return Err(AppError::new(ErrorCode::NotConfigured, message));
        }
        if !settings.enabled {
            return Err(AppError::new(ErrorCode::NotConfigured, "it is turned off"));
        }
        let mut records = Vec::new();
        for ask in asks {
            let how = How { urgent: true, ..How::default() };
            match self.source_ask(source, ask, true, &how).await {
                Ok(answer) => records.extend(answer.records),
                // A week in which nothing is shown.
                Err(error) if error.code == ErrorCode::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(records)
    }

    /// Gives each record to the work that its ids are linked to.
    async fn take_in(
        &self,
        live: &mut Live,
        source: &str,
        records: Vec<Record>,
    ) -> Result<ScheduleSource, AppError> {
        let ids: Vec<_> = records
            .iter()
            .flat_map(|record| std::iter::once(&record.external_id).chain(&record.external_ids).cloned())
            .collect();
        let found: HashMap<_, _> = self.store().find(&ids).await?;
        let (mut works, mut unknown) = (0, 0);
        for record in records {
            let mut ids = std::iter::once(&record.external_id).chain(&record.external_ids);
            let work = ids.find_map(|id| match found.get(id) {
                Some((EntityKind::Work, work)) => Some(WorkId::from(*work)),
                _ => None,
            });
            match work {
                Some(work) => {
                    works += 1;
                    live.records.entry(work).or_default().push(record);
                }
                None => unknown += 1,
            }
        }
        Ok(ScheduleSource { source: source.to_owned(), state: "answered", message: None, works, unknown })
    }
}

/// What each source is asked: AniList by moments, AnimeSchedule by weeks, Jikan for its weekly slots.
fn asks(from: Instant, to: Instant) -> Vec<(&'static str, Vec<Ask>)> {
    let second = |at: Instant| at.as_micros().div_euclid(1_000_000);
    let anilist = Ask::new("schedule")
        .with("airingAt_greater", (second(from) - 1).to_string())
        .with("airingAt_lesser", second(to).to_string());
    let day = |at: Instant| Timestamp::from(at).to_zoned(jiff::tz::TimeZone::UTC).date();
    let mut weeks = Vec::new();
    let (mut at, last) = (day(from), day(to));
    loop {
        let week = at.iso_week_date();
        let named = (week.year(), week.week());
        if !weeks.contains(&named) {
            weeks.push(named);
        }
        match at.checked_add(jiff::Span::new().days(1)) {
            Ok(next) if next <= last => at = next,
            _ => break,
        }
    }
    let week = |(year, week): (i16, i8)| {
        Ask::new("timetables").with("year", year.to_string()).with("week", week.to_string())
    };
    vec![
        ("animeschedule", weeks.into_iter().map(week).collect()),
        ("anilist", vec![anilist]),
        ("jikan", vec![Ask::new("schedules")]),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_are_those_of_the_iso_calendar() {
        let at = |text: &str| Instant::from(text.parse::<Timestamp>().expect("a moment"));
        let asks = asks(at("2026-12-28T00:00:00Z"), at("2027-01-04T00:00:00Z"));
        let weeks: Vec<_> = asks[0]
            .1
            .iter()
            .map(|ask| (ask.get("year").unwrap_or(""), ask.get("week").unwrap_or("")))
            .collect();
        assert_eq!(weeks, [("2026", "53"), ("2027", "1")]);
        assert_eq!(asks[1].1[0].get("airingAt_lesser"), Some("1799020800"));
    }
}
