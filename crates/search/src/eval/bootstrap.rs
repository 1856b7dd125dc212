//! How sure a difference between two rankings is: the paired bootstrap.

use serde::Serialize;

/// Resamples that an interval is read from.
const RESAMPLES: usize = 10_000;

/// The mean of paired differences and where it lies in 95 of 100 resamples of the queries.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// The mean difference.
    pub mean: f64,
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// The interval of the mean of `one - other`, pair by pair; all zero where there are no pairs. The same
/// pairs give the same interval every time.
pub fn paired(one: &[f64], other: &[f64]) -> Interval {
    let differences: Vec<f64> = one.iter().zip(other).map(|(one, other)| one - other).collect();
    let count = differences.len();
    if count == 0 {
        return Interval { mean: 0.0, low: 0.0, high: 0.0 };
    }
    // A linear congruence is random enough to choose queries by (Knuth's constants for MMIX).
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut means: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let sum: f64 = (0..count)
                .map(|_| {
                    state =
                        state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    differences[(state >> 33) as usize % count]
                })
                .sum();
            sum / count as f64
        })
        .collect();
    means.sort_by(f64::total_cmp);
    let at = |share: f64| means[((RESAMPLES as f64 * share) as usize).min(RESAMPLES - 1)];
    Interval { mean: differences.iter().sum::<f64>() / count as f64, low: at(0.025), high: at(0.975) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_holds_its_mean() {
        let one: Vec<f64> = (0..200).map(|at| f64::from(at % 5) / 5.0).collect();
        let other: Vec<f64> = (0..200).map(|at| f64::from(at % 4) / 5.0).collect();
        let interval = paired(&one, &other);
        assert!(interval.low < interval.mean && interval.mean < interval.high);
        assert!((interval.mean - 0.1).abs() < 1e-9 && interval.low > 0.03 && interval.high < 0.17);
        assert_eq!(interval, paired(&one, &other));
        assert_eq!(paired(&[], &[]), Interval { mean: 0.0, low: 0.0, high: 0.0 });
    }
}
