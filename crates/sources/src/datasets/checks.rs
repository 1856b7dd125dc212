//! Checks that every format makes: lengths, control characters, dates, ids, addresses.

use std::borrow::Cow;

use model::{DateError, ExternalId, FuzzyDate, Namespace};

use super::{Reason, Reject};

/// The longest name of anything, in bytes.
const MAX_NAME: usize = 4096;
/// The longest text, such as a synopsis, in bytes.
const MAX_TEXT: usize = 256 * 1024;
/// The longest address, in bytes.
const MAX_ADDRESS: usize = 4096;

/// A name: not blank, one line, at most 4 KiB.
///
/// Tabs count as blanks, and the C1 controls that wrongly converted texts carry are left out; any other
/// control character is no slip of a conversion, and rejects the row.
pub fn name(field: &str, text: &str) -> Result<String, Reject> {
    let text = text.trim();
    bounded(field, text, MAX_NAME)?;
    if text.chars().any(|c| is_broken(c) && c != '\t') {
        return Err(control(field));
    }
    let text = without_controls(text, "");
    let text = text.trim();
    if text.is_empty() {
        return Err(Reject::new(Reason::MissingField, format!("`{field}` is empty")));
    }
    Ok(text.to_owned())
}

/// A control character of ASCII.
fn is_broken(c: char) -> bool {
    c.is_ascii_control()
}

/// The text with blanks for tabs and without C1 controls; those in `kept` stay.
fn without_controls<'a>(text: &'a str, kept: &str) -> Cow<'a, str> {
    let stays = |c: char| !c.is_control() || kept.contains(c);
    if text.chars().all(stays) {
        return Cow::Borrowed(text);
    }
    let clean = text.chars().filter(|c| stays(*c) || *c == '\t').map(|c| if stays(c) { c } else { ' ' });
    Cow::Owned(clean.collect())
}

/// A name that may be missing.
pub fn optional_name(field: &str, text: &str) -> Result<Option<String>, Reject> {
    match name(field, text) {
        Err(reject) if reject.reason == Reason::MissingField => Ok(None),
        found => found.map(Some),
    }
}

/// Names in a list; blank ones are left out.
pub fn names<'a>(field: &str, texts: impl IntoIterator<Item = &'a str>) -> Result<Vec<String>, Reject> {
    texts.into_iter().filter_map(|text| optional_name(field, text).transpose()).collect()
}

/// A longer text, at most 256 KiB: line breaks and tabs may stand in it too.
pub fn text(field: &str, text: &str) -> Result<Option<String>, Reject> {
    const KEPT: &str = "\n\r\t";
    let text = text.trim();
    bounded(field, text, MAX_TEXT)?;
    if text.chars().any(|c| is_broken(c) && !KEPT.contains(c)) {
        return Err(control(field));
    }
    let text = without_controls(text, KEPT);
    Ok((!text.trim().is_empty()).then(|| text.trim().to_owned()))
}

fn bounded(field: &str, text: &str, most: usize) -> Result<(), Reject> {
    if text.len() <= most {
        return Ok(());
    }
    Err(Reject::new(Reason::TooLong, format!("`{field}` has {} bytes, {most} are allowed", text.len())))
}

fn control(field: &str) -> Reject {
    Reject::new(Reason::ControlCharacters, format!("`{field}` has control characters"))
}

/// A picture's or page's address: http or https.
pub fn address(field: &str, text: &str) -> Result<Option<String>, Reject> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    bounded(field, text, MAX_ADDRESS)?;
    let sound = url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    if sound && !text.chars().any(char::is_control) {
        Ok(Some(text.to_owned()))
    } else {
        Err(Reject::new(Reason::BadValue, format!("`{field}` is not a web address: {}", shorten(text))))
    }
}

/// A year of 1850 to 2150.
pub fn year(field: &str, year: i64) -> Result<i16, Reject> {
    FuzzyDate::new(year, None, None).map(FuzzyDate::year).map_err(|error| date_reject(field, &error))
}

/// A date of the form `YYYY[-MM[-DD]]`; empty is unknown.
pub fn date(field: &str, text: &str) -> Result<Option<FuzzyDate>, Reject> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|e| date_reject(field, &e)) }
}

fn date_reject(field: &str, error: &DateError) -> Reject {
    Reject::new(Reason::ImpossibleDate, format!("`{field}`: {error}"))
}

/// An id in a namespace.
pub fn id(field: &str, namespace: Namespace, id: &str) -> Result<ExternalId, Reject> {
    ExternalId::new(namespace, id)
        .map_err(|error| Reject::new(Reason::BadValue, format!("`{field}`: {error}")))
}

/// An id that is a positive number in plain digits, kept as text.
pub fn number_id(field: &str, namespace: Namespace, text: &str) -> Result<ExternalId, Reject> {
    let plain = (1..=18).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if !plain {
        let message = format!("`{field}` is not a number: {}", shorten(text));
        return Err(Reject::new(Reason::WrongType, message));
    }
    id(field, namespace, text)
}

/// The id behind a known provider's page.
pub fn provider_url(field: &str, url: &str) -> Result<ExternalId, Reject> {
    ExternalId::from_provider_url(url).ok_or_else(|| {
        Reject::new(
            Reason::UnknownHost,
            format!("`{field}` has an address of no known site: {}", shorten(url)),
        )
    })
}

/// A whole number in plain digits.
pub fn count(field: &str, text: &str) -> Result<u64, Reject> {
    let plain = text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| plain).ok_or_else(|| {
        Reject::new(Reason::WrongType, format!("`{field}` is not a whole number: {}", shorten(text)))
    })
}

/// A decimal number.
pub fn decimal(field: &str, text: &str) -> Result<f64, Reject> {
    text.parse().ok().filter(|number: &f64| number.is_finite()).ok_or_else(|| {
        Reject::new(Reason::WrongType, format!("`{field}` is not a number: {}", shorten(text)))
    })
}

/// The first 60 characters, for messages.
pub fn shorten(text: &str) -> String {
    text.chars().take(60).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_conversion_are_mended_and_the_rest_is_not() {
        assert_eq!(name("title", " Moon\tlit\u{90} Depot ").as_deref(), Ok("Moon lit Depot"));
        assert_eq!(text("about", "one\ntwo\u{85}"), Ok(Some("one\ntwo".to_owned())));
        for bad in ["a\u{0}b", "a\u{7}b", "a\u{7f}b", "a\nb"] {
            assert_eq!(name("title", bad).map_err(|r| r.reason), Err(Reason::ControlCharacters), "{bad:?}");
        }
        for empty in ["", " \t ", "\u{90}"] {
            assert_eq!(name("title", empty).map_err(|r| r.reason), Err(Reason::MissingField), "{empty:?}");
        }
        assert_eq!(text("about", "a\u{0}b").map_err(|r| r.reason), Err(Reason::ControlCharacters));
    }
}
