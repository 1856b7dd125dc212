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
    /// Whether what it measures on PostgreSQL is worth nothing unless each commit is on the disk.
    durable: bool,
}

impl Group {
    const fn short(name: &'static str, prefixes: &'static [&'static str]) -> Self {
        Self { name, prefixes, long: false, durable: false }
    }

    const fn long(name: &'static str, prefixes: &'static [&'static str]) -> Self {
        Self { name, prefixes, long: true, durable: false }
    }

    const fn durable(self) -> Self {
        Self { durable: true, ..self }
    }
}

/// The groups. The binary's `import` is left out: whole processes show what an import takes, their start and
/// their memory included.
const GROUPS: [Group; 17] = [
    Group::short("assign", &["assign."]),
    Group::short("fetch", &["fetch."]),
    Group::short("jobs", &["jobs."]).durable(),
    Group::short("pace", &["pace."]),
    Group::short("parse", &["parse."]),
    Group::short("relevance", &["relevance.", "search."]),
    Group::short("titles", &["titles."]),
    Group::long("casting", &["casting."]),
    Group::long("engines", &["engines."]).durable(),
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
    let mut lines = Vec::new();
    for is_durable in [false, true] {
        let asked: Vec<&Group> = asked.iter().copied().filter(|group| group.durable == is_durable).collect();
        if asked.is_empty() {
            continue;
        }
        let server = if is_durable { servers::durable_postgres()? } else { servers::postgres()? };
        lines.extend(run(setting, &asked, &server.url)?);
    }
    Ok(measure::join(lines))
}

/// The lines of groups that share a server.
fn run(setting: &Setting, asked: &[&Group], postgres: &str) -> anyhow::Result<Vec<Line>> {
    let mut lines = Vec::new();
    for run in 0..setting.runs {
        let groups: Vec<&str> =
            asked.iter().filter(|group| run == 0 || !group.long).map(|group| group.name).collect();
        if groups.is_empty() {
            break;
        }
        let mut command = Command::new(setting.binaries.join("bench"));
        command.args(&groups);
        command.env("EMAKI_TEST_POSTGRES_URL", postgres);
        if let Some(data) = &setting.data {
            command.env("EMAKI_TEST_DATA", data);
        }
        // What it says beside its figures, such as the cases it got wrong, is for whoever measures.
        command.stderr(Stdio::inherit());
        let told = shell::output(&mut command)?;
        lines.extend(told.lines().map(serde_json::from_str::<Line>).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(lines)
}
