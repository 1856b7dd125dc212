//! Subjects made ready for comparing: names taken apart and numbered, dates counted in days.

use model::{ExternalId, Format, FuzzyDate, Medium};
use rustc_hash::FxHashMap;

use crate::{
    Subject,
    name::{Kinds, Name, Tongue},
    parallel::in_parallel,
    tables::Tables,
};

/// One record, ready to be compared.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    /// The id space.
    pub(crate) space: u32,
    /// Its own id, by number.
    pub(crate) id: u32,
    pub(crate) medium: Option<Medium>,
    pub(crate) format: Option<Format>,
    /// Its names, each stem once, ascending by stem.
    pub(crate) names: Vec<Heard>,
    /// Numbers of seasons that its names tell, ascending.
    pub(crate) seasons: Vec<u16>,
    /// Numbers of parts that its names tell, ascending.
    pub(crate) parts: Vec<u16>,
    /// Whether a name says that it is the last, or goes on, without a number.
    pub(crate) unnumbered: bool,
    pub(crate) kinds: Kinds,
    pub(crate) year: Option<i16>,
    pub(crate) date: Option<FuzzyDate>,
    pub(crate) episodes: Option<u32>,
    pub(crate) duration_s: Option<u32>,
    /// Studios by number, ascending.
    pub(crate) studios: Vec<u32>,
    /// Ids that it names as the same work, by number, ascending.
    pub(crate) claims: Vec<u32>,
    /// Its own id and those that it names, each with its namespace, by number, ascending.
    pub(crate) identity: Vec<(u32, u32)>,
    /// Ids that it is tied to, by number.
    pub(crate) ties: Vec<u32>,
}

impl Profile {
    /// In how many namespaces the two name ids, and no common one: so many sources tell them apart.
    pub(crate) fn told_apart_by(&self, other: &Self) -> u32 {
        let (mut a, mut b) = (self.identity.as_slice(), other.identity.as_slice());
        let mut apart = 0;
        while let (Some((space, _)), Some((also, _))) = (a.first(), b.first()) {
            match space.cmp(also) {
                std::cmp::Ordering::Less => a = &a[1..],
                std::cmp::Ordering::Greater => b = &b[1..],
                std::cmp::Ordering::Equal => {
                    let end = |ids: &[(u32, u32)]| ids.partition_point(|(at, _)| at == space);
                    let (of_a, of_b) = (&a[..end(a)], &b[..end(b)]);
                    apart += u32::from(!of_a.iter().any(|id| of_b.contains(id)));
                    (a, b) = (&a[of_a.len()..], &b[of_b.len()..]);
                }
            }
        }
        apart
    }

    /// Whether it is read, not watched or played.
    pub(crate) fn printed(&self) -> bool {
        matches!(self.medium, Some(Medium::Manga | Medium::Novel))
    }
}

/// A name by numbers.
#[derive(Debug, Clone)]
pub(crate) struct Heard {
    pub(crate) stem: u32,
    pub(crate) words: Box<[u32]>,
    /// How many letters the stem has.
    pub(crate) length: u32,
    pub(crate) tongue: Tongue,
    /// Which letters the stem has, a bit for each of 64 groups: tells most spellings apart at a glance.
    pub(crate) bag: u64,
    /// Which words it has, a bit for each of 64 groups: most names share none, which shows at a glance.
    pub(crate) word_bag: u64,
    /// The letters of the stem, where no counted record has it.
    pub(crate) letters: Option<Box<[char]>>,
}

/// Texts and their numbers, with how many records have each.
#[derive(Debug, Clone, Default)]
pub(crate) struct Numbers {
    of: FxHashMap<String, u32>,
    pub(crate) records: Vec<u32>,
}

impl Numbers {
    fn known(&self, text: &str) -> Option<u32> {
        self.of.get(text).copied()
    }

    fn number(&mut self, text: &str) -> u32 {
        self.known(text).unwrap_or_else(|| {
            let next = self.records.len() as u32;
            self.of.insert(text.to_owned(), next);
            self.records.push(0);
            next
        })
    }
}

