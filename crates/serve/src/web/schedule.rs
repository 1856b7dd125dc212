//! `/schedule`: a week of broadcasts.

use std::sync::Arc;

use app::{AiringState, Schedule, ScheduleEntry};
use askama::Template;
use axum::{
    Extension,
    extract::{RawQuery, State},
    response::Response,
};

use super::{Frame, frame, text};
use crate::{problem::Problem, rest::schedule, site::Site};

/// Zones that are offered; any other may be typed.
const ZONES: [&str; 12] = [
    "UTC",
    "Asia/Tokyo",
    "Asia/Seoul",
    "Asia/Shanghai",
    "Asia/Kolkata",
    "Australia/Sydney",
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "America/Sao_Paulo",
];

#[derive(Template)]
#[template(path = "schedule.html")]
struct Page<'a> {
    frame: &'a Frame,
    query: &'static str,
    title: String,
    zone: String,
    zones: &'static [&'static str],
    late: bool,
    /// Each form with its label and whether it is shown.
    kinds: [(&'static str, &'static str, bool); 3],
    before: String,
    after: String,
    feed: String,
    days: Vec<Day>,
    total: String,
    /// Whether no broadcast at all is known of the week.
    is_empty: bool,
}

struct Day {
    label: String,
    is_today: bool,
    airings: Vec<Line>,
}

struct Line {
    id: i64,
    title: String,
    time: String,
    at: String,
    facts: String,
    /// Where it is shown, as broadcasters write it.
    there: String,
    state: &'static str,
    /// Whether a source says another time.
    differs: bool,
    remarks: Vec<String>,
}

/// `GET /schedule`: the current week, or that of `?week=`.
pub async fn show(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
    RawQuery(asked): RawQuery,
) -> Result<Response, Problem> {
    let now = site.app.now();
    let mut request = schedule::read(asked.as_deref().unwrap_or_default(), true)?;
    request.week = true;
    let found = site.app.schedule(&request).await?;
    let zone = found.zone.clone();
    let kinds: Vec<&str> = request.kinds.iter().map(model::AiringKind::as_str).collect();
    let address = |path: &str, week: Option<&str>| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("zone", &zone);
        week.map(|week| query.append_pair("week", week));
        if !kinds.is_empty() {
            query.append_pair("kind", &kinds.join(","));
        }
        if request.late && week.is_some() {
            query.append_pair("late", "true");
        }
        format!("{path}?{}", query.finish())
    };
    let first = found.days.first().map(|day| day.date.clone()).unwrap_or_default();
    let step = |days: i64| {
        let day: Option<jiff::civil::Date> = first.parse().ok();
        let other = day.and_then(|day| day.checked_add(jiff::Span::new().days(days)).ok());
        address("/schedule", Some(&other.map_or_else(|| first.clone(), |day| day.to_string())))
    };
    let today = today(now, &zone);
    let shown = |kind: &str| kinds.is_empty() || kinds.contains(&kind);
    let page = Page {
        frame: &frame,
        query: "",
        title: format!("Week of {}", day_of(&first)),
        zones: &ZONES,
        late: request.late,
        kinds: [
            ("raw", "as broadcast", shown("raw")),
            ("sub", "with subtitles", shown("sub")),
            ("dub", "dubbed", shown("dub")),
        ],
        before: step(-7),
        after: step(7),
        feed: address("/schedule.ics", None),
        is_empty: found.total == 0,
        total: text::count(found.total as u64, "broadcast", "broadcasts"),
        days: days(found, &today),
        zone,
    };
    frame::answer(&page)
}

fn today(now: model::Instant, zone: &str) -> String {
    let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    jiff::Timestamp::from(now).to_zoned(zone).date().to_string()
}

/// A day as people write it.
fn day_of(date: &str) -> String {
    date.parse().map_or_else(|_| date.to_owned(), text::date)
}

fn days(schedule: Schedule, today: &str) -> Vec<Day> {
    let day = |day: app::ScheduleDay| Day {
        label: format!("{}, {}", day.weekday, day_of(&day.date)),
        is_today: day.date == today,
        airings: day.airings.into_iter().map(line).collect(),
    };
    schedule.days.into_iter().map(day).collect()
}

fn line(entry: ScheduleEntry) -> Line {
    let episode = match (entry.episode.as_str(), entry.episodes) {
        ("", _) => "next episode".to_owned(),
        (episode, Some(all)) => format!("episode {episode} of {all}"),
        (episode, None) => format!("episode {episode}"),
    };
    let form = match entry.kind.as_str() {
        "raw" => None,
        "sub" => Some("with subtitles".to_owned()),
        "dub" => Some("dubbed".to_owned()),
        other => Some(other.to_owned()),
    };
    let facts: Vec<String> = [Some(episode), form].into_iter().flatten().collect();
    let there = &entry.broadcast;
    Line {
        id: entry.work.id.get(),
        there: format!("{} {} {}", there.weekday.get(..3).unwrap_or_default(), there.time, there.zone),
        at: entry.at.to_string(),
        facts: facts.join(" · "),
        state: match entry.state {
            AiringState::Stated => "stated",
            AiringState::Delayed => "delayed",
            AiringState::Predicted => "predicted",
        },
        differs: !entry.conflicts.is_empty(),
        remarks: remarks(&entry),
        time: entry.time,
        title: entry.work.title,
    }
}

fn remarks(entry: &ScheduleEntry) -> Vec<String> {
    let mut remarks = Vec::new();
    match entry.state {
        AiringState::Predicted => {
            let by = match entry.basis {
                Some("slot") => "its weekly slot",
                Some("premiere") => "its first showing",
                _ => "its rhythm so far",
            };
            let sure =
                entry.confidence.map(|sure| format!(", {:.0} % sure", sure * 100.0)).unwrap_or_default();
            remarks.push(format!("Predicted by {by}{sure}; no source states it"));
        }
        AiringState::Stated | AiringState::Delayed => {
            let sources: Vec<String> = entry.sources.iter().map(text::source).collect();
            remarks.push(format!("By {}", sources.join(", ")));
        }
    }
    if let Some(delay) = &entry.delay {
        let until = delay.until.map(|until| format!(" until {until}")).unwrap_or_default();
        remarks.push(format!("Delayed{until}, says {}", text::source(&delay.source)));
    }
    for conflict in &entry.conflicts {
        let minutes = conflict.minutes_later.unsigned_abs();
        let apart = match (minutes / 60, minutes % 60) {
            (0, minutes) => format!("{minutes} min"),
            (hours, 0) => format!("{hours} h"),
            (hours, minutes) => format!("{hours} h {minutes} min"),
        };
        let way = if conflict.minutes_later > 0 { "later" } else { "earlier" };
        remarks.push(format!("{} says {apart} {way}", text::source(&conflict.source)));
    }
    remarks
}
