//! The numbers of MyAnimeList's words for the content of anime.
//!
//! Genres, themes and demographics share one row of numbers and one parameter. Manga have other numbers
//! for some of the words. The last entries are older names and usual spellings.

/// Words and numbers.
pub const GENRES: &[(&str, u16)] = &[
    ("Action", 1),
    ("Adventure", 2),
    ("Avant Garde", 5),
    ("Award Winning", 46),
    ("Boys Love", 28),
    ("Comedy", 4),
    ("Drama", 8),
    ("Fantasy", 10),
    ("Girls Love", 26),
    ("Gourmet", 47),
    ("Horror", 14),
    ("Mystery", 7),
    ("Romance", 22),
    ("Sci-Fi", 24),
    ("Slice of Life", 36),
    ("Sports", 30),
    ("Supernatural", 37),
    ("Suspense", 41),
    ("Ecchi", 9),
    ("Erotica", 49),
    ("Hentai", 12),
    ("Adult Cast", 50),
    ("Anthropomorphic", 51),
    ("CGDCT", 52),
    ("Childcare", 53),
    ("Combat Sports", 54),
    ("Crossdressing", 81),
    ("Delinquents", 55),
    ("Detective", 39),
    ("Educational", 56),
    ("Gag Humor", 57),
    ("Gore", 58),
    ("Harem", 35),
    ("High Stakes Game", 59),
    ("Historical", 13),
    ("Idols (Female)", 60),
    ("Idols (Male)", 61),
    ("Isekai", 62),
    ("Iyashikei", 63),
    ("Love Polygon", 64),
    ("Love Status Quo", 74),
    ("Magical Sex Shift", 65),
    ("Mahou Shoujo", 66),
    ("Martial Arts", 17),
    ("Mecha", 18),
    ("Medical", 67),
    ("Military", 38),
    ("Music", 19),
    ("Mythology", 6),
    ("Organized Crime", 68),
    ("Otaku Culture", 69),
    ("Parody", 20),
    ("Performing Arts", 70),
    ("Pets", 71),
    ("Psychological", 40),
    ("Racing", 3),
    ("Reincarnation", 72),
    ("Reverse Harem", 73),
    ("Samurai", 21),
    ("School", 23),
    ("Showbiz", 75),
    ("Space", 29),
    ("Strategy Game", 11),
    ("Super Power", 31),
    ("Survival", 76),
    ("Team Sports", 77),
    ("Time Travel", 78),
    ("Urban Fantasy", 82),
    ("Vampire", 32),
    ("Video Game", 79),
    ("Villainess", 83),
    ("Visual Arts", 80),
    ("Workplace", 48),
    ("Josei", 43),
    ("Kids", 15),
    ("Seinen", 42),
    ("Shoujo", 25),
    ("Shounen", 27),
    ("Science Fiction", 24),
    ("Romantic Subtext", 74),
    ("Shoujo Ai", 26),
    ("Shounen Ai", 28),
    ("Yaoi", 28),
    ("Yuri", 26),
    ("Thriller", 41),
    ("Magical Girl", 66),
    ("Magical Girls", 66),
    ("Superpower", 31),
    ("Shojo", 25),
    ("Shonen", 27),
];

/// How many of the entries are words of today.
const CURRENT: usize = 78;

/// Whether a word is one of today's, in any case and with or without blanks and hyphens.
pub(crate) fn is_listed(word: &str) -> bool {
    let wanted = plain(word);
    GENRES.iter().take(CURRENT).any(|(name, _)| plain(name) == wanted)
}

/// The number of a word, in any case and with or without blanks and hyphens.
pub fn number(word: &str) -> Option<u16> {
    let wanted = plain(word);
    GENRES.iter().find(|(name, _)| plain(name) == wanted).map(|(_, number)| *number)
}

fn plain(word: &str) -> String {
    word.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_numbers() {
        for (word, found) in [
            ("action", Some(1)),
            ("sci fi", Some(24)),
            ("Sci-Fi", Some(24)),
            ("Idols (Female)", Some(60)),
            ("shounen", Some(27)),
            ("boys' love", Some(28)),
            ("Villainess", Some(83)),
            ("Underwater", None),
            ("", None),
        ] {
            assert_eq!(number(word), found, "{word}");
        }
    }

    #[test]
    fn names_of_today_are_there_once() {
        let mut numbers: Vec<u16> = GENRES.iter().take(CURRENT).map(|(_, number)| *number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), CURRENT);
        assert!(is_listed("sci fi") && !is_listed("Magical Girl") && !is_listed("Japan"));
    }
}
