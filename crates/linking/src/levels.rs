//! How two records agree, field by field, as levels that the tables of the model speak of.

use model::{Format, FuzzyDate};

use crate::{
    Agreement, Field, edit,
    name::Kinds,
    profile::{Corpus, Heard, Profile},
};

/// How the names agree.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Titles {
    pub(crate) level: TitleLevel,
    /// How much it says that the shared part is shared, as a natural logarithm; 0 when nothing is.
    pub(crate) shared: f64,
    /// How many records of one source have the shared stem.
    pub(crate) namesakes: u32,
    /// How long the shared stem is, in letters; one that is not Latin stands for three.
    pub(crate) length: u32,
}

/// How well the names agree, from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TitleLevel {
    /// A stem is the same.
    Same,
    /// A stem is the same but for slips of spelling.
    Near,
    /// All words of one name stand in the other.
    Part,
    /// Some words are the same.
    Overlap,
    /// Names in one script, maybe of two languages, and they differ.
    Foreign,
    /// Names in one language, and they differ.
    Apart,
    /// No two names in one script.
    Silent,
}

/// The places of fields in a [`Levels`].
pub(crate) const FIELDS: [Field; 8] = [
    Field::Installment,
    Field::Kind,
    Field::Date,
    Field::Format,
    Field::Episodes,
    Field::Duration,
    Field::Studios,
    Field::Relations,
];

/// How many levels each of [`FIELDS`] has; the last level of each is *nothing is said*.
pub(crate) const COUNTS: [usize; 8] = [6, 8, 12, 4, 5, 5, 4, 3];

/// For each of [`FIELDS`] the level, where a level below the last one says something.
pub(crate) type Levels = [u8; 8];

/// The place of relations in a [`Levels`], and the level that says nothing of them: only what is already
/// linked can tell.
pub(crate) const TIES: usize = 7;
pub(crate) const SILENT_TIES: u8 = 2;

/// The levels of a pair.
pub(crate) fn levels(a: &Profile, b: &Profile) -> Levels {
    [
        installment(a, b),
        kinds(a, b),
        date(a, b),
        format(a, b),
        episodes(a, b),
        duration(a, b),
        studios(a, b),
        SILENT_TIES,
    ]
}

/// What a level means to a reader; `None` where nothing is said.
pub(crate) fn agreement(field: usize, level: u8) -> Option<Agreement> {
    use Agreement::{Apart, Different, Near, OneSided, Same};
    const INSTALLMENT: [Agreement; 5] = [Same, Same, Near, OneSided, Different];
    const KIND: [Agreement; 7] = [Same, Same, Near, OneSided, Different, Apart, Different];
    const DATE: [Agreement; 11] =
        [Same, Near, Near, Apart, Different, Different, Same, Same, Apart, Different, Different];
    const FORMAT: [Agreement; 3] = [Same, Near, Different];
    const COUNT: [Agreement; 4] = [Same, Same, Near, Different];
    const DURATION: [Agreement; 4] = [Same, Near, Apart, Different];
    const STUDIOS: [Agreement; 3] = [Same, Near, Different];
    let of: &[Agreement] = match FIELDS[field] {
        Field::Installment => &INSTALLMENT,
        Field::Kind => &KIND,
        Field::Date => &DATE,
        Field::Format => &FORMAT,
        Field::Episodes => &COUNT,
        Field::Duration => &DURATION,
        Field::Studios => &STUDIOS,
        _ => &[Same, Different],
    };
    of.get(level as usize).copied()
}

fn meet<T: Ord>(a: &[T], b: &[T]) -> bool {
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => return true,
        }
    }
    false
}

/// Same number 1, both without 0, number against `final` 2, one-sided 3, different 4; never silent.
fn installment(a: &Profile, b: &Profile) -> u8 {
    let later = |numbers: &[u16]| numbers.iter().any(|number| *number > 1);
    let marked = |p: &Profile| later(&p.seasons) || later(&p.parts) || p.unnumbered;
    if !marked(a) && !marked(b) {
        return 0;
    }
    let numbers = |of: &[u16]| if of.is_empty() { vec![1] } else { of.to_vec() };
    let (seasons, parts) = (meet(&a.seasons, &b.seasons), meet(&a.parts, &b.parts));
    if !a.seasons.is_empty() && !b.seasons.is_empty() {
        return match (seasons, a.parts.is_empty(), b.parts.is_empty()) {
            (false, ..) if (a.unnumbered || b.unnumbered) && later(&a.seasons) && later(&b.seasons) => 4,
            (false, ..) => 4,
            (true, true, true) => 1,
            (true, false, false) => {
                if parts {
                    1
                } else {
                    4
                }
            }
            (true, ..) => {
                if later(&a.parts) || later(&b.parts) {
                    3
                } else {
                    1
                }
            }
        };
    }
    if a.unnumbered && b.unnumbered {
        return 1;
    }
    if (a.unnumbered && later(&numbers(&b.seasons))) || (b.unnumbered && later(&numbers(&a.seasons))) {
        return 2;
    }
    if parts && a.seasons.is_empty() && b.seasons.is_empty() {
        return 1;
    }
    // `Part 2` in one and a bare `2` in the other may mean the same.
    if (a.seasons.is_empty() && meet(&a.parts, &b.seasons))
        || (b.seasons.is_empty() && meet(&b.parts, &a.seasons))
    {
        return 2;
    }
    if !a.parts.is_empty() && !b.parts.is_empty() && !parts {
        return 4;
    }
    3
}