/// What is known of all records together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Corpus {
    /// How many records there are.
    pub(crate) records: usize,
    pub(crate) stems: Numbers,
    /// The letters of each stem.
    pub(crate) spelled: Vec<Box<[char]>>,
    pub(crate) words: Numbers,
    pub(crate) studios: Numbers,
    pub(crate) ids: FxHashMap<ExternalId, u32>,
    pub(crate) spaces: Numbers,
    /// The namespaces of all ids, those that are only named among them.
    namespaces: Numbers,
    /// How many records of a space have a stem.
    pub(crate) stem_in: FxHashMap<(u32, u32), u32>,
    /// How often fields agree.
    pub(crate) tables: Tables,
}

impl Corpus {
    /// How many letters of information it is, as a natural logarithm, that a record has this word.
    pub(crate) fn rarity(&self, word: u32) -> f64 {
        let records = self.words.records.get(word as usize).copied().unwrap_or(0);
        let records = f64::from(records.max(1));
        ((self.records as f64 + 2.0) / records).ln()
    }

    /// The mean number of records in an id space.
    pub(crate) fn per_space(&self) -> f64 {
        self.records as f64 / self.spaces.records.len().max(1) as f64
    }

    /// Takes the catalog to have so many records, in so many spaces.
    pub(crate) fn imagine(&mut self, records: usize, spaces: u32) {
        self.records = records;
        self.spaces.records.resize(spaces as usize, 0);
    }

    /// How many records of either space have the stem, whichever has more.
    pub(crate) fn namesakes(&self, stem: u32, a: u32, b: u32) -> u32 {
        let in_space = |space| self.stem_in.get(&(stem, space)).copied().unwrap_or(0);
        in_space(a).max(in_space(b)).max(1)
    }

    /// Makes records ready, and counts them in.
    pub(crate) fn add_all(&mut self, subjects: &[&Subject]) -> Vec<Profile> {
        let parsed = in_parallel(subjects, |some| some.iter().map(|subject| parsed(subject)).collect());
        subjects.iter().zip(parsed).map(|(subject, names)| self.add_parsed(subject, names)).collect()
    }

    /// Makes a record ready, and counts it in.
    pub(crate) fn add(&mut self, subject: &Subject) -> Profile {
        self.add_parsed(subject, parsed(subject))
    }

    fn add_parsed(&mut self, subject: &Subject, names: Vec<Name>) -> Profile {
        for name in &names {
            let stem = self.stems.number(&name.stem);
            if stem as usize == self.spelled.len() {
                self.spelled.push(name.stem.chars().collect());
            }
            name.words.iter().for_each(|word| _ = self.words.number(word));
        }
        subject.studios.iter().for_each(|name| _ = self.studios.number(&organization(name)));
        self.spaces.number(subject.external_id.namespace().as_str());
        let ties = subject.relations.iter().map(|tie| &tie.external_id);
        for id in std::iter::once(&subject.external_id).chain(&subject.claimed_ids).chain(ties) {
            if !self.ids.contains_key(id) {
                self.ids.insert(id.clone(), self.ids.len() as u32);
                self.namespaces.number(id.namespace().as_str());
            }
        }
        let profile = self.ready(subject, names);
        self.records += 1;
        self.spaces.records[profile.space as usize] += 1;
        let mut words: Vec<u32> = profile.names.iter().flat_map(|name| name.words.iter().copied()).collect();
        words.sort_unstable();
        words.dedup();
        for word in words {
            self.words.records[word as usize] += 1;
        }
        for name in &profile.names {
            self.stems.records[name.stem as usize] += 1;
            *self.stem_in.entry((name.stem, profile.space)).or_default() += 1;
        }
        for studio in &profile.studios {
            self.studios.records[*studio as usize] += 1;
        }
        profile
    }

    /// Makes a record ready without counting it; what no counted record has gets numbers from the top.
    pub(crate) fn read(&self, subject: &Subject) -> Profile {
        self.ready(subject, parsed(subject))
    }

