//! A person: one row of the sheet, and the key under which all that belongs to them is kept.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::word::words;

/// The key of a person: the row's id, or `151#2` for the second row that has the id 151.
///
/// Names, addresses and types are shared by several people, and so is now and then the id of a row. The occurrence is
/// counted in the order of the sheet, from its top.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonKey(String);

/// Why a text is no key of a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PersonKeyError {
    /// There is no id in it.
    #[error("an id of a row is missing; a key is written `151`, or `151#2` for the second row with that id")]
    Empty,
    /// The id holds what a key cannot.
    #[error(
        "`{0}` cannot be the id of a row: it holds a `#` or a control character, or is longer than 64 letters"
    )]
    Unfit(String),
    /// What follows the `#` is no occurrence.
    #[error(
        "`{0}` is not a key of a person: after `#` stands the occurrence, from 2 on and without leading zeros"
    )]
    Occurrence(String),
}

/// The longest id of a row, in letters; the known ones have three.
const LONGEST: usize = 64;

impl PersonKey {
    /// The key of the row's `occurrence`-th appearance, counted from 1.
    ///
    /// # Errors
    /// When the id is empty, too long, or holds a `#` or a control character: then two rows could share one key.
    pub fn new(row_id: &str, occurrence: u32) -> Result<Self, PersonKeyError> {
        if row_id.is_empty() {
            return Err(PersonKeyError::Empty);
        }
        if row_id.chars().count() > LONGEST || row_id.chars().any(|sign| sign == '#' || sign.is_control()) {
            return Err(PersonKeyError::Unfit(row_id.chars().take(LONGEST).collect()));
        }
        Ok(Self(if occurrence <= 1 { row_id.to_owned() } else { format!("{row_id}#{occurrence}") }))
    }

    /// The id of the row, as the sheet has it.
    pub fn row_id(&self) -> &str {
        self.0.split_once('#').map_or(&self.0, |(id, _)| id)
    }

    /// Which of the rows with that id it is, from 1.
    pub fn occurrence(&self) -> u32 {
        self.0.split_once('#').and_then(|(_, number)| number.parse().ok()).unwrap_or(1)
    }

    /// As it is stored and printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PersonKey {
    type Err = PersonKeyError;

    fn from_str(text: &str) -> Result<Self, PersonKeyError> {
        let Some((row_id, number)) = text.split_once('#') else { return Self::new(text, 1) };
        let occurrence = number.parse().ok().filter(|count: &u32| *count >= 2 && count.to_string() == number);
        let Some(occurrence) = occurrence else { return Err(PersonKeyError::Occurrence(text.to_owned())) };
        Self::new(row_id, occurrence)
    }
}

impl TryFrom<String> for PersonKey {
    type Error = PersonKeyError;

    fn try_from(text: String) -> Result<Self, PersonKeyError> {
        text.parse()
    }
}

impl From<PersonKey> for String {
    fn from(key: PersonKey) -> Self {
        key.0
    }
}

impl fmt::Display for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

words! {
    /// What the link of a row leads to.
    pub enum LinkKind {
        /// A Google document, whose text and links are read.
        Document = "document",
        /// A video.
        Youtube = "youtube",
        /// A file on Google Drive.
        DriveFile = "drive_file",
        /// A folder on Google Drive.
        DriveFolder = "drive_folder",
        /// Something else; read as a page.
        Other = "other",
        /// The row has none.
        None = "none",
    }
}

/// A row of the sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The key under which all that belongs to this person is kept.
    pub key: PersonKey,
    /// The row's place in the sheet, counted from 1 below the header; it moves when rows are sorted.
    pub row_index: u64,
    /// The name, with blanks around it taken away.
    pub name: String,
    /// The address, as written; none when the cell is empty.
    pub email: Option<String>,
    /// The type, byte for byte as written; none when the cell is empty.
    pub personality_type: Option<String>,
    /// Where the row's link leads; redirects of Google are taken off.
    pub link: Option<String>,
}

impl Person {
    /// SHA-256 over what the row says, in hexadecimal digits; its place does not count, so a moved row is no edited one.
    pub fn content_hash(&self) -> String {
        let mut hash = Sha256::new();
        let fields = [
            Some(self.name.as_str()),
            self.email.as_deref(),
            self.personality_type.as_deref(),
            self.link.as_deref(),
        ];
        for field in fields {
            // The length first, so that no two rows can run into one another.
            let (mark, text) = field.map_or((0_u8, ""), |text| (1, text));
            hash.update([mark]);
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text.as_bytes());
        }
        crate::asset::hex(&hash.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_back() {
        for (row_id, occurrence, text) in [("151", 1, "151"), ("151", 2, "151#2"), ("a b", 12, "a b#12")] {
            let key = PersonKey::new(row_id, occurrence).expect("a sound id");
            assert_eq!(key.as_str(), text);
            assert_eq!((key.row_id(), key.occurrence()), (row_id, occurrence));
            assert_eq!(text.parse(), Ok(key));
        }
        for text in ["", "#2", "151#", "151#1", "151#02", "151#x", "1#2#3", "1\u{7}"] {
            assert!(text.parse::<PersonKey>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_hash_tells_an_empty_cell_from_none_and_ignores_the_place() {
        let person = Person {
            key: PersonKey::new("7", 1).expect("a sound id"),
            row_index: 3,
            name: "Ada Lantern".to_owned(),
            email: None,
            personality_type: Some("FF-Se/Fi-CP/B(S) #4".to_owned()),
            link: None,
        };
        let moved = Person { row_index: 9, ..person.clone() };
        let edited = Person { email: Some(String::new()), ..person.clone() };
        assert_eq!(person.content_hash(), moved.content_hash());
        assert_ne!(person.content_hash(), edited.content_hash());
    }
}
