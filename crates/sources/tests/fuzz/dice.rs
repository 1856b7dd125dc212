//! Chance that can be repeated: the same seed throws the same numbers on every machine.

/// `SplitMix64` (Steele, Lea and Flood, 2014): small, and good enough to break parsers.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`; 0 when that is 0.
    pub fn below(&mut self, end: usize) -> usize {
        (self.throw() % (end.max(1) as u64)) as usize
    }

    pub fn pick<'a, T>(&mut self, among: &'a [T]) -> &'a T {
        &among[self.below(among.len())]
    }

    /// A stretch within `length`, rarely a long one.
    pub fn stretch(&mut self, length: usize) -> std::ops::Range<usize> {
        let begin = self.below(length);
        let most =
            if self.below(4) == 0 { length - begin.min(length) } else { 40.min(length - begin.min(length)) };
        begin.min(length)..begin.min(length) + self.below(most + 1)
    }
}
