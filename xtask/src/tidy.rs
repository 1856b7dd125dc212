//! `cargo xtask tidy`: what the compiler does not check, one check per file.

mod arrows;
mod capabilities;
mod commands;
mod files;
mod leaks;
mod markdown;
mod paths;
mod settings;
mod sizes;
mod tree;

use anyhow::bail;

use crate::{project, shell};
use tree::Tree;

/// Check what the compiler does not: arrows, headers, names in the docs, sizes, leaks
#[derive(Debug, clap::Args)]
pub struct Tidy {}

/// What the checks look at.
struct House {
    tree: Tree,
    packages: Vec<project::Package>,
    /// Our own `cargo xtask` commands.
    xtask_commands: Vec<String>,
    /// Folders of this machine, which the project must not name.
    machine: Vec<String>,
}

/// One thing that is not as it should be: where, and what.
type Finding = String;

type Check = (&'static str, fn(&House) -> Vec<Finding>);

const CHECKS: [Check; 8] = [
    ("arrows", arrows::check),
    ("files", files::check),
    ("paths", paths::check),
    ("commands", commands::check),
    ("capabilities", capabilities::check),
    ("settings", settings::check),
    ("leaks", leaks::check),
    ("sizes", sizes::check),
];

impl Tidy {
    #[expect(clippy::unused_self, reason = "every command is run the same way")]
    pub fn run(self) -> anyhow::Result<()> {
        let house = House::of_checkout()?;
        let mut found = 0;
        for (name, check) in CHECKS {
            for finding in check(&house) {
                println!("{name}: {finding}");
                found += 1;
            }
        }
        if found > 0 {
            bail!("tidy found {found} things to mend");
        }
        shell::say(&format!("tidy: {} checks, nothing to mend", CHECKS.len()));
        Ok(())
    }
}

impl House {
    fn of_checkout() -> anyhow::Result<Self> {
        let root = project::root();
        let home = std::env::var("HOME").ok();
        let machine = [Some(root.display().to_string()), home].into_iter().flatten();
        Ok(Self {
            tree: Tree::of_checkout(root)?,
            packages: project::metadata()?.packages,
            xtask_commands: crate::command_names(),
            // A home or checkout such as `/` says nothing.
            machine: machine.filter(|folder| folder.trim_matches('/').len() > 3).collect(),
        })
    }

    #[cfg(test)]
    fn of(files: &[(&str, &str)]) -> Self {
        let xtask_commands = ["test", "tidy"].map(str::to_owned).to_vec();
        let machine = vec!["/srv/checkout".to_owned()];
        Self { tree: Tree::of(files), packages: Vec::new(), xtask_commands, machine }
    }
}
