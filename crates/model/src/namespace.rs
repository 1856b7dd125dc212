//! The id spaces of the providers. Several sources may share one: `mal`, `mal_web` and `jikan` all
//! speak of MAL's numbers.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};

use crate::EntityKind;

/// The name of an id space, such as `mal` or `anilist_character`: lower-case letters, digits and `_`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Namespace(Cow<'static, str>);

/// The published namespaces: name, the kind its ids speak of, and the page of an id where one exists
/// (`{}` is replaced by the id). A namespace outside this table and the next is taken as one of works.
const KNOWN: &[(&str, EntityKind, Option<&str>)] = &[
    ("anidb", EntityKind::Work, Some("https://anidb.net/anime/{}")),
    ("anidb_character", EntityKind::Character, Some("https://anidb.net/character/{}")),
    ("anidb_person", EntityKind::Person, Some("https://anidb.net/creator/{}")),
    ("anilist", EntityKind::Work, Some("https://anilist.co/anime/{}")),
    ("anilist_character", EntityKind::Character, Some("https://anilist.co/character/{}")),
    ("anilist_manga", EntityKind::Work, Some("https://anilist.co/manga/{}")),
    ("anilist_person", EntityKind::Person, Some("https://anilist.co/staff/{}")),
    ("anime_planet", EntityKind::Work, Some("https://www.anime-planet.com/anime/{}")),
    ("anime_planet_character", EntityKind::Character, Some("https://www.anime-planet.com/characters/{}")),
    ("anime_planet_manga", EntityKind::Work, Some("https://www.anime-planet.com/manga/{}")),
    ("anime_planet_person", EntityKind::Person, Some("https://www.anime-planet.com/people/{}")),
    ("animeschedule", EntityKind::Work, Some("https://animeschedule.net/anime/{}")),
    ("anisearch", EntityKind::Work, Some("https://www.anisearch.com/anime/{}")),
    ("anisearch_character", EntityKind::Character, Some("https://www.anisearch.com/character/{}")),
    ("anisearch_manga", EntityKind::Work, Some("https://www.anisearch.com/manga/{}")),
    ("anisearch_person", EntityKind::Person, Some("https://www.anisearch.com/person/{}")),
    ("ann", EntityKind::Work, Some("https://www.animenewsnetwork.com/encyclopedia/anime.php?id={}")),
    ("ann_character", EntityKind::Character, None),
    ("ann_manga", EntityKind::Work, Some("https://www.animenewsnetwork.com/encyclopedia/manga.php?id={}")),
    (
        "ann_person",
        EntityKind::Person,
        Some("https://www.animenewsnetwork.com/encyclopedia/people.php?id={}"),
    ),
    ("imdb", EntityKind::Work, Some("https://www.imdb.com/title/{}")),
    ("kitsu", EntityKind::Work, Some("https://kitsu.app/anime/{}")),
    ("kitsu_character", EntityKind::Character, None),
    ("kitsu_manga", EntityKind::Work, Some("https://kitsu.app/manga/{}")),
    ("kitsu_person", EntityKind::Person, None),
    ("livechart", EntityKind::Work, Some("https://www.livechart.me/anime/{}")),
    ("mal", EntityKind::Work, Some("https://myanimelist.net/anime/{}")),
    ("mal_character", EntityKind::Character, Some("https://myanimelist.net/character/{}")),
    ("mal_manga", EntityKind::Work, Some("https://myanimelist.net/manga/{}")),
    ("mal_person", EntityKind::Person, Some("https://myanimelist.net/people/{}")),
    ("mangadex", EntityKind::Work, Some("https://mangadex.org/title/{}")),
    ("mangadex_person", EntityKind::Person, Some("https://mangadex.org/author/{}")),
    ("manganelo", EntityKind::Work, Some("https://manganelo.com/manga/{}")),
    ("metacritic", EntityKind::Work, Some("https://www.metacritic.com/game/{}")),
    ("simkl", EntityKind::Work, Some("https://simkl.com/anime/{}")),
    ("starter_character", EntityKind::Character, None),
    ("tmdb", EntityKind::Work, None),
    ("tvdb", EntityKind::Work, None),
    ("url", EntityKind::Work, Some("{}")),
    ("vndb", EntityKind::Work, Some("https://vndb.org/{}")),
    ("vndb_character", EntityKind::Character, None),
];

