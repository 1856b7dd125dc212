//! The codes of all pictures, a bit each in columns, so that 512 of them are compared at once.
//!
//! Bit `i` of a code of 512 pictures lies in eight words side by side. Distances are then counted with the adders of
//! a processor, written out: three columns of one weight become two of which one counts double (Harley and Seal, in
//! Warren, Hacker's Delight, 2nd edition, 5-1).

use std::ops::Range;

use crate::{
    probe::{Glance, SIGNS},
    windows::VIEWS,
};

const LANES: usize = 8;
/// Pictures in a block.
pub(super) const ROWS: usize = LANES * 64;
/// From so many blocks on, two threads are worth their start: 20,000 pictures.
const SHARED: usize = 40;
const PLANES: usize = VIEWS * 64;

/// One bit of each picture of a block.
type Plane = [u64; LANES];

/// Codes in blocks of 512 pictures.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Columns {
    blocks: Vec<Box<[Plane]>>,
    count: usize,
}

/// A picture that one glance found near.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hit {
    /// Of the signs compared, those that differ.
    pub(super) distance: u8,
    pub(super) row: u32,
    pub(super) glance: u16,
}

impl Columns {
    pub(super) fn push(&mut self, codes: &[u64; VIEWS]) {
        if self.count.is_multiple_of(ROWS) {
            self.blocks.push(vec![[0; LANES]; PLANES].into_boxed_slice());
        }
        self.count += 1;
        self.set(self.count - 1, codes);
    }

    /// The last row takes the place of this one.
    pub(super) fn swap_remove(&mut self, row: usize) {
        let last = self.count - 1;
        let codes = self.get(last);
        self.set(row, &codes);
        self.set(last, &[0; VIEWS]);
        self.count = last;
        self.blocks.truncate(last.div_ceil(ROWS));
    }

    pub(super) fn get(&self, row: usize) -> [u64; VIEWS] {
        let (block, lane, bit) = place(row);
        std::array::from_fn(|view| {
            let planes = &self.blocks[block][view * 64..][..64];
            planes.iter().enumerate().fold(0, |code, (at, plane)| code | ((plane[lane] >> bit & 1) << at))
        })
    }

    fn set(&mut self, row: usize, codes: &[u64; VIEWS]) {
        let (block, lane, bit) = place(row);
        for (planes, code) in self.blocks[block].chunks_exact_mut(64).zip(codes) {
            for (at, plane) in planes.iter_mut().enumerate() {
                plane[lane] = plane[lane] & !(1 << bit) | (code >> at & 1) << bit;
            }
        }
    }

    /// The nearest by any glance, at most `keep` of them. Many pictures are shared out among two threads.
    pub(super) fn nearest(&self, glances: &[Glance], keep: usize) -> Vec<Hit> {
        let half = self.blocks.len() / 2;
        let mut all = if self.blocks.len() < SHARED {
            self.scanned(0..self.blocks.len(), glances, keep)
        } else {
            std::thread::scope(|scope| {
                let first = scope.spawn(|| self.scanned(0..half, glances, keep));
                let mut all = self.scanned(half..self.blocks.len(), glances, keep);
                all.append(&mut first.join().expect("a scan does not panic"));
                all
            })
        };
        all.sort_unstable();
        all.truncate(keep);
        all
    }

    /// Of some blocks at least the nearest `keep`.
    fn scanned(&self, blocks: Range<usize>, glances: &[Glance], keep: usize) -> Vec<Hit> {
        let mut hits = Hits { all: Vec::new(), by_distance: [0; SIGNS + 1], within: WITHIN, keep };
        for at in blocks {
            let rows = (self.count - at * ROWS).min(ROWS);
            for (number, glance) in glances.iter().enumerate() {
                let planes = &self.blocks[at][glance.view * 64..][..64];
                let counts = distances(planes, &glance.signs);
                hits.take(&counts, at * ROWS, rows, number as u16);
            }
        }
        let within = hits.within;
        hits.all.retain(|hit| hit.distance <= within);
        hits.all
    }

    /// All words, for a file.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let words = self.blocks.iter().flat_map(|block| block.as_flattened());
        words.flat_map(|word| word.to_le_bytes()).collect()
    }

    /// Reads what [`Columns::to_bytes`] wrote of `count` pictures; `None` when there is more or less of it.
    pub(super) fn from_bytes(bytes: &[u8], count: usize) -> Option<Self> {
        let (words, rest) = bytes.as_chunks::<8>();
        let blocks = count.div_ceil(ROWS);
        if !rest.is_empty() || words.len() != blocks * PLANES * LANES {
            return None;
        }
        let plane = |words: &[[u8; 8]]| std::array::from_fn(|lane| u64::from_le_bytes(words[lane]));
        let block = |words: &[[u8; 8]]| words.chunks_exact(LANES).map(plane).collect();
        Some(Self { blocks: words.chunks_exact(PLANES * LANES).map(block).collect(), count })
    }
}

/// Of 40 signs, how many may differ at first: chance brings 13 in 10,000 pairs so near.
const WITHIN: u8 = 10;

/// Block, word and bit of a row.
fn place(row: usize) -> (usize, usize, usize) {
    (row / ROWS, row % ROWS / 64, row % 64)
}

/// Keeps what is near, and asks for less distance as soon as there is enough.
struct Hits {
    all: Vec<Hit>,
    by_distance: [usize; SIGNS + 1],
    within: u8,
    keep: usize,
}

