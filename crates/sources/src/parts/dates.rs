//! Dates as sites write them: `Oct 4, 1987 to ?`, `04.10.1987`, `1987-00-00`, `Spring 2013`.

use model::{FuzzyDate, Season};

/// English and German names of months by their first letters; `mär` before `mar` does no harm.
const MONTHS: [(&str, i64); 17] = [
    ("jan", 1),
    ("feb", 2),
    ("mar", 3),
    ("mär", 3),
    ("apr", 4),
    ("may", 5),
    ("mai", 5),
    ("jun", 6),
    ("jul", 7),
    ("aug", 8),
    ("sep", 9),
    ("oct", 10),
    ("okt", 10),
    ("nov", 11),
    ("dec", 12),
    ("dez", 12),
    ("jän", 1),
];

/// Reads one date; `None` for `?`, sentinels such as year 0001, and what is no date.
///
/// An unknown part (`2017-00-00`, `04.??.1987`) leaves the rest. Of a time of day only the date counts.
pub fn date(text: &str) -> Option<FuzzyDate> {
    let text = text.trim();
    iso(text).or_else(|| dotted(text)).or_else(|| in_words(text))
}

/// Reads a period: first and last day. A single date is its begin; with an open end the last is `None`.
pub fn period(text: &str) -> (Option<FuzzyDate>, Option<FuzzyDate>) {
    for between in [" to ", " until ", " till ", " bis ", " - ", " – ", " — ", " ‑ ", " ~ ", "–", "—"]
    {
        if let Some((start, end)) = text.split_once(between) {
            return (date(start), date(end));
        }
    }
    (date(text), None)
}

/// The season named in a text, with its year: `Fall 2013`, `2013 Autumn`.
pub fn season(text: &str) -> (Option<Season>, Option<i16>) {
    let words = || text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let year = words().find_map(year);
    (words().find_map(Season::parse), year)
}

/// A year of four digits within 1850 to 2150.
pub fn year(word: &str) -> Option<i16> {
    let plain = word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    let year = plain.then(|| word.parse().ok()).flatten()?;
    FuzzyDate::new(year, None, None).ok().map(FuzzyDate::year)
}

/// A date from numbers that may be 0 or missing; a part that cannot be is unknown, and so is what is below it.
pub fn from_parts(year: Option<i64>, month: Option<i64>, day: Option<i64>) -> Option<FuzzyDate> {
    let year = year?;
    let month = month.filter(|month| (1..=12).contains(month));
    let day = month.and(day.filter(|day| (1..=31).contains(day)));
    FuzzyDate::new(year, month, day).or_else(|_| FuzzyDate::new(year, month, None)).ok()
}

/// `1987`, `1987-10`, `1987-10-04`, `1987-10-04T00:00:00+00:00`.
fn iso(text: &str) -> Option<FuzzyDate> {
    let day = text.split(['T', ' ']).next()?;
    let parts: Vec<&str> = day.split('-').collect();
    let number = |at: usize, width: usize| {
        let part =
            parts.get(at).filter(|part| part.len() <= width && part.bytes().all(|b| b.is_ascii_digit()))?;
        part.parse::<i64>().ok()
    };
    // What follows a plain year is a name of a month, or not a date of this form at all.
    if parts.first()?.len() != 4 || (parts.len() == 1 && text.contains(' ')) || parts.len() > 3 {
        return None;
    }
    from_parts(number(0, 4), number(1, 2), number(2, 2))
}

/// `04.10.1987`, `??.10.1987`, `10.1987`.
fn dotted(text: &str) -> Option<FuzzyDate> {
    let parts: Vec<&str> = text.split('.').map(str::trim).collect();
    let number = |part: &&str| part.parse::<i64>().ok();
    match parts.as_slice() {
        [day, month, year] if year.len() == 4 => from_parts(number(year), number(month), number(day)),
        [month, year] if year.len() == 4 => from_parts(number(year), number(month), None),
        _ => None,
    }
}

/// `Oct 4, 1987`, `4 October 1987`, `October 1987`, `1987`.
fn in_words(text: &str) -> Option<FuzzyDate> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(6)
        .map(str::to_lowercase)
        .collect();
    let year = words.iter().find_map(|word| year(word))?;
    let is_month = |word: &String| {
        MONTHS
            .iter()
            .find(|(name, _)| word.starts_with(name) && word.chars().all(char::is_alphabetic))
            .map(|m| m.1)
    };
    let month = words.iter().find_map(is_month);
    let as_day = |word: &String| {
        let digits =
            word.trim_end_matches(["st", "nd", "rd", "th"].as_slice().first().copied().unwrap_or_default());
        let digits =
            ["st", "nd", "rd", "th"].iter().find_map(|end| digits.strip_suffix(end)).unwrap_or(digits);
        digits.parse::<i64>().ok().filter(|day| (1..=31).contains(day))
    };
    let day = month.and_then(|_| words.iter().find_map(as_day));
    from_parts(Some(i64::from(year)), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_every_dress() {
        for (text, read) in [
            ("1987-10-04", "1987-10-04"),
            ("1987-10-04T00:00:00+00:00", "1987-10-04"),
            ("1987-00-00", "1987"),
            ("1987-02-31", "1987-02"),
            ("Oct 4, 1987", "1987-10-04"),
            ("4th October 1987", "1987-10-04"),
            ("October 1987", "1987-10"),
            ("1987 Oct", "1987-10"),
            ("1987", "1987"),
            ("04.10.1987", "1987-10-04"),
            ("??.10.1987", "1987-10"),
            ("10.1987", "1987-10"),
            ("Mär 1987", "1987-03"),
        ] {
            assert_eq!(date(text).map(|d| d.to_string()).as_deref(), Some(read), "{text}");
        }
        for text in ["", "?", "Not available", "0001-01-01", "tba", "12 eps", "3013"] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn periods_may_be_open() {
        let read = |text| {
            let (start, end) = period(text);
            [start, end].map(|d| d.map_or("?".to_owned(), |d| d.to_string()))
        };
        assert_eq!(read("Apr 3, 1998 to Apr 24, 1999"), ["1998-04-03", "1999-04-24"]);
        assert_eq!(read("Apr 3, 1998 to ?"), ["1998-04-03", "?"]);
        assert_eq!(read("1998 – 1999"), ["1998", "1999"]);
        assert_eq!(read("Apr 3, 1998"), ["1998-04-03", "?"]);
        assert_eq!(season("Fall 2013"), (Some(Season::Fall), Some(2013)));
        assert_eq!(season("TBA"), (None, None));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in ".{0,60}") {
            let _ = (date(&text), period(&text), season(&text));
        }
    }
}
