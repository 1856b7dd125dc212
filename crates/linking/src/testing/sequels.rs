//! Franchises in four sources that write in four languages: split cours, remakes, recaps, films with
//! names of their own, one title in two media, missing years. Written before anything was tuned, and
//! nothing in this crate was fitted on it.

use model::{ExternalId, Format, FuzzyDate, Medium, Namespace, SourceId, Title, TitleKind};

use super::{Random, Truth};
use crate::Subject;

/// A syllable in Latin letters and in kana.
const SYLLABLES: &[(&str, &str)] = &[
    ("ka", "カ"),
    ("ki", "キ"),
    ("ku", "ク"),
    ("ke", "ケ"),
    ("ko", "コ"),
    ("sa", "サ"),
    ("shi", "シ"),
    ("su", "ス"),
    ("se", "セ"),
    ("so", "ソ"),
    ("ta", "タ"),
    ("chi", "チ"),
    ("tsu", "ツ"),
    ("te", "テ"),
    ("to", "ト"),
    ("na", "ナ"),
    ("ni", "ニ"),
    ("ne", "ネ"),
    ("no", "ノ"),
    ("ha", "ハ"),
    ("hi", "ヒ"),
    ("fu", "フ"),
    ("ho", "ホ"),
    ("ma", "マ"),
    ("mi", "ミ"),
    ("mu", "ム"),
    ("me", "メ"),
    ("mo", "モ"),
    ("ya", "ヤ"),
    ("yu", "ユ"),
    ("yo", "ヨ"),
    ("ra", "ラ"),
    ("ri", "リ"),
    ("ru", "ル"),
    ("re", "レ"),
    ("ro", "ロ"),
    ("wa", "ワ"),
    ("ga", "ガ"),
    ("gi", "ギ"),
    ("go", "ゴ"),
    ("za", "ザ"),
    ("ji", "ジ"),
    ("do", "ド"),
    ("ba", "バ"),
    ("bi", "ビ"),
    ("bo", "ボ"),
    ("kyou", "キョウ"),
    ("shou", "ショウ"),
    ("ryuu", "リュウ"),
    ("jou", "ジョウ"),
    ("kou", "コウ"),
    ("n", "ン"),
];
const NOUNS: &[&str] = &[
    "lantern", "harbor", "orchard", "violin", "comet", "baker", "tower", "river", "falcon", "mirror",
    "winter", "engine", "letter", "garden", "captain", "sparrow", "island", "tailor", "thunder", "market",
    "puppet", "signal", "archive", "meadow", "dragon", "temple", "anchor", "pilgrim", "cinema", "voyage",
];
const ADJECTIVES: &[&str] = &[
    "silent",
    "crimson",
    "hidden",
    "last",
    "golden",
    "broken",
    "gentle",
    "northern",
    "hollow",
    "restless",
    "secret",
    "distant",
    "clever",
    "frozen",
    "wandering",
    "little",
];
const SOURCES: [&str; 4] = ["romaji_site", "english_site", "native_site", "german_site"];
/// How often each source lacks a work.
const MISSING: [f64; 4] = [0.1, 0.25, 0.3, 0.35];

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    /// Season *n*.
    Season(u32),
    /// Season *n*, its second half.
    SecondHalf(u32),
    /// A film with a name of its own.
    Film(usize),
    /// A retelling of the first season.
    Recap,
    /// Episodes on disc.
    Disc,
    /// The first season made again.
    Remake,
    /// The comic that it was made from.
    Comic,
}

struct Work {
    number: u32,
    franchise: u32,
    kind: Kind,
    romaji: String,
    kana: String,
    english: String,
    subtitle: (String, String),
    start: (i64, i64, i64),
    episodes: u32,
    minutes: u32,
    studio: String,
}

/// Records of so many franchises.
pub fn generate(franchises: usize, seed: u64) -> Truth {
    let random = &mut Random::new(seed);
    let words: Vec<(String, String)> = (0..2500).map(|_| word(random)).collect();
    let mut truth = Truth::default();
    let mut number = 0;
    for franchise in 0..franchises {
        for work in franchise_of(franchise as u32, &mut number, &words, random) {
            for (source, missing) in MISSING.into_iter().enumerate() {
                let comic_site = source == 0 || source == 3;
                if random.chance(missing) || (work.kind == Kind::Comic && !comic_site) {
                    continue;
                }
                let at = truth.subjects.len();
                truth.work.push(work.number);
                truth.franchise.push(work.franchise);
                truth.doubtful.push(work.number);
                truth.subjects.push(record(&work, source, at, random));
            }
        }
    }
    truth
}

