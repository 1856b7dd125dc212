//! What a check found, counted.

use serde::Serialize;

use super::{Code, Finding, Severity};

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// What was checked: a file, or `stored`.
    pub what: String,
    /// Answers, or stored characters.
    pub rows: u64,
    /// Those of them about which nothing is wrong that has to be mended.
    pub sound: u64,
    /// Those whose archetype is known and whose stats all lie in its bands.
    pub rows_in_band: u64,
    /// Stats in all.
    pub values: u64,
    /// How often each kind was found; kinds that were not are left out.
    pub counts: Vec<Count>,
    /// Each finding, in the order of the rows.
    pub findings: Vec<Finding>,
}

/// How often a kind was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Which kind.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// How often.
    pub count: u64,
}

impl Report {
    /// The same report with its findings counted.
    pub(crate) fn counted(mut self) -> Self {
        let count = |code: &Code| self.findings.iter().filter(|finding| finding.code == *code).count() as u64;
        let counts = Code::ALL.iter().map(|code| (code, count(code))).filter(|(_, count)| *count > 0);
        let severity = |code: &Code| code.severity();
        self.counts =
            counts.map(|(code, count)| Count { code: *code, severity: severity(code), count }).collect();
        self
    }

    /// How often a kind was found.
    pub fn count(&self, code: Code) -> u64 {
        self.counts.iter().find(|count| count.code == code).map_or(0, |count| count.count)
    }

    /// How many findings should be mended.
    pub fn errors(&self) -> u64 {
        self.counts.iter().filter(|count| count.severity == Severity::Error).map(|count| count.count).sum()
    }

    /// How many findings somebody may want to look at.
    pub fn warnings(&self) -> u64 {
        self.counts.iter().filter(|count| count.severity == Severity::Warning).map(|count| count.count).sum()
    }
}
