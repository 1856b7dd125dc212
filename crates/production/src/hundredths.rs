//! Numbers with two decimals, such as a guidance of 7.5 or a weight of 1.15.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A number of hundredths. A JSON number outside, and the same one again after any number of copies: what a
/// recipe repeats must not drift by the last bit of a float.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Hundredths(pub i32);

impl Hundredths {
    /// 1.00, the weight of what is not weighted.
    pub const ONE: Self = Self(100);

    /// The number as a float.
    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

impl TryFrom<f64> for Hundredths {
    type Error = &'static str;

    /// Rounds to the nearest; refuses what is no number or lies beyond ±10,000.
    fn try_from(number: f64) -> Result<Self, Self::Error> {
        if number.abs() <= 10_000.0 {
            Ok(Self((number * 100.0).round() as i32))
        } else {
            Err("a number between -10000 and 10000 is wanted here")
        }
    }
}

impl From<Hundredths> for f64 {
    fn from(number: Hundredths) -> Self {
        number.as_f64()
    }
}

impl fmt::Display for Hundredths {
    /// As short as it goes: `7.5`, `1`, `0.85`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_f64().fmt(f)
    }
}

/// For what is left out where it is plain.
pub(crate) fn one() -> Hundredths {
    Hundredths::ONE
}

/// Whether a weight is plain.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
pub(crate) fn is_one(weight: &Hundredths) -> bool {
    *weight == Hundredths::ONE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_comes_back_the_same() {
        for hundredths in [-350, 0, 1, 15, 85, 100, 115, 750, 3000] {
            let text = serde_json::to_string(&Hundredths(hundredths)).expect("a number");
            assert_eq!(
                serde_json::from_str::<Hundredths>(&text).ok(),
                Some(Hundredths(hundredths)),
                "{text}"
            );
        }
        assert_eq!(Hundredths(750).to_string(), "7.5");
        assert_eq!(Hundredths::ONE.to_string(), "1");
        for odd in [f64::NAN, f64::INFINITY, 1e9] {
            assert!(Hundredths::try_from(odd).is_err(), "{odd}");
        }
    }
}