fn word(random: &mut Random) -> (String, String) {
    let mut word = (String::new(), String::new());
    for _ in 0..2 + random.below(3) {
        let (latin, kana) = random.pick(SYLLABLES);
        word.0 += latin;
        word.1 += kana;
    }
    word
}

fn franchise_of(
    franchise: u32,
    number: &mut u32,
    words: &[(String, String)],
    random: &mut Random,
) -> Vec<Work> {
    let name: Vec<&(String, String)> = (0..=random.below(3)).map(|_| random.pick(words)).collect();
    let romaji = name.iter().map(|word| capital(&word.0)).collect::<Vec<_>>().join(" ");
    let kana = name.iter().map(|word| word.1.as_str()).collect::<Vec<_>>().join("・");
    let english =
        format!("The {} {} of the {}", noun(ADJECTIVES, random), noun(NOUNS, random), noun(NOUNS, random));
    let mut kinds = vec![Kind::Season(1)];
    let seasons = 1 + random.weighted(&[0.55, 0.25, 0.12, 0.08]) as u32;
    for season in 2..=seasons {
        kinds.push(Kind::Season(season));
        if random.chance(0.2) {
            kinds.push(Kind::SecondHalf(season));
        }
    }
    for (kind, chance) in [
        (Kind::Film(0), 0.25),
        (Kind::Film(1), 0.08),
        (Kind::Recap, 0.08),
        (Kind::Disc, 0.15),
        (Kind::Remake, 0.05),
        (Kind::Comic, 0.3),
    ] {
        if random.chance(chance) {
            kinds.push(kind);
        }
    }
    let first = random.between(1975, 2023);
    let studio = format!("Studio {}", capital(&random.pick(words).0));
    let mut premiere = (first, random.between(1, 12), random.between(1, 28));
    let mut made = Vec::new();
    for kind in kinds {
        let start = match kind {
            Kind::Season(1) => premiere,
            Kind::Season(_) => {
                premiere = (premiere.0 + random.between(1, 3), random.between(1, 12), random.between(1, 28));
                premiere
            }
            Kind::SecondHalf(_) => {
                let month = premiere.1 + 6;
                premiere = (premiere.0 + i64::from(month > 12), (month - 1) % 12 + 1, random.between(1, 28));
                premiere
            }
            Kind::Remake => (first + random.between(9, 25), random.between(1, 12), random.between(1, 28)),
            Kind::Comic => (first - random.between(1, 5), random.between(1, 12), random.between(1, 28)),
            _ => (first + random.between(1, 4), random.between(1, 12), random.between(1, 28)),
        };
        let (episodes, minutes) = match kind {
            Kind::Season(_) | Kind::SecondHalf(_) | Kind::Remake => {
                (*random.pick(&[10, 11, 12, 13, 22, 24, 25, 26]), *random.pick(&[23, 24, 24, 24, 25]))
            }
            Kind::Film(_) | Kind::Recap => (1, random.between(60, 130) as u32),
            Kind::Disc => (*random.pick(&[1, 2, 3, 4, 6]), *random.pick(&[25, 28, 30, 45])),
            Kind::Comic => (0, 0),
        };
        let studio = if kind == Kind::Remake { format!("{studio} Next") } else { studio.clone() };
        let subtitle = word(random);
        made.push(Work {
            number: *number,
            franchise,
            kind,
            romaji: romaji.clone(),
            kana: kana.clone(),
            english: english.clone(),
            subtitle: (capital(&subtitle.0), subtitle.1 + "の" + &word(random).1),
            start,
            episodes,
            minutes,
            studio,
        });
        *number += 1;
    }
    made
}

