//! External ids: `mal:16498`, `vndb:v2153`, `anime_planet:crest-of-the-stars`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{EntityKind, Namespace};

/// The longest id text that is accepted, in bytes; longer ones are slips or attacks.
const MAX_ID_BYTES: usize = 512;

/// One provider's name for a thing: a namespace and an id, which is text always (`007` is not `7`).
///
/// Printed and parsed as `<namespace>:<id>`. Ordered by namespace, then by the id's bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ExternalId {
    namespace: Namespace,
    id: Box<str>,
}

/// Why a text is not an external id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExternalIdError {
    /// No colon, or no good name before it.
    #[error("`{0}` is not an external id of the form <namespace>:<id>, such as mal:16498")]
    Form(String),
    /// Empty, over 512 bytes, blank at an end, or with control characters.
    #[error("the id after `{0}:` is empty, too long, or has blanks or control characters where none may be")]
    Id(String),
}

impl ExternalId {
    /// An id in a namespace, kept letter by letter.
    pub fn new(namespace: Namespace, id: &str) -> Result<Self, ExternalIdError> {
        let sound = !id.is_empty()
            && id.len() <= MAX_ID_BYTES
            && id.trim() == id
            && !id.chars().any(char::is_control);
        if sound {
            Ok(Self { namespace, id: id.into() })
        } else {
            Err(ExternalIdError::Id(namespace.to_string()))
        }
    }

    /// The stable stand-in for a row that has no id: `~` and 16 hex digits of SHA-256 over the source,
    /// the series, the name and the native name, joined by U+001F.
    pub fn without_id(namespace: Namespace, source: &str, series: &str, name: &str, native: &str) -> Self {
        let digest = Sha256::digest([source, series, name, native].join("\u{1f}").as_bytes());
        let mut stamp = [0; 8];
        stamp.copy_from_slice(&digest[..8]);
        Self { namespace, id: format!("~{:016x}", u64::from_be_bytes(stamp)).into() }
    }

    /// The id space.
    pub fn namespace(&self) -> &Namespace {
        &self.namespace
    }

    /// The id as the provider writes it.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What kind of thing it names. VNDB's letter decides within `vndb`.
    pub fn kind(&self) -> EntityKind {
        match (self.namespace.as_str(), self.id.as_bytes().first()) {
            ("vndb", Some(b'c')) => EntityKind::Character,
            ("vndb", Some(b's')) => EntityKind::Person,
            _ => self.namespace.kind(),
        }
    }

    /// Its page on the provider's site, when one can be made from the id alone.
    pub fn url(&self) -> Option<String> {
        self.namespace.page_of(&self.id)
    }
}

impl fmt::Display for ExternalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.namespace, self.id)
    }
}

impl FromStr for ExternalId {
    type Err = ExternalIdError;

    fn from_str(text: &str) -> Result<Self, ExternalIdError> {
        let form = || ExternalIdError::Form(text.chars().take(60).collect());
        let (namespace, id) = text.split_once(':').ok_or_else(form)?;
        Self::new(Namespace::parse(namespace).ok_or_else(form)?, id)
    }
}

impl TryFrom<String> for ExternalId {
    type Error = ExternalIdError;

    fn try_from(text: String) -> Result<Self, ExternalIdError> {
        text.parse()
    }
}

impl From<ExternalId> for String {
    fn from(id: ExternalId) -> Self {
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ids_are_text() {
        let id = |text: &str| text.parse::<ExternalId>();
        assert_ne!(id("mal:007"), id("mal:7"));
        assert_eq!(
            id("url:https://a.example/x:y").map(|i| i.id().to_owned()),
            Ok("https://a.example/x:y".to_owned())
        );
        for bad in ["mal", "mal:", "MAL:1", "mal: 1", "mal:1\n", ":1"] {
            assert!(id(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_row_without_id_keeps_its_stand_in() {
        let name =
            |native| ExternalId::without_id(Namespace::known("ann_character"), "ann", "1", "Leon", native);
        assert_eq!(name(""), name(""));
        assert_ne!(name(""), name("レオン"));
        assert_eq!(name("").id().len(), 17);
    }

    proptest! {
        #[test]
        fn printing_and_reading_agree(id in "[^\\p{C}\\s]{1,40}") {
            let id = ExternalId::new(Namespace::known("mal"), &id).expect("no blanks, no controls");
            prop_assert_eq!(id.to_string().parse::<ExternalId>(), Ok(id));
        }
    }
}
