//! One figure with what is needed to judge it: how it spreads, what it should be, what others reach.

use serde::Serialize;

/// The most samples printed; a longer list is thinned to its quantiles, which keep its shape.
const MAX_SAMPLES: usize = 101;

/// A measured figure. One JSON line of the program's output.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measure {
    /// What was measured, dotted from the large to the small: `import.offline_db.sqlite`.
    pub measure: String,
    /// `µs`, `ms`, `s`, `MB`, `KB`, `1/s`, `pages/s`, `calls`, `refusals`, or empty for a share or a score.
    pub unit: &'static str,
    /// Which way is good.
    pub better: Better,
    /// The sample in the middle.
    pub median: f64,
    /// The sample that 95 of 100 do not exceed.
    pub p95: f64,
    /// The samples in ascending order, at most 101 of them.
    pub samples: Vec<f64>,
    /// What the median should reach.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goal: Option<f64>,
    /// What `p95` should reach.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goal_p95: Option<f64>,
    /// What others reach.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub peers: Vec<Peer>,
}

/// Which way is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// Times and sizes.
    Lower,
    /// Rates and scores.
    Higher,
}

/// Another program's figure for the same thing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Peer {
    /// The program, and how it was used.
    pub name: &'static str,
    /// Its figure, in the measure's unit.
    pub value: f64,
}

impl Measure {
    /// A measure of these samples; without any there is nothing to print.
    ///
    /// # Panics
    /// When there is no sample.
    pub fn new(
        measure: impl Into<String>,
        unit: &'static str,
        better: Better,
        mut samples: Vec<f64>,
    ) -> Self {
        assert!(!samples.is_empty(), "a measure has at least one sample");
        samples.sort_by(f64::total_cmp);
        let (median, p95) = (quantile(&samples, 0.5), quantile(&samples, 0.95));
        if samples.len() > MAX_SAMPLES {
            let steps = (MAX_SAMPLES - 1) as f64;
            samples = (0..MAX_SAMPLES).map(|step| quantile(&samples, step as f64 / steps)).collect();
        }
        let measure = measure.into();
        Self { measure, unit, better, median, p95, samples, goal: None, goal_p95: None, peers: Vec::new() }
    }

    /// A measure of a single figure.
    pub fn single(measure: impl Into<String>, unit: &'static str, better: Better, value: f64) -> Self {
        Self::new(measure, unit, better, vec![value])
    }

    /// The same measure with what its median should reach.
    #[must_use]
    pub fn goal(mut self, goal: f64) -> Self {
        self.goal = Some(goal);
        self
    }

    /// The same measure with what its 95th percentile should reach.
    #[must_use]
    pub fn goal_p95(mut self, goal: f64) -> Self {
        self.goal_p95 = Some(goal);
        self
    }

    /// The same measure beside another program's figure.
    #[must_use]
    pub fn peer(mut self, name: &'static str, value: f64) -> Self {
        self.peers.push(Peer { name, value });
        self
    }
}

/// The value at a place between 0 and 1 of an ascending list, by the nearest rank.
fn quantile(sorted: &[f64], place: f64) -> f64 {
    let rank = (place * sorted.len() as f64).ceil() as usize;
    sorted[rank.clamp(1, sorted.len()) - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measure_keeps_the_shape_of_its_samples() {
        let measure = Measure::new("x", "ms", Better::Lower, (1..=1000).rev().map(f64::from).collect());
        assert_eq!((measure.median, measure.p95), (500.0, 950.0));
        assert_eq!((measure.samples.len(), measure.samples[0], measure.samples[100]), (101, 1.0, 1000.0));
        let one = Measure::single("y", "s", Better::Higher, 2.5).goal(2.0);
        assert_eq!((one.median, one.p95, one.goal), (2.5, 2.5, Some(2.0)));
    }
}
