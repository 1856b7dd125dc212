//! Invented casts, as five sources write them. Synthetic: it tells that name forms are bridged, not how
//! often they occur.
//!
//! Each source has its way with a name: order, long vowels, capitals, native names, roles, voices. Each
//! leaves figures out and cuts or misspells names. Families share a name, and some figures share all of
//! theirs.

use std::collections::BTreeMap;

use bench::Measure;
use casting::{Cast, match_casts};
use model::{Casting, CharacterRole, SourceId, VoiceActor};

use crate::{names::Random, tally::Tally};

/// Kana and their letters, long vowels as `ou` and `uu`.
const SYLLABLES: &[(&str, &str)] = &[
    ("ア", "a"),
    ("カ", "ka"),
    ("キ", "ki"),
    ("コウ", "kou"),
    ("サ", "sa"),
    ("シ", "shi"),
    ("ショウ", "shou"),
    ("タ", "ta"),
    ("チ", "chi"),
    ("ツ", "tsu"),
    ("トウ", "tou"),
    ("ナ", "na"),
    ("ノ", "no"),
    ("ハ", "ha"),
    ("ヒ", "hi"),
    ("フ", "fu"),
    ("マ", "ma"),
    ("ミ", "mi"),
    ("モ", "mo"),
    ("ヤ", "ya"),
    ("ユウ", "yuu"),
    ("ヨ", "yo"),
    ("リ", "ri"),
    ("ロウ", "rou"),
    ("レ", "re"),
    ("ワ", "wa"),
    ("ジュン", "jun"),
    ("ジ", "ji"),
    ("ゴ", "go"),
    ("メ", "me"),
];
static SOURCES: [SourceId; 5] = [
    SourceId::known("mal"),
    SourceId::known("anilist"),
    SourceId::known("anidb"),
    SourceId::known("kitsu"),
    SourceId::known("anime_planet"),
];
const WORKS: usize = 40;
const CAST: usize = 60;

/// A work's cast as every source lists it.
pub struct Work {
    /// In the order of the sources.
    pub casts: Vec<Cast>,
    /// Who each row is, in the same order.
    who: Vec<Vec<usize>>,
}

struct Figure {
    given: Vec<usize>,
    family: Vec<usize>,
    role: CharacterRole,
    voice: Vec<usize>,
}

impl Work {
    /// A work with so many figures.
    pub fn new(figures: usize, random: &mut Random) -> Self {
        let mut cast: Vec<Figure> = Vec::with_capacity(figures);
        for number in 0..figures {
            // Every third has the family of another, every fortieth another's given name as well.
            let family = match cast.get(random.below(cast.len().max(1))) {
                Some(other) if random.below(3) == 0 => other.family.clone(),
                _ => word(random, 2),
            };
            let given = match cast.get(random.below(cast.len().max(1))) {
                Some(other) if random.below(40) == 0 => other.given.clone(),
                _ => word(random, 2),
            };
            let role = match number {
                0..4 => CharacterRole::Main,
                4..20 => CharacterRole::Supporting,
                _ => CharacterRole::Background,
            };
            cast.push(Figure { given, family, role, voice: word(random, 4) });
        }
        let sides = SOURCES.iter().map(|source| side(source, &cast, random));
        let (casts, who) = sides.unzip();
        Self { casts, who }
    }
}

