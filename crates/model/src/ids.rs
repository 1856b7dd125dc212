//! Emaki's own ids: one continuous sequence per kind, from 1, never reused.

use std::{fmt, num::NonZeroU32, str::FromStr};

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(NonZeroU32);

        impl $name {
            /// Wraps a number read from the store; `None` for 0, negative or above `u32::MAX`.
            pub fn new(number: i64) -> Option<Self> {
                u32::try_from(number).ok().and_then(NonZeroU32::new).map(Self)
            }

            /// The number as databases hold it.
            pub fn get(self) -> i64 {
                i64::from(self.0.get())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = std::num::ParseIntError;

            /// Reads plain decimal digits; a sign or a leading zero is refused, so that every id has
            /// one spelling.
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let plain = !text.starts_with(['+', '0']);
                if plain { text.parse().map(Self) } else { "".parse().map(Self) }
            }
        }
    )+};
}

ids! {
    /// A work's own permanent id.
    WorkId,
    /// A character's own permanent id.
    CharacterId,
    /// A person's own permanent id.
    PersonId,
    /// A stored record's id. Internal: no published interface shows it as identity.
    RecordId,
    /// A number published by a registry for a `(source_type, source_id)` couple.
    UniqueId,
    /// A work's, character's or person's id where the kind stands beside it.
    EntityId,
}

impl From<WorkId> for EntityId {
    fn from(id: WorkId) -> Self {
        Self(id.0)
    }
}

impl From<CharacterId> for EntityId {
    fn from(id: CharacterId) -> Self {
        Self(id.0)
    }
}

impl From<PersonId> for EntityId {
    fn from(id: PersonId) -> Self {
        Self(id.0)
    }
}

impl From<EntityId> for WorkId {
    fn from(id: EntityId) -> Self {
        Self(id.0)
    }
}

impl From<EntityId> for CharacterId {
    fn from(id: EntityId) -> Self {
        Self(id.0)
    }
}

impl From<EntityId> for PersonId {
    fn from(id: EntityId) -> Self {
        Self(id.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        assert_eq!("7".parse::<WorkId>().ok(), WorkId::new(7));
        for odd in ["", "0", "07", "+7", "-7", "7.0", "4294967296"] {
            assert!(odd.parse::<WorkId>().is_err(), "{odd}");
        }
        assert_eq!(WorkId::new(0), None);
    }
}
