//! Measures that the `bench` crate takes inside one process.

use std::process::Command;

use super::{
    Setting,
    measure::{self, Line, Measure},
};
use crate::{servers, shell};

/// Groups of the `bench` binary with the beginnings of their measures' names. Its group `import` is left
/// out: whole processes show what an import takes, their start and their memory included.
const GROUPS: [(&str, &[&str]); 7] = [
    ("assign", &["assign."]),
    ("fetch", &["fetch."]),
    ("jobs", &["jobs."]),
    ("pace", &["pace."]),
    ("parse", &["parse."]),
    ("relevance", &["relevance.", "search."]),
    ("titles", &["titles."]),
];

/// Runs the `bench` binary as often as asked; each line of JSON is a sample.
pub fn measure(setting: &Setting) -> anyhow::Result<Vec<Measure>> {
    let is_asked = |prefix: &&str| prefix.starts_with(&setting.only) || setting.only.starts_with(*prefix);
    let groups = GROUPS.iter().filter(|(_, prefixes)| prefixes.iter().any(is_asked)).map(|(group, _)| *group);
    let groups: Vec<_> = groups.collect();
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let server = servers::postgres()?;
    let mut lines = Vec::new();
    for _ in 0..setting.runs {
        let mut command = Command::new(setting.binaries.join("bench"));
        command.args(&groups);
        command.env("EMAKI_TEST_POSTGRES_URL", &server.url);
        if let Some(data) = &setting.data {
            command.env("EMAKI_TEST_DATA", data);
        }
        let told = shell::output(&mut command)?;
        lines.extend(told.lines().map(serde_json::from_str::<Line>).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(measure::join(lines))
}
