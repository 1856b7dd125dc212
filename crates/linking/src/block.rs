//! Which pairs are worth a look: records that share a key. Everything else is taken for two works.
//!
//! Each key has a kind with its own bound: a key that more records have than that tells too little, and
//! finer keys stand in for it.

use std::hash::{Hash, Hasher};

use model::FuzzyDate;
use rustc_hash::FxHasher;

use crate::profile::{Corpus, Profile};

/// The most records that a key may have, by kind: ids, stem, stem with more, rare word, two words, half
/// a stem, facts.
const MOST: [usize; 7] = [2000, 250, 250, 60, 60, 60, 60];

/// The kind of keys that are stems.
const STEM: u64 = 1;

/// The keys of records, sorted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Blocks(Vec<(u64, u32)>);

impl Blocks {
    /// Collects the keys of all records.
    pub(crate) fn new(profiles: &[Profile], corpus: &Corpus) -> Self {
        let mut keys = Vec::with_capacity(profiles.len() * 16);
        let mut own = Vec::new();
        for (at, profile) in profiles.iter().enumerate() {
            own.clear();
            keys_of(profile, corpus, &mut own);
            own.sort_unstable();
            own.dedup();
            keys.extend(own.iter().map(|key| (*key, at as u32)));
        }
        keys.sort_unstable();
        Self(keys)
    }

    /// All pairs of records of two id spaces that share a key, the smaller place first, ascending.
    pub(crate) fn pairs(&self, profiles: &[Profile]) -> Vec<(u32, u32)> {
        let mut pairs = Vec::new();
        for block in self.0.chunk_by(|a, b| a.0 == b.0) {
            if block.len() > MOST[(block[0].0 & 7) as usize] {
                continue;
            }
            for (at, (_, a)) in block.iter().enumerate() {
                for (_, b) in &block[at + 1..] {
                    if profiles[*a as usize].space != profiles[*b as usize].space {
                        pairs.push((*a, *b));
                    }
                }
            }
            // The same pair comes from many keys; what is doubled is thrown out before it fills memory.
            if pairs.len() >= 16_000_000 && pairs.len() == pairs.capacity() {
                pairs.sort_unstable();
                pairs.dedup();
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// Pairs of records of one id space that share a stem: two works of a franchise, known without asking.
    pub(crate) fn siblings(&self, profiles: &[Profile]) -> Vec<(u32, u32)> {
        let mut pairs = Vec::new();
        for block in self.0.chunk_by(|a, b| a.0 == b.0) {
            if block[0].0 & 7 != STEM || block.len() > MOST[STEM as usize] {
                continue;
            }
            for (at, (_, a)) in block.iter().enumerate() {
                let one = &profiles[*a as usize];
                let same_space = |b: &&(u64, u32)| {
                    let other = &profiles[b.1 as usize];
                    other.space == one.space && other.id != one.id
                };
                pairs.extend(block[at + 1..].iter().filter(same_space).map(|(_, b)| (*a, *b)));
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// The records that share a key with this one, ascending.
    pub(crate) fn like(&self, profile: &Profile, corpus: &Corpus) -> Vec<u32> {
        let mut own = Vec::new();
        keys_of(profile, corpus, &mut own);
        let mut found: Vec<u32> = Vec::new();
        for key in own {
            let from = self.0.partition_point(|(known, _)| *known < key);
            let block = self.0[from..].iter().take_while(|(known, _)| *known == key);
            let most = MOST[(key & 7) as usize];
            let block: Vec<u32> = block.take(most + 1).map(|(_, at)| *at).collect();
            if block.len() <= most {
                found.extend(block);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn key(kind: u64, of: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    of.hash(&mut hasher);
    // The finish of this hasher is weak in its low bits, which the kind takes anyway.
    (hasher.finish().rotate_left(20).wrapping_mul(0x9E37_79B9_7F4A_7C15) & !7) | kind
}

fn keys_of(profile: &Profile, corpus: &Corpus, out: &mut Vec<u64>) {
    out.push(key(0, profile.id));
    out.extend(profile.claims.iter().map(|id| key(0, *id)));
    for name in &profile.names {
        out.push(key(1, name.stem));
        let records = corpus.stems.records.get(name.stem as usize).copied().unwrap_or(0);
        if records as usize > MOST[1] / 2 {
            out.push(key(2, (name.stem, profile.year)));
            out.push(key(2, (name.stem, profile.seasons.first(), profile.parts.first())));
            out.push(key(
                2,
                (name.stem, profile.episodes, profile.format.as_ref().map(model::Format::as_str)),
            ));
        }
        let count = |word: u32| corpus.words.records.get(word as usize).copied().unwrap_or(0);
        let mut words: Vec<(u32, u32)> = name.words.iter().map(|word| (count(*word), *word)).collect();
        words.sort_unstable();
        for (_, word) in words.iter().take(3) {
            out.push(key(3, *word));
        }
        for (at, (_, a)) in words.iter().take(4).enumerate() {
            for (_, b) in &words[at + 1..words.len().min(4)] {
                out.push(key(4, (*a.min(b), *a.max(b))));
            }
        }
        halves(corpus.letters(name), out);
    }
    let year = profile.year;
    for studio in &profile.studios {
        if let Some(year) = year {
            out.push(key(6, (*studio, year)));
            if profile.episodes.is_some_and(|count| count > 1) {
                out.push(key(6, (*studio, year, profile.episodes)));
            }
        }
    }
    if let Some(date) = profile.date.filter(|date| FuzzyDate::day(*date).is_some()) {
        out.push(key(6, (date, 'd')));
        out.push(key(6, (date, profile.episodes, 'e')));
    }
}

/// One slip leaves one half of a stem as it was; lengths may differ by a letter.
fn halves(letters: &[char], out: &mut Vec<u64>) {
    if letters.len() < 7 {
        return;
    }
    for half in [letters.len() / 2, (letters.len() - 1) / 2] {
        out.push(key(5, (&letters[..half], 0)));
        out.push(key(5, (&letters[letters.len() - half..], 1)));
    }
}
