//! What is asked of a schedule, read from names and values as every door has them: days in a zone.

use jiff::{
    Span, Timestamp, Zoned,
    civil::{Date, Weekday},
    tz::TimeZone,
};
use model::{AiringKind, Instant};

use crate::{AppError, WorkRef};

/// The most days of one answer.
pub const MAX_DAYS: u32 = 62;

/// What is asked for.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a wish of its own")]
pub struct ScheduleRequest {
    /// The first day; today in the zone when there is none, and the Monday before it for a week.
    pub from: Option<Date>,
    /// How many days, 1 to [`MAX_DAYS`]; one when not said.
    pub days: Option<u32>,
    /// Whole weeks from Monday on.
    pub week: bool,
    /// How many weeks after this one, where no day is named; before it below 0.
    pub weeks_ahead: i8,
    /// The IANA time zone in which days begin and times are told; UTC when there is none.
    pub zone: Option<String>,
    /// The forms; all when empty.
    pub kinds: Vec<AiringKind>,
    /// Only these works; all when empty.
    pub works: Vec<WorkRef>,
    /// Whether to leave out what nobody states.
    pub stated_only: bool,
    /// Whether days end at five in the morning, as broadcasters count them.
    pub late: bool,
    /// Whether works for adults are listed.
    pub adult: bool,
    /// Whether sources are asked for their timetables, beside what is stored.
    pub live: bool,
}

/// The days that are meant.
#[derive(Debug, Clone)]
pub(super) struct Window {
    pub zone: TimeZone,
    pub zone_name: String,
    pub first: Date,
    pub days: u32,
    /// How many hours after midnight a day begins.
    pub begins: i8,
}

impl ScheduleRequest {
    /// The names that [`ScheduleRequest::set`] takes.
    pub const NAMES: [&'static str; 10] =
        ["from", "days", "week", "zone", "kind", "works", "predicted", "late", "adult", "live"];

    /// Sets one value. `from` is a day; `week` is `current`, `next`, `last` or a day in it.
    ///
    /// # Errors
    /// `invalid_parameter` for a name that is not known or a value that is out of range, `not_found` for what is
    /// no id.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), AppError> {
        let value = value.trim();
        match name {
            "from" => self.from = Some(day(name, value)?),
            "days" => {
                let days = value.parse().ok().filter(|days| (1..=MAX_DAYS).contains(days));
                self.days = Some(days.ok_or_else(|| wrong(name, value, &format!("1 to {MAX_DAYS}")))?);
            }
            "week" => self.set_week(value)?,
            "zone" => {
                zone_of(value)?;
                self.zone = Some(value.to_owned());
            }
            "kind" => {
                let known =
                    |word: &str| Some(AiringKind::parse(word)).filter(|kind| AiringKind::ALL.contains(kind));
                let kinds: Option<Vec<AiringKind>> = words(value).map(known).collect();
                self.kinds = kinds.ok_or_else(|| wrong(name, value, "raw, sub or dub"))?;
            }
            "works" => self.works = words(value).map(str::parse).collect::<Result<_, _>>()?,
            "predicted" => self.stated_only = !flag(name, value)?,
            "late" => self.late = flag(name, value)?,
            "adult" => self.adult = flag(name, value)?,
            "live" => self.live = flag(name, value)?,
            _ => {
                let error = AppError::invalid_parameter(name, format!("there is no parameter `{name}`"));
                return Err(error.hint(format!("parameters are {}", Self::NAMES.join(", "))));
            }
        }
        Ok(())
    }

    fn set_week(&mut self, value: &str) -> Result<(), AppError> {
        self.week = true;
        self.weeks_ahead = match value {
            "" | "true" | "current" | "this" => 0,
            "next" => 1,
            "last" | "previous" => -1,
            "false" => {
                self.week = false;
                return Ok(());
            }
            other => {
                self.from = Some(day("week", other)?);
                return Ok(());
            }
        };
        Ok(())
    }

    /// Refuses days that are named twice and differ.
    fn check(&self) -> Result<(), AppError> {
        let clash = |other: &str, message: &str| {
            Err(AppError::invalid_parameter("week", message).detail("parameters", ["week", other]).hint(
                "name either a week (current, next, last, or a day in it) or the first day and how many",
            ))
        };
        if self.week && self.days.is_some_and(|days| days % 7 != 0) {
            return clash("days", "`week` is seven days, and `days` says otherwise");
        }
        if self.week && self.from.is_some() && self.weeks_ahead != 0 {
            return clash("from", "`week` says which week it is, and `from` says otherwise");
        }
        Ok(())
    }

