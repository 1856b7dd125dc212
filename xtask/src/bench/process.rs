//! Running a program to its end: how long it took and how much memory it held at most.

use std::{
    fs,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};

use super::harness;
use crate::shell;

/// How often memory is looked at. The kernel keeps the peak, so only the last moment can be missed.
const LOOK: Duration = Duration::from_millis(5);

/// The exit status of a command that did its work and set some rows aside.
const PARTLY_DONE: i32 = 3;

/// A program that has ended well.
#[derive(Debug, Clone, Copy)]
pub struct Finished {
    pub seconds: f64,
    /// 0 where the system does not tell.
    pub peak_mb: f64,
}

/// Runs `command` to its end.
///
/// # Errors
/// When it fails; what it said on stderr is part of the message.
pub fn finish(command: &mut Command) -> anyhow::Result<Finished> {
    let line = shell::words(command);
    let mut said = tempfile::tempfile()?;
    let begin = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(said.try_clone()?)
        .spawn()
        .with_context(|| format!("cannot start `{line}`"))?;
    let mut peak_mb = 0.0_f64;
    let status = loop {
        peak_mb = peak_mb.max(memory_mb(&child, "VmHWM:").unwrap_or_default());
        if let Some(status) = child.try_wait()? {
            break status;
        }
        thread::sleep(LOOK);
    };
    harness::injected_slowdown();
    let seconds = begin.elapsed().as_secs_f64();
    if !status.success() && status.code() != Some(PARTLY_DONE) {
        use std::io::{Read as _, Seek as _};
        let mut text = String::new();
        said.rewind()?;
        said.read_to_string(&mut text)?;
        bail!("`{line}` failed: {status}\n{}", text.trim_end());
    }
    Ok(Finished { seconds, peak_mb })
}

/// A line of the kernel's account of a process: `VmHWM:` is the peak, `VmRSS:` what it holds now.
pub fn memory_mb(child: &Child, field: &str) -> Option<f64> {
    parse_memory(&fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?, field)
}

fn parse_memory(status: &str, field: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix(field))?;
    let kib: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib * 1024.0 / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_in_megabytes() {
        let status = "Name:\temaki\nVmHWM:\t  400000 kB\nVmRSS:\t  100000 kB\n";
        assert_eq!(parse_memory(status, "VmHWM:"), Some(409.6));
        assert_eq!(parse_memory("Name:\temaki\n", "VmHWM:"), None);
    }

    #[test]
    fn a_program_that_fails_says_why() {
        let error = finish(Command::new("sh").args(["-c", "echo broken >&2; exit 1"]));
        assert!(error.is_err_and(|error| error.to_string().contains("broken")));
    }
}