fn fits(kinds: Kinds, format: &Format) -> bool {
    let of = match format {
        Format::Movie => &[Kinds::FILM, Kinds::RECAP][..],
        Format::Ova => &[Kinds::DISC, Kinds::SPECIAL],
        Format::Special => &[Kinds::SPECIAL, Kinds::RECAP, Kinds::DISC],
        Format::Ona => &[Kinds::WEB, Kinds::SPECIAL, Kinds::SERIES],
        Format::Music | Format::Pv => &[Kinds::MUSIC],
        Format::Tv => &[Kinds::SERIES],
        _ => &[],
    };
    of.iter().any(|kind| kinds.meets(*kind))
}

/// Both without 0, same 1, backed by the other's format 2, one-sided 3, against the other's format 4,
/// different words for one format 5, different 6.
fn kinds(a: &Profile, b: &Profile) -> u8 {
    let one_sided = |marked: &Profile, other: &Profile| match &other.format {
        Some(format) if fits(marked.kinds, format) => 2,
        Some(_) => 4,
        None => 3,
    };
    match (a.kinds.is_empty(), b.kinds.is_empty()) {
        (true, true) => 0,
        (false, true) => one_sided(a, b),
        (true, false) => one_sided(b, a),
        (false, false) if a.kinds.meets(b.kinds) => 1,
        _ if a.format.is_some() && a.format == b.format => 5,
        _ => 6,
    }
}

fn days(date: FuzzyDate) -> Option<i64> {
    let (month, day) = (i64::from(date.month()?), i64::from(date.day()?));
    Some(i64::from(date.year()) * 365 + (month - 1) * 30 + day)
}

fn date(a: &Profile, b: &Profile) -> u8 {
    if let (Some(x), Some(y)) = (a.date, b.date)
        && let (Some(days_x), Some(days_y)) = (days(x), days(y))
    {
        return match days_x.abs_diff(days_y) {
            0 => 0,
            1..=7 => 1,
            8..=45 => 2,
            46..=200 => 3,
            201..=800 => 4,
            _ => 5,
        };
    }
    let (Some(x), Some(y)) = (a.year, b.year) else { return 11 };
    let month = |p: &Profile| p.date.and_then(FuzzyDate::month);
    match x.abs_diff(y) {
        0 => match (month(a), month(b)) {
            (Some(x), Some(y)) if x == y => 6,
            (Some(x), Some(y)) if x.abs_diff(y) > 1 => 3,
            _ => 7,
        },
        1 => 8,
        2..=3 => 9,
        _ => 10,
    }
}

fn format(a: &Profile, b: &Profile) -> u8 {
    let (Some(x), Some(y)) = (&a.format, &b.format) else { return 3 };
    if x == y {
        return 0;
    }
    let small = |format: &Format| {
        matches!(format, Format::Ova | Format::Ona | Format::Special | Format::Music | Format::Pv)
    };
    let series = |format: &Format| matches!(format, Format::Tv | Format::Ona);
    if (small(x) && small(y)) || (series(x) && series(y)) { 1 } else { 2 }
}

fn episodes(a: &Profile, b: &Profile) -> u8 {
    match (a.episodes, b.episodes) {
        (Some(1), Some(1)) => 0,
        (Some(x), Some(y)) if x == y => 1,
        (Some(x), Some(y)) if x.abs_diff(y) <= 1.max(x.max(y) / 12) && x.min(y) > 1 => 2,
        (Some(_), Some(_)) => 3,
        _ => 4,
    }
}