impl Hits {
    fn take(&mut self, counts: &[Plane; 6], first: usize, rows: usize, glance: u16) {
        for lane in 0..rows.div_ceil(64) {
            let mut near = at_most(counts, lane, self.within);
            if rows < (lane + 1) * 64 {
                near &= (1 << (rows % 64)) - 1;
            }
            while near != 0 {
                let bit = near.trailing_zeros();
                near &= near - 1;
                let distance = counts
                    .iter()
                    .enumerate()
                    .map(|(weight, plane)| (plane[lane] >> bit & 1) << weight)
                    .sum::<u64>();
                let row = (first + lane * 64) as u32 + bit;
                self.all.push(Hit { distance: distance as u8, row, glance });
                self.by_distance[distance as usize] += 1;
            }
        }
        let nearer = |within: u8| self.by_distance[..usize::from(within)].iter().sum::<usize>();
        while self.within > 0 && nearer(self.within) >= self.keep {
            self.within -= 1;
        }
    }
}

/// Which pictures of a word have a distance of at most this.
fn at_most(counts: &[Plane; 6], lane: usize, most: u8) -> u64 {
    let (mut less, mut equal) = (0, u64::MAX);
    for weight in (0..6).rev() {
        let count = counts[weight][lane];
        if most >> weight & 1 == 1 {
            less |= equal & !count;
            equal &= count;
        } else {
            equal &= !count;
        }
    }
    less | equal
}

/// For each picture of a block how many signs differ, as six columns of weights 1, 2, 4, 8, 16 and 32.
fn distances(planes: &[Plane], signs: &[(u8, u64); SIGNS]) -> [Plane; 6] {
    const ZERO: Plane = [0; LANES];
    let [mut ones, mut twos, mut fours, mut eights, mut sixteens, mut thirty_twos] = [ZERO; 6];
    let differing = |(wave, flip): (u8, u64)| -> Plane {
        let plane = &planes[usize::from(wave)];
        std::array::from_fn(|lane| plane[lane] ^ flip)
    };
    for eight in signs.as_chunks::<8>().0 {
        let differ = eight.map(differing);
        let (sum, two_a) = add(&ones, &differ[0], &differ[1]);
        let (sum, two_b) = add(&sum, &differ[2], &differ[3]);
        let (two, four_a) = add(&twos, &two_a, &two_b);
        let (sum, two_a) = add(&sum, &differ[4], &differ[5]);
        let (sum, two_b) = add(&sum, &differ[6], &differ[7]);
        ones = sum;
        let four_b;
        (twos, four_b) = add(&two, &two_a, &two_b);
        let eight;
        (fours, eight) = add(&fours, &four_a, &four_b);
        for lane in 0..LANES {
            let carry = eights[lane] & eight[lane];
            eights[lane] ^= eight[lane];
            let carried = sixteens[lane] & carry;
            sixteens[lane] ^= carry;
            thirty_twos[lane] ^= carried;
        }
    }
    [ones, twos, fours, eights, sixteens, thirty_twos]
}

/// The sum of three bits each, and what is carried.
#[inline]
fn add(a: &Plane, b: &Plane, c: &Plane) -> (Plane, Plane) {
    let sum = std::array::from_fn(|lane| a[lane] ^ b[lane] ^ c[lane]);
    let carry = std::array::from_fn(|lane| (a[lane] & b[lane]) | ((a[lane] ^ b[lane]) & c[lane]));
    (sum, carry)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::field::Rect;

    fn glance(view: usize, code: u64) -> Glance {
        let signs =
            std::array::from_fn(|at| (at as u8 + 3, if code >> (at + 3) & 1 == 1 { u64::MAX } else { 0 }));
        Glance { window: Rect::FULL, mirrored: false, view, signs }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]

        #[test]
        fn distances_are_those_counted_one_by_one(
            codes in prop::collection::vec(any::<u64>(), 500..1100),
            code in any::<u64>(),
            removed in 0usize..500,
        ) {
            let mut columns = Columns::default();
            let mut plain: Vec<[u64; VIEWS]> = codes.iter().map(|code| std::array::from_fn(|view| code.rotate_left(view as u32))).collect();
            for codes in &plain {
                columns.push(codes);
            }
            columns.swap_remove(removed);
            plain.swap_remove(removed);
            prop_assert_eq!(columns.get(removed), plain[removed]);
            let bytes = columns.to_bytes();
            prop_assert_eq!(Columns::from_bytes(&bytes, plain.len()), Some(columns.clone()));
            prop_assert_eq!(Columns::from_bytes(&bytes[8..], plain.len()), None);

            let mask = ((1u64 << SIGNS) - 1) << 3;
            let mut expected: Vec<Hit> = plain.iter().enumerate().flat_map(|(row, codes)| {
                [(5usize, 0u16), (9, 1)].map(|(view, glance)| Hit {
                    distance: ((codes[view] ^ code) & mask).count_ones() as u8, row: row as u32, glance,
                })
            }).filter(|hit| hit.distance <= WITHIN).collect();
            expected.sort_unstable();
            let found = columns.nearest(&[glance(5, code), glance(9, code)], usize::MAX);
            prop_assert_eq!(&found, &expected);
        }
    }

    #[test]
    fn the_nearest_are_kept_when_there_are_many() {
        let mut columns = Columns::default();
        for at in 0..2000u64 {
            columns.push(&[((1 << (at % 11)) - 1) << 3; VIEWS]);
        }
        let found = columns.nearest(&[glance(0, 0)], 150);
        assert_eq!((found.len(), found[149].distance), (150, 0));
        let found = columns.nearest(&[glance(0, 0)], 200);
        assert_eq!(found.iter().filter(|hit| hit.distance == 0).count(), 182);
        assert_eq!((found.len(), found[199].distance), (200, 1));
    }
}
