//! How a caller names a work or a character: by our id, or by any external id linked to it.

use std::{fmt, str::FromStr};

use model::{CharacterId, ExternalId, WorkId};

use crate::AppError;

macro_rules! references {
    ($($(#[$meta:meta])* $name:ident($id:ty, $what:literal)),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub enum $name {
            /// By our own id.
            Id($id),
            /// By an id of a provider.
            External(ExternalId),
        }

        impl FromStr for $name {
            type Err = AppError;

            /// Digits are our own id, `<namespace>:<id>` a provider's, as is the address of its page there.
            /// Anything else names nothing, so the answer is the same as for an id that is not there.
            fn from_str(text: &str) -> Result<Self, AppError> {
                if let Ok(id) = text.parse() {
                    return Ok(Self::Id(id));
                }
                if let Some(id) = ExternalId::from_provider_url(text) {
                    return Ok(Self::External(id));
                }
                text.parse().map(Self::External).map_err(|_| {
                    AppError::not_found($what, text)
                        .hint("an id is a number, or a namespace and an id such as mal:16498")
                })
            }
        }

        impl From<$id> for $name {
            fn from(id: $id) -> Self {
                Self::Id(id)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    Self::Id(id) => id.fmt(f),
                    Self::External(id) => id.fmt(f),
                }
            }
        }
    )+};
}

references! {
    /// A work, as a caller names it.
    WorkRef(WorkId, "work"),
    /// A character, as a caller names it.
    CharacterRef(CharacterId, "character"),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_to_name_a_work() {
        assert_eq!("12".parse::<WorkRef>().ok(), WorkId::new(12).map(WorkRef::Id));
        assert!(matches!("mal:007".parse::<WorkRef>(), Ok(WorkRef::External(_))));
        assert!("nonsense".parse::<WorkRef>().is_err());
        let page = "https://myanimelist.net/anime/7/Moonlit_Depot".parse::<WorkRef>().ok();
        assert_eq!(page, "mal:7".parse().ok(), "the page of a work names it as well");
    }
}
