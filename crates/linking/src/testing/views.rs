//! Views: what each source would say of a work, made from one merged row. Synthetic.
//!
//! The merged row holds all names together; here each source gets one name by language and script, and
//! a share of the synonyms that no other source gets. Facts are left out and changed as often as in the
//! sources' captured answers ([`super::rates`]). No source names another one's id.
//!
//! The rows know a quarter and no day, so days are drawn: one for each work, and for a third of the
//! specials and OVAs that of another work of their franchise and quarter, as discs have it.

use model::{
    ExternalId, Format, FuzzyDate, Medium, RelationEntry, RelationType, Script, SourceId, Title, TitleKind,
};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Random, Truth,
    offline::Row,
    rates::{self, Class, Habits, SOURCES},
};
use crate::Subject;

/// How many names a view gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// One by language and script, and the synonyms of its own.
    One,
    /// One of each language that its source lists, as often as it does, and the synonyms of its own.
    Listed,
}

/// The views of some rows.
pub fn generate(rows: &[Row], names: Names, seed: u64) -> Truth {
    let random = &mut Random::new(seed);
    let days = days(rows, random);
    let mut truth = Truth::default();
    for (at, row) in rows.iter().enumerate() {
        let views = views(rows, at, names, days[at], random);
        truth.work.extend(views.iter().map(|_| at as u32));
        truth.doubtful.extend(views.iter().map(|_| row.doubtful as u32));
        truth.franchise.extend(views.iter().map(|_| row.franchise as u32));
        truth.subjects.extend(views);
    }
    truth
}

fn days(rows: &[Row], random: &mut Random) -> Vec<Option<FuzzyDate>> {
    let mut shared: FxHashMap<(usize, i16, u8), FuzzyDate> = FxHashMap::default();
    rows.iter()
        .map(|row| {
            let year = row.year?;
            let quarter = row.season? as u8;
            let drawn = FuzzyDate::new(
                i64::from(year),
                Some(i64::from(quarter) * 3 + random.between(1, 3)),
                Some(random.between(1, 28)),
            )
            .ok()?;
            let key = (row.franchise, year, quarter);
            let beside = matches!(row.format, Some(Format::Special | Format::Ova)) && random.chance(0.33);
            Some(if beside {
                *shared.entry(key).or_insert(drawn)
            } else {
                shared.entry(key).or_insert(drawn);
                drawn
            })
        })
        .collect()
}

fn views(rows: &[Row], at: usize, names: Names, day: Option<FuzzyDate>, random: &mut Random) -> Vec<Subject> {
    let row = &rows[at];
    let habits: Vec<(&Habits, &ExternalId)> = SOURCES
        .iter()
        .filter_map(|habits| {
            let id = row.ids.iter().find(|id| id.namespace().as_str() == habits.namespace)?;
            Some((habits, id))
        })
        .collect();
    if habits.is_empty() {
        return Vec::new();
    }
    let listed: Vec<Vec<String>> =
        habits.iter().map(|(habits, _)| titles(row, habits, names, random)).collect();
    let taken: FxHashSet<&String> = listed.iter().flatten().collect();
    let mut left: Vec<&String> = row.synonyms.iter().filter(|name| !taken.contains(name)).collect();
    random.shuffle(&mut left);
    let mut synonyms: Vec<Vec<String>> = vec![Vec::new(); habits.len()];
    for name in left {
        let to = random.below(habits.len());
        if random.chance(habits[to].0.synonyms) {
            synonyms[to].push(name.clone());
        }
    }
    let mut seen: FxHashSet<Vec<String>> = FxHashSet::default();
    let mut views = Vec::new();
    for (number, (habits, id)) in habits.iter().enumerate() {
        let mut titles = listed[number].clone();
        let mut whole = whole_list(&titles, &synonyms[number]);
        for _ in 0..8 {
            if !seen.contains(&whole) {
                break;
            }
            titles = titles.iter().map(|title| respelled(title, random)).collect();
            whole = whole_list(&titles, &synonyms[number]);
        }
        // Nothing tells this view's names from another's, so it would be too easy: it is left out.
        if !seen.insert(whole) {
            continue;
        }
        let mut subject = facts(row, habits, id, day, random);
        subject.titles = titles.into_iter().map(|text| Title::new(text, TitleKind::Main)).collect();
        subject.titles[1..].iter_mut().for_each(|title| title.kind = TitleKind::Official);
        subject.synonyms.clone_from(&synonyms[number]);
        if random.chance(habits.relations) {
            subject.relations = relations(rows, row, habits, random);
        }
        views.push(subject);
    }
    views
}

fn whole_list(titles: &[String], synonyms: &[String]) -> Vec<String> {
    let mut all: Vec<String> = titles.iter().chain(synonyms).cloned().collect();
    all.sort_unstable();
    all
}

/// The names a source lists a work under, main one first.
fn titles(row: &Row, habits: &Habits, names: Names, random: &mut Random) -> Vec<String> {
    let mut classes: [Vec<&String>; 3] = Default::default();
    for name in std::iter::once(&row.title).chain(&row.synonyms) {
        match Title::new(name.clone(), TitleKind::Main).script() {
            Script::Kana | Script::Han | Script::Hangul => classes[2].push(name),
            Script::Latin if sounds_japanese(name) => classes[0].push(name),
            Script::Latin | Script::None => classes[1].push(name),
            _ => {}
        }
    }
    // The first name of a class is its best known one: the row's own title, else the longest, since
    // short ones are abbreviations.
    let best = |class: Class| {
        let names = &classes[class as usize];
        if names.contains(&&row.title) {
            Some(&row.title)
        } else {
            names.iter().copied().max_by_key(|name| (name.chars().count().min(40), std::cmp::Reverse(*name)))
        }
    };
    let main = best(habits.main).unwrap_or(&row.title).clone();
    let mut out = vec![main];
    if names == Names::Listed {
        for (class, share) in
            [(Class::Romaji, habits.romaji), (Class::English, habits.english), (Class::Native, habits.native)]
        {
            if let Some(name) = best(class).filter(|name| !out.contains(name) && random.chance(share)) {
                out.push(name.clone());
            }
        }
    }
    out
}

