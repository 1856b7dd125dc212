//! Which names may lie within a few edits of a query, without comparing it to all of them.
//!
//! A name that may differ by `k` edits is cut into `k + 1` pieces. Edits cannot touch all of them, so
//! at least one piece stands unchanged in the query, moved by no more than the letters that came or
//! went before it (Li, Deng, Wang and Feng, *Pass-Join*, VLDB 2011). Looking the query's parts up as
//! pieces therefore finds every name within reach, at the cost of some hundred probes, whatever the
//! number of names. A swap across the border of two pieces counts one edit and touches both; the
//! probe is repeated with its last letter swapped, so the left one of the two is found all the same.

use crate::{
    pack::{Arena, Reader, Short, Sink},
    text::is_cjk,
};

/// The most edits that are ever forgiven.
pub(crate) const MAX_EDITS: usize = 4;

/// How many edits a name of so many letters forgives. A Han or kana character says as much as a
/// syllable, so names in those scripts forgive earlier.
pub(crate) fn tolerance(letters: usize, cjk: bool) -> usize {
    if cjk {
        match letters {
            0..=2 => 0,
            3..=5 => 1,
            6..=11 => 2,
            _ => 3,
        }
    } else {
        match letters {
            0..=3 => 0,
            4..=6 => 1,
            7..=14 => 2,
            15..=24 => 3,
            _ => MAX_EDITS,
        }
    }
}

/// Pieces of names, by hash: a directory of buckets over sorted entries.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pieces {
    bits: u32,
    starts: Vec<u32>,
    hashes: Vec<u32>,
    names: Vec<u32>,
    /// The letters of each entry's name, so that most strangers are passed over without a look at it.
    letters: Vec<u64>,
}

