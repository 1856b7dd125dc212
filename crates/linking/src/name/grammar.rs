//! The grammar of marks, by kinds of words and not by lists of whole endings: an ordinal before a unit,
//! a unit before a cardinal, a bare number or Roman numeral before a pause, words for kinds.

use super::{Kinds, Marks, words::Segment};

/// What a numbered unit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Season,
    Part,
}

/// Takes the marks out of a name; what is left are the words of its stem, in order. A name that
/// consists of marks alone keeps its words.
pub(super) fn read(segments: &[Segment]) -> (Vec<String>, Marks) {
    let mut marks = Marks::default();
    let mut stem: Vec<String> = Vec::new();
    for (number, segment) in segments.iter().enumerate() {
        let mut at = 0;
        let mut since = 0; // stem words of this segment
        while at < segment.len() {
            let scene = Scene {
                words: &segment[at..],
                opens: number == 0 && stem.is_empty(),
                since,
                alone: number > 0,
            };
            match scene.read(&mut marks) {
                0 => {
                    stem.push(segment[at].clone());
                    since += 1;
                    at += 1;
                }
                read => at += read,
            }
        }
    }
    if stem.is_empty() {
        let all = segments.iter().flatten().cloned().collect();
        let kinds = marks.kinds;
        return (all, Marks { kinds, ..Marks::default() });
    }
    (stem, marks)
}

/// A place in a segment.
struct Scene<'a> {
    /// The words from here to the pause.
    words: &'a [String],
    /// Nothing of the stem came before.
    opens: bool,
    /// How many words of the stem came before in this segment.
    since: usize,
    /// Whether the segment is not the first one.
    alone: bool,
}

impl Scene<'_> {
    fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", String::as_str)
    }

    /// How many words make a mark here; none when the first is a word of the stem.
    fn read(&self, marks: &mut Marks) -> usize {
        let read = self.counted(marks);
        if read > 0 {
            return read;
        }
        let read = self.kind(marks);
        if read > 0 {
            return read;
        }
        self.bare(marks)
    }

    /// `2nd season`, `the second season`, `season 2`, `dai 2 ki`, `final season`, `s2`.
    fn counted(&self, marks: &mut Marks) -> usize {
        let skip = usize::from(matches!(self.word(0), "the" | "die" | "la" | "le"));
        if is_last(self.word(skip)) {
            if unit(self.word(skip + 1)).is_some() {
                marks.last = true;
                return skip + 2;
            }
            if self.words.len() == skip + 1 && !self.opens {
                marks.last = true;
                return skip + 1;
            }
        }
        let beside = |word: &str| unit(word).or_else(|| slipped_unit(word));
        if let (Some(number), Some(unit)) = (ordinal(self.word(skip)), beside(self.word(skip + 1))) {
            set(marks, unit, number);
            return skip + 2;
        }
        if self.word(0) == "dai"
            && let (Some(number), Some(unit)) = (
                cardinal(self.word(1)).or_else(|| japanese(self.word(1))),
                unit(self.word(2)).or_else(|| dai_unit(self.word(2))),
            )
        {
            set(marks, unit, number);
            return 3;
        }
        if self.opens {
            return 0; // a name may begin with such a word and mean it: `Part 7`, `S4`
        }
        if let (Some(unit), Some(number)) = (beside(self.word(0)), cardinal(self.word(1))) {
            set(marks, unit, number);
            return 2;
        }
        if let Some(number) = self.word(0).strip_prefix('s').and_then(digits).filter(|n| *n < 30) {
            set(marks, Unit::Season, number);
            return 1;
        }
        if self.word(1) == "ki" && self.words.len() == 2 && digits(self.word(0)).is_some() {
            set(marks, Unit::Season, digits(self.word(0)).unwrap_or(1));
            return 2;
        }
        // A word and its number may be written together: `season2`, `part2`.
        for prefix in ["season", "part", "cour"] {
            if let Some(number) = self.word(0).strip_prefix(prefix).and_then(digits) {
                set(marks, if prefix == "season" { Unit::Season } else { Unit::Part }, number);
                return 1;
            }
        }
        match self.word(0) {
            "zenpen" => {
                set(marks, Unit::Part, 1);
                1
            }
            "kouhen" | "kohen" => {
                set(marks, Unit::Part, 2);
                1
            }
            "zoku" if self.words.len() == 1 || self.since == 0 => {
                marks.sequel = true;
                1
            }
            "kanketsuhen" | "kanketsu" => {
                marks.last = true;
                1 + usize::from(self.word(1) == "hen")
            }
            _ => 0,
        }
    }

    /// Words for kinds, with an article before and a number behind: `the movie`, `der film`, `ova 2`.
    fn kind(&self, marks: &mut Marks) -> usize {
        let article = matches!(self.word(0), "the" | "der" | "le" | "la" | "il" | "el" | "o" | "das" | "die");
        let skip = usize::from(article && self.words.len() > 1);
        let word = self.word(skip);
        let (kinds, mut read) = match (word, self.word(skip + 1)) {
            ("gekijou" | "gekijo", "ban") => (Kinds::FILM, 2),
            ("sou" | "so", "shuuhen" | "shuhen") => (Kinds::RECAP, 2),
            ("music", "video") => (Kinds::MUSIC, 2),
            ("tokubetsu", "hen") | ("tv", "special" | "specials") => (Kinds::SPECIAL, 2),
            ("tv", "series" | "anime" | "animation") => (Kinds::SERIES, 2),
            _ => match single_kind(word) {
                Some(kinds) => (kinds, 1),
                None if self.words.len() == skip + 1 && !self.opens => match slipped_kind(word) {
                    Some(kinds) => (kinds, 1),
                    None => return 0,
                },
                None => return 0,
            },
        };
        // In the first place only words that are nothing else are marks; `Special A` is a name. So is
        // a word of everyday use in the middle of a phrase.
        let technical =
            matches!(word, "gekijouban" | "gekijoban" | "gekijou" | "gekijo" | "ova" | "oav" | "oad");
        let closes = self.words.len() == skip + read
            || cardinal(self.word(skip + read)).is_some() && self.words.len() == skip + read + 1
            || single_kind(self.word(skip + read)).is_some();
        let translated = word == "movie" && self.opens && skip == 0;
        if !(technical || translated || closes && (!self.opens || self.alone)) {
            return 0;
        }
        if self.opens && self.words.len() == skip + read && !self.alone && !technical && !translated {
            return 0;
        }
        marks.kinds.add(kinds);
        read += skip;
        if let Some(number) = cardinal(self.word(read)).filter(|n| *n < 30)
            && (self.words.len() == read + 1 || single_kind(self.word(read + 1)).is_some())
        {
            set(marks, Unit::Season, number);
            read += 1;
        }
        read
    }

    /// A number, a Roman numeral or a year before a pause or before another mark.
    fn bare(&self, marks: &mut Marks) -> usize {
        if self.opens {
            return 0;
        }
        let word = self.word(0);
        let last = self.words.len() == 1;
        if last && let Some(year) = year(word) {
            marks.year = Some(year);
            return 1;
        }
        let before_mark = unit(self.word(1)).is_some() || single_kind(self.word(1)).is_some();
        let number = digits(word)
            .filter(|number| (2..=12).contains(number) && !word.starts_with('0'))
            .or_else(|| roman(word))
            .or_else(|| ordinal(word).filter(|_| word.starts_with(|c: char| c.is_ascii_digit())));
        if let Some(number) = number.filter(|_| (last || before_mark) && self.since > 0) {
            set(marks, Unit::Season, number);
            return 1;
        }
        0
    }
}

