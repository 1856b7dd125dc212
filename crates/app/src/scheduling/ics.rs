//! A schedule as an iCalendar feed (RFC 5545), for calendars that subscribe to it.

use std::fmt::Write as _;

use jiff::Timestamp;
use model::{AiringKind, Instant};

use super::{AiringState, Schedule, ScheduleEntry};

/// The longest line in bytes, its end left out.
const LINE: usize = 75;
/// How long an episode is when nobody says.
const USUAL_S: u32 = 24 * 60;

/// The feed's text, as of a moment. Each broadcast keeps its identity over time, so that a calendar moves it when
/// its time changes.
pub(super) fn feed(schedule: &Schedule, now: Instant) -> String {
    let mut text = String::new();
    line(&mut text, "BEGIN:VCALENDAR");
    line(&mut text, "VERSION:2.0");
    line(&mut text, "PRODID:-//Emaki//Schedule//EN");
    line(&mut text, "CALSCALE:GREGORIAN");
    line(&mut text, "METHOD:PUBLISH");
    line(&mut text, "X-WR-CALNAME:Emaki: what is shown when");
    line(&mut text, "REFRESH-INTERVAL;VALUE=DURATION:PT1H");
    for entry in schedule.days.iter().flat_map(|day| &day.airings) {
        event(&mut text, entry, now);
    }
    line(&mut text, "END:VCALENDAR");
    text
}

fn event(text: &mut String, entry: &ScheduleEntry, now: Instant) {
    let kind = entry.kind.as_str();
    let episode = if entry.episode.is_empty() { local_day(entry) } else { entry.episode.clone() };
    line(text, "BEGIN:VEVENT");
    line(text, &format!("UID:work-{}-{kind}-{}@emaki", entry.work.id, plain(&episode)));
    line(text, &format!("DTSTAMP:{}", stamp(now)));
    line(text, &format!("DTSTART:{}", stamp(entry.at)));
    line(text, &format!("DURATION:PT{}M", (entry.duration_s.unwrap_or(USUAL_S) / 60).max(1)));
    let number =
        if entry.episode.is_empty() { String::new() } else { format!(" – episode {}", entry.episode) };
    let form = if entry.kind == AiringKind::Raw { String::new() } else { format!(" ({kind})") };
    line(text, &format!("SUMMARY:{}", escaped(&format!("{}{number}{form}", entry.work.title))));
    line(text, &format!("DESCRIPTION:{}", escaped(&description(entry))));
    let status = if entry.state == AiringState::Stated { "CONFIRMED" } else { "TENTATIVE" };
    line(text, &format!("STATUS:{status}"));
    line(text, &format!("CATEGORIES:{kind}"));
    line(text, "TRANSP:TRANSPARENT");
    line(text, "END:VEVENT");
}

fn description(entry: &ScheduleEntry) -> String {
    let mut lines = Vec::new();
    let sources: Vec<&str> = entry.sources.iter().map(model::SourceId::as_str).collect();
    match entry.state {
        AiringState::Predicted => {
            let basis = entry.basis.unwrap_or("cadence");
            lines.push(format!("Predicted by {basis}; no source states it."));
        }
        AiringState::Stated | AiringState::Delayed => lines.push(format!("By {}.", sources.join(", "))),
    }
    if let Some(delay) = &entry.delay {
        let until = delay.until.map(|until| format!(" until {until}")).unwrap_or_default();
        let word = delay.word.as_deref().unwrap_or("Delayed");
        lines.push(format!("{word}{until}, says {}.", delay.source));
    }
    for conflict in &entry.conflicts {
        lines.push(format!("{} says {}.", conflict.source, conflict.at));
    }
    lines.join("\n")
}

fn local_day(entry: &ScheduleEntry) -> String {
    Timestamp::from(entry.at).to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}

/// Letters, digits, dots and hyphens.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') { c } else { '_' }).collect()
}

fn stamp(at: Instant) -> String {
    Timestamp::from(at).strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Adds a line, folded where it is too long, and never within a character.
fn line(text: &mut String, content: &str) {
    let mut rest = content;
    let mut room = LINE;
    while rest.len() > room {
        let mut end = room;
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let _ = write!(text, "{}\r\n ", &rest[..end]);
        rest = &rest[end..];
        // The blank at the begin of the next line counts.
        room = LINE - 1;
    }
    let _ = write!(text, "{rest}\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters() {
        let mut text = String::new();
        let content = format!("SUMMARY:{}", "月".repeat(60));
        line(&mut text, &content);
        assert!(text.split("\r\n").all(|line| line.len() <= LINE), "{text}");
        assert_eq!(text.replace("\r\n ", "").trim_end(), content);
    }

    #[test]
    fn marks_of_the_format_are_escaped() {
        assert_eq!(escaped("a; b, c\\d\ne\u{7}"), "a\\; b\\, c\\\\d\\ne ");
    }
}
