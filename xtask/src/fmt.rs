//! The `fmt` step: whether every file is formatted.

use std::process::Command;

use anyhow::Context as _;

use crate::{project, shell};

/// Checks the format of every Rust file that git knows or would take in.
///
/// `cargo fmt` follows `mod` from the crates' roots and does not look into macros, so that it never sees
/// the modules that a list such as `providers!` declares. Here each file is named instead.
///
/// # Errors
/// When a file is not formatted; the difference is printed.
pub fn check() -> anyhow::Result<()> {
    let mut git = Command::new("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.rs"]);
    let files = shell::output(git.current_dir(project::root()))?;
    // Deleted ones stay in git's list until it is told.
    let there = files.split_terminator('\0').filter(|path| project::root().join(path).exists());
    let mut rustfmt = Command::new("rustfmt");
    // Cargo is not asked, so the edition of the workspace has to be said.
    rustfmt.args(["--check", "--edition", "2024"]).args(there).current_dir(project::root());
    // Not run like other commands, whose line is printed: this one names hundreds of files.
    shell::say("rustfmt --check of every file");
    let status = rustfmt.status().context("cannot start rustfmt")?;
    anyhow::ensure!(status.success(), "files are not formatted; `rustfmt --edition 2024 FILE` does it");
    Ok(())
}
