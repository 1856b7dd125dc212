//! Ids of projects, characters, takes and the like: UUIDs in their canonical form, in lower case.

use std::{fmt, str::FromStr};

use model::Instant;
use serde::{Deserialize, Serialize};
use store::JobId;

/// A text that is no id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id of a {0} is a UUID such as 0190163d-8694-739b-aea5-966c26f8ad91")]
pub struct IdError(pub &'static str);

macro_rules! ids {
    ($($(#[doc = $doc:literal])+ $name:ident, $word:literal;)+) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(String);

        impl $name {
            /// A new one, of version 7: those of one process sort by time and then by turn.
            pub fn new(now: Instant) -> Self {
                Self(JobId::new(now).to_string())
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let id: JobId = text.parse().map_err(|_| IdError($word))?;
                Ok(Self(id.to_string()))
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

ids! {
    /// A project.
    ProjectId, "project";
    /// A character of a production; a catalog character has a number.
    CharacterId, "character";
    /// One try at a picture.
    TakeId, "take";
    /// An episode, a scene or a cut.
    PartId, "part of a project";
    /// Pictures that were asked for together.
    BatchId, "batch";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_uuids_are_ids() {
        let id = ProjectId::new(Instant::EPOCH);
        assert_eq!(id.to_string().to_uppercase().parse(), Ok(id.clone()), "case is no difference");
        assert_eq!(serde_json::from_value::<ProjectId>(id.as_str().into()).ok(), Some(id));
        for odd in ["", "7", "../../etc", "a'; DROP TABLE projects; --"] {
            assert_eq!(odd.parse::<CharacterId>(), Err(IdError("character")), "{odd}");
            assert!(serde_json::from_value::<CharacterId>(odd.into()).is_err(), "{odd}");
        }
    }
}
