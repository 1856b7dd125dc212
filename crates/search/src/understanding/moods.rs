//! Moods as tags: a work is as dark as its tags are.

use crate::index::columns::Columns;

/// A mood, the tags that speak for it, the strongest first, and those that speak against it.
///
/// What a tag says of a mood was decided by hand, with the tags that catalogs use. The first third of
/// the tags that speak for a mood count 0.6 each, the second 0.45, the last 0.3.
struct Mood {
    name: &'static str,
    tags: &'static [&'static str],
    against: &'static [&'static str],
    /// The mood in other words, for the meaning of texts.
    words: &'static str,
}

const GLOOM: &[&str] = &["tragedy", "gore", "dark fantasy", "dystopia", "horror", "death", "war"];
const LIGHT: &[&str] = &["comedy", "slice of life", "iyashikei", "kids", "parody", "family friendly"];

const MOODS: &[Mood] = &[
    Mood {
        name: "dark",
        tags: &[
            "dark fantasy",
            "tragedy",
            "gore",
            "dystopia",
            "rotten world",
            "death",
            "psychological",
            "horror",
            "angst",
            "violence",
            "torture",
            "revenge",
            "massacre",
            "thriller",
            "war",
            "post apocalypse",
            "suicide",
            "cosmic horror",
        ],
        against: LIGHT,
        words: "dark grim cruel tragic hopeless death despair",
    },
    Mood {
        name: "light",
        tags: &[
            "comedy",
            "slice of life",
            "iyashikei",
            "parody",
            "family friendly",
            "cgdct",
            "gag humor",
            "daily life",
            "school life",
            "kids",
        ],
        against: GLOOM,
        words: "lighthearted cheerful fun carefree comedy",
    },
    Mood {
        name: "funny",
        tags: &[
            "comedy",
            "gag humor",
            "parody",
            "slapstick",
            "surreal comedy",
            "romantic comedy",
            "absurdist humour",
            "gag",
            "verbal comedy",
            "satire",
        ],
        against: &["tragedy", "horror"],
        words: "funny hilarious jokes gags comedy",
    },
    Mood {
        name: "sad",
        tags: &[
            "tragedy",
            "death of a loved one",
            "sentimental drama",
            "melancholy",
            "illness",
            "death",
            "drama",
            "family without mother",
            "orphans",
            "suicide",
            "terminal illness",
            "war",
        ],
        against: &["comedy", "parody", "gag humor"],
        words: "sad tragic grief loss farewell tears death of a loved one",
    },
    Mood {
        name: "happy",
        tags: &[
            "happy ending",
            "comedy",
            "iyashikei",
            "family friendly",
            "slice of life",
            "heart warming",
            "friendship",
            "idol",
        ],
        against: GLOOM,
        words: "happy joyful cheerful bright",
    },
    Mood {
        name: "emotional",
        tags: &[
            "tragedy",
            "drama",
            "sentimental drama",
            "death of a loved one",
            "coming of age",
            "romance",
            "melodrama",
            "friendship",
            "family life",
        ],
        against: &["parody", "gag humor"],
        words: "emotional touching moving tears drama",
    },
    Mood {
        name: "romantic",
        tags: &[
            "romance",
            "romantic comedy",
            "love triangle",
            "romantic drama",
            "mature romance",
            "first love",
            "shoujo",
            "unrequited love",
            "love polygon",
            "marriage",
        ],
        against: &["gore", "horror"],
        words: "romantic love story couple falling in love",
    },
    Mood {
        name: "scary",
        tags: &[
            "horror",
            "body horror",
            "cosmic horror",
            "ghost stories",
            "survival horror",
            "ghosts",
            "splatter",
            "serial killers",
            "curse",
            "gore",
            "suspense",
            "zombie",
        ],
        against: LIGHT,
        words: "scary frightening horror terror ghosts curse",
    },
    Mood {
        name: "violent",
        tags: &[
            "gore",
            "excessive violence",
            "violence",
            "splatter",
            "mutilation",
            "torture",
            "massacre",
            "cannibalism",
            "battle royale",
            "martial arts",
            "war",
            "gunfights",
        ],
        against: &["iyashikei", "kids", "slice of life"],
        words: "violent brutal bloody fights killing",
    },
    Mood {
        name: "relaxing",
        tags: &[
            "iyashikei",
            "iyashi kei",
            "countryside",
            "slice of life",
            "daily life",
            "cgdct",
            "camping",
            "cooking",
            "slow paced",
            "nature",
            "fishing",
            "rural",
        ],
        against: &["action", "horror", "gore", "thriller", "suspense"],
        words: "relaxing calm soothing peaceful quiet everyday life nature",
    },
    Mood {
        name: "exciting",
        tags: &[
            "action",
            "super power",
            "martial arts",
            "sports",
            "adventure",
            "battle royale",
            "tournament",
            "suspense",
            "fast paced",
            "combat",
            "swordplay",
            "space battles",
        ],
        against: &["iyashikei", "slice of life"],
        words: "exciting thrilling action adventure battles",
    },
    Mood {
        name: "serious",
        tags: &[
            "psychological",
            "thriller",
            "drama",
            "politics",
            "war",
            "military",
            "historical",
            "crime",
            "seinen",
            "tragedy",
            "conspiracy",
        ],
        against: LIGHT,
        words: "serious mature drama politics war",
    },
    Mood {
        name: "mature",
        tags: &[
            "seinen",
            "adult cast",
            "psychological",
            "josei",
            "primarily adult cast",
            "mature romance",
            "politics",
            "crime",
            "drama",
            "philosophy",
        ],
        against: &["kids", "shounen", "school"],
        words: "mature adults grown up complex relationships",
    },
    Mood {
        name: "childish",
        tags: &[
            "kids",
            "family friendly",
            "educational",
            "sanrio characters",
            "elementary school",
            "fairy tale",
        ],
        against: &["seinen", "gore", "psychological"],
        words: "for children simple playful",
    },
    Mood {
        name: "cute",
        tags: &[
            "cute girls doing cute things",
            "cgdct",
            "moe",
            "iyashikei",
            "chibi",
            "pets",
            "cats",
            "anthropomorphic",
            "loli",
            "kemonomimi",
            "idols female",
        ],
        against: &["gore", "horror", "dark fantasy"],
        words: "cute adorable sweet girls animals",
    },
    Mood {
        name: "weird",
        tags: &[
            "avant garde",
            "dementia",
            "surreal comedy",
            "absurdist humour",
            "denpa",
            "abstract",
            "experimental",
            "parody",
            "nonsense comedy",
            "psychological",
        ],
        against: &["slice of life"],
        words: "weird strange surreal absurd bizarre",
    },
    Mood {
        name: "wholesome",
        tags: &[
            "iyashikei",
            "heart warming",
            "found family",
            "family friendly",
            "friendship",
            "childcare",
            "parenting",
            "family life",
            "slice of life",
            "first love",
        ],
        against: &["gore", "tragedy", "horror", "ecchi", "psychological"],
        words: "wholesome heartwarming kind family friendship",
    },
    Mood {
        name: "uplifting",
        tags: &[
            "following one s dream",
            "aim for the top",
            "sports",
            "coming of age",
            "friendship",
            "hard work and guts",
            "heart warming",
            "idol",
            "teamwork",
            "happy ending",
            "music",
        ],
        against: GLOOM,
        words: "uplifting inspiring hope dreams overcoming hardship",
    },
    Mood {
        name: "depressing",
        tags: &[
            "tragedy",
            "suicide",
            "rotten world",
            "angst",
            "bullying",
            "mental illness",
            "death",
            "psychological",
            "loneliness",
            "drama",
            "war",
        ],
        against: LIGHT,
        words: "depressing hopeless despair loneliness suicide misery",
    },
    Mood {
        name: "melancholic",
        tags: &[
            "melancholy",
            "loneliness",
            "drama",
            "tragedy",
            "iyashikei",
            "slow paced",
            "coming of age",
            "unrequited love",
            "drifting",
            "philosophy",
        ],
        against: &["parody", "gag humor", "action"],
        words: "melancholic wistful longing loneliness memories autumn",
    },
    Mood {
        name: "nostalgic",
        tags: &[
            "coming of age",
            "past",
            "historical",
            "countryside",
            "childhood friends",
            "childhood promise",
            "summer",
            "time skip",
        ],
        against: &[],
        words: "nostalgic memories of childhood summer past days",
    },
    Mood {
        name: "epic",
        tags: &[
            "high fantasy",
            "epic fantasy",
            "space opera",
            "war",
            "feudal warfare",
            "large scale war",
            "military",
            "adventure",
            "mythology",
            "saving the world",
            "mecha",
        ],
        against: &["slice of life", "short episodes"],
        words: "epic war heroes kingdoms empire grand battle",
    },
    Mood {
        name: "slow",
        tags: &[
            "slow paced",
            "iyashikei",
            "slice of life",
            "dialogue driven",
            "character driven",
            "daily life",
            "drama",
        ],
        against: &["action", "fast paced"],
        words: "slow quiet calm everyday conversation",
    },
    Mood {
        name: "fast",
        tags: &["fast paced", "action", "super power", "combat", "martial arts", "thriller", "racing"],
        against: &["slow paced", "iyashikei"],
        words: "fast action chase race fight",
    },
    Mood {
        name: "mysterious",
        tags: &[
            "mystery",
            "supernatural",
            "conspiracy",
            "detective",
            "suspense",
            "psychological",
            "urban legend",
            "murder",
            "plot twists",
            "occult",
        ],
        against: &["comedy", "kids"],
        words: "mysterious enigma secrets strange events",
    },
    Mood {
        name: "suspenseful",
        tags: &[
            "suspense",
            "thriller",
            "psychological",
            "high stakes game",
            "death game",
            "battle royale",
            "mystery",
            "crime",
            "survival",
            "mind games",
            "conspiracy",
            "murder",
        ],
        against: &["iyashikei", "slice of life", "comedy"],
        words: "suspense tension danger mind games survival",
    },
    Mood {
        name: "gritty",
        tags: &[
            "crime",
            "organized crime",
            "violence",
            "rotten world",
            "gangs",
            "seinen",
            "mafia",
            "gore",
            "military",
            "war",
            "dystopia",
            "prison",
        ],
        against: LIGHT,
        words: "gritty harsh realistic crime war street",
    },
    Mood {
        name: "complex",
        tags: &[
            "psychological",
            "mind games",
            "time travel",
            "philosophy",
            "conspiracy",
            "politics",
            "achronological order",
            "plot twists",
            "mystery",
            "thriller",
            "sci fi",
            "avant garde",
        ],
        against: &["kids", "gag humor"],
        words: "complex intelligent mind bending philosophy time paradox",
    },
    Mood {
        name: "philosophical",
        tags: &[
            "philosophy",
            "psychological",
            "avant garde",
            "dystopia",
            "religion",
            "artificial intelligence",
            "cyberpunk",
            "drama",
        ],
        against: &["gag humor", "kids", "ecchi"],
        words: "philosophical existence meaning of life identity soul",
    },
    Mood {
        name: "beautiful",
        tags: &[
            "detailed landscapes",
            "watercolour style",
            "visual arts",
            "fantasy",
            "iyashikei",
            "nature",
            "historical",
        ],
        against: &["cgi", "crude"],
        words: "beautiful landscapes art scenery",
    },
    Mood {
        name: "cozy",
        tags: &[
            "iyashikei",
            "cooking",
            "cafe",
            "slice of life",
            "countryside",
            "camping",
            "daily life",
            "cats",
            "food",
            "family life",
        ],
        against: &["gore", "horror", "action"],
        words: "cozy warm home food friends quiet life",
    },
    Mood {
        name: "bittersweet",
        tags: &[
            "tragedy",
            "first love",
            "unrequited love",
            "coming of age",
            "melancholy",
            "romance",
            "drama",
            "time skip",
        ],
        against: &["gag humor", "parody"],
        words: "bittersweet love parting memories growing up",
    },
];

