//! Installing Debian packages, without starting or touching any service of the machine.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Context as _;

use crate::{servers::account, shell, tools::Tool};

/// Whether we may install: as root, on Debian or a child of it.
pub fn is_ours_to_do() -> bool {
    account::is_root() && Path::new("/etc/debian_version").exists() && Path::new("/usr/bin/apt-get").exists()
}

/// Installs the packages of `tools`.
pub fn packages(tools: &[Tool]) -> anyhow::Result<()> {
    let packages: Vec<_> = tools.iter().map(|tool| tool.package()).collect();
    shell::say(&format!("installing {}", packages.join(" ")));
    // Debian asks this script before it starts or restarts any service; 101 means "do not".
    let _no_service = TemporaryFile::place("/usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n", 0o755)?;
    shell::run(&mut apt(&["update", "-qq"]))?;
    let mut no_cluster = None;
    if tools.contains(&Tool::Postgres) {
        // The server's package makes a database of its own unless a file in this folder, which the
        // common package reads but does not make, says otherwise.
        shell::run(apt(&["install", "-qq", "-y", "--no-install-recommends"]).arg("postgresql-common"))?;
        let folder = Path::new("/etc/postgresql-common/createcluster.d");
        fs::create_dir_all(folder)?;
        no_cluster =
            TemporaryFile::place(folder.join("emaki-tests.conf"), "create_main_cluster = false\n", 0o644)?;
    }
    shell::run(apt(&["install", "-qq", "-y", "--no-install-recommends"]).args(packages))?;
    drop(no_cluster);
    Ok(())
}

fn apt(arguments: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// A file that is there only for a while. One that was there before is left alone.
struct TemporaryFile(PathBuf);

impl TemporaryFile {
    fn place(path: impl Into<PathBuf>, text: &str, mode: u32) -> anyhow::Result<Option<Self>> {
        let path = path.into();
        if path.exists() {
            return Ok(None);
        }
        let placed = Self(path);
        fs::write(&placed.0, text).with_context(|| format!("cannot write `{}`", placed.0.display()))?;
        fs::set_permissions(&placed.0, fs::Permissions::from_mode(mode))?;
        Ok(Some(placed))
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.0) {
            shell::say(&format!("cannot remove `{}`: {error}", self.0.display()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_temporary_file_goes_and_an_old_one_stays() {
        let folder = tempfile::tempdir().expect("a temp folder can be made");
        let path = folder.path().join("policy");
        let placed = TemporaryFile::place(&path, "new", 0o644).expect("the folder is ours");
        assert!(placed.is_some());
        assert!(TemporaryFile::place(&path, "other", 0o644).expect("the folder is ours").is_none());
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "new");
        drop(placed);
        assert!(!path.exists());
    }
}
