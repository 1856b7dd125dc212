//! Where a page ended: the last hit's place in the order, sealed.
//!
//! A cursor holds the sort key and id of the last hit, so the next page begins behind that place even
//! when works came or went meanwhile. It is bound to its search by a fingerprint and to its own bytes
//! by a checksum, so that a changed one is refused rather than misread.

use crate::{SearchError, SearchRequest};

const VERSION: u8 = 1;

/// A place in an order: smaller comes first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    Number(u64, u32),
    Text(bool, String, u32),
}

/// What ties a cursor to its search: everything but the page.
pub(crate) fn fingerprint(request: &SearchRequest, subject: &str) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    let mut put = |text: &str| {
        hasher.update(text.as_bytes());
        hasher.update(&[0]);
    };
    put(subject);
    put(&request.query);
    for (name, value) in request.filters.pairs() {
        put(name);
        put(&value);
    }
    put(&format!("{:?} {:?}", request.sort, request.direction()));
    hasher.finalize()
}

/// Prints a cursor.
pub(crate) fn write(place: &Place, fingerprint: u32) -> String {
    let mut bytes = vec![VERSION];
    bytes.extend(fingerprint.to_le_bytes());
    match place {
        Place::Number(key, id) => {
            bytes.push(0);
            bytes.extend(key.to_le_bytes());
            bytes.extend(id.to_le_bytes());
        }
        Place::Text(last, text, id) => {
            bytes.push(1 + u8::from(*last));
            bytes.extend(id.to_le_bytes());
            bytes.extend(text.as_bytes());
        }
    }
    bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
        text.extend([digit(byte >> 4), digit(byte & 15)]);
        text
    })
}

/// Reads a cursor back.
///
/// # Errors
/// When it is not one, was changed, or belongs to another search.
pub(crate) fn read(cursor: &str, fingerprint: u32) -> Result<Place, SearchError> {
    parse(cursor, fingerprint).ok_or(SearchError::Cursor)
}

fn parse(cursor: &str, fingerprint: u32) -> Option<Place> {
    if !cursor.len().is_multiple_of(2) || !cursor.is_ascii() || cursor.len() > 2048 {
        return None;
    }
    let bytes: Option<Vec<u8>> =
        (0..cursor.len()).step_by(2).map(|at| u8::from_str_radix(&cursor[at..at + 2], 16).ok()).collect();
    let bytes = bytes?;
    let (body, sum) = bytes.split_last_chunk::<4>()?;
    if crc32fast::hash(body) != u32::from_le_bytes(*sum) {
        return None;
    }
    let (version, rest) = body.split_first()?;
    let (print, rest) = rest.split_first_chunk::<4>()?;
    if *version != VERSION || u32::from_le_bytes(*print) != fingerprint {
        return None;
    }
    let (kind, rest) = rest.split_first()?;
    if *kind == 0 {
        let (key, rest) = rest.split_first_chunk::<8>()?;
        let (id, _) = rest.split_first_chunk::<4>()?;
        return Some(Place::Number(u64::from_le_bytes(*key), u32::from_le_bytes(*id)));
    }
    let (id, text) = rest.split_first_chunk::<4>()?;
    let text = String::from_utf8(text.to_vec()).ok()?;
    Some(Place::Text(*kind == 2, text, u32::from_le_bytes(*id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_only_whole_and_to_its_search() {
        let request = SearchRequest::new("moon");
        let print = fingerprint(&request, "search");
        for place in [Place::Number(7, 9), Place::Text(false, "月 moon".to_owned(), 3)] {
            let cursor = write(&place, print);
            assert_eq!(read(&cursor, print).expect("whole"), place);
            assert!(read(&cursor, fingerprint(&SearchRequest::new("sun"), "search")).is_err());
            for at in 0..cursor.len() {
                let mut changed = cursor.clone().into_bytes();
                changed[at] = if changed[at] == b'0' { b'1' } else { b'0' };
                let changed = String::from_utf8(changed).expect("ascii");
                assert!(changed == cursor || read(&changed, print).is_err(), "{at}");
            }
        }
        for bad in ["", "zz", "0", "é", &"00".repeat(2000)] {
            assert!(read(bad, print).is_err());
        }
    }
}