    fn ready(&self, subject: &Subject, parsed: Vec<Name>) -> Profile {
        let mut fresh = u32::MAX;
        let mut number = |known: Option<u32>| {
            known.unwrap_or_else(|| {
                fresh -= 1;
                fresh
            })
        };
        let mut names: Vec<Heard> = Vec::new();
        let (mut seasons, mut parts, mut unnumbered) = (Vec::new(), Vec::new(), false);
        let mut kinds = Kinds::default();
        let mut year = subject.year.or_else(|| subject.start_date.map(FuzzyDate::year));
        let mut stems: Vec<String> = Vec::new();
        for name in parsed {
            seasons.extend(name.marks.season);
            parts.extend(name.marks.part);
            unnumbered |= name.marks.last || name.marks.sequel;
            kinds.add(name.marks.kinds);
            year = year.or(name.marks.year);
            if stems.contains(&name.stem) {
                continue;
            }
            let known = self.stems.known(&name.stem);
            let letters = known.is_none().then(|| name.stem.chars().collect());
            let mut words: Vec<u32> = name.words.iter().map(|word| number(self.words.known(word))).collect();
            words.sort_unstable();
            let bag = name.stem.chars().fold(0, |bag, letter| bag | 1 << (u32::from(letter) % 64));
            let word_bag = words.iter().fold(0, |bag, word| bag | 1 << (word % 64));
            let words = words.into();
            let length = name.stem.chars().count() as u32;
            names.push(Heard {
                stem: number(known),
                words,
                length,
                tongue: name.tongue,
                bag,
                word_bag,
                letters,
            });
            stems.push(name.stem);
        }
        names.sort_by_key(|name| name.stem);
        let sorted = |mut numbers: Vec<u32>| {
            numbers.sort_unstable();
            numbers.dedup();
            numbers
        };
        for numbers in [&mut seasons, &mut parts] {
            numbers.sort_unstable();
            numbers.dedup();
        }
        let studios = subject.studios.iter();
        let studios = studios.map(|name| number(self.studios.known(&organization(name)))).collect();
        let id = |id: &ExternalId| self.ids.get(id).copied();
        let claims: Vec<u32> = subject.claimed_ids.iter().map(|claim| number(id(claim))).collect();
        let own = number(id(&subject.external_id));
        let ids = std::iter::once(&subject.external_id).chain(&subject.claimed_ids);
        let numbers = std::iter::once(own).chain(claims.iter().copied());
        let mut identity: Vec<(u32, u32)> = ids
            .zip(numbers)
            .filter_map(|(id, at)| Some((self.namespaces.known(id.namespace().as_str())?, at)))
            .collect();
        identity.sort_unstable();
        Profile {
            space: number(self.spaces.known(subject.external_id.namespace().as_str())),
            id: own,
            medium: subject.medium.clone(),
            format: subject.format.clone().filter(|format| *format != Format::Unknown),
            names,
            seasons,
            parts,
            unnumbered,
            kinds,
            year,
            date: subject.start_date,
            episodes: subject.episodes.filter(|count| *count > 0),
            duration_s: subject.duration_s.filter(|seconds| *seconds > 0),
            studios: sorted(studios),
            claims: sorted(claims),
            identity,
            ties: subject.relations.iter().filter_map(|tie| id(&tie.external_id)).collect(),
        }
    }

    /// The letters of a name's stem.
    pub(crate) fn letters<'a>(&'a self, name: &'a Heard) -> &'a [char] {
        name.letters.as_deref().unwrap_or_else(|| &self.spelled[name.stem as usize])
    }
}

fn parsed(subject: &Subject) -> Vec<Name> {
    let texts = subject.titles.iter().map(|title| &title.text).chain(&subject.synonyms);
    texts.filter_map(|text| Name::of(text)).collect()
}

/// An organization's name without its legal form, so that `Sanzigen Inc.` and `sanzigen` meet.
fn organization(name: &str) -> String {
    const FORMS: &[&str] = &[
        "co",
        "ltd",
        "inc",
        "llc",
        "corp",
        "corporation",
        "company",
        "limited",
        "kk",
        "gmbh",
        "株式会社",
        "有限会社",
        "合同会社",
        "pte",
        "plc",
    ];
    let folded =
        spelling::fold(&name.replace("株式会社", " ").replace("有限会社", " ").replace("合同会社", " "));
    let words: Vec<&str> = folded.split(' ').filter(|word| !FORMS.contains(word)).collect();
    let key = spelling::key(&words.join(" "));
    if key.is_empty() { folded } else { key }
}
