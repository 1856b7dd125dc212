//! What is shown when: by all sources together, day by day, in any time zone.
//!
//! `told` gathers what the records of a work say, `merge` makes one broadcast of what several sources say of it,
//! `predict` goes on where they are silent; these are pure. `late` reads and writes the hours of broadcasters,
//! `asked` the days that are meant, `book` keeps what was read between questions, `live` asks sources for whole
//! timetables, `ics` writes a calendar's feed.

mod asked;
mod book;
mod ics;
mod late;
mod live;
mod merge;
mod predict;
#[cfg(test)]
mod tests;
mod told;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use model::{AiringKind, Instant, SourceId, WorkId};
use serde::Serialize;

pub use self::asked::{MAX_DAYS, ScheduleRequest};
pub use self::live::ScheduleSource;
pub use self::merge::{AiringConflict, AiringDelay, AiringState};
use crate::{App, AppError, RelatedWork};
use asked::Window;
use book::{Book, Entry};
use merge::Shown;
use predict::predicted;

/// A feed tells so many days back.
const FEED_BACK: i64 = 7;
/// And so many in all.
const FEED_DAYS: u32 = 42;

/// What is shown on some days.
#[derive(Debug, Clone, Serialize)]
pub struct Schedule {
    /// When the first day begins.
    pub from: Instant,
    /// When the last day ends.
    pub to: Instant,
    /// The zone in which days begin and times are told.
    pub zone: String,
    /// Each day in turn, empty ones too.
    pub days: Vec<ScheduleDay>,
    /// How many broadcasts.
    pub total: usize,
    /// What came of asking sources; empty when they were not asked.
    pub sources: Vec<ScheduleSource>,
}

/// One day.
#[derive(Debug, Clone, Serialize)]
pub struct ScheduleDay {
    /// The day, `YYYY-MM-DD`.
    pub date: String,
    /// Its name in English.
    pub weekday: &'static str,
    /// What is shown, by time and title.
    pub airings: Vec<ScheduleEntry>,
}

/// One broadcast.
#[derive(Debug, Clone, Serialize)]
pub struct ScheduleEntry {
    /// The work.
    #[serde(flatten)]
    pub work: RelatedWork,
    /// The episode as printed; empty where only the slot is known.
    pub episode: String,
    /// How many episodes the work has in all.
    pub episodes: Option<u32>,
    /// Seconds of one episode.
    pub duration_s: Option<u32>,
    /// The form: raw, sub or dub.
    pub kind: AiringKind,
    /// When it begins, in UTC.
    pub at: Instant,
    /// The same on the clock of the zone that was asked for, with its offset.
    pub local: String,
    /// The time alone, as `17:00`; with `late`, nights go on to 28:59.
    pub time: String,
    /// The same where it is shown, as broadcasters write it.
    pub broadcast: BroadcastTime,
    /// How sure it is.
    pub state: AiringState,
    /// How a predicted one was found: `cadence`, `slot` or `premiere`.
    pub basis: Option<&'static str>,
    /// How sure a predicted one is, 0 to 1.
    pub confidence: Option<f64>,
    /// Who says so, the most trusted first.
    pub sources: Vec<SourceId>,
    /// Who says otherwise.
    pub conflicts: Vec<AiringConflict>,
    /// The break that it falls into.
    pub delay: Option<AiringDelay>,
}

/// A time as broadcasters write it, where nights belong to the day before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BroadcastTime {
    /// The zone.
    pub zone: String,
    /// The day, `YYYY-MM-DD`.
    pub date: String,
    /// The day's name in English.
    pub weekday: &'static str,
    /// The time, to 28:59.
    pub time: String,
}

/// What is kept between questions.
#[derive(Default)]
pub(crate) struct Parts {
    book: tokio::sync::Mutex<Option<Arc<Book>>>,
}

