//! A server with someone beside it who stops it when we are gone, whatever ended us.

use std::{
    fs::File,
    io::{Read as _, Seek as _},
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use tempfile::TempDir;

use super::account::{self, Account};
use crate::shell;

/// Longer than the slowest start on a busy machine.
const START_LIMIT: Duration = Duration::from_secs(90);
const STOP_LIMIT: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(20);

/// A folder for one server, owned by the user it runs as.
pub struct Room {
    folder: TempDir,
    account: Option<Account>,
}

impl Room {
    pub fn new(name: &str) -> anyhow::Result<Self> {
        let parent = account::shared_temp();
        let folder = tempfile::Builder::new()
            .prefix(&format!("emaki-{name}-"))
            .tempdir_in(&parent)
            .with_context(|| format!("cannot make a folder in `{}`", parent.display()))?;
        let account = account::for_servers()?;
        if let Some(account) = account {
            account.give(folder.path())?;
        }
        Ok(Self { folder, account })
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A command that runs in this folder, as the server's user. The checkout may be closed to them.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.path()).env("LC_ALL", "C");
        if let Some(account) = self.account {
            account.lend(&mut command);
        }
        command
    }

    /// Starts a server and waits until `is_ready` says so.
    ///
    /// `stop` is the signal that ends it quickly and cleanly.
    ///
    /// # Errors
    /// When it ends or is not ready in time; the message ends with its last words.
    pub fn keep(
        self,
        server: &[String],
        stop: &str,
        url: String,
        is_ready: impl Fn() -> bool,
    ) -> anyhow::Result<Kept> {
        let script = self.path().join("keeper.sh");
        std::fs::write(&script, include_str!("keeper.sh"))?;
        let log = tempfile::tempfile().context("cannot make a temporary file")?;
        let child = self
            .command(Path::new("/bin/sh"))
            .arg(&script)
            .arg(self.path())
            .arg(stop)
            .args(server)
            .stdin(Stdio::piped())
            .stdout(log.try_clone()?)
            .stderr(log.try_clone()?)
            // A group of its own, so that Ctrl-C in the terminal does not reach it.
            .process_group(0)
            .spawn()
            .context("cannot start /bin/sh")?;
        let mut kept = Kept { child, url, folder: self.folder };
        let name = PathBuf::from(server.first().map_or("", String::as_str));
        let name = name.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let deadline = Instant::now() + START_LIMIT;
        while !is_ready() {
            if let Some(status) = kept.child.try_wait()? {
                bail!("{name} ended at once: {status}\n{}", last_words(log));
            }
            if Instant::now() > deadline {
                bail!("{name} is not ready after {} s\n{}", START_LIMIT.as_secs(), last_words(log));
            }
            thread::sleep(POLL);
        }
        Ok(kept)
    }
}

/// A running server. It is stopped and its folder removed when this is dropped.
pub struct Kept {
    child: Child,
    pub url: String,
    folder: TempDir,
}

impl Drop for Kept {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let deadline = Instant::now() + STOP_LIMIT;
        while matches!(self.child.try_wait(), Ok(None)) {
            if Instant::now() > deadline {
                let folder = self.folder.path().display();
                return shell::say(&format!(
                    "the server in `{folder}` does not stop; look for it by that name"
                ));
            }
            thread::sleep(POLL);
        }
    }
}

fn last_words(mut log: File) -> String {
    let mut text = String::new();
    if log.rewind().and_then(|()| log.read_to_string(&mut text)).is_err() {
        return "its log cannot be read".into();
    }
    let lines: Vec<_> = text.lines().collect();
    lines.get(lines.len().saturating_sub(15)..).unwrap_or_default().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_alive(pid: &str) -> bool {
        Path::new("/proc").join(pid).exists()
    }

    /// A `sleep` that stands in for a server, and its process id.
    fn sleeper() -> (Kept, PathBuf, String) {
        let room = Room::new("keeper-test").expect("the temp folder is writable");
        let folder = room.path().to_path_buf();
        let note = folder.join("pid");
        let line = format!("echo $$ > {}; exec sleep 600", note.display());
        let server = ["/bin/sh", "-c", &line].map(str::to_owned);
        let written = || std::fs::read_to_string(&note).is_ok_and(|text| text.ends_with('\n'));
        let kept = room.keep(&server, "TERM", String::new(), written).expect("sleep starts");
        let pid = std::fs::read_to_string(&note).expect("it was written").trim().to_owned();
        (kept, folder, pid)
    }

    #[test]
    fn dropping_stops_the_server_and_removes_its_folder() {
        let (kept, folder, pid) = sleeper();
        assert!(is_alive(&pid));
        drop(kept);
        assert!(!is_alive(&pid));
        assert!(!folder.exists());
    }

    #[test]
    fn a_panic_stops_it_too() {
        let (kept, folder, pid) = sleeper();
        let fell = std::thread::spawn(move || {
            let _kept = kept;
            std::panic::resume_unwind(Box::new("a test that fails"));
        });
        assert!(fell.join().is_err());
        assert!(!is_alive(&pid) && !folder.exists());
    }

    #[test]
    fn a_server_that_ends_at_once_is_an_error_with_its_last_words() {
        let room = Room::new("keeper-test").expect("the temp folder is writable");
        let server = ["/bin/sh", "-c", "echo the port is taken; exit 3"].map(str::to_owned);
        let error = room.keep(&server, "TERM", String::new(), || false).err().expect("it never gets ready");
        assert!(error.to_string().contains("the port is taken"), "{error}");
    }
}
