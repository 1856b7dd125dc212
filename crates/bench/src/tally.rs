//! Precision and recall of what was joined.

use bench::{Better, Measure};

/// Pairs judged, each with a weight.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    right: f64,
    wrong: f64,
    missed: f64,
}

impl Tally {
    /// Adds a pair: whether it is one thing, and whether it was joined.
    pub fn add(&mut self, same: bool, joined: bool, weight: f64) {
        match (same, joined) {
            (true, true) => self.right += weight,
            (false, true) => self.wrong += weight,
            (true, false) => self.missed += weight,
            (false, false) => {}
        }
    }

    /// `<name>.precision` and `<name>.recall`, with what they should reach. One that nothing was asked
    /// of is left out.
    pub fn measures(self, name: &str, goals: Option<(f64, f64)>) -> Vec<Measure> {
        let figures = [
            ("precision", self.right + self.wrong, goals.map(|(precision, _)| precision)),
            ("recall", self.right + self.missed, goals.map(|(_, recall)| recall)),
        ];
        let asked = figures.into_iter().filter(|(_, of, _)| *of > 0.0);
        let measures = asked.map(|(kind, of, goal)| {
            let measure = Measure::single(format!("{name}.{kind}"), "", Better::Higher, self.right / of);
            match goal {
                Some(goal) => measure.goal(goal),
                None => measure,
            }
        });
        measures.collect()
    }
}
