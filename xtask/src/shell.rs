//! Running other programs: what is run is printed, and a failure names it.

use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

/// Prints one short line about what happens now.
pub fn say(line: &str) {
    eprintln!("xtask: {line}");
}

/// Runs `command` with our own input and output.
///
/// # Errors
/// When it cannot be started or ends with anything but success.
pub fn run(command: &mut Command) -> anyhow::Result<()> {
    let line = words(command);
    say(&line);
    let status = command.status().with_context(|| format!("cannot start `{line}`"))?;
    if !status.success() {
        bail!("`{line}` failed: {status}");
    }
    Ok(())
}

/// Runs `command` quietly and gives what it wrote to stdout.
///
/// # Errors
/// Like [`run`]; what it wrote to stderr is then part of the message.
pub fn output(command: &mut Command) -> anyhow::Result<String> {
    let line = words(command);
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start `{line}`"))?;
    if !output.status.success() {
        bail!("`{line}` failed: {}\n{}", output.status, String::from_utf8_lossy(&output.stderr).trim_end());
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{line}` printed no UTF-8"))
}

/// The command as one would type it; the program without its folder.
pub fn words(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let program = program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned();
    let arguments = command.get_args().map(|argument| argument.to_string_lossy().into_owned());
    std::iter::once(program).chain(arguments).collect::<Vec<_>>().join(" ")
}
