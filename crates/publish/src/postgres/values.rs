//! Single values: whether one fits its column, equals what stands there, and how it is shown.

use serde_json::Value;

use super::shape::Kind;

/// Longer values are cut where they are shown to people.
const SHOWN: usize = 200;

/// Why a value cannot stand in a column: what is wrong, and what to do.
pub fn misfit(kind: Kind, not_null: bool, value: Option<&str>) -> Option<(String, String)> {
    let Some(value) = value else {
        let told = (
            "has no value, and the target wants one",
            "set it by hand: `emaki curate export`, then `import`",
        );
        return not_null.then(|| (told.0.to_owned(), told.1.to_owned()));
    };
    match kind {
        _ if value.contains('\0') => {
            Some(("holds a NUL, which PostgreSQL cannot store".into(), "take it out by hand".into()))
        }
        Kind::Text(Some(most)) => {
            let letters = value.chars().count();
            (letters > most).then(|| {
                (
                    format!("is {letters} letters long, and the target holds {most}"),
                    format!("shorten it by hand to {most} letters, or widen the column"),
                )
            })
        }
        Kind::Integer(least, most) => {
            let fits = value.parse::<i64>().is_ok_and(|number| (least..=most).contains(&number));
            (!fits).then(|| {
                (format!("is no whole number from {least} to {most}"), "correct it by hand".to_owned())
            })
        }
        Kind::Single | Kind::Double | Kind::Decimal(_) => {
            let fits = value.parse::<f64>().is_ok_and(f64::is_finite);
            (!fits).then(|| ("is no number".to_owned(), "correct it by hand".to_owned()))
        }
        Kind::Json => {
            let fits = serde_json::from_str::<Value>(value).is_ok();
            (!fits)
                .then(|| ("is no JSON, which the target wants".to_owned(), "correct it by hand".to_owned()))
        }
        Kind::Date => (day(value).is_none())
            .then(|| ("is no day such as 2000-05-31".to_owned(), "correct it by hand".to_owned())),
        Kind::Text(None) => None,
    }
}

/// Whether what stands in the target, as its JSON shows it, is what we want there.
pub fn same(kind: Kind, stands: &Value, wanted: Option<&str>) -> bool {
    // To the game an empty text is no value either.
    let Some(wanted) = wanted else { return stands.is_null() || stands == "" };
    match (kind, stands) {
        (_, Value::Null) => false,
        (Kind::Text(_) | Kind::Date, Value::String(stands)) if stands == wanted => true,
        // A `char(n)` is filled up with blanks.
        (Kind::Text(Some(most)), Value::String(stands)) => {
            stands.chars().count() == most && stands.trim_end_matches(' ') == wanted
        }
        (Kind::Integer(..), Value::Number(stands)) => stands.as_i64() == wanted.parse().ok(),
        (Kind::Single, Value::Number(stands)) => stands
            .as_f64()
            .zip(wanted.parse::<f64>().ok())
            .is_some_and(|(a, b)| (a as f32).to_bits() == (b as f32).to_bits()),
        (Kind::Double, Value::Number(stands)) => stands.as_f64() == wanted.parse().ok(),
        (Kind::Decimal(digits), Value::Number(stands)) => {
            let rounded = |number: f64| {
                digits.map_or_else(|| number.to_string(), |digits| format!("{number:.digits$}"))
            };
            stands.as_f64().zip(wanted.parse().ok()).is_some_and(|(a, b)| rounded(a) == rounded(b))
        }
        (Kind::Json, stands) => serde_json::from_str::<Value>(wanted).is_ok_and(|wanted| wanted == *stands),
        _ => false,
    }
}

/// A birthday as a `date`: one without a year gets 2000, a leap year, because the column has to have one
/// and the game reads month and day.
pub fn day(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(['-', '/']).collect();
    let (year, month, day) = match parts[..] {
        [month, day] => (2000, month, day),
        [year, month, day] => (year.parse::<i16>().ok()?, month, day),
        _ => return None,
    };
    let date = jiff::civil::Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()?;
    (year > 0).then(|| date.to_string())
}

/// A value of the target's as text.
pub fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// A value as SQL writes it, cut where it is long.
pub fn literal(value: Option<&str>) -> String {
    let Some(value) = value else { return "NULL".to_owned() };
    if !value.is_empty() && value.len() < 20 && value.parse::<f64>().is_ok_and(f64::is_finite) {
        return value.to_owned();
    }
    let mut shown: String = value.chars().take(SHOWN).collect();
    if shown.len() < value.len() {
        shown.push('…');
    }
    format!("'{}'", shown.replace('\'', "''").replace('\n', "\\n"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_compared_as_their_column_means_them() {
        let cases = [
            (Kind::Text(None), json!("7.0"), Some("7"), false),
            (Kind::Text(None), json!(null), None, true),
            (Kind::Text(None), json!(""), None, true),
            (Kind::Double, json!(7.0), Some("7"), true),
            (Kind::Double, json!(7), Some("7"), true),
            (Kind::Single, json!(7.63), Some("7.63"), true),
            (Kind::Decimal(Some(1)), json!(7.6), Some("7.63"), true),
            (Kind::Decimal(Some(2)), json!(7.6), Some("7.63"), false),
            (Kind::Integer(0, 9), json!(3), Some("3"), true),
            (Kind::Json, json!({ "a": 1 }), Some("{ \"a\":1 }"), true),
            (Kind::Text(Some(4)), json!("ab  "), Some("ab"), true),
        ];
        for (kind, stands, wanted, equal) in cases {
            assert_eq!(same(kind, &stands, wanted), equal, "{kind:?} {stands} {wanted:?}");
        }
    }

    #[test]
    fn a_misfit_says_what_and_what_to_do() {
        assert_eq!(misfit(Kind::Text(Some(3)), true, Some("añb")), None);
        assert!(
            misfit(Kind::Text(Some(3)), true, Some("añbc"))
                .is_some_and(|(what, _)| what.contains("4 letters"))
        );
        assert!(misfit(Kind::Text(None), true, None).is_some());
        assert!(misfit(Kind::Integer(0, 5), true, Some("6")).is_some());
        assert!(misfit(Kind::Text(None), false, Some("a\0")).is_some());
        assert!(misfit(Kind::Json, false, Some("{")).is_some());
    }

    #[test]
    fn birthdays_without_a_year_keep_the_29th_of_february() {
        let cases = [
            ("02-29", Some("2000-02-29")),
            ("5/5", Some("2000-05-05")),
            ("1999-02-29", None),
            ("1999-12-31", Some("1999-12-31")),
            ("soon", None),
        ];
        for (text, expected) in cases {
            assert_eq!(day(text).as_deref(), expected, "{text}");
        }
    }
}
