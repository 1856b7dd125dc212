//! What is given in a source's own words, where that takes more than another name.

use jiff::{
    Timestamp, ToSpan as _,
    civil::{Date, ISOWeekDate, Weekday},
    tz::TimeZone,
};
use model::Instant;
use sources::providers::Ask;

use super::Given;
use crate::AppError;

/// Nothing more.
#[expect(clippy::unnecessary_wraps, reason = "one of several of this form")]
pub(crate) fn plain(ask: Ask, _: &Given, _: Instant) -> Result<Ask, AppError> {
    Ok(ask)
}

/// Kitsu counts what is to be passed over.
#[expect(clippy::unnecessary_wraps, reason = "one of several of this form")]
pub(crate) fn kitsu_page(ask: Ask, given: &Given, _: Instant) -> Result<Ask, AppError> {
    let (page, limit) = (given.whole("page").unwrap_or(1), given.whole("limit").unwrap_or(20));
    let passed = u64::from(page.saturating_sub(1)) * u64::from(limit);
    Ok(if passed == 0 { ask } else { ask.with("page[offset]", passed.to_string()) })
}

/// A season as Anime-Planet's and AniSearch's filters want it: the days it began between.
pub(crate) fn days_of_season(ask: Ask, given: &Given, _: Instant) -> Result<Ask, AppError> {
    let year = given.whole("year").and_then(|year| i16::try_from(year).ok()).unwrap_or(1970);
    let first = match given.get("season") {
        Some("spring") => 4,
        Some("summer") => 7,
        Some("fall") => 10,
        _ => 1,
    };
    let from = Date::new(year, first, 1).map_err(AppError::internal)?;
    let to = from
        .checked_add(3.months())
        .and_then(|next| next.checked_sub(1.day()))
        .map_err(AppError::internal)?;
    Ok(ask.with("from_date", from.to_string()).with("to_date", to.to_string()))
}

/// The week that is asked for, as AnimeSchedule counts weeks, in the zone that is asked for.
pub(crate) fn week(ask: Ask, given: &Given, now: Instant) -> Result<Ask, AppError> {
    let zone = zone_of(given);
    let today = Timestamp::from(now).to_zoned(zone).date();
    let week = match given.get("week") {
        None | Some("current") => today.iso_week_date(),
        Some("next") => today.checked_add(7.days()).map_err(AppError::internal)?.iso_week_date(),
        Some(text) => match (text.parse::<Date>(), text.parse::<i8>()) {
            (Ok(day), _) => day.iso_week_date(),
            (_, Ok(number)) => {
                let year = given.whole("year").and_then(|year| i16::try_from(year).ok());
                let year = year.unwrap_or_else(|| today.iso_week_date().year());
                // A year has 52 weeks or 53; AnimeSchedule gives the last one again for one more.
                ISOWeekDate::new(year, number, Weekday::Monday).map_err(|_| {
                    AppError::invalid_parameter("week", format!("{year} has no week {number}"))
                        .hint("a year has 52 weeks, some 53")
                })?
            }
            _ => today.iso_week_date(),
        },
    };
    if let Some(year) = given.whole("year")
        && i64::from(week.year()) != i64::from(year)
    {
        let text = format!("`year` is {year}, but the week is one of {}", week.year());
        return Err(AppError::invalid_parameter("year", text).detail("parameters", vec!["week", "year"]));
    }
    let mut ask = ask;
    if let Some(form @ ("raw" | "sub" | "dub")) = given.get("air_type") {
        ask.endpoint = format!("timetables_{form}");
    }
    Ok(ask.with("year", week.year().to_string()).with("week", week.week().to_string()))
}

/// The week of a day, which the path names or which is today.
#[expect(clippy::unnecessary_wraps, reason = "what fits a question to a source may refuse it")]
pub(crate) fn week_of_day(ask: Ask, given: &Given, now: Instant) -> Result<Ask, AppError> {
    let week = day_of(given, now).iso_week_date();
    Ok(ask.with("year", week.year().to_string()).with("week", week.week().to_string()))
}

/// The day that the path names, or today.
pub(super) fn day_of(given: &Given, now: Instant) -> Date {
    let named = given.get("date").and_then(|day| day.parse().ok());
    named.unwrap_or_else(|| Timestamp::from(now).to_zoned(zone_of(given)).date())
}

/// The zone that is asked for; that of UTC where none is.
pub(super) fn zone_of(given: &Given) -> TimeZone {
    given.get("timezone").and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::external::external_route;

    fn asked(path: &str, pairs: &[(&str, &str)], now: &str) -> Result<String, String> {
        let route = external_route(path).expect("it is in the table");
        let pairs: Vec<_> =
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let given = Given::read(route, &pairs).map_err(|error| error.message)?;
        let now: Instant = now.parse::<Timestamp>().expect("a moment").into();
        let asking = route.asks[0];
        let ask = (asking.fit)(route.wish(&asking, &given), &given, now).map_err(|error| error.message)?;
        let pairs: Vec<String> = ask.parameters().map(|(name, value)| format!("{name}={value}")).collect();
        Ok(format!("{} {}", ask.endpoint, pairs.join("&")))
    }

    #[test]
    fn weeks_are_counted_in_the_zone_that_is_asked_for() {
        let week = |pairs: &[(&str, &str)]| asked("animeschedule/timetables", pairs, "2026-01-04T16:00:00Z");
        assert_eq!(week(&[]).as_deref(), Ok("timetables tz=UTC&week=1&year=2026"));
        // In Tokyo it is Monday already.
        let tokyo = week(&[("timezone", "Asia/Tokyo"), ("air_type", "sub")]);
        assert_eq!(tokyo.as_deref(), Ok("timetables_sub tz=Asia/Tokyo&week=2&year=2026"));
        assert_eq!(week(&[("week", "next")]).as_deref(), Ok("timetables tz=UTC&week=2&year=2026"));
        assert_eq!(week(&[("week", "2025-12-31")]).as_deref(), Ok("timetables tz=UTC&week=1&year=2026"));
        assert_eq!(
            week(&[("week", "53"), ("year", "2026")]).as_deref(),
            Ok("timetables tz=UTC&week=53&year=2026")
        );
        assert_eq!(
            week(&[("week", "53"), ("year", "2025")]).as_deref().map_err(String::as_str),
            Err("2025 has no week 53")
        );
        assert_eq!(
            week(&[("week", "2025-12-31"), ("year", "2025")]).as_deref().map_err(String::as_str),
            Err("`year` is 2025, but the week is one of 2026")
        );
        assert_eq!(
            week(&[("timezone", "Mars/Olympus")]).as_deref().map_err(String::as_str),
            Err("`timezone` is a time zone such as Europe/Berlin, not `Mars/Olympus`")
        );
    }

    #[test]
    fn pages_and_seasons_in_other_words() {
        let now = "2026-01-04T16:00:00Z";
        assert_eq!(
            asked("kitsu/search", &[("q", "moon"), ("limit", "5"), ("page", "3")], now).as_deref(),
            Ok("search filter[text]=moon&page[limit]=5&page[offset]=10")
        );
        assert_eq!(
            asked("anisearch/seasonal", &[("year", "2014"), ("season", "fall")], now).as_deref(),
            Ok("season from_date=2014-10-01&to_date=2014-12-31")
        );
    }
}
