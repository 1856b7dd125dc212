//! Pages by the convention of Relay: a list cut after a cursor, each entry with a cursor of its own.

use std::hash::{DefaultHasher, Hash, Hasher};

use app::AppError;
use async_graphql::SimpleObject;

/// The most entries of one page.
pub const MOST: usize = 100;
/// Entries of a page where nobody says how many.
pub const USUAL: usize = 20;

/// Where a page stands among the others.
#[derive(Debug, Clone, Default, PartialEq, Eq, SimpleObject)]
pub struct PageInfo {
    /// Whether more follows.
    #[graphql(name = "hasNextPage")]
    pub has_next_page: bool,
    /// Whether this page began after a cursor.
    #[graphql(name = "hasPreviousPage")]
    pub has_previous_page: bool,
    /// The cursor of the first entry.
    #[graphql(name = "startCursor")]
    pub start_cursor: Option<String>,
    /// The cursor of the last entry; pass it as `after` for the next page.
    #[graphql(name = "endCursor")]
    pub end_cursor: Option<String>,
}

/// A list cut to a page.
pub struct Cut<T> {
    /// The entries, each with its cursor.
    pub entries: Vec<(String, T)>,
    /// Where the page stands.
    pub page: PageInfo,
    /// How many entries there are in all.
    pub total: usize,
}

/// How many entries are asked for.
///
/// # Errors
/// `invalid_parameter` for a number that is not 1 to [`MOST`].
pub fn first(first: Option<i32>, usual: usize) -> Result<usize, AppError> {
    let Some(first) = first else { return Ok(usual) };
    usize::try_from(first).ok().filter(|first| (1..=MOST).contains(first)).ok_or_else(|| {
        AppError::invalid_parameter("first", format!("`first` is {first}, not 1 to {MOST}"))
            .hint("ask for the next page with `after` and the `endCursor` of this one")
    })
}

/// Cuts a list that is whole in memory. The question is what the list is of: a cursor fits no other.
///
/// # Errors
/// `invalid_parameter` for a bad number or a cursor of another list.
pub fn cut<T>(
    list: Vec<T>,
    asked: Option<i32>,
    after: Option<&str>,
    question: &impl Hash,
) -> Result<Cut<T>, AppError> {
    let (count, begin) = (first(asked, USUAL)?, read(after, question)?.map_or(0, |(place, _)| place));
    let total = list.len();
    let entries = list.into_iter().enumerate().skip(begin).take(count);
    let entries: Vec<(String, T)> =
        entries.map(|(place, entry)| (write(place + 1, "", question), entry)).collect();
    let page = page(&entries, begin > 0, begin + entries.len() < total);
    Ok(Cut { entries, page, total })
}

/// Where a page stands, by its entries.
pub fn page<T>(entries: &[(String, T)], has_previous_page: bool, has_next_page: bool) -> PageInfo {
    let cursor = |entry: Option<&(String, T)>| entry.map(|(cursor, _)| cursor.clone());
    let (start_cursor, end_cursor) = (cursor(entries.first()), cursor(entries.last()));
    PageInfo { has_next_page, has_previous_page, start_cursor, end_cursor }
}

/// The cursor behind some entries of a list, which itself may begin after a place that another word stands for.
pub fn write(place: usize, base: &str, question: &impl Hash) -> String {
    format!("{place:x}.{:08x}.{base}", seal(place, base, question))
}

/// The place that a cursor stands for, and the word that it is counted from; `None` without a cursor.
///
/// # Errors
/// `invalid_parameter` for one that was not given out for this question.
pub fn read<'a>(cursor: Option<&'a str>, question: &impl Hash) -> Result<Option<(usize, &'a str)>, AppError> {
    let Some(cursor) = cursor.filter(|cursor| !cursor.is_empty()) else { return Ok(None) };
    let parsed = || {
        let mut parts = cursor.splitn(3, '.');
        let place = usize::from_str_radix(parts.next()?, 16).ok()?;
        let told = u32::from_str_radix(parts.next()?, 16).ok()?;
        let base = parts.next()?;
        (told == seal(place, base, question)).then_some((place, base))
    };
    parsed().map(Some).ok_or_else(|| {
        AppError::invalid_parameter("after", "the cursor does not belong to this list")
            .hint("repeat the arguments of the answer that it came with, or leave it out to begin anew")
    })
}

fn seal(place: usize, base: &str, question: &impl Hash) -> u32 {
    let mut hasher = DefaultHasher::new();
    (place, base, question).hash(&mut hasher);
    hasher.finish() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(asked: Option<i32>, after: Option<&str>) -> Result<Cut<char>, AppError> {
        cut("abcdefg".chars().collect(), asked, after, &"letters")
    }

    #[test]
    fn pages_follow_each_other_and_end() {
        let (mut seen, mut after) = (String::new(), None);
        loop {
            let cut = letters(Some(3), after.as_deref()).expect("a page");
            assert_eq!((cut.total, cut.page.has_previous_page), (7, after.is_some()));
            seen.extend(cut.entries.iter().map(|(_, letter)| letter));
            after = cut.page.end_cursor;
            if !cut.page.has_next_page {
                break;
            }
        }
        assert_eq!(seen, "abcdefg");
        // Any entry's own cursor leads on from it, not only the last one's.
        let middle = letters(Some(3), None).expect("a page").entries[1].0.clone();
        assert_eq!(letters(Some(1), Some(&middle)).expect("a page").entries[0].1, 'c');
        let behind = letters(None, after.as_deref()).expect("nothing is left");
        assert!(behind.entries.is_empty() && behind.page.end_cursor.is_none());
    }

    #[test]
    fn what_no_page_has_is_refused() {
        for first in [0, -1, 101] {
            let refused = letters(Some(first), None).err().map(|error| error.details["parameter"].clone());
            assert_eq!(refused, Some("first".into()), "{first}");
        }
        let other = write(1, "", &"numbers");
        for bad in ["x", "1", "1.2", "1.00000000.", other.as_str()] {
            assert!(letters(None, Some(bad)).is_err(), "{bad}");
        }
    }
}