/// Namespaces of what is no work, character or person, with the word for what it is. Rows of lists have
/// ids in them; none is ever linked or taken for a work.
const OTHERS: &[(&str, &str)] = &[
    ("anilist_studio", "ORGANIZATION"),
    ("anilist_user", "USER"),
    ("animeschedule_category", "CATEGORY"),
    ("kitsu_category", "CATEGORY"),
    ("kitsu_producer", "ORGANIZATION"),
    ("kitsu_user", "USER"),
    ("livechart_season", "SEASON"),
    ("mal_genre", "CATEGORY"),
    ("mal_magazine", "ORGANIZATION"),
    ("mal_manga_genre", "CATEGORY"),
    ("mal_producer", "ORGANIZATION"),
    ("mal_season", "SEASON"),
    ("mal_user", "USER"),
    ("vndb_quote", "QUOTE"),
    ("vndb_user", "USER"),
    ("vndb_word", "CATEGORY"),
];

impl Namespace {
    /// A namespace known at compile time.
    ///
    /// # Panics
    /// When the name is not of the right form; the tests read every constant.
    pub const fn known(name: &'static str) -> Self {
        assert!(valid(name), "a namespace is lower-case letters, digits and _");
        Self(Cow::Borrowed(name))
    }

    /// Reads a name; `None` unless it is 1 to 40 lower-case letters, digits or `_`.
    pub fn parse(name: &str) -> Option<Self> {
        let known = KNOWN.iter().find(|(known, ..)| *known == name);
        match known {
            Some((known, ..)) => Some(Self(Cow::Borrowed(known))),
            None => valid(name).then(|| Self(Cow::Owned(name.to_owned()))),
        }
    }

    /// The name as printed before the colon.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The page of an id on its provider's site, when one can be made from the id alone.
    pub fn page_of(&self, id: &str) -> Option<String> {
        let pattern = KNOWN.iter().find(|(name, ..)| *name == self.0)?.2?;
        // An id that we made ourselves has no page, and VNDB's kinds share one path.
        (!id.starts_with('~')).then(|| pattern.replace("{}", id))
    }

    /// What kind of thing the ids of this namespace are, by the namespace alone.
    pub fn kind(&self) -> EntityKind {
        let known = KNOWN.iter().find(|(name, ..)| *name == self.0).map(|(_, kind, _)| kind.clone());
        let other =
            || OTHERS.iter().find(|(name, _)| *name == self.0).map(|(_, word)| EntityKind::parse(word));
        known.or_else(other).unwrap_or(EntityKind::Work)
    }
}

const fn valid(name: &str) -> bool {
    let bytes = name.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !matches!(bytes[at], b'a'..=b'z' | b'0'..=b'9' | b'_') {
            return false;
        }
        at += 1;
    }
    !bytes.is_empty() && bytes.len() <= 40
}

impl fmt::Display for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for Namespace {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        Self::parse(&name).ok_or_else(|| format!("`{name}` is not a namespace"))
    }
}

impl From<Namespace> for String {
    fn from(namespace: Namespace) -> Self {
        namespace.0.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_one_form() {
        assert!(KNOWN.iter().all(|(name, ..)| valid(name)));
        for (name, _) in OTHERS {
            assert!(KNOWN.iter().all(|(known, ..)| known != name), "{name} is there twice");
            assert!(matches!(Namespace::known(name).kind(), EntityKind::Other(_)), "{name}");
        }
        assert!(Namespace::parse("my_site2").is_some());
        for bad in ["", "Mal", "a b", "a:b", "é"] {
            assert_eq!(Namespace::parse(bad), None, "{bad}");
        }
    }
}
