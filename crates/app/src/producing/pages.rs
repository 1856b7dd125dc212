//! Lists, a page at a time.

use model::Instant;
use serde::Serialize;

use crate::AppError;

/// At most so many at once.
const MOST: usize = 500;

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Listing<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

/// How many are asked for.
pub(super) fn limit(limit: Option<usize>) -> Result<usize, AppError> {
    let limit = limit.unwrap_or(50);
    if (1..=MOST).contains(&limit) {
        Ok(limit)
    } else {
        Err(AppError::invalid_parameter("limit", format!("`limit` is 1 to {MOST}")))
    }
}

/// Where a page begins: after a row of this time and id.
pub(super) fn after(cursor: Option<&str>) -> Result<Option<(Instant, String)>, AppError> {
    let Some(cursor) = cursor else { return Ok(None) };
    let read = || {
        let (micros, id) = cursor.split_once('.')?;
        let sound = id.len() == 36 && id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
        let micros = i64::from_str_radix(micros, 16).ok()?;
        sound.then(|| (Instant::from_micros(micros), id.to_owned()))
    };
    let place = read().ok_or_else(|| {
        AppError::invalid_parameter("cursor", "the cursor leads nowhere").hint("begin again without one")
    })?;
    Ok(Some(place))
}

/// Cuts a list that was read one further than asked for, and says where the next page begins.
pub(super) fn cut<T>(
    rows: &mut Vec<T>,
    limit: usize,
    place: impl Fn(&T) -> (Instant, &str),
) -> Option<String> {
    if rows.len() <= limit {
        return None;
    }
    rows.truncate(limit);
    let (at, id) = place(rows.last()?);
    Some(format!("{:x}.{id}", at.as_micros()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_on_and_nowhere_else() {
        let id = "0190163d-8694-739b-aea5-966c26f8ad91";
        let mut rows = vec![1, 2, 3];
        let cursor = cut(&mut rows, 2, |_| (Instant::from_micros(77), id));
        assert_eq!(rows, [1, 2]);
        let place = after(cursor.as_deref()).ok().flatten();
        assert_eq!(place, Some((Instant::from_micros(77), id.to_owned())));
        assert_eq!(cut(&mut rows, 2, |_| (Instant::from_micros(77), id)), None);
        for odd in ["", "x", "4d.", "4d.'; DROP TABLE", "zz.0190163d-8694-739b-aea5-966c26f8ad91"] {
            assert!(after(Some(odd)).is_err(), "{odd}");
        }
    }
}