fn set(marks: &mut Marks, unit: Unit, number: u32) {
    let number = number as u16;
    match unit {
        Unit::Season => marks.season = marks.season.or(Some(number)),
        Unit::Part => marks.part = marks.part.or(Some(number)),
    }
}

/// Units that are counted, in the languages that titles are translated to.
fn unit(word: &str) -> Option<Unit> {
    match word {
        "season" | "seasons" | "series" | "staffel" | "saison" | "temporada" | "stagione" | "seizoen"
        | "sezon" | "sesong" | "säsong" | "sasong" | "kausi" | "évad" | "evad" | "serie" | "сезон"
        | "sezona" | "ki" | "シーズン" | "stage" => Some(Unit::Season),
        "part" | "cour" | "kuuru" | "teil" | "partie" | "parte" | "часть" | "часть2" | "deel" | "del"
        | "osa" | "czesc" | "część" | "bu" | "half" | "arc" => Some(Unit::Part),
        _ => None,
    }
}

/// Units that only stand behind `dai`.
fn dai_unit(word: &str) -> Option<Unit> {
    match word {
        "ki" | "shiizun" | "shirizu" | "shiriizu" => Some(Unit::Season),
        "bu" | "kuuru" | "kuru" => Some(Unit::Part),
        _ => None,
    }
}

/// A unit with a slip in it, for places where a number stands beside it: letters swapped, one missing or
/// one too many. Another letter in place of one makes other words too easily (`reason`).
fn slipped_unit(word: &str) -> Option<Unit> {
    const LONG: [&str; 5] = ["season", "saison", "staffel", "temporada", "stagione"];
    LONG.into_iter().find(|known| slipped(word, known)).and_then(unit)
}