impl Pieces {
    /// Cuts all names of an arena.
    pub(crate) fn build(names: &Arena) -> Self {
        let mut entries: Vec<(u64, u32, u64)> = Vec::with_capacity(names.len() * 3);
        let mut letters: Vec<char> = Vec::new();
        for (number, name) in names.iter().enumerate() {
            letters.clear();
            letters.extend(name.chars());
            let cjk = letters.iter().any(|letter| is_cjk(*letter));
            let edits = tolerance(letters.len(), cjk);
            if edits == 0 {
                continue; // found whole or not at all
            }
            let signature = signature(&letters);
            for piece in 0..=edits {
                let (from, to) = bounds(letters.len(), edits, piece);
                let hash = hash(letters.len(), cjk, piece, letters[from..to].iter().copied());
                entries.push((hash, number as u32, signature));
            }
        }
        // About two entries a bucket.
        let bits = (entries.len().max(2) / 2).ilog2().clamp(1, 28);
        entries.sort_unstable();
        let mut starts = vec![0u32; (1 << bits) + 1];
        for (hash, ..) in &entries {
            starts[(hash >> (64 - bits)) as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let hashes = entries.iter().map(|(hash, ..)| *hash as u32).collect();
        let names = entries.iter().map(|(_, name, _)| *name).collect();
        let letters = entries.iter().map(|(.., letters)| *letters).collect();
        Self { bits, starts, hashes, names, letters }
    }

    /// Hands `take` every name that may be within its own tolerance of the query, some of them twice,
    /// with that tolerance; hash collisions may add a stranger.
    pub(crate) fn candidates(&self, query: &[char], take: &mut dyn FnMut(u32, usize)) {
        if self.names.is_empty() {
            return;
        }
        let probe = Probe { pieces: self, query, signature: signature(query) };
        for length in query.len().saturating_sub(MAX_EDITS)..=query.len() + MAX_EDITS {
            for cjk in [false, true] {
                let edits = tolerance(length, cjk);
                if edits > 0 && query.len().abs_diff(length) <= edits {
                    (0..=edits).for_each(|piece| probe.piece(length, cjk, edits, piece, take));
                }
            }
        }
    }

    pub(crate) fn write(&self, sink: &mut Sink<'_>) {
        sink.numbers(&[self.bits]);
        sink.numbers(&self.starts);
        sink.numbers(&self.hashes);
        sink.numbers(&self.names);
        sink.longs(&self.letters);
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, Short> {
        let bits = *reader.numbers()?.first().ok_or(Short)?;
        let pieces = Self {
            bits,
            starts: reader.numbers()?,
            hashes: reader.numbers()?,
            names: reader.numbers()?,
            letters: reader.longs()?,
        };
        let sound = (1..=28).contains(&bits)
            && pieces.starts.len() == (1 << bits) + 1
            && pieces.hashes.len() == pieces.names.len()
            && pieces.letters.len() == pieces.names.len()
            && pieces.starts.last() == Some(&(pieces.names.len() as u32));
        if sound { Ok(pieces) } else { Err(Short) }
    }
}

/// A query looking for names that share a piece with it.
struct Probe<'a> {
    pieces: &'a Pieces,
    query: &'a [char],
    signature: u64,
}

impl Probe<'_> {
    /// Looks for names of a length whose piece with this number stands in the query.
    fn piece(&self, length: usize, cjk: bool, edits: usize, piece: usize, take: &mut dyn FnMut(u32, usize)) {
        let (from, to) = bounds(length, edits, piece);
        let width = to - from;
        let grown = self.query.len() as isize - length as isize;
        for shift in -(edits as isize)..=edits as isize {
            // So many letters came or went before the piece, and so many after it.
            if shift.unsigned_abs() + (grown - shift).unsigned_abs() > edits {
                continue;
            }
            let Some(start) = from.checked_add_signed(shift) else { continue };
            let Some(part) = self.query.get(start..start + width) else { continue };
            self.look_up(hash(length, cjk, piece, part.iter().copied()), edits, take);
            if let (Some(next), [head @ .., last]) = (self.query.get(start + width), part)
                && next != last
            {
                let swapped = head.iter().copied().chain([*next]);
                self.look_up(hash(length, cjk, piece, swapped), edits, take);
            }
        }
    }

    fn look_up(&self, hash: u64, edits: usize, take: &mut dyn FnMut(u32, usize)) {
        let pieces = self.pieces;
        let bucket = (hash >> (64 - pieces.bits)) as usize;
        let (from, to) = (pieces.starts[bucket] as usize, pieces.starts[bucket + 1] as usize);
        let entries =
            pieces.hashes[from..to].iter().zip(&pieces.names[from..to]).zip(&pieces.letters[from..to]);
        for ((known, name), letters) in entries {
            // An edit brings at most one letter in and takes at most one out, each flipping one bit at most.
            let differ = (letters ^ self.signature).count_ones() as usize;
            if *known == hash as u32 && differ <= 2 * edits {
                take(*name, edits);
            }
        }
    }
}

/// Which letters a name has (the low bits), and which it has twice or more (the high bits); letters
/// whose numbers agree in the last five bits share theirs.
fn signature(letters: &[char]) -> u64 {
    letters.iter().fold(0, |bits: u64, letter| {
        let once = 1 << (u32::from(*letter) % 32);
        bits | once | (bits & once) << 32
    })
}

/// Where a piece begins and ends; the pieces differ by at most one letter in length.
fn bounds(letters: usize, edits: usize, piece: usize) -> (usize, usize) {
    let pieces = edits + 1;
    (piece * letters / pieces, (piece + 1) * letters / pieces)
}

/// A hash that spreads well over all 64 bits (a multiply and a fold per letter).
fn hash(length: usize, cjk: bool, piece: usize, letters: impl Iterator<Item = char>) -> u64 {
    let seed = (length as u64) << 16 | u64::from(cjk) << 8 | piece as u64;
    let mix = |hash: u64, value: u64| {
        let wide = u128::from(hash ^ value.wrapping_add(0x9E37_79B9_7F4A_7C15)) * 0xD6E8_FEB8_6659_FD93;
        (wide as u64) ^ (wide >> 64) as u64
    };
    letters.fold(mix(0x2545_F491_4F6C_DD1D, seed), |hash, letter| mix(hash, u64::from(u32::from(letter))))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::titles::osa::tests::oracle;

    proptest! {
        /// The promise of the whole method: no name within its tolerance is ever missed.
        #[test]
        fn no_name_within_reach_is_missed(
            name in "[abc]{4,30}|[猫犬ab]{3,14}",
            edits in prop::collection::vec((0usize..4, 0usize..40, prop::char::range('a', 'd')), 0..5),
        ) {
            let mut letters: Vec<char> = name.chars().collect();
            for (kind, at, letter) in edits {
                let at = at % letters.len().max(1);
                match kind {
                    0 if !letters.is_empty() => letters[at] = letter,
                    1 => letters.insert(at.min(letters.len()), letter),
                    2 if letters.len() > 2 => { letters.remove(at); }
                    _ if at + 1 < letters.len() => letters.swap(at, at + 1),
                    _ => {}
                }
            }
            let query: String = letters.iter().collect();
            let cjk = name.chars().any(is_cjk);
            let reach = tolerance(name.chars().count(), cjk);
            let mut names = Arena::default();
            names.push(&name);
            let mut found = false;
            Pieces::build(&names).candidates(&letters, &mut |number, edits| {
                found |= number == 0 && edits == reach;
            });
            if oracle(&name, &query) as usize <= reach && reach > 0 {
                prop_assert!(found, "{name} | {query}");
            }
        }
    }
}
