//! Optimal string alignment: edits between two names, a swap of neighbors counting one.

use rustc_hash::FxHashMap;

/// A query made ready to be compared with many names.
pub(crate) struct Pattern {
    letters: Vec<char>,
    ascii: [u64; 128],
    other: FxHashMap<char, u64>,
}

impl Pattern {
    /// Notes for each letter where the query has it.
    pub(crate) fn new(query: &str) -> Self {
        let letters: Vec<char> = query.chars().collect();
        let mut pattern = Self { letters, ascii: [0; 128], other: FxHashMap::default() };
        for (at, letter) in pattern.letters.iter().enumerate().take(64) {
            let mask = 1u64 << at;
            match pattern.ascii.get_mut(*letter as usize) {
                Some(places) => *places |= mask,
                None => *pattern.other.entry(*letter).or_default() |= mask,
            }
        }
        pattern
    }

    /// The query's letters.
    pub(crate) fn letters(&self) -> &[char] {
        &self.letters
    }

    /// The distance to a name, or `None` when it is above `limit`.
    pub(crate) fn distance(&self, name: &str, limit: u32) -> Option<u32> {
        let found = if self.letters.is_empty() || self.letters.len() > 64 {
            self.banded(name, limit)
        } else {
            self.bitwise(name)
        };
        (found <= limit).then_some(found)
    }

    /// All rows of the table at once, one bit each (Hyyrö, *A bit-vector algorithm for computing
    /// Levenshtein and Damerau edit distances*, 2003). For queries of 1 to 64 letters.
    fn bitwise(&self, name: &str) -> u32 {
        let last = 1u64 << (self.letters.len() - 1);
        let (mut more, mut less, mut same, mut before) = (!0u64, 0u64, 0u64, 0u64);
        let mut distance = self.letters.len() as u32;
        for letter in name.chars() {
            let places = match self.ascii.get(letter as usize) {
                Some(places) => *places,
                None => self.other.get(&letter).copied().unwrap_or(0),
            };
            let swapped = ((!same & places) << 1) & before;
            same = ((places & more).wrapping_add(more) ^ more) | places | less | swapped;
            let up = less | !(same | more);
            let down = same & more;
            distance += u32::from(up & last != 0);
            distance -= u32::from(down & last != 0);
            let up = (up << 1) | 1;
            more = (down << 1) | !(same | up);
            less = up & same;
            before = places;
        }
        distance
    }

    /// The plain table, of which only the band around the diagonal is computed. For long queries.
    fn banded(&self, name: &str, limit: u32) -> u32 {
        let name: Vec<char> = name.chars().collect();
        let (rows, columns, band) = (self.letters.len(), name.len(), limit as usize);
        if rows.abs_diff(columns) > band {
            return limit + 1;
        }
        let above = limit + 1;
        let mut table = vec![vec![above; columns + 1]; 3];
        for (at, cell) in table[0].iter_mut().enumerate().take(band + 1) {
            *cell = at as u32;
        }
        for row in 1..=rows {
            let (this, last, older) = (row % 3, (row + 2) % 3, (row + 1) % 3);
            let from = row.saturating_sub(band);
            let to = (row + band).min(columns);
            table[this].fill(above);
            if from == 0 {
                table[this][0] = row as u32;
            }
            for column in from.max(1)..=to {
                let differ = u32::from(self.letters[row - 1] != name[column - 1]);
                let mut best = (table[last][column - 1] + differ)
                    .min(table[last][column] + 1)
                    .min(table[this][column - 1] + 1);
                let swapped = row > 1
                    && column > 1
                    && self.letters[row - 1] == name[column - 2]
                    && self.letters[row - 2] == name[column - 1];
                if swapped {
                    best = best.min(table[older][column - 2] + 1);
                }
                table[this][column] = best.min(above);
            }
        }
        table[rows % 3][columns]
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The recurrence as the textbooks write it.
    pub(crate) fn oracle(left: &str, right: &str) -> u32 {
        let (a, b): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
        let mut table = vec![vec![0u32; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                table[i][j] = if i == 0 || j == 0 {
                    (i + j) as u32
                } else {
                    let differ = u32::from(a[i - 1] != b[j - 1]);
                    let mut best =
                        (table[i - 1][j - 1] + differ).min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        best = best.min(table[i - 2][j - 2] + 1);
                    }
                    best
                };
            }
        }
        table[a.len()][b.len()]
    }

    #[test]
    fn a_swap_counts_one() {
        for (a, b, distance) in
            [("abcd", "acbd", 1), ("ca", "abc", 3), ("", "ab", 2), ("猫の恩", "猫恩の", 1)]
        {
            assert_eq!(Pattern::new(a).distance(b, 9), Some(distance), "{a} {b}");
        }
    }

    proptest! {
        #[test]
        fn bits_agree_with_the_textbook(a in "[ab猫 ]{1,12}", b in "[ab猫 ]{0,12}") {
            prop_assert_eq!(Pattern::new(&a).bitwise(&b), oracle(&a, &b));
        }

        #[test]
        fn the_band_agrees_with_the_textbook(a in "[abc]{0,90}", b in "[abc]{0,90}", limit in 0u32..6) {
            let whole = oracle(&a, &b);
            prop_assert_eq!(Pattern::new(&a).banded(&b, limit).min(limit + 1), whole.min(limit + 1));
        }

        #[test]
        fn long_names_agree_too(a in "[ab]{60,80}", at in 0usize..59) {
            let mut letters: Vec<char> = a.chars().collect();
            letters.swap(at, at + 1);
            letters.remove(at / 2);
            let b: String = letters.into_iter().collect();
            prop_assert_eq!(Pattern::new(&a).distance(&b, 4), Some(oracle(&a, &b)).filter(|d| *d <= 4));
        }
    }
}