/// The same for kinds, the long ones only.
fn slipped_kind(word: &str) -> Option<Kinds> {
    const LONG: [&str; 5] = ["gekijouban", "special", "specials", "soushuuhen", "compilation"];
    LONG.into_iter().find(|known| slipped(word, known)).and_then(single_kind)
}

fn slipped(word: &str, known: &str) -> bool {
    if word == known || !word.is_ascii() || word.len().abs_diff(known.len()) > 1 {
        return false;
    }
    let letters = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    let swapped = word.len() != known.len() || letters(word) == letters(known);
    let (a, b): (Vec<char>, Vec<char>) = (word.chars().collect(), known.chars().collect());
    swapped && crate::edit::distance(&a, &b, 1).is_some()
}

fn is_last(word: &str) -> bool {
    matches!(
        word,
        "final"
            | "last"
            | "finale"
            | "letzte"
            | "finala"
            | "финал"
            | "финальный"
            | "dernière"
            | "derniere"
            | "ultima"
    )
}

fn single_kind(word: &str) -> Option<Kinds> {
    Some(match word {
        "movie" | "movies" | "film" | "films" | "gekijouban" | "gekijoban" | "eiga" | "pelicula"
        | "kinofilm" | "filme" | "фильм" | "lefilm" => Kinds::FILM,
        "ova" | "ovas" | "oav" | "oad" | "oads" => Kinds::DISC,
        "special"
        | "specials"
        | "sp"
        | "supesharu"
        | "tokubetsuhen"
        | "spezial"
        | "especial"
        | "speciale"
        | "special2"
        | "спецвыпуск"
        | "bangaihen" => Kinds::SPECIAL,
        "recap" | "recaps" | "soushuuhen" | "soshuhen" | "digest" | "compilation" | "zusammenfassung"
        | "summary" | "resume" | "recapitulatif" | "resumen" | "riassunto" => Kinds::RECAP,
        "pv" | "mv" => Kinds::MUSIC,
        "tv" => Kinds::SERIES,
        "ona" | "web" => Kinds::WEB,
        _ => return None,
    })
}

fn digits(word: &str) -> Option<u32> {
    (1..=2).contains(&word.len()).then(|| word.parse().ok()).flatten().filter(|number| *number > 0)
}

fn cardinal(word: &str) -> Option<u32> {
    const WORDS: &[&str] = &["one", "two", "three", "four", "five", "six", "seven", "eight"];
    let spelled = || WORDS.iter().position(|known| *known == word).map(|at| at as u32 + 1);
    digits(word).or_else(|| roman(word)).or_else(|| (word == "i").then_some(1)).or_else(spelled)
}

fn japanese(word: &str) -> Option<u32> {
    const WORDS: &[(&str, u32)] = &[
        ("ichi", 1),
        ("ni", 2),
        ("san", 3),
        ("yon", 4),
        ("shi", 4),
        ("go", 5),
        ("roku", 6),
        ("nana", 7),
        ("hachi", 8),
    ];
    WORDS.iter().find(|(known, _)| *known == word).map(|(_, number)| *number)
}

fn ordinal(word: &str) -> Option<u32> {
    const WORDS: &[&[&str]] = &[
        &["first", "erste", "premiere", "primera", "prima", "primeira", "первый"],
        &["second", "zweite", "deuxieme", "segunda", "seconda", "второй"],
        &["third", "dritte", "troisieme", "tercera", "terza", "terceira", "третий"],
        &["fourth", "vierte", "quatrieme", "cuarta", "quarta", "четвертый"],
        &["fifth", "funfte", "cinquieme", "quinta", "пятый"],
        &["sixth", "sechste", "sixieme", "sexta", "sesta"],
        &["seventh", "siebte", "septieme", "septima", "settima"],
        &["eighth", "achte", "huitieme", "octava", "ottava"],
    ];
    let figures = word.trim_end_matches(|c: char| c.is_alphabetic());
    let suffix = &word[figures.len()..];
    let suffixed =
        matches!(suffix, "st" | "nd" | "rd" | "th" | "e" | "eme" | "a" | "o" | "er").then(|| digits(figures));
    suffixed
        .flatten()
        .or_else(|| WORDS.iter().position(|forms| forms.contains(&word)).map(|at| at as u32 + 1))
}

fn roman(word: &str) -> Option<u32> {
    const NUMERALS: [&str; 9] = ["ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xii"];
    const VALUES: [u32; 9] = [2, 3, 4, 6, 7, 8, 9, 11, 12];
    NUMERALS.iter().position(|known| *known == word).map(|at| VALUES[at])
}

/// A year of four figures in which a work may have begun.
fn year(word: &str) -> Option<i16> {
    (word.len() == 4).then(|| word.parse().ok()).flatten().filter(|year| (1950..=2049).contains(year))
}
