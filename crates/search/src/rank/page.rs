//! From scored rows to one page of an order.

use model::WorkId;

use super::cursor::{self, Place};
use crate::{
    Order, SearchError, SearchRequest, Sort,
    index::{columns::Number, state::State},
};

/// What an episode lasts where nobody says, in seconds.
const USUAL_EPISODE: u32 = 24 * 60;

/// The rows of a page, and the cursor behind it.
pub(crate) struct Page {
    pub(crate) rows: Vec<(u32, f32)>,
    pub(crate) next: Option<String>,
}

/// Sorts, skips what the cursor says was shown, and cuts.
pub(crate) fn cut(
    state: &State,
    request: &SearchRequest,
    subject: &str,
    mut rows: Vec<(u32, f32)>,
) -> Result<Page, SearchError> {
    let fingerprint = cursor::fingerprint(request, subject);
    let after = request.cursor.as_deref().map(|cursor| cursor::read(cursor, fingerprint)).transpose()?;
    let limit = request.limit.clamp(1, crate::MAX_LIMIT);
    if request.sort == Sort::Title {
        return Ok(by_title(state, request, &rows, after.as_ref(), limit, fingerprint));
    }
    let mut keyed: Vec<(u64, u32, u32, f32)> = rows
        .drain(..)
        .map(|(row, score)| (key(state, request, row, score), state.columns.id(row), row, score))
        .collect();
    if let Some(Place::Number(key, id)) = after {
        keyed.retain(|(other, other_id, ..)| (*other, *other_id) > (key, id));
    } else if after.is_some() {
        return Err(SearchError::Cursor);
    }
    let more = keyed.len() > limit;
    let order =
        |left: &(u64, u32, u32, f32), right: &(u64, u32, u32, f32)| (left.0, left.1).cmp(&(right.0, right.1));
    if more {
        keyed.select_nth_unstable_by(limit, order);
        keyed.truncate(limit);
    }
    keyed.sort_unstable_by(order);
    let last = keyed.last().filter(|_| more);
    let next = last.map(|(key, id, ..)| cursor::write(&Place::Number(*key, *id), fingerprint));
    Ok(Page { rows: keyed.into_iter().map(|(_, _, row, score)| (row, score)).collect(), next })
}

/// A number that sorts as the request asks, the first smallest. What is not known comes last either way.
fn key(state: &State, request: &SearchRequest, row: u32, score: f32) -> u64 {
    let value = match request.sort {
        // A positive float's bits sort as the float does.
        Sort::Relevance | Sort::Title => Some(score.max(0.0).to_bits()),
        Sort::Score => state.columns.number(Number::Score, row),
        Sort::Popularity => state.columns.number(Number::Popularity, row),
        Sort::Year => state.columns.number(Number::Year, row),
        Sort::Length => length(state, row),
    };
    match (value, request.direction()) {
        // Of those that nobody counts, the likeliest first; all of them after those that somebody does.
        (None, Order::Desc) if request.sort == Sort::Popularity => {
            (1 << 33) - u64::from(state.columns.fame(row).max(0.0).to_bits())
        }
        // Books have no episodes; they come as they would without this order.
        (None, _) if request.sort == Sort::Length => (1 << 33) - u64::from(score.max(0.0).to_bits()),
        (None, _) => u64::MAX,
        (Some(value), Order::Asc) => u64::from(value),
        (Some(value), Order::Desc) => u64::from(u32::MAX - value),
    }
}

/// How many seconds all episodes of a work last; those of unknown length count as usual ones.
fn length(state: &State, row: u32) -> Option<u32> {
    let (episodes, each) =
        (state.columns.number(Number::Episodes, row), state.columns.number(Number::Duration, row));
    match (episodes, each) {
        (Some(episodes), each) => Some(episodes.saturating_mul(each.unwrap_or(USUAL_EPISODE))),
        (None, each) => each,
    }
}

fn by_title(
    state: &State,
    request: &SearchRequest,
    rows: &[(u32, f32)],
    after: Option<&Place>,
    limit: usize,
    fingerprint: u32,
) -> Page {
    let down = request.direction() == Order::Desc;
    let order = |left: (&str, u32), right: (&str, u32)| {
        let titles = left.0.cmp(right.0);
        if down { titles.reverse() } else { titles }.then(left.1.cmp(&right.1))
    };
    let keyed = |row: u32| (state.columns.sort_title(row), state.columns.id(row));
    let mut left: Vec<(u32, f32)> = match after {
        Some(Place::Text(_, text, id)) => {
            rows.iter().copied().filter(|(row, _)| order(keyed(*row), (text, *id)).is_gt()).collect()
        }
        _ => rows.to_vec(),
    };
    let more = left.len() > limit;
    if more {
        left.select_nth_unstable_by(limit, |a, b| order(keyed(a.0), keyed(b.0)));
        left.truncate(limit);
    }
    left.sort_unstable_by(|a, b| order(keyed(a.0), keyed(b.0)));
    let next = left.last().filter(|_| more).map(|(row, _)| {
        let (text, id) = keyed(*row);
        cursor::write(&Place::Text(down, text.to_owned(), id), fingerprint)
    });
    Page { rows: left, next }
}

/// A row's work.
pub(crate) fn work_id(state: &State, row: u32) -> Option<WorkId> {
    WorkId::new(i64::from(state.columns.id(row)))
}
