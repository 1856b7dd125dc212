//! Dice whose throws depend on a seed and on nothing else, today and with every later version.

/// The dice of one picture: `SplitMix64` (Steele, Lea and Flood, OOPSLA 2014).
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `sides`, which is at least 1. The bias is below one in 2^32 for as many sides as a prompt has.
    pub fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        ((u128::from(mixed) * u128::from(sides.max(1))) >> 64) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn throws_never_change() {
        let mut dice = Dice::new(42);
        let throws: Vec<u64> = (0..12).map(|_| dice.below(6)).collect();
        assert!(throws.iter().all(|throw| *throw < 6));
        let mut again = Dice::new(42);
        assert_eq!(throws, (0..12).map(|_| again.below(6)).collect::<Vec<_>>());
        // The published first outputs of SplitMix64 with seed 0, scaled to 2^32.
        let mut zero = Dice::new(0);
        assert_eq!([zero.below(1 << 32), zero.below(1 << 32)], [0xe220_a839, 0x6e78_9e6a]);
    }
}
