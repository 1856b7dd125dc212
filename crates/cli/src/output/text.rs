//! Small words and numbers, the same in every command.

use std::borrow::Cow;

use model::Instant;

/// What our own colors look like behind `ESC[`.
const STYLES: [&str; 5] = ["0m", "1m", "2m", "1;31m", "1;36m"];

/// A text on one line, its steering letters written out, so that no source can steer the terminal.
pub fn clean(text: &str) -> String {
    app::legible(&text.replace(char::is_whitespace, " ")).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text for the terminal as it is, but with the steering letters in it written out. Our own colors pass:
/// nobody else's can be told from them, and they do no more than color.
pub fn visible(text: &str) -> Cow<'_, str> {
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap_or_default();
    let mut out = app::legible(first);
    for part in parts {
        let is_style =
            STYLES.iter().any(|style| part.strip_prefix('[').is_some_and(|rest| rest.starts_with(style)));
        let escape = if is_style { "\u{1b}" } else { "\\u{1b}" };
        out = Cow::Owned(format!("{out}{escape}{}", app::legible(part)));
    }
    out
}

/// JSON that means the same, with the steering letters in its texts written as JSON writes them.
pub fn visible_json(json: &str) -> Cow<'_, str> {
    // Outside of texts there are none, and all of them have four digits.
    if !json.contains(app::is_steering) {
        return Cow::Borrowed(json);
    }
    let written = |letter: char| {
        if app::is_steering(letter) { format!("\\u{:04x}", u32::from(letter)) } else { letter.to_string() }
    };
    Cow::Owned(json.chars().map(written).collect())
}

/// A number with a comma every three digits: `34,115`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 work`, `2 works`, `34,115 works`: the plural is the word and an `s`, unless it ends in `y`.
pub fn one_of_many(number: u64, word: &str) -> String {
    let plural = match word.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None => format!("{word}s"),
    };
    format!("{} {}", grouped(number), if number == 1 { word } else { &plural })
}

/// A size for people: `3.9 MB`, in powers of 1000.
pub fn bytes(size: u64) -> String {
    let (mut value, mut unit) = (size as f64, 0);
    let units = ["B", "kB", "MB", "GB", "TB"];
    while value >= 999.95 && unit + 1 < units.len() {
        value /= 1000.0;
        unit += 1;
    }
    if unit == 0 { format!("{size} B") } else { format!("{value:.1} {}", units[unit]) }
}

/// A length of time in whole seconds: `24 min`, `1 h 30 min`, `45 s`.
pub fn seconds(length: u64) -> String {
    let (hours, minutes, rest) = (length / 3600, length / 60 % 60, length % 60);
    match (hours, minutes, rest) {
        (0, 0, rest) => format!("{rest} s"),
        (0, minutes, 0) => format!("{minutes} min"),
        (0, minutes, rest) => format!("{minutes} min {rest} s"),
        (hours, 0, _) => format!("{hours} h"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

/// A point in time to the second, in UTC: `2026-07-02T10:00:00Z`. `--json` has all digits.
pub fn moment(at: Instant) -> String {
    let whole = at.as_micros().div_euclid(1_000_000) * 1_000_000;
    Instant::from_micros(whole).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_for_people() {
        assert_eq!([0, 999, 1000, 34_115, 1_000_000].map(grouped).join(" "), "0 999 1,000 34,115 1,000,000");
        assert_eq!([12, 3_953_290, 999_960].map(bytes).join(" "), "12 B 4.0 MB 1.0 MB");
        assert_eq!(
            [45, 1440, 1425, 5400, 7200].map(seconds).join(", "),
            "45 s, 24 min, 23 min 45 s, 1 h 30 min, 2 h"
        );
        assert_eq!(one_of_many(1, "work") + &one_of_many(2, "entry"), "1 work2 entries");
    }

    #[test]
    fn times_to_the_second() {
        assert_eq!(moment(Instant::from_micros(1_999_999)), "1970-01-01T00:00:01Z");
        assert_eq!(moment(Instant::from_micros(-1)), "1969-12-31T23:59:59Z");
    }

    #[test]
    fn no_text_steers_the_terminal() {
        assert_eq!(clean("a\x1b[31mb\r\n\tc\u{9b}d\u{202e}"), "a\\u{1b}[31mb c\\u{9b}d\\u{202e}");
        assert_eq!(visible("a\x1b[2Jb\nc\td\u{202e}"), "a\\u{1b}[2Jb\nc\td\\u{202e}");
        assert_eq!(visible_json("[\"a\u{202e}\u{9b}\"]"), "[\"a\\u202e\\u009b\"]");
        assert_eq!(visible("\x1b[1;36mhint:\x1b[0m x"), "\x1b[1;36mhint:\x1b[0m x");
    }
}
