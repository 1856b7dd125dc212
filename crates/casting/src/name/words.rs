//! Words in names that are no names: honorifics, ranks, particles, kin, remarks.

/// What a word of a name tells about whom it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordKind {
    /// A part of the name itself.
    Plain,
    /// An honorific, a rank or a trade, which one source writes and another leaves out.
    Title,
    /// A word that only joins others, or an initial.
    Particle,
    /// Kin: `Kaito's Mother` is not Kaito.
    Kin,
    /// A letter or number that tells several apart: `Student B`.
    Index,
    /// Whose kin or thing it is: `Kaito's`.
    Owner,
}

const TITLES: &[&str] = &[
    "san",
    "kun",
    "chan",
    "sama",
    "tan",
    "dono",
    "sensei",
    "senpai",
    "sempai",
    "kohai",
    "hakase",
    "chin",
    "hime",
    "heika",
    "shishou",
    "shisho",
    "taichou",
    "taicho",
    "kaichou",
    "kaicho",
    "shachou",
    "shacho",
    "kouchou",
    "kocho",
    "kyoutou",
    "obasan",
    "ojisan",
    "obaasan",
    "ojiisan",
    "oneesan",
    "oniisan",
    "mr",
    "mrs",
    "ms",
    "miss",
    "mister",
    "madam",
    "madame",
    "mademoiselle",
    "monsieur",
    "dr",
    "doctor",
    "prof",
    "professor",
    "teacher",
    "lord",
    "lady",
    "sir",
    "dame",
    "master",
    "mistress",
    "princess",
    "prince",
    "king",
    "queen",
    "emperor",
    "empress",
    "duke",
    "duchess",
    "count",
    "countess",
    "baron",
    "baroness",
    "captain",
    "commander",
    "colonel",
    "general",
    "major",
    "sergeant",
    "lieutenant",
    "admiral",
    "officer",
    "inspector",
    "detective",
    "chief",
    "president",
    "director",
    "principal",
    "vice",
    "saint",
    "st",
    "father",
    "sister",
    "brother",
    "great",
    "old",
    "young",
    "little",
    "big",
    "agent",
    "private",
    "corporal",
    "instructor",
    "coach",
    "manager",
    "boss",
    "nurse",
    "priest",
    "elder",
    "uncle",
    "aunt",
    "auntie",
    "granny",
    "grandma",
    "grandpa",
];

const PARTICLES: &[&str] = &[
    "no", "the", "of", "a", "an", "von", "van", "der", "den", "de", "da", "di", "du", "del", "la", "le",
    "el", "al", "ibn", "bin", "and", "to", "wa", "ga", "aka", "in", "with", "d", "l", "o",
];

/// Kin by the word, and one name for each.
const KIN: &[(&str, &str)] = &[
    ("mother", "mother"),
    ("mom", "mother"),
    ("mum", "mother"),
    ("mama", "mother"),
    ("haha", "mother"),
    ("okaasan", "mother"),
    ("kaasan", "mother"),
    ("okasan", "mother"),
    ("father", "father"),
    ("dad", "father"),
    ("papa", "father"),
    ("chichi", "father"),
    ("otousan", "father"),
    ("otosan", "father"),
    ("tousan", "father"),
    ("brother", "brother"),
    ("ani", "brother"),
    ("otouto", "brother"),
    ("ototo", "brother"),
    ("sister", "sister"),
    ("ane", "sister"),
    ("imouto", "sister"),
    ("imoto", "sister"),
    ("grandmother", "grandmother"),
    ("grandma", "grandmother"),
    ("sobo", "grandmother"),
    ("grandfather", "grandfather"),
    ("grandpa", "grandfather"),
    ("sofu", "grandfather"),
    ("wife", "wife"),
    ("tsuma", "wife"),
    ("husband", "husband"),
    ("otto", "husband"),
    ("son", "son"),
    ("musuko", "son"),
    ("daughter", "daughter"),
    ("musume", "daughter"),
    ("uncle", "uncle"),
    ("oji", "uncle"),
    ("aunt", "aunt"),
    ("oba", "aunt"),
    ("cousin", "cousin"),
    ("friend", "friend"),
    ("friends", "friend"),
    ("parents", "parents"),
    ("fan", "fan"),
    ("maid", "maid"),
    ("servant", "servant"),
    ("clone", "clone"),
];

/// What stands in brackets behind a name and is a remark rather than another name.
const REMARKS: &[&str] = &[
    "young",
    "younger",
    "child",
    "childhood",
    "kid",
    "boy",
    "girl",
    "baby",
    "infant",
    "teen",
    "teenager",
    "adult",
    "old",
    "older",
    "elder",
    "past",
    "future",
    "ep",
    "eps",
    "episode",
    "episodes",
    "voice",
    "tv",
    "ova",
    "movie",
    "years",
    "year",
    "dub",
    "season",
    "s1",
    "s2",
    "main",
    "male",
    "female",
    "human",
    "singing",
    "narrator",
    "first",
    "second",
    "age",
    "yo",
    "as",
    "preview",
    "cameo",
    "flashback",
];

/// What a word is. `word` is in lower case without accents.
pub fn kind(word: &str) -> WordKind {
    if TITLES.contains(&word) {
        WordKind::Title
    } else if PARTICLES.contains(&word) {
        WordKind::Particle
    } else if kin(word).is_some() {
        WordKind::Kin
    } else {
        WordKind::Plain
    }
}

/// One name for a kind of kin; `None` for other words.
pub fn kin(word: &str) -> Option<&'static str> {
    KIN.iter().find(|(known, _)| *known == word).map(|(_, one)| *one)
}

/// Whether a text in brackets is a remark: one of the known words, or a number, stands in it.
pub fn is_remark(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut words = words.map(str::to_lowercase).peekable();
    words.peek().is_none()
        || words
            .any(|word| REMARKS.contains(&word.as_str()) || word.starts_with(|c: char| c.is_ascii_digit()))
}