    /// The days that are meant, as of a moment.
    pub(super) fn window(&self, now: Instant) -> Result<Window, AppError> {
        self.check()?;
        let zone_name = self.zone.clone().unwrap_or_else(|| "UTC".to_owned());
        let zone = zone_of(&zone_name)?;
        let begins = if self.late { super::late::NIGHT_ENDS } else { 0 };
        let now = Timestamp::from(now).to_zoned(zone.clone());
        // In the small hours it is still yesterday where nights are long.
        let today = now.checked_sub(Span::new().hours(i64::from(begins))).unwrap_or(now).date();
        let mut first = self.from.unwrap_or(today);
        if self.week {
            let back = first.weekday().since(Weekday::Monday);
            let ahead = if self.from.is_none() { 7 * i64::from(self.weeks_ahead) } else { 0 };
            first = first.checked_add(Span::new().days(ahead - i64::from(back))).map_err(out_of_range)?;
        }
        let days = self.days.unwrap_or(if self.week { 7 } else { 1 });
        if !(1..=MAX_DAYS).contains(&days) {
            return Err(wrong("days", &days.to_string(), &format!("1 to {MAX_DAYS}")));
        }
        Ok(Window { zone, zone_name, first, days, begins })
    }
}

impl Window {
    /// The day of the list, counted from 0.
    pub fn day(&self, at: u32) -> Result<Date, AppError> {
        self.first.checked_add(Span::new().days(i64::from(at))).map_err(out_of_range)
    }

    /// When a day begins.
    pub fn begin(&self, at: u32) -> Result<Instant, AppError> {
        let begin = self.day(at)?.at(self.begins, 0, 0, 0).to_zoned(self.zone.clone());
        Ok(begin.map_err(out_of_range)?.timestamp().into())
    }

    /// A moment on the clock of the zone.
    pub fn local(&self, at: Instant) -> Zoned {
        Timestamp::from(at).to_zoned(self.zone.clone())
    }
}

/// A zone by its IANA name.
fn zone_of(name: &str) -> Result<TimeZone, AppError> {
    let known = name.is_empty().then_some(TimeZone::UTC).map_or_else(|| TimeZone::get(name).ok(), Some);
    known.ok_or_else(|| {
        AppError::invalid_parameter("zone", format!("there is no time zone `{name}`"))
            .hint("zones have names such as Europe/Berlin, America/New_York, Asia/Tokyo or UTC")
    })
}

fn out_of_range(error: jiff::Error) -> AppError {
    AppError::invalid_parameter("from", "the days are out of the calendar's range").caused_by(error)
}

fn day(name: &str, value: &str) -> Result<Date, AppError> {
    value
        .parse()
        .ok()
        .filter(|day: &Date| (1900..=2200).contains(&day.year()))
        .ok_or_else(|| wrong(name, value, "a day such as 2026-04-06"))
}

fn words(value: &str) -> impl Iterator<Item = &str> {
    value.split(|c: char| c == ',' || c.is_whitespace()).filter(|word| !word.is_empty())
}

fn flag(name: &str, value: &str) -> Result<bool, AppError> {
    match value {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err(wrong(name, value, "true or false")),
    }
}

fn wrong(name: &str, value: &str, expected: &str) -> AppError {
    AppError::invalid_parameter(name, format!("`{name}` is `{value}`, not {expected}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sunday, 29 March 2026, half past two in the night in Berlin, when clocks are put forward.
    fn now() -> Instant {
        "2026-03-29T01:30:00Z".parse::<Timestamp>().expect("a moment").into()
    }

    fn window(pairs: &[(&str, &str)]) -> Window {
        let mut request = ScheduleRequest::default();
        for (name, value) in pairs {
            request.set(name, value).expect("good");
        }
        request.window(now()).expect("good")
    }

    #[test]
    fn a_day_has_the_hours_that_its_zone_gives_it() {
        let day = window(&[("zone", "Europe/Berlin")]);
        let (begin, end) = (day.begin(0).expect("a day"), day.begin(1).expect("a day"));
        assert_eq!((end.as_micros() - begin.as_micros()) / 3_600_000_000, 23);
        let late = window(&[("zone", "Europe/Berlin"), ("late", "true")]);
        assert_eq!(late.first.to_string(), "2026-03-28");
    }

    #[test]
    fn weeks_begin_on_monday() {
        let first = |pairs: &[(&str, &str)]| window(pairs).first.to_string();
        assert_eq!(first(&[("week", "current")]), "2026-03-23");
        assert_eq!(first(&[("week", "next")]), "2026-03-30");
        assert_eq!(first(&[("week", "2026-04-09")]), "2026-04-06");
        assert_eq!(window(&[("week", "last")]).days, 7);
        // Which is told first does not matter.
        assert_eq!(first(&[("week", "next"), ("zone", "Asia/Tokyo")]), "2026-03-30");
        assert_eq!(first(&[("zone", "Asia/Tokyo"), ("week", "next")]), "2026-03-30");
    }

    #[test]
    fn what_is_no_day_or_zone_is_told() {
        for (name, value) in [
            ("from", "tomorrow"),
            ("days", "0"),
            ("days", "63"),
            ("zone", "Mars/Olympus"),
            ("kind", "smell"),
            ("week", "blue"),
            ("late", "maybe"),
            ("color", "red"),
        ] {
            assert!(ScheduleRequest::default().set(name, value).is_err(), "{name}={value}");
        }
    }
}