/// The strengths of the tags of a mood, by thirds of the list.
const STRENGTHS: [f32; 3] = [0.6, 0.45, 0.3];
/// What a tag that speaks against a mood takes from it.
const AGAINST: f32 = 0.25;

/// A mood ready to be asked of rows.
pub(crate) struct Tones {
    tags: Vec<(u32, f32)>,
    against: Vec<u32>,
}

impl Tones {
    /// A mood by its name; `None` for one that is not known, or of which no tag of the catalog speaks.
    pub(crate) fn of(mood: &str, columns: &Columns) -> Option<Self> {
        let mood = MOODS.iter().find(|known| known.name == mood)?;
        let third = mood.tags.len().div_ceil(STRENGTHS.len());
        let find = |tag: &&str| columns.tags.find_folded(tag);
        let strengths = mood.tags.iter().enumerate().map(|(at, tag)| (tag, STRENGTHS[at / third]));
        let tags: Vec<_> = strengths.filter_map(|(tag, strength)| Some((find(tag)?, strength))).collect();
        (!tags.is_empty())
            .then(|| Self { tags, against: mood.against.iter().filter_map(|tag| find(&tag)).collect() })
    }

    /// How much of the mood a row has, 0 to 1: each tag that speaks for it takes its share of what is
    /// missing to 1.
    pub(crate) fn share(&self, columns: &Columns, row: u32) -> f32 {
        let own = columns.tags.of_row(row);
        let missing =
            self.tags.iter().filter(|(tag, _)| own.contains(tag)).fold(1.0, |left, (_, s)| left * (1.0 - s));
        let against = self.against.iter().filter(|tag| own.contains(tag)).count();
        ((1.0 - missing) - AGAINST * against as f32).max(0.0)
    }
}

/// A mood in other words.
pub(crate) fn words(mood: &str) -> Option<&'static str> {
    MOODS.iter().find(|known| known.name == mood).map(|known| known.words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[test]
    fn every_mood_of_the_reader_has_its_tags() {
        let names = "dark light funny sad happy emotional romantic scary violent relaxing exciting serious \
                     mature childish cute weird wholesome uplifting depressing melancholic nostalgic epic \
                     slow fast mysterious suspenseful gritty complex philosophical beautiful cozy bittersweet";
        for name in names.split_whitespace() {
            assert!(words(name).is_some(), "{name}");
        }
        let tags = MOODS.iter().flat_map(|mood| mood.tags.iter().chain(mood.against));
        tags.for_each(|tag| assert_eq!(fold(tag), *tag));
    }
}
