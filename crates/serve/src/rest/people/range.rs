//! Which bytes of a file a request wants, by its headers `Range` and `If-Range` (RFC 9110, section 14).

use std::ops::Range;

use axum::http::{HeaderMap, header};

/// What is wanted of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// All of it.
    Whole,
    /// These bytes, at least one.
    Part(Range<u64>),
    /// Bytes that it does not have.
    Beyond,
}

/// What a request wants of a file with so many bytes and this quoted tag. What is no range, and several ranges at once,
/// are answered with the whole file, as the standard has it.
pub fn wanted(headers: &HeaderMap, bytes: u64, tag: Option<&str>) -> Wanted {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(range) = text(header::RANGE) else { return Wanted::Whole };
    // A part of another file than the one whose beginning the client has is of no use to it.
    if text(header::IF_RANGE).is_some_and(|known| tag != Some(known.trim())) {
        return Wanted::Whole;
    }
    let one = range.trim().strip_prefix("bytes=").and_then(|range| range.trim().split_once('-'));
    let Some((first, last)) = one else { return Wanted::Whole };
    let number = |digits: &str| {
        let is_one = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        // More than fits is beyond every file.
        is_one.then(|| digits.parse().unwrap_or(u64::MAX))
    };
    let range = match (number(first.trim()), number(last.trim())) {
        (Some(first), None) if last.trim().is_empty() => first..bytes,
        (Some(first), Some(last)) if first <= last => first..last.saturating_add(1).min(bytes),
        (None, Some(count)) if first.trim().is_empty() => bytes.saturating_sub(count)..bytes,
        _ => return Wanted::Whole,
    };
    if range.is_empty() { Wanted::Beyond } else { Wanted::Part(range) }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn asked(range: &'static str, if_range: Option<&'static str>, bytes: u64) -> Wanted {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, HeaderValue::from_static(range));
        if let Some(tag) = if_range {
            headers.insert(header::IF_RANGE, HeaderValue::from_static(tag));
        }
        wanted(&headers, bytes, Some("\"ab\""))
    }

    #[test]
    fn ranges_are_read_as_the_standard_has_them() {
        for (range, told) in [
            ("bytes=0-3", Wanted::Part(0..4)),
            ("bytes=4-", Wanted::Part(4..10)),
            ("bytes=-3", Wanted::Part(7..10)),
            ("bytes=-99", Wanted::Part(0..10)),
            ("bytes=8-99", Wanted::Part(8..10)),
            ("bytes=9-9", Wanted::Part(9..10)),
            ("bytes=10-", Wanted::Beyond),
            ("bytes=-0", Wanted::Beyond),
            ("bytes=99999999999999999999999-", Wanted::Beyond),
            ("bytes=5-4", Wanted::Whole),
            ("bytes=0-1,4-5", Wanted::Whole),
            ("bytes=a-b", Wanted::Whole),
            ("bytes=-", Wanted::Whole),
            ("bytes=+1-2", Wanted::Whole),
            ("lines=0-3", Wanted::Whole),
            ("bytes", Wanted::Whole),
        ] {
            assert_eq!(asked(range, None, 10), told, "{range}");
        }
        assert_eq!(asked("bytes=0-", None, 0), Wanted::Beyond, "an empty file has no bytes");
        assert_eq!(wanted(&HeaderMap::new(), 10, None), Wanted::Whole);
    }

    #[test]
    fn a_part_of_another_file_is_not_given() {
        assert_eq!(asked("bytes=0-3", Some("\"ab\""), 10), Wanted::Part(0..4));
        assert_eq!(asked("bytes=0-3", Some("\"cd\""), 10), Wanted::Whole);
        assert_eq!(asked("bytes=0-3", Some("Mon, 01 Jan 2024 00:00:00 GMT"), 10), Wanted::Whole);
    }
}
