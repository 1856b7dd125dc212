//! MyAnimeList's themes and audiences. Its pages print them apart from genres, and its official API gives all
//! of them in one list of genres.

use super::aliases;

/// Its themes, as `myanimelist.net/anime.php` lists them.
const THEMES: [&str; 52] = [
    "Adult Cast",
    "Anthropomorphic",
    "CGDCT",
    "Childcare",
    "Combat Sports",
    "Crossdressing",
    "Delinquents",
    "Detective",
    "Educational",
    "Gag Humor",
    "Gore",
    "Harem",
    "High Stakes Game",
    "Historical",
    "Idols (Female)",
    "Idols (Male)",
    "Isekai",
    "Iyashikei",
    "Love Polygon",
    "Love Status Quo",
    "Magical Sex Shift",
    "Mahou Shoujo",
    "Martial Arts",
    "Mecha",
    "Medical",
    "Military",
    "Music",
    "Mythology",
    "Organized Crime",
    "Otaku Culture",
    "Parody",
    "Performing Arts",
    "Pets",
    "Psychological",
    "Racing",
    "Reincarnation",
    "Reverse Harem",
    "Samurai",
    "School",
    "Showbiz",
    "Space",
    "Strategy Game",
    "Super Power",
    "Survival",
    "Team Sports",
    "Time Travel",
    "Urban Fantasy",
    "Vampire",
    "Video Game",
    "Villainess",
    "Visual Arts",
    "Workplace",
];

/// Whom works are made for.
const AUDIENCES: [&str; 5] = ["Josei", "Kids", "Seinen", "Shoujo", "Shounen"];

/// What a word of the one list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Genre,
    Theme,
    Audience,
}

/// The kind of a word; one that is not known is the genre that it is listed as.
pub(crate) fn kind(word: &str) -> Kind {
    let key = aliases::key(word);
    let among = |list: &[&str]| list.iter().any(|known| aliases::key(known) == key);
    if among(&THEMES) {
        Kind::Theme
    } else if among(&AUDIENCES) {
        Kind::Audience
    } else {
        Kind::Genre
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_list_has_three_kinds() {
        assert_eq!(
            (kind("Drama"), kind("martial arts"), kind("Shounen")),
            (Kind::Genre, Kind::Theme, Kind::Audience)
        );
    }
}
