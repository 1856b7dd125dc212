//! A server of ours while something is tried on it, and Python programs that do the trying.

use std::{
    fs,
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};

use crate::{project, shell};

const START_LIMIT: Duration = Duration::from_mins(1);

/// A server that is killed when nothing is asked of it any more.
pub struct Server(Child);

impl Server {
    /// Starts it and waits until it listens.
    pub fn start(command: &mut Command, address: SocketAddr) -> anyhow::Result<Self> {
        let said = tempfile::NamedTempFile::new()?;
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(said.reopen()?);
        let mut server = Self(command.spawn().context("cannot start the server")?);
        let begin = Instant::now();
        while TcpStream::connect(address).is_err() {
            if server.0.try_wait()?.is_some() || begin.elapsed() > START_LIMIT {
                bail!("the server does not answer\n{}", fs::read_to_string(said.path())?.trim_end());
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Either may fail only when it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Builds the program, and says where it is.
pub fn emaki() -> anyhow::Result<PathBuf> {
    // With the crates that the tests build, so that features are the same and nothing is built twice.
    shell::run(&mut project::cargo(&["build", "-p", "app", "-p", "serve", "-p", "cli", "--bin", "emaki"]))?;
    Ok(project::metadata()?.target_directory.join("debug/emaki"))
}

/// A Python of its own with packages of `PyPI`, made where it is missing.
pub fn python(folder: &Path, packages: &[&str]) -> anyhow::Result<PathBuf> {
    let python = folder.join("bin/python");
    if !python.exists() {
        shell::run(Command::new("python3").args(["-m", "venv"]).arg(folder))?;
    }
    shell::run(Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(packages))?;
    Ok(python)
}
