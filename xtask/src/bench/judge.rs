//! Whether two rows of samples prove a difference. Pure, so that it can be tried with made-up samples.

use super::measure::{Better, quantile};

/// A change below this share is not worth a red light.
const TOLERANCE: f64 = 0.10;

/// With fewer runs on a side no interval means anything.
const FEWEST: usize = 3;

const RESAMPLES: usize = 4000;

/// What the samples prove.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict {
    TooFew,
    Same,
    /// How many times as good as before, at least.
    Better(f64),
    /// How many times as bad as before, at least.
    Worse(f64),
}

/// Compares medians by a bootstrap: both rows are drawn anew many times, and the ratio of their medians
/// must lie beyond the tolerance in 99 of 100 draws. The draws are the same in every call.
pub fn judge(base: &[f64], now: &[f64], better: Better) -> Verdict {
    if base.len() < FEWEST || now.len() < FEWEST {
        return Verdict::TooFew;
    }
    let mut draws = Draws(0x9E37_79B9_7F4A_7C15);
    let ratios: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let (base, now) = (draws.median_of(base), draws.median_of(now));
            match better {
                Better::Lower => now / base.max(f64::MIN_POSITIVE),
                Better::Higher => base / now.max(f64::MIN_POSITIVE),
            }
        })
        .collect();
    let (low, high) = (quantile(&ratios, 0.01), quantile(&ratios, 0.99));
    if low > 1.0 + TOLERANCE {
        Verdict::Worse(low)
    } else if high < 1.0 / (1.0 + TOLERANCE) {
        Verdict::Better(1.0 / high)
    } else {
        Verdict::Same
    }
}

/// A small generator of numbers that look random (Marsaglia's xorshift, 2003).
struct Draws(u64);

impl Draws {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn median_of(&mut self, samples: &[f64]) -> f64 {
        let drawn: Vec<f64> = (0..samples.len())
            .filter_map(|_| samples.get(self.next() as usize % samples.len()).copied())
            .collect();
        quantile(&drawn, 0.5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUIET: [f64; 5] = [1.00, 1.02, 0.99, 1.01, 1.03];

    fn times(factor: f64) -> Vec<f64> {
        QUIET.iter().map(|sample| sample * factor).collect()
    }

    #[test]
    fn an_injected_slowdown_is_proven() {
        assert!(matches!(judge(&QUIET, &times(1.3), Better::Lower), Verdict::Worse(least) if least > 1.2));
        assert!(matches!(judge(&QUIET, &times(0.7), Better::Higher), Verdict::Worse(_)));
    }

    #[test]
    fn noise_and_small_changes_prove_nothing() {
        assert_eq!(judge(&QUIET, &QUIET, Better::Lower), Verdict::Same);
        assert_eq!(judge(&QUIET, &times(1.05), Better::Lower), Verdict::Same);
        // The median is half as much again, but the runs lie so far apart that it may be chance.
        assert_eq!(judge(&QUIET, &[0.9, 1.0, 1.5, 1.6, 1.7], Better::Lower), Verdict::Same);
    }

    #[test]
    fn one_run_that_went_wrong_is_no_slowdown() {
        assert_eq!(judge(&QUIET, &[1.0, 1.01, 9.0, 0.99, 1.02], Better::Lower), Verdict::Same);
    }

    #[test]
    fn a_gain_is_seen_too() {
        assert!(matches!(judge(&QUIET, &times(0.5), Better::Lower), Verdict::Better(least) if least > 1.8));
    }

    #[test]
    fn two_runs_are_too_few() {
        assert_eq!(judge(&QUIET, &[9.0, 9.0], Better::Lower), Verdict::TooFew);
    }
}
