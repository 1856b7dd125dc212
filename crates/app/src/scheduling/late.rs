//! Clocks of broadcasters: their days end in the small hours, so that half past one in the night is 25:30 of the
//! day before.

use jiff::{
    Zoned,
    civil::{Date, Time, Weekday},
};

/// Until this hour the night belongs to the day before.
pub(crate) const NIGHT_ENDS: i8 = 5;
/// The largest hour that is written, so that `29:59` is read and `30:00` is a slip.
const LAST_HOUR: i8 = 30;

/// Reads `17:00` or `25:30`; gives whether it is of the next day by the calendar, and the time there.
pub(crate) fn clock(text: &str) -> Option<(bool, Time)> {
    let (hour, minute) = text.trim().split_once(':')?;
    let minute = minute.get(..2).unwrap_or(minute);
    let (hour, minute) = (hour.trim().parse::<i8>().ok()?, minute.parse::<i8>().ok()?);
    if !(0..LAST_HOUR).contains(&hour) {
        return None;
    }
    let time = Time::new(hour % 24, minute, 0, 0).ok()?;
    Some((hour >= 24, time))
}

/// Reads a day's English name, singular or plural, in full or by its first three letters.
pub(crate) fn weekday(text: &str) -> Option<Weekday> {
    let word = text.trim().to_lowercase();
    let all = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];
    let name = word.strip_suffix('s').filter(|name| name.ends_with("day")).unwrap_or(&word);
    all.into_iter().find(|day| {
        let full = name_of(*day).to_lowercase();
        full == name || (name.len() == 3 && full.starts_with(name))
    })
}

/// A weekday in English.
pub(crate) fn name_of(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// The day to which broadcasters count a moment.
pub(crate) fn day(moment: &Zoned) -> Date {
    let day = moment.date();
    if moment.hour() < NIGHT_ENDS { day.yesterday().unwrap_or(day) } else { day }
}

/// The day and time of a moment as broadcasters write them: `Friday`, `25:30`.
pub(crate) fn written(moment: &Zoned) -> (&'static str, String) {
    let hour = if moment.hour() < NIGHT_ENDS { moment.hour() + 24 } else { moment.hour() };
    (name_of(day(moment).weekday()), format!("{hour:02}:{:02}", moment.minute()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_hours_belong_to_the_night_before() {
        let time = |hour, minute| Time::new(hour, minute, 0, 0).expect("a time");
        assert_eq!(clock("17:00"), Some((false, time(17, 0))));
        assert_eq!(clock("25:30"), Some((true, time(1, 30))));
        assert_eq!(clock("24:00:00"), Some((true, time(0, 0))));
        for wrong in ["30:00", "12:60", "noon", "-1:00", "", "1"] {
            assert_eq!(clock(wrong), None, "{wrong}");
        }
        let moment: Zoned = "2026-03-07T01:30[Asia/Tokyo]".parse().expect("a moment");
        assert_eq!(written(&moment), ("Friday", "25:30".to_owned()));
        let moment: Zoned = "2026-03-07T05:00[Asia/Tokyo]".parse().expect("a moment");
        assert_eq!(written(&moment), ("Saturday", "05:00".to_owned()));
    }

    #[test]
    fn days_by_their_names() {
        assert_eq!(weekday("Sundays"), Some(Weekday::Sunday));
        assert_eq!(weekday(" wed "), Some(Weekday::Wednesday));
        assert_eq!(weekday("someday"), None);
    }
}
