//! What a user keeps at a site, as they download it: which works, how far they came, how they liked each.
//!
//! One file a form: `mal_xml` reads MyAnimeList's export, `json` the answers of sites that keep lists and plain
//! arrays, `table` cells with commas, semicolons or tabs. [`read_list`] tells them apart by what is in them.
//! Pure: bytes in, lines out. A line that cannot be read is a fault with its place, and the others go on.

mod json;
mod mal_xml;
mod table;

use model::{ExternalId, ListEntry, ListStatus};

use crate::unpack::unpacked;

/// The largest list that is read, unpacked: far more than anybody has seen.
pub const MAX_BYTES: usize = 32 * 1024 * 1024;
/// The most lines.
pub const MAX_LINES: usize = 100_000;

/// A list as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct UserList {
    /// In which form it came: `mal-xml`, `anilist`, `json`, `table` or a source's name.
    pub form: &'static str,
    /// What stands on it.
    pub lines: Vec<ListLine>,
    /// What could not be read.
    pub faults: Vec<ListFault>,
}

/// One work on a list.
#[derive(Debug, Clone, PartialEq)]
pub struct ListLine {
    /// Its place in the list, from 1; of a table, the line.
    pub place: u64,
    /// Its ids at providers, the list's own first.
    pub ids: Vec<ExternalId>,
    /// Our own id, where the list names that.
    pub number: Option<i64>,
    /// Its title, where the list names it.
    pub title: Option<String>,
    /// How far the user came, and their verdict.
    pub entry: ListEntry,
}

/// A line that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListFault {
    /// Its place, from 1.
    pub place: u64,
    /// What stands there, cut to a line.
    pub text: String,
    /// What is wrong with it.
    pub reason: String,
}

/// Why a list cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// The packing is broken.
    #[error("its packing is broken")]
    Packing(#[source] std::io::Error),
    /// It is larger than any list.
    #[error("it is larger than {} MB or has more than {MAX_LINES} lines", MAX_BYTES / 1024 / 1024)]
    TooLarge,
    /// Nothing in it says what it is.
    #[error("{0}")]
    Unknown(String),
    /// It begins like a known form and is damaged.
    #[error("it is damaged: {0}")]
    Damaged(String),
}

/// Reads a list in whichever form it comes, packed with gzip or not.
///
/// # Errors
/// When it is too large, damaged, or in no form that is known.
pub fn read_list(body: Vec<u8>) -> Result<UserList, ListError> {
    let body = unpacked(body, MAX_BYTES as u64).map_err(ListError::Packing)?;
    if body.len() > MAX_BYTES {
        return Err(ListError::TooLarge);
    }
    let text = String::from_utf8_lossy(&body);
    let text = text.trim_start_matches('\u{feff}').trim();
    let list = match text.chars().next() {
        None => return Err(ListError::Unknown("it is empty".to_owned())),
        Some('<') => mal_xml::read(text)?,
        Some('{' | '[') => json::read(text.as_bytes())?,
        Some(_) => table::read(text)?,
    };
    if list.lines.len() + list.faults.len() > MAX_LINES {
        return Err(ListError::TooLarge);
    }
    Ok(list)
}

/// The words and numbers that lists use for how far somebody came. MyAnimeList's old exports count 1, 2, 3, 4
/// and 6; a blank says nothing.
fn status(word: &str) -> Option<ListStatus> {
    let word = word.trim().to_lowercase().replace([' ', '_'], "-");
    Some(match word.as_str() {
        "" => ListStatus::Unknown,
        "1" | "watching" | "reading" | "current" | "playing" | "rewatching" | "repeating" | "ongoing" => {
            ListStatus::Current
        }
        "2" | "completed" | "complete" | "finished" | "watched" | "read" | "seen" => ListStatus::Completed,
        "3" | "on-hold" | "onhold" | "paused" | "stalled" => ListStatus::OnHold,
        "4" | "dropped" | "given-up" => ListStatus::Dropped,
        "6" | "plan-to-watch" | "plan-to-read" | "planned" | "planning" | "wishlist" | "want-to-watch" => {
            ListStatus::Planned
        }
        _ => return None,
    })
}

/// A score from 0 to 10, of which 0 means that none was given.
fn score(text: &str) -> Result<Option<f64>, String> {
    let text = text.trim();
    if text.is_empty() || text == "-" {
        return Ok(None);
    }
    let plain = text.replace(',', ".");
    match plain.parse::<f64>() {
        Ok(0.0) => Ok(None),
        Ok(score) if (0.0..=10.0).contains(&score) => Ok(Some(score)),
        Ok(_) => Err(format!("the score is {text}, not 0 to 10")),
        Err(_) => Err(format!("the score is `{}`, no number", cut(text))),
    }
}

/// A text on one line and not too long, for messages.
fn cut(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.trim();
    if line.chars().count() <= 80 {
        return line.to_owned();
    }
    line.chars().take(79).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_list_is_told() {
        let of = |text: &str| read_list(text.as_bytes().to_vec()).map(|list| list.lines.len());
        assert!(matches!(of(" \n"), Err(ListError::Unknown(_))));
        assert!(matches!(of("<html><body>"), Err(ListError::Damaged(_) | ListError::Unknown(_))));
        assert!(matches!(of("{\"a\": 1}"), Err(ListError::Unknown(_))));
        assert!(matches!(of("once upon a time"), Err(ListError::Unknown(_))));
        assert!(matches!(read_list(vec![0x1f, 0x8b, 1, 2, 3]), Err(ListError::Packing(_))));
    }

    #[test]
    fn packed_lists_are_unpacked() {
        use std::io::Write;
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(b"id,score\nmal:90042,8\n").expect("a vector takes all");
        let list = read_list(packed.finish().expect("a vector takes all")).expect("a table");
        assert_eq!((list.form, list.lines.len()), ("table", 1));
    }

    #[test]
    fn words_and_scores_of_lists() {
        assert_eq!(status("Plan to Watch"), Some(ListStatus::Planned));
        assert_eq!(status("On-Hold"), Some(ListStatus::OnHold));
        assert_eq!(status("6"), Some(ListStatus::Planned));
        assert_eq!(status("devoured"), None);
        assert_eq!((score("0"), score("8,5"), score("-")), (Ok(None), Ok(Some(8.5)), Ok(None)));
        assert!(score("85").is_err() && score("good").is_err() && score("NaN").is_err());
    }
}
