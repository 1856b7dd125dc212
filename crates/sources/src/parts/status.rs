//! How far along a work is: by its dates, where a site tells no more, and by MyAnimeList's words.

use jiff::civil::Date;
use model::{FuzzyDate, Status};

/// The status that a period implies on a day.
///
/// A begin that may lie on either side of the day (only the year is known, and it is this one) implies
/// nothing, and neither does a period without a begin. `single` is for what is out in one piece, such as
/// a movie, whose first day is its last.
pub fn by_dates(
    start: Option<FuzzyDate>,
    end: Option<FuzzyDate>,
    single: bool,
    today: Date,
) -> Option<Status> {
    let end = if single { end.or(start) } else { end };
    if let Some(end) = end
        && last_day(end) < today
    {
        return Some(Status::Finished);
    }
    let start = start?;
    if first_day(start) > today {
        return Some(Status::Upcoming);
    }
    (last_day(start) <= today).then_some(Status::Ongoing)
}

/// The status behind MyAnimeList's word, as its pages, its interface and Jikan write it; `None` for a word
/// that is not known.
pub fn by_word(word: &str) -> Option<Status> {
    Some(match word.trim().to_lowercase().replace('_', " ").as_str() {
        "finished airing" | "finished" | "complete" => Status::Finished,
        "currently airing" | "airing" | "currently publishing" | "publishing" => Status::Ongoing,
        "not yet aired" | "not yet published" | "upcoming" => Status::Upcoming,
        "on hiatus" => Status::Hiatus,
        "discontinued" | "cancelled" => Status::Cancelled,
        _ => return None,
    })
}

/// The first day that a date may mean.
pub fn first_day(date: FuzzyDate) -> Date {
    Date::new(date.year(), date.month().unwrap_or(1), date.day().unwrap_or(1)).unwrap_or(Date::MIN)
}

/// The last day that a date may mean.
pub fn last_day(date: FuzzyDate) -> Date {
    let first = first_day(date);
    match (date.month(), date.day()) {
        (None, _) => first.last_of_year(),
        (Some(_), None) => first.last_of_month(),
        (Some(_), Some(_)) => first,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_a_status() {
        for word in ["Finished Airing", "finished_airing", "complete"] {
            assert_eq!(by_word(word), Some(Status::Finished), "{word}");
        }
        assert_eq!((by_word("On Hiatus"), by_word("gone")), (Some(Status::Hiatus), None));
    }

    #[test]
    fn dates_imply_a_status() {
        let today: Date = "2021-06-15".parse().expect("a day");
        let date = |text: &str| (!text.is_empty()).then(|| text.parse::<FuzzyDate>().expect("a date"));
        for (start, end, single, status) in [
            ("2020-01-01", "2020-03-01", false, Some(Status::Finished)),
            ("2020-01-01", "", false, Some(Status::Ongoing)),
            ("2020", "", false, Some(Status::Ongoing)),
            ("2021", "", false, None),
            ("2021-07", "", false, Some(Status::Upcoming)),
            ("2022", "", false, Some(Status::Upcoming)),
            ("2020-05-05", "", true, Some(Status::Finished)),
            ("2021-01-01", "2021-12-31", false, Some(Status::Ongoing)),
            ("", "", false, None),
        ] {
            assert_eq!(by_dates(date(start), date(end), single, today), status, "{start} to {end}");
        }
    }
}
