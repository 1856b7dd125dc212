//! `emaki schedule`: what is shown when.

use app::{AiringState, Schedule as Days, ScheduleEntry, ScheduleRequest};

use crate::{
    exit::Exit,
    output::{Align, Output, Table, one_of_many},
    session::Session,
};

/// The state of a source that was asked in vain.
const FAILED: &str = "failed";

/// Show what is broadcast when, by all sources together, in any time zone
///
/// Where sources are silent, what follows from the rhythm so far is listed and marked. Times differ? Both are shown.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Schedule {
    /// A whole week from Monday on: the current one, or next, last, or a day in it
    #[arg(long, value_name = "WEEK", num_args = 0..=1, default_missing_value = "current")]
    week: Option<String>,
    /// The first day, as 2026-04-06; today when left out
    #[arg(long, value_name = "DAY")]
    from: Option<String>,
    /// How many days, 1 to 62
    #[arg(long, value_name = "N")]
    days: Option<String>,
    /// The time zone in which days begin and times are told, as Europe/Berlin
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    zone: String,
    /// Forms, separated by commas: raw, sub, dub
    #[arg(long, value_name = "LIST")]
    kind: Option<String>,
    /// Only these works, separated by commas: their numbers, or external ids
    #[arg(long, value_name = "LIST")]
    works: Option<String>,
    /// Leave out what no source states
    #[arg(long)]
    stated: bool,
    /// Let days end at five in the morning, so that 01:30 is 25:30 of the day before
    #[arg(long)]
    late: bool,
    /// List works for adults as well
    #[arg(long)]
    adult: bool,
    /// Ask AnimeSchedule, AniList and Jikan for their timetables, beside what is stored; 14 days at most
    #[arg(long)]
    live: bool,
    /// Print an iCalendar feed instead
    #[arg(long)]
    ics: bool,
}

impl Schedule {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app_with_index().await?;
        let mut request = ScheduleRequest {
            stated_only: self.stated,
            late: self.late,
            adult: self.adult,
            live: self.live,
            ..ScheduleRequest::default()
        };
        let values = [
            ("zone", Some(self.zone)),
            ("from", self.from),
            ("days", self.days),
            ("week", self.week),
            ("kind", self.kind),
            ("works", self.works),
        ];
        for (name, value) in values {
            if let Some(value) = value {
                request.set(name, &value)?;
            }
        }
        let out = &session.out;
        if self.ics {
            let feed = app.schedule_feed(&request).await?;
            for line in feed.split_terminator("\r\n") {
                out.line(format_args!("{line}\r"))?;
            }
            return Ok(Exit::Done);
        }
        let schedule = app.schedule(&request).await?;
        print(out, &schedule)?;
        let is_partly = schedule.sources.iter().any(|source| source.state == FAILED);
        Ok(if is_partly { Exit::Partly } else { Exit::Done })
    }
}

fn print(out: &Output, schedule: &Days) -> std::io::Result<()> {
    if out.is_json() {
        return out.json(schedule);
    }
    for day in schedule.days.iter().filter(|day| !day.airings.is_empty()) {
        out.heading(&format!("{} {}", day.weekday, day.date))?;
        let columns = [
            ("time", Align::Left),
            ("id", Align::Right),
            ("title", Align::Left),
            ("episode", Align::Right),
            ("form", Align::Left),
            ("there", Align::Left),
            ("remarks", Align::Left),
        ];
        let mut table = Table::new(columns).folding();
        for airing in &day.airings {
            let there = &airing.broadcast;
            table.row([
                airing.time.clone(),
                airing.work.id.to_string(),
                airing.work.title.clone(),
                number(airing),
                airing.kind.to_string(),
                format!("{} {} {}", there.weekday.get(..3).unwrap_or_default(), there.time, there.zone),
                remarks(airing),
            ]);
        }
        out.table(&table)?;
    }
    out.note(format_args!(
        "{} from {} to {}, times in {}",
        one_of_many(schedule.total as u64, "broadcast"),
        schedule.days.first().map(|day| day.date.as_str()).unwrap_or_default(),
        schedule.days.last().map(|day| day.date.as_str()).unwrap_or_default(),
        schedule.zone
    ));
    for source in &schedule.sources {
        let message = source.message.as_ref().map(|message| format!(": {message}")).unwrap_or_default();
        if source.state == FAILED {
            out.note(format_args!("{} {FAILED}{message}", source.source));
            continue;
        }
        let unknown =
            if source.unknown > 0 { format!(", {} not kept here", source.unknown) } else { String::new() };
        out.note(format_args!(
            "{} {}{message}, {}{unknown}",
            source.source,
            source.state,
            one_of_many(source.works as u64, "work")
        ));
    }
    if schedule.total == 0 {
        out.note(
            "`emaki enrich --id ID` asks sources when a work is shown; a worker keeps what airs now fresh",
        );
    }
    Ok(())
}

fn number(airing: &ScheduleEntry) -> String {
    match (airing.episode.as_str(), airing.episodes) {
        ("", _) => "?".to_owned(),
        (episode, Some(all)) => format!("{episode} of {all}"),
        (episode, None) => episode.to_owned(),
    }
}

fn remarks(airing: &ScheduleEntry) -> String {
    let mut remarks = Vec::new();
    if airing.state == AiringState::Predicted {
        let sure = airing.confidence.map(|sure| format!(", {:.0} % sure", sure * 100.0)).unwrap_or_default();
        remarks.push(format!("predicted by {}{sure}", airing.basis.unwrap_or_default()));
    } else {
        let sources: Vec<&str> = airing.sources.iter().map(model::SourceId::as_str).collect();
        remarks.push(sources.join(" "));
    }
    if let Some(delay) = &airing.delay {
        let until = delay.until.map(|until| format!(" until {until}")).unwrap_or_default();
        remarks.push(format!("delayed{until}, says {}", delay.source));
    }
    for conflict in &airing.conflicts {
        remarks
            .push(format!("{} says {:+} min ({})", conflict.source, conflict.minutes_later, conflict.said));
    }
    remarks.join("; ")
}