fn noun(of: &[&str], random: &mut Random) -> String {
    capital(of[random.below(of.len())])
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// What a source of a language writes for a kind of work.
fn named(work: &Work, source: usize, random: &mut Random) -> String {
    let (sub, sub_kana) = &work.subtitle;
    let (romaji, kana, english) = (&work.romaji, &work.kana, &work.english);
    let roman = |n: u32| ["", "I", "II", "III", "IV", "V"][n as usize];
    let ordinal = |n: u32| ["", "First", "Second", "Third", "Fourth", "Fifth"][n as usize];
    let year = work.start.0;
    match (source, work.kind) {
        (1, Kind::Season(1) | Kind::Comic | Kind::Remake) => english.clone(),
        (2, Kind::Season(1) | Kind::Comic) => kana.clone(),
        (3, Kind::Remake) | (_, Kind::Season(1) | Kind::Comic) => romaji.clone(),
        (0, Kind::Season(n)) => {
            if random.chance(0.5) {
                format!("{romaji} {n}")
            } else {
                format!("{romaji} Dai {n} Ki")
            }
        }
        (1, Kind::Season(n)) => format!("{english} {} Season", ordinal(n)),
        (2, Kind::Season(n)) => format!("{kana} 第{n}期"),
        (_, Kind::Season(n)) => format!("{romaji}: Staffel {n}"),
        (0, Kind::SecondHalf(n)) => format!("{romaji} {n} Part 2"),
        (1, Kind::SecondHalf(n)) => format!("{english} Season {n}, Cour 2"),
        (2, Kind::SecondHalf(n)) => format!("{kana} 第{n}期 第2クール"),
        (_, Kind::SecondHalf(n)) => format!("{romaji} {} Teil 2", roman(n)),
        (0, Kind::Film(_)) => format!("Gekijouban {romaji}: {sub}"),
        (1, Kind::Film(_)) => format!("{english} the Movie: {sub}"),
        (2, Kind::Film(_)) => format!("劇場版 {kana} {sub_kana}"),
        (_, Kind::Film(_)) => format!("{romaji} - Der Film: {sub}"),
        (0, Kind::Recap) => format!("{romaji} Soushuuhen"),
        (1, Kind::Recap) => format!("{english}: Recap"),
        (2, Kind::Recap) => format!("{kana} 総集編"),
        (_, Kind::Recap) => format!("{romaji}: Zusammenfassung"),
        (1, Kind::Disc) => format!("{english} OVA"),
        (2, Kind::Disc) => format!("{kana} OVA"),
        (_, Kind::Disc) => format!("{romaji} OVA"),
        (0, Kind::Remake) => format!("{romaji} ({year})"),
        (_, Kind::Remake) => format!("新・{kana}"),
    }
}

fn record(work: &Work, source: usize, at: usize, random: &mut Random) -> Subject {
    let comic = work.kind == Kind::Comic;
    let namespace = Namespace::parse(&if comic {
        format!("{}_comic", SOURCES[source])
    } else {
        SOURCES[source].to_owned()
    })
    .expect("lower-case letters");
    let id = ExternalId::new(namespace, &at.to_string()).expect("digits are an id");
    let mut subject = Subject::new(SourceId::known(SOURCES[source]), id);
    subject.medium = Some(if comic { Medium::Manga } else { Medium::Anime });
    let mut main = named(work, source, random);
    if random.chance(0.06) {
        main = slip(&main, random);
    }
    subject.titles.push(Title::new(main, TitleKind::Main));
    // One more name, in the language of a neighbour.
    let (other, chance) = [(2, 0.8), (0, 0.75), (0, 0.7), (1, 0.6)][source];
    if random.chance(chance) {
        let name = named(work, other, random);
        subject.synonyms.push(if random.chance(0.3) { name.to_uppercase() } else { name });
    }
    let (year, month, day) = work.start;
    let date = match random.weighted(&[0.5, 0.1, 0.15, 0.25]) {
        0 => {
            let day = if random.chance(0.05) { day % 28 + 1 } else { day };
            FuzzyDate::new(year, Some(month), Some(day)).ok()
        }
        1 => FuzzyDate::new(year, Some(month), None).ok(),
        2 => FuzzyDate::new(year + i64::from(random.chance(0.04)), None, None).ok(),
        _ => None, // a quarter has no year at all
    };
    subject.start_date = date;
    subject.year = date.map(FuzzyDate::year);
    if comic {
        subject.format = Some(Format::Manga);
        return subject;
    }
    let format = match work.kind {
        Kind::Season(_) | Kind::SecondHalf(_) | Kind::Remake => {
            if random.chance(0.06) {
                Format::Ona
            } else {
                Format::Tv
            }
        }
        Kind::Film(_) => Format::Movie,
        Kind::Recap => random.pick(&[Format::Movie, Format::Special]).clone(),
        _ => random.pick(&[Format::Ova, Format::Ova, Format::Ova, Format::Special]).clone(),
    };
    subject.format = random.chance(0.93).then_some(format);
    let episodes = if random.chance(0.05) { work.episodes + 1 } else { work.episodes };
    subject.episodes = random.chance(0.85).then_some(episodes);
    let seconds = (i64::from(work.minutes) + random.between(-1, 1)) * 60;
    subject.duration_s = random.chance(0.7).then_some(seconds as u32);
    if random.chance(0.65) {
        let legal = if random.chance(0.3) { " Inc." } else { "" };
        subject.studios.push(format!("{}{legal}", work.studio));
    }
    subject
}

/// One letter left out, doubled or changed for its neighbor.
fn slip(text: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() < 5 {
        return text.to_owned();
    }
    let at = 1 + random.below(letters.len() - 2);
    match random.below(3) {
        0 => {
            letters.remove(at);
        }
        1 => letters.insert(at, letters[at]),
        _ => letters.swap(at, at - 1),
    }
    letters.into_iter().collect()
}