/// Whether most words of a name can be read as Japanese syllables.
fn sounds_japanese(name: &str) -> bool {
    let words: Vec<String> = name
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| word.len() > 1)
        .map(str::to_lowercase)
        .collect();
    let sounds = words.iter().filter(|word| syllables(word)).count();
    !words.is_empty() && sounds * 4 >= words.len() * 3
}

fn syllables(word: &str) -> bool {
    let letters: Vec<char> = word.chars().collect();
    let vowel = |c: char| "aiueoāīūēō".contains(c);
    let mut consonants = 0;
    for (at, letter) in letters.iter().enumerate() {
        if vowel(*letter) {
            consonants = 0;
            continue;
        }
        if "lqvxc".contains(*letter) && !(*letter == 'c' && letters.get(at + 1) == Some(&'h')) {
            return false;
        }
        consonants += 1;
        let cluster: String = letters[at + 1 - consonants..=at].iter().collect();
        let known = [
            "sh", "ch", "ts", "ky", "gy", "ny", "hy", "my", "ry", "by", "py", "n", "nn", "kk", "ss", "tt",
            "pp", "ssh", "cch", "tch", "nk", "ng", "nd", "nt", "ns", "nj", "nm", "nb", "nsh", "nch", "nts",
            "nz", "ndz", "nky", "nr", "nh", "kky",
        ];
        if consonants > 1 && !known.contains(&cluster.as_str()) {
            return false;
        }
    }
    letters.last().is_some_and(|last| vowel(*last) || *last == 'n')
}

/// The same name as another source would spell it.
fn respelled(name: &str, random: &mut Random) -> String {
    match random.below(7) {
        0 => name.replace("ou", "o").replace("uu", "u"),
        1 => name.replace("ou", "ō").replace("uu", "ū"),
        2 => name.replace(": ", " - "),
        3 => name.replace(" no ", "no "),
        4 => name.replace("tsu", "tu").replace("shi", "si").replace("wo ", "o "),
        5 => name.to_uppercase(),
        _ => name.replace(['!', '?', '☆', '★', '♪', '.', ','], ""),
    }
}

fn facts(
    row: &Row,
    habits: &Habits,
    id: &ExternalId,
    day: Option<FuzzyDate>,
    random: &mut Random,
) -> Subject {
    let source = SourceId::parse(habits.namespace).expect("a source's name");
    let mut subject = Subject::new(source, id.clone());
    subject.medium = Some(Medium::Anime);
    let off = |random: &mut Random| if random.chance(0.5) { 1 } else { -1 };
    subject.format = row.format.clone().filter(|_| random.chance(habits.format)).map(|format| {
        if matches!(format, Format::Special | Format::Ova | Format::Ona) && random.chance(habits.music) {
            Format::Music
        } else if random.chance(rates::FORMAT_OFF) {
            random.pick(&[Format::Tv, Format::Ona, Format::Special, Format::Movie, Format::Ova]).clone()
        } else {
            format
        }
    });
    subject.episodes = row.episodes.filter(|_| random.chance(habits.episodes)).map(|count| {
        if random.chance(rates::EPISODES_OFF) {
            (i64::from(count) + off(random)).max(1) as u32
        } else {
            count
        }
    });
    if let Some(year) = row.year.filter(|_| random.chance(habits.year)) {
        let year = i64::from(year) + if random.chance(rates::YEAR_OFF) { off(random) } else { 0 };
        let whole = random.chance(habits.day);
        let known = day.filter(|_| whole || random.chance(0.3));
        // A festival or an early stream goes before the first broadcast.
        let later = i64::from(random.chance(0.03));
        let month = known.and_then(FuzzyDate::month).map(|month| (i64::from(month) + later).min(12));
        let day = known.filter(|_| whole).and_then(FuzzyDate::day).map(|day| {
            let day = i64::from(day);
            if random.chance(0.04) { (day + off(random)).clamp(1, 28) } else { day }
        });
        subject.start_date = FuzzyDate::new(year, month, day).ok();
        subject.year = Some(year as i16);
    }
    subject.duration_s = row.duration_s.filter(|_| random.chance(habits.duration)).map(|seconds| {
        let (near, other) = rates::DURATION;
        match random.weighted(&[1.0 - near - other, near, other]) {
            0 => seconds,
            1 => (i64::from(seconds) + off(random) * 60.min(i64::from(seconds) / 10)) as u32,
            _ => (f64::from(seconds) * (0.5 + random.share())) as u32,
        }
        .max(1)
    });
    if random.chance(habits.studios) {
        subject.studios.clone_from(&row.studios);
        if random.chance(rates::STUDIOS_OFF) && !subject.studios.is_empty() {
            let at = random.below(subject.studios.len());
            subject.studios.remove(at);
        }
        if random.chance(habits.legal) {
            subject.studios.iter_mut().for_each(|name| name.push_str(" Co., Ltd."));
        }
    }
    subject
}

fn relations(rows: &[Row], row: &Row, habits: &Habits, random: &mut Random) -> Vec<RelationEntry> {
    let ids = row
        .related
        .iter()
        .filter_map(|at| rows[*at].ids.iter().find(|id| id.namespace().as_str() == habits.namespace));
    ids.filter(|_| random.chance(0.85))
        .map(|id| RelationEntry { kind: RelationType::Related, external_id: id.clone(), title: None })
        .collect()
}
