//! What is shown when.

use app::{AppError, Schedule, ScheduleEntry, ScheduleRequest};
use async_graphql::SimpleObject;
use model::Instant;

use super::{Work, inputs, texts, word};
use crate::graphql::cursor::{self, PageInfo};

/// What is shown on some days, by time.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct ScheduleConnection {
    /// The entries of this page.
    edges: Vec<AiringEdge>,
    /// Where this page stands among the others.
    #[graphql(name = "pageInfo")]
    page_info: PageInfo,
    /// How many broadcasts there are in all.
    #[graphql(name = "totalCount")]
    total_count: usize,
    /// When the first day begins.
    from: String,
    /// When the last day ends.
    to: String,
    /// The zone in which days begin and times are told.
    zone: String,
    /// What came of asking sources; empty when they were not asked.
    sources: Vec<AskedSource>,
}

/// A broadcast in its place.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct AiringEdge {
    /// Leads on from this entry.
    cursor: String,
    /// The broadcast.
    node: Airing,
}

/// One broadcast.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct Airing {
    /// The work.
    work: Work,
    /// The day, `YYYY-MM-DD`, in the zone that was asked for.
    date: String,
    /// The day's name in English.
    weekday: String,
    /// The time alone.
    time: String,
    /// The episode as printed; empty where only the slot is known.
    episode: String,
    /// `raw`, `sub` or `dub`.
    kind: String,
    /// When it begins, in UTC.
    at: String,
    /// The same on the clock of the zone.
    local: String,
    /// The same where it is shown.
    broadcast: Broadcast,
    /// `stated`, `delayed` or `predicted`.
    state: String,
    /// How a predicted one was found: `cadence`, `slot` or `premiere`.
    basis: Option<String>,
    /// How sure a predicted one is, 0 to 1.
    confidence: Option<f64>,
    /// Who says so, the most trusted first.
    sources: Vec<String>,
    /// Who says otherwise.
    conflicts: Vec<Conflict>,
    /// The break that it falls into.
    delay: Option<Delay>,
}

/// A time as broadcasters write it, where nights belong to the day before.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct Broadcast {
    /// The zone.
    zone: String,
    /// The day, `YYYY-MM-DD`.
    date: String,
    /// The day's name in English.
    weekday: String,
    /// The time, to 28:59.
    time: String,
}

/// What a source says otherwise.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct Conflict {
    /// The source.
    source: String,
    /// `airing`, `day` or `slot`.
    said: String,
    /// When it says so.
    at: String,
    /// How many minutes later than shown.
    minutes_later: i64,
}

/// A break that a broadcast falls into.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct Delay {
    /// Who says so.
    source: String,
    /// What the timetable calls it.
    word: Option<String>,
    /// The first time without it.
    from: Option<String>,
    /// When it goes on.
    until: Option<String>,
    /// Why.
    reason: Option<String>,
}

/// What came of asking one source.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct AskedSource {
    /// The source.
    source: String,
    /// `answered`, `failed` or `off`.
    state: String,
    /// Why it gave nothing.
    message: Option<String>,
    /// How many works it spoke of that are kept here.
    works: usize,
    /// How many that are not.
    unknown: usize,
}

/// Which days are meant, read as at every door.
///
/// # Errors
/// `invalid_parameter` for a day or a zone that there is not, `not_found` for what is no id.
pub fn request(filters: Option<&inputs::ScheduleFilters>) -> Result<ScheduleRequest, AppError> {
    let mut request = ScheduleRequest::default();
    for (name, value) in filters.map(inputs::said).unwrap_or_default() {
        request.set(&name, &value)?;
    }
    Ok(request)
}

/// One page of a schedule.
///
/// # Errors
/// `invalid_parameter` for a bad number or a cursor of another schedule.
pub fn page(
    schedule: Schedule,
    first: Option<i32>,
    after: Option<&str>,
) -> Result<ScheduleConnection, AppError> {
    let question = ("schedule", schedule.from.as_micros(), schedule.to.as_micros(), schedule.zone.clone());
    let days = schedule.days.into_iter();
    let airings: Vec<(String, &'static str, ScheduleEntry)> = days
        .flat_map(|day| {
            let date = day.date;
            day.airings.into_iter().map(move |airing| (date.clone(), day.weekday, airing))
        })
        .collect();
    let cut = cursor::cut(airings, first, after, &question)?;
    let edges = cut.entries.into_iter().map(|(cursor, (date, weekday, entry))| AiringEdge {
        cursor,
        node: Airing::of(date, weekday, entry),
    });
    let sources = schedule.sources.into_iter().map(|asked| AskedSource {
        source: asked.source,
        state: asked.state.to_owned(),
        message: asked.message,
        works: asked.works,
        unknown: asked.unknown,
    });
    Ok(ScheduleConnection {
        edges: edges.collect(),
        page_info: cut.page,
        total_count: cut.total,
        from: schedule.from.to_string(),
        to: schedule.to.to_string(),
        zone: schedule.zone,
        sources: sources.collect(),
    })
}

impl Airing {
    fn of(date: String, weekday: &str, entry: ScheduleEntry) -> Self {
        let at = |at: Option<Instant>| at.map(|at| at.to_string());
        let conflict = |conflict: app::AiringConflict| Conflict {
            source: conflict.source.to_string(),
            said: conflict.said.to_owned(),
            at: conflict.at.to_string(),
            minutes_later: conflict.minutes_later,
        };
        Self {
            work: Work::by_id(entry.work.id),
            date,
            weekday: weekday.to_owned(),
            time: entry.time,
            episode: entry.episode,
            kind: entry.kind.to_string(),
            at: entry.at.to_string(),
            local: entry.local,
            broadcast: Broadcast {
                zone: entry.broadcast.zone,
                date: entry.broadcast.date,
                weekday: entry.broadcast.weekday.to_owned(),
                time: entry.broadcast.time,
            },
            state: word(&entry.state),
            basis: entry.basis.map(str::to_owned),
            confidence: entry.confidence,
            sources: texts(&entry.sources),
            conflicts: entry.conflicts.into_iter().map(conflict).collect(),
            delay: entry.delay.map(|delay| Delay {
                source: delay.source.to_string(),
                word: delay.word,
                from: at(delay.from),
                until: at(delay.until),
                reason: delay.reason,
            }),
        }
    }
}