/// Pairs over all sources.
pub fn run() -> Vec<Measure> {
    let mut random = Random::new(11);
    let mut all = Tally::default();
    let mut with: BTreeMap<&str, Tally> = BTreeMap::new();
    for _ in 0..WORKS {
        let work = Work::new(CAST, &mut random);
        let place = |source: &SourceId| SOURCES.iter().position(|known| known == source);
        let mut cluster: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for (number, matched) in match_casts(&work.casts).iter().enumerate() {
            for (source, row) in &matched.members {
                cluster.extend(place(source).map(|source| ((source, *row), number)));
            }
        }
        for a in 0..SOURCES.len() {
            for b in a + 1..SOURCES.len() {
                for (i, one) in work.who[a].iter().enumerate() {
                    for (j, other) in work.who[b].iter().enumerate() {
                        let joined = cluster.get(&(a, i)) == cluster.get(&(b, j));
                        all.add(one == other, joined, 1.0);
                        for source in [a, b] {
                            with.entry(SOURCES[source].as_str()).or_default().add(one == other, joined, 1.0);
                        }
                    }
                }
            }
        }
    }
    let mut measures = all.measures("casting.synthetic", Some((0.99, 0.97)));
    for (source, tally) in with {
        measures.extend(tally.measures(&format!("casting.synthetic.{source}"), None));
    }
    measures
}

fn word(random: &mut Random, least: usize) -> Vec<usize> {
    (0..least + random.below(2)).map(|_| random.below(SYLLABLES.len())).collect()
}

fn side(source: &SourceId, cast: &[Figure], random: &mut Random) -> (Cast, Vec<usize>) {
    let mut rows = Vec::new();
    let mut who = Vec::new();
    for (number, figure) in cast.iter().enumerate() {
        // Small parts are left out more often.
        if random.below(if figure.role == CharacterRole::Background { 3 } else { 12 }) == 0 {
            continue;
        }
        rows.push(row(source, figure, random));
        who.push(number);
    }
    (Cast::of(source, &rows), who)
}

/// The row of a figure, in the source's own manner.
fn row(source: &SourceId, figure: &Figure, random: &mut Random) -> Casting {
    let mut given = capital(&letters(&figure.given));
    let family = capital(&letters(&figure.family));
    if random.below(40) == 0 {
        // A letter is lost.
        let at = 1 + random.below(given.len().saturating_sub(1).max(1));
        given =
            given.chars().enumerate().filter(|(place, _)| *place != at).map(|(_, letter)| letter).collect();
    }
    let short = |text: &str| text.replace("ou", "o").replace("uu", "u");
    let marked = |text: &str| text.replace("ou", "ō").replace("uu", "ū");
    let alone = random.below(12) == 0;
    let name = match source.as_str() {
        _ if alone => given.clone(),
        "mal" => format!("{family}, {given}"),
        "anidb" => format!("{family} {given}"),
        "kitsu" => format!("{} {}", short(&given), short(&family)),
        "anime_planet" => format!("{} {}", short(&given), short(&family).to_uppercase()),
        _ => format!("{} {}", marked(&given), marked(&family)),
    };
    let name = match random.below(30) {
        0 => format!("{name}-san"),
        1 => format!("{name} (young)"),
        _ => name,
    };
    let kana = || {
        let of = |word: &[usize]| word.iter().map(|&at| SYLLABLES[at].0).collect::<String>();
        format!("{}・{}", of(&figure.family), of(&figure.given))
    };
    let is_voiced = source.as_str() != "kitsu" && random.below(3) != 0;
    let voice = letters(&figure.voice);
    let (first, last) = voice.split_at(voice.len() / 2);
    let voice_name = match source.as_str() {
        "mal" => format!("{}, {}", capital(first), capital(last)),
        "anidb" => format!("{} {}", capital(first), capital(last)),
        _ => format!("{} {}", short(&capital(last)), short(&capital(first))),
    };
    let voices =
        is_voiced.then(|| VoiceActor { external_id: None, name: voice_name, language: Some("ja".into()) });
    Casting {
        name,
        name_native: (source.as_str() == "anilist" || random.below(4) == 0).then(kana),
        role: if source.as_str() == "anime_planet" { CharacterRole::Unknown } else { figure.role.clone() },
        voice_actors: voices.into_iter().collect(),
        ..Casting::default()
    }
}

fn letters(word: &[usize]) -> String {
    word.iter().map(|&at| SYLLABLES[at].1).collect()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
