//! The generator behind the old pipeline's noise: MT19937 (Matsumoto and Nishimura 1998) with its 2002
//! seeding, doubles of 53 bits, and normal draws by Marsaglia's polar method, of which every second one is
//! kept from the draw before. That is what `numpy.random.seed` and `numpy.random.normal` do.

const SIZE: usize = 624;
const SHIFT: usize = 397;

/// The generator's state.
pub(super) struct Mersenne {
    state: [u32; SIZE],
    next: usize,
    kept: Option<f64>,
}

impl Mersenne {
    /// A generator begun with a number.
    pub fn seeded(seed: u32) -> Self {
        let mut state = [seed; SIZE];
        for at in 1..SIZE {
            let before = state[at - 1];
            state[at] = 1_812_433_253_u32.wrapping_mul(before ^ (before >> 30)).wrapping_add(at as u32);
        }
        Self { state, next: SIZE, kept: None }
    }

    /// A draw from the normal distribution with mean 0 and deviation 1.
    pub fn gauss(&mut self) -> f64 {
        if let Some(kept) = self.kept.take() {
            return kept;
        }
        loop {
            let (x, y) = (2.0 * self.unit() - 1.0, 2.0 * self.unit() - 1.0);
            let square = x * x + y * y;
            if square < 1.0 && square > 0.0 {
                let factor = (-2.0 * square.ln() / square).sqrt();
                self.kept = Some(factor * x);
                return factor * y;
            }
        }
    }

    /// A number from 0 to below 1.
    fn unit(&mut self) -> f64 {
        let (high, low) = (self.word() >> 5, self.word() >> 6);
        (f64::from(high) * 67_108_864.0 + f64::from(low)) / 9_007_199_254_740_992.0
    }

    fn word(&mut self) -> u32 {
        if self.next == SIZE {
            self.turn();
        }
        let mut word = self.state[self.next];
        self.next += 1;
        word ^= word >> 11;
        word ^= (word << 7) & 0x9d2c_5680;
        word ^= (word << 15) & 0xefc6_0000;
        word ^ (word >> 18)
    }

    fn turn(&mut self) {
        for at in 0..SIZE {
            let joined = (self.state[at] & 0x8000_0000) | (self.state[(at + 1) % SIZE] & 0x7fff_ffff);
            let twist = if joined & 1 == 1 { 0x9908_b0df } else { 0 };
            self.state[at] = self.state[(at + SHIFT) % SIZE] ^ (joined >> 1) ^ twist;
        }
        self.next = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_the_reference() {
        // The first outputs for the reference implementation's usual seed, and the 10,000th, which C++
        // demands of `std::mt19937`.
        let mut random = Mersenne::seeded(5489);
        assert_eq!([random.word(), random.word()], [3_499_211_612, 581_869_302]);
        assert_eq!((2..10_000).map(|_| random.word()).last(), Some(4_123_659_995));
    }

    #[test]
    fn draws_are_numpys() {
        // numpy.random.seed(42); numpy.random.normal(size=4)
        let mut random = Mersenne::seeded(42);
        let wanted = [
            0.496_714_153_011_233,
            -0.138_264_301_171_184_7,
            0.647_688_538_100_692_6,
            1.523_029_856_408_025_4,
        ];
        for draw in wanted {
            assert!((random.gauss() - draw).abs() < 1e-12);
        }
    }
}
