//! `cargo xtask bench`: whole-process and in-process measures of a release build.
//!
//! Each measure is taken in several runs. A table shows median and p95 with the aim and the peer's
//! figure beside them, and a file in `target/bench` keeps the samples for a later `--compare`.

mod harness;
mod import;
mod inprocess;
mod judge;
mod load;
mod mcp;
mod measure;
mod peers;
mod people;
mod process;
mod report;
mod serve;
mod sockets;

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::bail;
use measure::Measure;

use crate::{project, shell};

/// Measure a release build and print the aims and the peers beside it
#[derive(Debug, clap::Args)]
pub struct Bench {
    /// Only these groups of measures; all of them when none is named
    #[arg(value_name = "GROUP", value_parser = names())]
    groups: Vec<String>,
    /// Fail when something is provably slower than in this file, or in the run with this label
    #[arg(long, value_name = "BASE")]
    compare: Option<String>,
    /// Only the measures whose name begins like this
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// Folder of real data; else `EMAKI_TEST_DATA`
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Name under which the samples are kept; else the revision
    #[arg(long)]
    label: Option<String>,
    /// How often each measure is taken
    #[arg(long, default_value_t = 3)]
    runs: usize,
}

/// What the measures work with.
struct Setting {
    /// The folder of release binaries.
    binaries: PathBuf,
    data: Option<PathBuf>,
    runs: usize,
    /// The groups that are asked for; empty for all.
    groups: Vec<String>,
    /// The beginning of the measures' names that are asked for; empty for all.
    only: String,
}

/// Measures that are taken together.
struct Group {
    /// How the names of its measures begin.
    prefix: &'static str,
    /// Whether it measures our own release binaries.
    needs_build: bool,
    measure: fn(&Setting) -> anyhow::Result<Vec<Measure>>,
}

const GROUPS: [Group; 7] = [
    Group { prefix: "harness.", needs_build: false, measure: harness::measure },
    Group { prefix: "import.", needs_build: true, measure: import::measure },
    Group { prefix: "serve.", needs_build: true, measure: serve::measure },
    Group { prefix: "mcp.", needs_build: true, measure: mcp::measure },
    Group { prefix: "people.files.", needs_build: true, measure: people::measure },
    Group { prefix: "engines.sockets.", needs_build: true, measure: sockets::measure },
    // Whatever begins otherwise is measured inside one process, by the `bench` crate.
    Group { prefix: "", needs_build: true, measure: inprocess::measure },
];

impl Bench {
    pub fn run(self) -> anyhow::Result<()> {
        let folder = project::metadata()?.target_directory.join("bench");
        // Read first: a base that is missing should not be found out after minutes of measuring.
        let base = self.compare.as_deref().map(|base| report::load(&folder, base)).transpose()?;
        let only = self.only.as_deref().unwrap_or_default();
        let groups: Vec<_> =
            GROUPS.iter().filter(|group| self.names(group) && group.is_asked_for(only)).collect();
        let setting = self.setting(&groups)?;
        let mut measures = Vec::new();
        for group in groups {
            let name =
                if group.prefix.is_empty() { "in-process" } else { group.prefix.trim_end_matches('.') };
            shell::say(&format!("measuring {name}"));
            measures.extend((group.measure)(&setting)?);
        }
        measures.retain(|measure| measure.name.starts_with(only));
        if measures.is_empty() {
            bail!("nothing was measured; is `--only` right, and `--data` or EMAKI_TEST_DATA set?");
        }
        print!("{}", report::table(&measures));
        for line in peers::measured_here(&measures, setting.data.as_deref()) {
            println!("{line}");
        }
        let label = self.label.clone().unwrap_or_else(revision);
        let path = report::save(&folder, &label, &measures)?;
        shell::say(&format!("samples are in {}", path.display()));
        base.map_or(Ok(()), |base| report::compare(&base, &measures))
    }

    /// Whether a group is among those named, or one of its own groups is.
    fn names(&self, group: &Group) -> bool {
        let named = |name: &str| self.groups.iter().any(|asked| asked == name);
        let within = group.prefix.is_empty() && inprocess::names().any(named);
        // A group of whole processes may bear the name of one in process, and goes with it.
        let first = group.prefix.split('.').next().unwrap_or_default();
        self.groups.is_empty() || within || named(group.prefix.trim_end_matches('.')) || named(first)
    }

    fn setting(&self, groups: &[&Group]) -> anyhow::Result<Setting> {
        if groups.iter().any(|group| group.needs_build) {
            let build = ["build", "--release", "--package", "cli", "--package", "bench"];
            shell::run(&mut project::cargo(&build))?;
        }
        let data = self.data.clone().or_else(|| std::env::var_os("EMAKI_TEST_DATA").map(PathBuf::from));
        let data = data.map(std::path::absolute).transpose()?;
        if data.is_none() {
            shell::say("neither --data nor EMAKI_TEST_DATA is set: what needs real data is not measured");
        }
        let binaries = project::metadata()?.target_directory.join("release");
        let (groups, only) = (self.groups.clone(), self.only.clone().unwrap_or_default());
        Ok(Setting { binaries, data, runs: self.runs.max(1), groups, only })
    }
}

impl Group {
    fn is_asked_for(&self, only: &str) -> bool {
        if self.prefix.is_empty() {
            return GROUPS.iter().all(|group| group.prefix.is_empty() || !only.starts_with(group.prefix));
        }
        self.prefix.starts_with(only) || only.starts_with(self.prefix)
    }
}

/// All that can be named as a group.
fn names() -> Vec<&'static str> {
    let whole = GROUPS.iter().map(|group| group.prefix.trim_end_matches('.'));
    whole.filter(|name| !name.is_empty()).chain(inprocess::names()).collect()
}

impl Setting {
    /// Whether a group is asked for.
    fn names(&self, group: &str) -> bool {
        self.groups.is_empty() || self.groups.iter().any(|asked| asked == group)
    }

    fn emaki(&self) -> Command {
        let mut command = Command::new(self.binaries.join("emaki"));
        // The measured program must not read settings of whoever measures.
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if name.starts_with("EMAKI_") && name != "EMAKI_TEST_DATA" {
                command.env_remove(name);
            }
        }
        command
    }

    /// A file of the real data; `None`, said aloud, when there is none.
    fn file(&self, name: &str) -> Option<PathBuf> {
        let path = self.data.as_deref().map(|data| data.join(name));
        let found = path.filter(|path| path.is_file());
        if found.is_none() {
            shell::say(&format!("skipped: no `{name}` among the data"));
        }
        found
    }
}

/// The short revision, marked when the checkout differs from it.
fn revision() -> String {
    let git = |arguments: &[&str]| {
        let text = shell::output(Command::new("git").args(arguments).current_dir(project::root()));
        text.map(|text| text.trim().to_owned()).unwrap_or_default()
    };
    let revision = git(&["rev-parse", "--short", "HEAD"]);
    let changed = !git(&["status", "--porcelain", "--untracked-files=no"]).is_empty();
    match (revision.is_empty(), changed) {
        (true, _) => "unversioned".into(),
        (false, true) => format!("{revision}-changed"),
        (false, false) => revision,
    }
}

/// Imports a file into the store of a folder.
fn import_into(setting: &Setting, folder: &Path, file: &Path) -> anyhow::Result<process::Finished> {
    let mut command = setting.emaki();
    command.arg("--data-dir").arg(folder).args(["--quiet", "import"]).arg(file);
    process::finish(&mut command)
}
