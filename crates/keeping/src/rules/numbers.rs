//! `number.writing`: one writing for each number, so that equal ones are equal texts.

/// A number as the standard forms write it: `7.63`, and `7` for a whole one.
pub fn decimal(value: f64) -> Option<String> {
    // Adding 0 makes 0 of -0.
    value.is_finite().then(|| format!("{}", value + 0.0))
}

/// A number as the old final files write it: `7.63`, and `7.0` for a whole one.
pub fn float(value: f64) -> String {
    format!("{:?}", value + 0.0)
}

/// A whole number's text in its one writing: `12` for `12`, `12.0` and ` 12 `; none when it is no whole
/// number.
pub fn integer(text: &str) -> Option<String> {
    whole(text).map(|number| number.to_string())
}

/// The whole number of a text, read as [`integer`] does.
pub fn whole(text: &str) -> Option<i64> {
    let text = text.trim();
    let (digits, rest) = text.split_once('.').unwrap_or((text, ""));
    if !rest.bytes().all(|digit| digit == b'0') || (text.contains('.') && rest.is_empty()) {
        return None;
    }
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_numbers_are_equal_texts() {
        assert_eq!(
            [7.0, 7.63, 0.0, -0.0, 79.3].map(|n| decimal(n).unwrap_or_default()).join(" "),
            "7 7.63 0 0 79.3"
        );
        assert_eq!([7.0, 7.63, 0.0, -0.0].map(float).join(" "), "7.0 7.63 0.0 0.0");
        assert_eq!(decimal(f64::NAN), None);
        let read = |text: &str| integer(text).unwrap_or_else(|| "-".into());
        assert_eq!(
            ["12", "12.0", " 007 ", "12.5", "12.", "", "x", "-3", "1e3"].map(read).join(" "),
            "12 12 7 - - - - -3 -"
        );
    }
}
