//! What is shown when.

use utoipa::{IntoParams, ToSchema};

/// What is asked of a schedule.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ScheduleParameters {
    /// The IANA time zone in which days begin and times are told.
    #[param(example = "Europe/Berlin", default = "UTC")]
    pub zone: Option<String>,
    /// The first day, `YYYY-MM-DD`; today when left out.
    #[param(example = "2026-04-06")]
    pub from: Option<String>,
    /// How many days.
    #[param(minimum = 1, maximum = 62)]
    pub days: Option<u32>,
    /// A week from Monday on: `current`, `next`, `last` or a day in it.
    pub week: Option<String>,
    /// Forms by commas: `raw`, `sub`, `dub`.
    pub kind: Option<String>,
    /// Only these works, by commas.
    pub works: Option<String>,
    /// Whether what nobody states is listed.
    #[param(default = true)]
    pub predicted: Option<bool>,
    /// Whether days end at five in the morning, so that 01:30 is 25:30 of the day before.
    pub late: Option<bool>,
    /// Whether works for adults are listed.
    pub adult: Option<bool>,
    /// Whether sources are asked for their timetables, beside what is stored; at most 14 days.
    pub live: Option<bool>,
}

/// What is shown on some days.
#[derive(ToSchema)]
pub struct Schedule {
    /// When the first day begins, RFC 3339.
    pub from: String,
    /// When the last day ends.
    pub to: String,
    /// The zone in which days begin and times are told.
    pub zone: String,
    /// Each day in turn.
    pub days: Vec<ScheduleDay>,
    /// How many broadcasts.
    pub total: u32,
    /// What came of asking sources; empty when they were not asked.
    pub sources: Vec<ScheduleSource>,
}

/// What came of asking one source for its timetable.
#[derive(ToSchema)]
pub struct ScheduleSource {
    /// The source.
    pub source: String,
    /// `answered`, `failed` or `off`.
    pub state: String,
    /// Why it gave nothing.
    pub message: Option<String>,
    /// How many works it spoke of that are kept here.
    pub works: u32,
    /// How many that are not.
    pub unknown: u32,
}

/// One day.
#[derive(ToSchema)]
pub struct ScheduleDay {
    /// The day, `YYYY-MM-DD`.
    pub date: String,
    /// Its name in English.
    pub weekday: String,
    /// What is shown, by time and title.
    pub airings: Vec<ScheduleEntry>,
}

/// One broadcast.
#[derive(ToSchema)]
pub struct ScheduleEntry {
    /// The work.
    pub id: u32,
    /// The title shown first.
    pub title: String,
    /// The medium.
    pub medium: String,
    /// The format.
    pub format: String,
    /// Year it began in.
    pub year: Option<i16>,
    /// A picture's address at its source.
    pub image: Option<String>,
    /// The episode as printed; empty where only the slot is known.
    pub episode: String,
    /// How many episodes the work has in all.
    pub episodes: Option<u32>,
    /// Seconds of one episode.
    pub duration_s: Option<u32>,
    /// `raw`, `sub` or `dub`.
    pub kind: String,
    /// When it begins, in UTC.
    pub at: String,
    /// The same on the clock of the zone that was asked for.
    pub local: String,
    /// The time alone.
    pub time: String,
    /// The same where it is shown.
    pub broadcast: BroadcastTime,
    /// `stated`, `delayed` or `predicted`.
    pub state: String,
    /// How a predicted one was found: `cadence`, `slot` or `premiere`.
    pub basis: Option<String>,
    /// How sure a predicted one is, 0 to 1.
    pub confidence: Option<f64>,
    /// Who says so, the most trusted first.
    pub sources: Vec<String>,
    /// Who says otherwise.
    pub conflicts: Vec<AiringConflict>,
    /// The break that it falls into.
    pub delay: Option<AiringDelay>,
}

/// A time as broadcasters write it, where nights belong to the day before.
#[derive(ToSchema)]
pub struct BroadcastTime {
    /// The zone.
    pub zone: String,
    /// The day, `YYYY-MM-DD`.
    pub date: String,
    /// The day's name in English.
    pub weekday: String,
    /// The time, to 28:59.
    pub time: String,
}

/// What a source says otherwise.
#[derive(ToSchema)]
pub struct AiringConflict {
    /// The source.
    pub source: String,
    /// `airing`, `day` or `slot`.
    pub said: String,
    /// When it says so.
    pub at: String,
    /// How many minutes later than shown.
    pub minutes_later: i64,
}

/// A break that a broadcast falls into.
#[derive(ToSchema)]
pub struct AiringDelay {
    /// Who says so.
    pub source: String,
    /// What the timetable calls it.
    pub word: Option<String>,
    /// The first time without it.
    pub from: Option<String>,
    /// When it goes on.
    pub until: Option<String>,
    /// Why.
    pub reason: Option<String>,
}
