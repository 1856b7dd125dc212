//! An audience's verdict, on the source's own scale and on ours.

use serde::{Deserialize, Serialize};

/// A score as a source gives it, beside the same score on Emaki's scale of 0 to 10.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// The source's own number.
    pub value: f64,
    /// The top of the source's own scale: 10, 100 or 5.
    pub scale_max: f64,
    /// `value` on a scale of 0 to 10.
    pub normalized: f64,
    /// How many voted, when the source says.
    pub votes: Option<u64>,
}

impl Score {
    /// A score on a scale from 0 to `scale_max`; `None` when it is not a number or lies outside.
    pub fn new(value: f64, scale_max: f64, votes: Option<u64>) -> Option<Self> {
        let sound = value.is_finite()
            && scale_max.is_finite()
            && scale_max > 0.0
            && (0.0..=scale_max).contains(&value);
        sound.then(|| Self { value, scale_max, normalized: value * 10.0 / scale_max, votes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_keep_their_own_scale() {
        let score = Score::new(81.0, 100.0, Some(12)).map(|s| (s.value, s.normalized));
        assert_eq!(score, Some((81.0, 8.1)));
        assert_eq!(Score::new(11.0, 10.0, None), None);
        assert_eq!(Score::new(f64::NAN, 10.0, None), None);
    }
}
