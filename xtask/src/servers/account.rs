//! The user as which a server runs. PostgreSQL refuses root, so root lends it to someone smaller.

use std::{
    os::unix::{fs::chown, process::CommandExt as _},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Context as _;

use crate::shell;

/// A user other than the one we run as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    uid: u32,
    gid: u32,
}

/// Whether we run as root.
pub fn is_root() -> bool {
    id("-u", None) == Some(0)
}

/// Whom servers run as: nobody else unless we are root, then `postgres` or `nobody`.
///
/// # Errors
/// When we are root and the machine knows neither.
pub fn for_servers() -> anyhow::Result<Option<Account>> {
    if !is_root() {
        return Ok(None);
    }
    ["postgres", "nobody"]
        .iter()
        .find_map(|name| Some(Account { uid: id("-u", Some(name))?, gid: id("-g", Some(name))? }))
        .map(Some)
        .context("PostgreSQL does not run as root, and there is no user `postgres` or `nobody` to lend it to")
}

impl Account {
    /// Makes `command` run as this user.
    pub fn lend(self, command: &mut Command) {
        command.uid(self.uid).gid(self.gid);
    }

    /// Makes `path` this user's own.
    pub fn give(self, path: &Path) -> anyhow::Result<()> {
        chown(path, Some(self.uid), Some(self.gid))
            .with_context(|| format!("cannot give `{}` to another user", path.display()))
    }
}

/// A folder for temporary files that every user can reach. The usual one may lie in a private home.
pub fn shared_temp() -> PathBuf {
    use std::os::unix::fs::PermissionsExt as _;
    let usual = std::env::temp_dir();
    let open = usual
        .ancestors()
        .all(|folder| folder.metadata().is_ok_and(|meta| meta.permissions().mode() & 0o001 != 0));
    if open { usual } else { PathBuf::from("/tmp") }
}

fn id(flag: &str, user: Option<&str>) -> Option<u32> {
    shell::output(Command::new("id").arg(flag).args(user)).ok()?.trim().parse().ok()
}