fn duration(a: &Profile, b: &Profile) -> u8 {
    let (Some(x), Some(y)) = (a.duration_s, b.duration_s) else { return 4 };
    let apart = f64::from(x.abs_diff(y)) / f64::from(x.max(y));
    match apart {
        apart if apart <= 0.02 => 0,
        apart if apart <= 0.1 => 1,
        apart if apart <= 0.35 => 2,
        _ => 3,
    }
}

fn studios(a: &Profile, b: &Profile) -> u8 {
    if a.studios.is_empty() || b.studios.is_empty() {
        return 3;
    }
    if a.studios == b.studios {
        0
    } else if meet(&a.studios, &b.studios) {
        1
    } else {
        2
    }
}

/// How the names of two records agree: the best of all pairs of their names.
pub(crate) fn titles(a: &Profile, b: &Profile, corpus: &Corpus) -> Titles {
    let silent = Titles { level: TitleLevel::Silent, shared: 0.0, namesakes: 1, length: 0 };
    if let Some(same) = same_stem(a, b, corpus) {
        return same;
    }
    let mut best = silent;
    for x in &a.names {
        for y in b.names.iter().filter(|y| y.tongue.meets(x.tongue)) {
            let pair = pair(x, y, corpus);
            // That two names of one language differ weighs more than that two others do.
            let foreign = matches!((pair.level, best.level), (TitleLevel::Foreign, TitleLevel::Apart));
            let first = pair.level < best.level && !foreign
                || matches!((pair.level, best.level), (TitleLevel::Apart, TitleLevel::Foreign));
            if first || (pair.level == best.level && pair.shared > best.shared) {
                best = pair;
            }
        }
    }
    best
}

fn same_stem(a: &Profile, b: &Profile, corpus: &Corpus) -> Option<Titles> {
    let (mut i, mut j) = (0, 0);
    let mut best: Option<Titles> = None;
    while i < a.names.len() && j < b.names.len() {
        match a.names[i].stem.cmp(&b.names[j].stem) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                let stem = a.names[i].stem;
                let records = corpus.stems.records.get(stem as usize).copied().unwrap_or(0);
                let records = f64::from(records.max(1));
                let shared = ((corpus.records as f64 + 2.0) / records).ln();
                let namesakes = corpus.namesakes(stem, a.space, b.space);
                let letters = corpus.letters(&a.names[i]).iter();
                let length = letters.map(|letter| if letter.is_ascii() { 1 } else { 3 }).sum();
                let longest = best.map_or(0, |best| best.length).max(length);
                if best.is_none_or(|best| shared > best.shared) {
                    best = Some(Titles { level: TitleLevel::Same, shared, namesakes, length });
                }
                best = best.map(|best| Titles { length: longest, ..best });
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    best
}

fn pair(x: &Heard, y: &Heard, corpus: &Corpus) -> Titles {
    let most = edit::allowed(x.length.min(y.length) as usize);
    // A slip changes at most two of the letters that a stem has.
    let alike = most > 0 && (x.bag ^ y.bag).count_ones() as usize <= 2 * most;
    let differ = if x.tongue.binds(y.tongue) { TitleLevel::Apart } else { TitleLevel::Foreign };
    let worded = !x.words.is_empty() || !y.words.is_empty();
    if !alike && worded && x.word_bag & y.word_bag == 0 {
        return Titles { level: differ, shared: 0.0, namesakes: 1, length: 0 };
    }
    let (mut shared, mut left_x, mut left_y) = (0.0, 0.0, 0.0);
    let (mut i, mut j) = (0, 0);
    while i < x.words.len() || j < y.words.len() {
        match (x.words.get(i), y.words.get(j)) {
            (Some(word), Some(other)) if word == other => {
                shared += corpus.rarity(*word);
                (i, j) = (i + 1, j + 1);
            }
            (Some(word), other) if other.is_none_or(|other| word < other) => {
                left_x += corpus.rarity(*word);
                i += 1;
            }
            (_, Some(other)) => {
                left_y += corpus.rarity(*other);
                j += 1;
            }
            _ => break,
        }
    }
    if alike && edit::distance(corpus.letters(x), corpus.letters(y), most).is_some() {
        let whole = ((corpus.records as f64 + 2.0).ln() * 0.9).max(shared * 0.9);
        return Titles { level: TitleLevel::Near, shared: whole, namesakes: 1, length: 0 };
    }
    let sum = shared + left_x + left_y;
    let level = if shared > 0.0 && left_x.min(left_y) <= 0.05 * sum {
        TitleLevel::Part
    } else if shared >= 0.4 * sum {
        TitleLevel::Overlap
    } else {
        differ
    };
    let shared = if level >= TitleLevel::Foreign { 0.0 } else { shared };
    Titles { level, shared, namesakes: 1, length: 0 }
}
