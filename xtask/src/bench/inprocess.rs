//! Measures that the `bench` crate takes inside one process.

use std::process::{Command, Stdio};

use super::{
    Setting,
    measure::{self, Line, Measure},
};
use crate::{servers, shell};

/// A group of the `bench` binary.
struct Group {
    name: &'static str,
    /// How the names of its measures begin.
    prefixes: &'static [&'static str],
    /// Whether it takes minutes and hardly varies, so that it is run once however many runs are asked for.
    long: bool,
}

impl Group {
    const fn short(name: &'static str, prefixes: &'static [&'static str]) -> Self {
        Self { name, prefixes, long: false }
    }

    const fn long(name: &'static str, prefixes: &'static [&'static str]) -> Self {
        Self { name, prefixes, long: true }
    }
}

/// The groups. The binary's `import` is left out: whole processes show what an import takes, their start and
/// their memory included.
const GROUPS: [Group; 16] = [
    Group::short("assign", &["assign."]),
    Group::short("fetch", &["fetch."]),
    Group::short("jobs", &["jobs."]),
    Group::short("pace", &["pace."]),
    Group::short("parse", &["parse."]),
    Group::short("relevance", &["relevance.", "search."]),
    Group::short("titles", &["titles."]),
    Group::long("casting", &["casting."]),
    Group::long("enrich", &["enrich."]),
    Group::long("keepers", &["keepers."]),
    Group::long("linking", &["linking."]),
    Group::long("manga", &["linking.manga."]),
    Group::long("models", &["models."]),
    Group::long("people", &["people.list.", "people.map.", "people.status_update."]),
    Group::long("pictures", &["pictures."]),
    Group::long("recommend", &["recommend."]),
];

/// The names of all groups.
pub fn names() -> impl Iterator<Item = &'static str> {
    GROUPS.iter().map(|group| group.name)
}

/// Runs the `bench` binary as often as asked; each line of JSON is a sample.
pub fn measure(setting: &Setting) -> anyhow::Result<Vec<Measure>> {
    let begins = |prefix: &&str| prefix.starts_with(&setting.only) || setting.only.starts_with(*prefix);
    let is_asked = |group: &&Group| setting.names(group.name) && group.prefixes.iter().any(begins);
    let asked: Vec<&Group> = GROUPS.iter().filter(is_asked).collect();
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let server = servers::postgres()?;
    let mut lines = Vec::new();
    for run in 0..setting.runs {
        let groups: Vec<&str> =
            asked.iter().filter(|group| run == 0 || !group.long).map(|group| group.name).collect();
        if groups.is_empty() {
            break;
        }
        let mut command = Command::new(setting.binaries.join("bench"));
        command.args(&groups);
        command.env("EMAKI_TEST_POSTGRES_URL", &server.url);
        if let Some(data) = &setting.data {
            command.env("EMAKI_TEST_DATA", data);
        }
        // What it says beside its figures, such as the cases it got wrong, is for whoever measures.
        command.stderr(Stdio::inherit());
        let told = shell::output(&mut command)?;
        lines.extend(told.lines().map(serde_json::from_str::<Line>).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(measure::join(lines))
}
