//! One measured thing: its samples, and what they are held against.

use serde::{Deserialize, Serialize};

/// A measure with one sample per run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    pub name: String,
    /// `s`, `ms`, `MB`, `requests/s`, `calls`, or empty for a plain share.
    pub unit: String,
    pub samples: Vec<f64>,
    /// The 95th percentile within a run, where a run is many requests; the median of the runs.
    pub p95: Option<f64>,
    /// The figure that the median should reach, in the unit.
    pub aim: Option<f64>,
    /// The figure that the 95th percentile should reach.
    pub aim_p95: Option<f64>,
    /// What a peer reaches, in words.
    pub peer: Option<String>,
}

/// Which way is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    Lower,
    Higher,
}

impl Measure {
    pub fn new(name: &str, unit: &str, samples: Vec<f64>) -> Self {
        Self {
            name: name.into(),
            unit: unit.into(),
            samples,
            p95: None,
            aim: None,
            aim_p95: None,
            peer: None,
        }
    }

    pub fn aim(mut self, aim: f64) -> Self {
        self.aim = Some(aim);
        self
    }

    pub fn better(&self) -> Better {
        let costs = ["s", "ms", "µs", "us", "ns", "MB", "MiB", "KB", "bytes", "calls", "refusals", "tokens"];
        if costs.contains(&self.unit.as_str()) { Better::Lower } else { Better::Higher }
    }

    pub fn median(&self) -> f64 {
        quantile(&self.samples, 0.5)
    }

    /// Within a run where a run is many requests, else over the runs.
    pub fn p95(&self) -> f64 {
        let worst = match self.better() {
            Better::Lower => 0.95,
            Better::Higher => 0.05,
        };
        self.p95.unwrap_or_else(|| quantile(&self.samples, worst))
    }

    /// `None` when there is no aim.
    pub fn meets_its_aim(&self) -> Option<bool> {
        let reaches = |value: f64, aim: f64| match self.better() {
            Better::Lower => value <= aim,
            Better::Higher => value >= aim,
        };
        let median = self.aim.map(|aim| reaches(self.median(), aim));
        let p95 = self.aim_p95.map(|aim| reaches(self.p95(), aim));
        median.into_iter().chain(p95).reduce(|one, other| one && other)
    }
}

/// A line that the in-process measures print: one measure of one run.
#[derive(Debug, Deserialize)]
pub struct Line {
    measure: String,
    unit: String,
    median: f64,
    p95: f64,
    goal: Option<f64>,
    goal_p95: Option<f64>,
    #[serde(default)]
    peers: Vec<Peer>,
}

#[derive(Debug, Deserialize)]
struct Peer {
    name: String,
    value: f64,
}

/// Joins the lines of several runs, each median a sample.
pub fn join(lines: Vec<Line>) -> Vec<Measure> {
    let mut measures: Vec<(Measure, Vec<f64>)> = Vec::new();
    for line in lines {
        if let Some((measure, p95)) = measures.iter_mut().find(|(measure, _)| measure.name == line.measure) {
            measure.samples.push(line.median);
            p95.push(line.p95);
            continue;
        }
        let peers: Vec<_> =
            line.peers.iter().map(|peer| format!("{} {} (quoted)", peer.name, peer.value)).collect();
        let mut measure = Measure::new(&line.measure, &line.unit, vec![line.median]);
        (measure.aim, measure.aim_p95) = (line.goal, line.goal_p95);
        measure.peer = (!peers.is_empty()).then(|| peers.join(", "));
        measures.push((measure, vec![line.p95]));
    }
    for (measure, p95) in &mut measures {
        measure.p95 = Some(quantile(p95, 0.5));
    }
    measures.into_iter().map(|(measure, _)| measure).collect()
}

/// The value below which a share of the samples lies, between neighbours by straight line; 0 of none.
pub fn quantile(samples: &[f64], share: f64) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = share * (sorted.len().saturating_sub(1)) as f64;
    let at = |index: usize| sorted.get(index).or(sorted.last()).copied().unwrap_or_default();
    let (below, above) = (at(place.floor() as usize), at(place.ceil() as usize));
    below + (above - below) * place.fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_between_neighbours() {
        assert!((quantile(&[3.0, 1.0, 2.0], 0.5) - 2.0).abs() < 1e-9);
        assert!((quantile(&[1.0, 2.0], 0.5) - 1.5).abs() < 1e-9);
        assert!((quantile(&[], 0.5)).abs() < 1e-9);
    }

    #[test]
    fn the_unit_says_which_way_is_good() {
        assert_eq!(Measure::new("a", "ms", vec![2.0]).aim(1.0).meets_its_aim(), Some(false));
        assert_eq!(Measure::new("a", "requests/s", vec![2.0]).aim(1.0).meets_its_aim(), Some(true));
        assert_eq!(Measure::new("a", "refusals", vec![1.0]).aim(0.0).meets_its_aim(), Some(false));
        assert_eq!(Measure::new("a", "", vec![0.97]).meets_its_aim(), None);
    }

    #[test]
    fn lines_of_several_runs_become_one_measure() {
        let lines = r#"{"measure":"search.words","unit":"ms","better":"lower","median":1.0,"p95":4.0,"samples":[1.0],"goal":1.5,"goal_p95":6.0,"peers":[{"name":"x","value":2.0}]}
            {"measure":"title.mrr","unit":"","better":"higher","median":0.99,"p95":0.99,"samples":[0.99]}
            {"measure":"search.words","unit":"ms","better":"lower","median":1.2,"p95":9.0,"samples":[1.2]}"#;
        let lines = lines.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
        let measures = join(lines);
        let names: Vec<_> =
            measures.iter().map(|measure| (measure.name.as_str(), measure.samples.len())).collect();
        assert_eq!(names, [("search.words", 2), ("title.mrr", 1)]);
        let search = measures.first().expect("it is the first");
        assert_eq!(
            (search.p95, search.aim, search.peer.as_deref()),
            (Some(6.5), Some(1.5), Some("x 2 (quoted)"))
        );
        assert_eq!(search.meets_its_aim(), Some(false), "its p95 is above the aim");
    }
}
