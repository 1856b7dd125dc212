//! Franchises of up to four installments in three sources, with slips, other romanizations and missing facts.
//!
//! No table of this crate is counted on these records and no list of words comes from here. The few constants
//! that are judged by hand (`UNNAMED`, `TRUST`, `CALIBRATION`) were compared on all three generators.

use model::{ExternalId, Format, Namespace, SourceId, Title, TitleKind};

use super::{Random, Truth};
use crate::Subject;

const SYLLABLES: &str = "ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho ma mi mu \
    me mo ya yu yo ra ri ru re ro wa ga gi go za ji zu do ba bi bo n";
const ENGLISH: &str = "dragon hero academy blade moon star witch girl battle lost kingdom summer school knight \
    robot garden ghost love rebel shadow";
const WORDS: usize = 3000;
/// What each source writes behind the name of the first, second, third and fourth installment.
const ENDINGS: [[&str; 3]; 4] = [
    ["", "", ""],
    [" 2nd Season", " Season 2", " II"],
    [" 3rd Season", " Season 3", " III"],
    [" Final Season", " Season 4", " The Final"],
];
const SOURCES: [&str; 3] = ["first", "second", "third"];

struct Work {
    number: u32,
    franchise: u32,
    base: String,
    english: String,
    installment: usize,
    format: Format,
    episodes: i64,
    year: i64,
    studio: usize,
}

/// Records of so many franchises; the script has 3,000.
pub fn generate(franchises: usize, seed: u64) -> Truth {
    let random = &mut Random::new(seed);
    let works = works(franchises, random);
    let mut truth = Truth::default();
    for work in &works {
        for (source, missing) in [0.05, 0.25, 0.35].into_iter().enumerate() {
            if !random.chance(missing) {
                truth.work.push(work.number);
                truth.franchise.push(work.franchise);
                truth.doubtful.push(work.number);
                let number = truth.subjects.len();
                truth.subjects.push(record(work, source, number, random));
            }
        }
    }
    truth
}

fn works(franchises: usize, random: &mut Random) -> Vec<Work> {
    let syllables: Vec<&str> = SYLLABLES.split_whitespace().collect();
    let english: Vec<&str> = ENGLISH.split_whitespace().collect();
    let vocabulary: Vec<String> =
        (0..WORDS).map(|_| (0..2 + random.below(3)).map(|_| *random.pick(&syllables)).collect()).collect();
    let mut works = Vec::new();
    for franchise in 0..franchises {
        let base =
            (0..=random.below(3)).map(|_| random.pick(&vocabulary).as_str()).collect::<Vec<_>>().join(" ");
        let mut pool = english.clone();
        random.shuffle(&mut pool);
        let english = pool[..2 + random.below(2)].join(" ");
        let year = random.between(1985, 2024);
        let studio = random.below(301);
        let count = 1 + random.weighted(&[0.6, 0.2, 0.12, 0.08]);
        for installment in 0..count {
            let format = if installment > 0 {
                [Format::Tv, Format::Movie, Format::Ova, Format::Ona, Format::Special]
                    [random.weighted(&[0.5, 0.15, 0.15, 0.1, 0.1])]
                .clone()
            } else {
                [Format::Tv, Format::Movie, Format::Ova][random.weighted(&[0.7, 0.15, 0.15])].clone()
            };
            let episodes = match format {
                Format::Tv | Format::Ona => *random.pick(&[12, 13, 24, 25, 26]),
                Format::Movie => 1,
                _ => *random.pick(&[1, 2, 3, 6]),
            };
            works.push(Work {
                number: works.len() as u32,
                franchise: franchise as u32,
                base: base.clone(),
                english: english.clone(),
                installment,
                format,
                episodes,
                year: year + installment as i64 * random.between(1, 2),
                studio,
            });
        }
    }
    works
}

fn record(work: &Work, source: usize, number: usize, random: &mut Random) -> Subject {
    let ending = ENDINGS[work.installment][source];
    let base = if source == 2 && random.chance(0.35) {
        work.base.replace("tsu", "tu").replace("shi", "si").replace("chi", "ti")
    } else {
        work.base.clone()
    };
    let mut title = if matches!(work.format, Format::Tv | Format::Ona) {
        base + ending
    } else if work.installment > 0 {
        format!("{base} {}", random.pick(&["Movie", "OVA", "Special", "Gekijouban"]))
    } else {
        base
    };
    if random.chance(0.08) {
        title = slip(&title, random);
    }
    let mut other = format!("{}{ending}", work.english);
    if source == 1 && random.chance(0.3) {
        std::mem::swap(&mut title, &mut other);
    }
    let namespace = Namespace::known(SOURCES[source]);
    let id = ExternalId::new(namespace, &number.to_string()).expect("digits are an id");
    let mut subject = Subject::new(SourceId::known(SOURCES[source]), id);
    subject.titles.push(Title::new(title.to_lowercase(), TitleKind::Main));
    if random.chance(0.7) {
        subject.synonyms.push(other.to_lowercase());
    }
    subject.format = Some(if random.chance(0.93) {
        work.format.clone()
    } else {
        random.pick(&[Format::Tv, Format::Ona, Format::Ova, Format::Special]).clone()
    });
    let one_off = |random: &mut Random| *random.pick(&[-1, 1]);
    let episodes = if random.chance(0.92) { work.episodes } else { work.episodes + one_off(random) };
    // The script lets a film of one episode come out with none; here that says nothing.
    subject.episodes = u32::try_from(episodes).ok().filter(|count| *count > 0);
    let year = work.year + if random.chance(0.07) { one_off(random) } else { 0 };
    subject.year = random.chance(0.95).then_some(year as i16);
    if random.chance(0.7) {
        subject.studios.push(format!("studio {}", work.studio));
    }
    subject
}

/// Two letters swapped, one left out or a vowel put in.
fn slip(text: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() < 4 {
        return text.to_owned();
    }
    let at = random.below(letters.len() - 1);
    match random.share() {
        share if share < 0.4 => letters.swap(at, at + 1),
        share if share < 0.7 => {
            letters.remove(at);
        }
        _ => letters.insert(at, *random.pick(&['a', 'e', 'i', 'o', 'u'])),
    }
    letters.into_iter().collect()
}
