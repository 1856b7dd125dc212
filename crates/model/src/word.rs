//! One macro for the field's closed vocabularies, so that each is written once as a table.

/// Declares an enum whose variants print as the field's own words, in upper case but for a few.
///
/// Parsing ignores case and takes blanks and hyphens for underscores. A word outside the table is
/// kept unchanged in `Other`, so nothing a source said is lost; an empty word is `Unknown`.
macro_rules! words {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal),+ $(,)? }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$vmeta])* $variant,)+
            /// A word outside the table, kept as it came.
            Other(Box<str>),
        }

        impl $name {
            /// Every variant of the table, in its order; `Other` is not among them.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word as the field writes it, or the source's own for `Other`.
            pub fn as_str(&self) -> &str {
                match self {
                    $($name::$variant => $word,)+
                    $name::Other(raw) => raw,
                }
            }

            /// Reads a word; never fails, an unknown one is kept in `Other`.
            pub fn parse(raw: &str) -> Self {
                let word = raw.trim().replace([' ', '-'], "_");
                $(if word.eq_ignore_ascii_case($word) {
                    return $name::$variant;
                })+
                if word.is_empty() { Self::default() } else { $name::Other(raw.trim().into()) }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let raw = <std::borrow::Cow<'de, str>>::deserialize(d)?;
                Ok(Self::parse(&raw))
            }
        }
    };
}

pub(crate) use words;