impl App {
    /// What is shown on some days, by all sources together. Where they are silent, what follows from the rhythm so
    /// far is listed and marked.
    ///
    /// # Errors
    /// `invalid_parameter` for days or a zone that there are not, `not_found` for a named work that is not there,
    /// `busy` while the first index is being built.
    pub async fn schedule(&self, request: &ScheduleRequest) -> Result<Schedule, AppError> {
        self.ready()?;
        let window = request.window(self.now())?;
        let (from, to) = (window.begin(0)?, window.begin(window.days)?);
        let mut only = BTreeSet::new();
        for work in &request.works {
            only.insert(self.work_id(work).await?);
        }
        // A series of two years ago may still be shown, and says so by its status.
        let years = (window.first.year() - 1, window.day(window.days)?.year());
        let mut entries = self.book(years).await?.entries.clone();
        let mut sources = Vec::new();
        if request.live {
            if window.days > live::MAX_LIVE_DAYS {
                let message = format!("sources are asked about {} days at most", live::MAX_LIVE_DAYS);
                return Err(AppError::invalid_parameter("days", message));
            }
            let live = self.live(from, to).await?;
            self.lay_over(&mut entries, live.records).await?;
            sources = live.sources;
        }
        let mut days = Vec::with_capacity(window.days as usize);
        for day in 0..window.days {
            let date = window.day(day)?;
            let weekday = late::name_of(date.weekday());
            days.push(ScheduleDay { date: date.to_string(), weekday, airings: Vec::new() });
        }
        let mut total = 0;
        for (entry, airing) in shown(&entries, request, &only, (from, to)) {
            let entry = told(&window, &entry, airing);
            let Some(day) = days.iter_mut().find(|day| day.date == entry.0) else { continue };
            day.airings.push(entry.1);
            total += 1;
        }
        for day in &mut days {
            day.airings.sort_by(|a, b| {
                (a.at, &a.work.title, &a.kind, &a.episode).cmp(&(b.at, &b.work.title, &b.kind, &b.episode))
            });
        }
        Ok(Schedule { from, to, zone: window.zone_name, days, total, sources })
    }

    /// The schedule as an iCalendar feed: from a week ago on, for six weeks, unless other days are asked for.
    ///
    /// # Errors
    /// As [`App::schedule`].
    pub async fn schedule_feed(&self, request: &ScheduleRequest) -> Result<String, AppError> {
        let mut request = request.clone();
        if request.from.is_none() && !request.week {
            let today = request.window(self.now())?.first;
            request.from = today.checked_sub(jiff::Span::new().days(FEED_BACK)).ok();
            request.days = request.days.or(Some(FEED_DAYS));
        }
        Ok(ics::feed(&self.schedule(&request).await?, self.now()))
    }
}

/// The broadcasts within a time, with their works.
fn shown(
    entries: &BTreeMap<WorkId, Arc<Entry>>,
    request: &ScheduleRequest,
    only: &BTreeSet<WorkId>,
    (from, to): (Instant, Instant),
) -> Vec<(Arc<Entry>, Shown)> {
    let mut found = Vec::new();
    for entry in entries.values() {
        let wanted =
            if only.is_empty() { request.adult || !entry.adult } else { only.contains(&entry.work.id) };
        if !wanted {
            continue;
        }
        let likely = if request.stated_only { Vec::new() } else { predicted(&entry.told, &entry.stated, to) };
        for airing in entry.stated.iter().cloned().chain(likely) {
            let is_form = request.kinds.is_empty() || request.kinds.contains(&airing.kind);
            if is_form && (from..to).contains(&airing.at) {
                found.push((Arc::clone(entry), airing));
            }
        }
    }
    found
}

/// A broadcast on the clock of the window, with the day it belongs to.
fn told(window: &Window, entry: &Entry, airing: Shown) -> (String, ScheduleEntry) {
    let local = window.local(airing.at);
    let there = jiff::Timestamp::from(airing.at)
        .to_zoned(jiff::tz::TimeZone::get(&airing.zone).unwrap_or(jiff::tz::TimeZone::UTC));
    let (weekday, time) = late::written(&there);
    let broadcast = BroadcastTime { date: late::day(&there).to_string(), weekday, time, zone: airing.zone };
    let (date, time) = if window.begins > 0 {
        (late::day(&local), late::written(&local).1)
    } else {
        (local.date(), format!("{:02}:{:02}", local.hour(), local.minute()))
    };
    let told = ScheduleEntry {
        work: entry.work.clone(),
        episode: airing.episode,
        episodes: entry.episodes,
        duration_s: entry.duration_s,
        kind: airing.kind,
        at: airing.at,
        local: local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        time,
        broadcast,
        state: airing.state,
        basis: airing.basis,
        confidence: airing.confidence.map(|sure| (sure * 100.0).round() / 100.0),
        sources: airing.sources,
        conflicts: airing.conflicts,
        delay: airing.delay,
    };
    (date.to_string(), told)
}
