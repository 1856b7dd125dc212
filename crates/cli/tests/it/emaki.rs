//! One installation of a test's own, and what the binary answered.

use std::{
    fmt,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use tempfile::TempDir;

/// A data folder, and the binary on it.
pub struct Emaki {
    folder: TempDir,
    database_url: Option<String>,
    variables: Vec<(String, String)>,
}

/// What a run printed, and how it ended.
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Emaki {
    /// An empty installation on the embedded store.
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
            database_url: None,
            variables: Vec::new(),
        }
    }

    /// An empty installation on another store.
    pub fn on(database_url: &str) -> Self {
        Self { database_url: Some(database_url.to_owned()), ..Self::new() }
    }

    /// The same installation with a variable set.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A place in the test's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into the test's folder.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, content).expect("the temporary folder can be written");
        path
    }

    /// The binary with its surroundings, ready for arguments. Nothing of the tester's own environment is
    /// seen, so that every machine prints the same.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_emaki"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", self.folder.path())
            .env("EMAKI_DATA_DIR", self.path("data"))
            .env("USER", "tester")
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null());
        if let Some(url) = &self.database_url {
            command.env("EMAKI_DATABASE_URL", url);
        }
        command
    }

    /// A script for a shell that knows the binary as `emaki`, with the same surroundings.
    pub fn shell(&self, script: &str) -> Command {
        let plain = self.command(&[]);
        let mut command = Command::new("/bin/sh");
        let script = format!("emaki() {{ '{}' \"$@\"; }}\n{script}", env!("CARGO_BIN_EXE_emaki"));
        command.args(["-c", &script]).current_dir(self.folder.path()).env_clear();
        command.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?)))).stdin(Stdio::null());
        command
    }

    /// Runs a script to its end.
    pub fn run_script(&self, script: &str) -> Ran {
        self.ran(self.shell(script).output().expect("there is a shell"))
    }

    /// Runs the binary to its end.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.ran(self.command(arguments).output().expect("the binary starts"))
    }

    /// Runs the binary with a text on standard input.
    pub fn run_with(&self, arguments: &[&str], input: &str) -> Ran {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        // The program may end without reading all of it.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        self.ran(child.wait_with_output().expect("the binary ends"))
    }

    /// Runs the binary, which is to succeed, and reads its result as JSON.
    pub fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let ran = self.run(&[&["--json"], arguments].concat());
        assert_eq!(ran.code, Some(0), "{ran}");
        serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran}"))
    }

    /// What is kept, without times.
    pub fn export(&self) -> String {
        let ran = self.run(&["--quiet", "db", "export", "--without-times"]);
        assert_eq!(ran.code, Some(0), "{ran}");
        ran.stdout
    }

    fn ran(&self, output: Output) -> Ran {
        let text = |bytes: Vec<u8>| {
            tidy(&String::from_utf8(bytes).expect("the binary prints UTF-8"), self.folder.path())
        };
        Ran { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.code.map_or("a signal".to_owned(), |code| code.to_string());
        write!(f, "exit {code}\n--- stdout\n{}--- stderr\n{}", self.stdout, self.stderr)
    }
}

/// Takes out what differs between two runs: the test's folder, times, ids of runs, hashes, ports.
fn tidy(text: &str, folder: &Path) -> String {
    let text = text.replace(&folder.display().to_string(), "[folder]");
    let text = each_word(&text, |word| {
        let hex = word.bytes().all(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase());
        match word.len() {
            64 if hex => Some("[sha-256]"),
            16 if hex && word.bytes().any(|b| b.is_ascii_digit()) => Some("[correlation-id]"),
            _ if is_time(word) => Some("[time]"),
            _ => None,
        }
    });
    // The ranking's figures are pinned where the ranking lives.
    ["\"took_ms\":", "score ", "relevance\t"].iter().fold(text, |text, name| cut_numbers(&text, name))
}

/// Replaces the words that `change` has another one for.
fn each_word(text: &str, change: impl Fn(&str) -> Option<&'static str>) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '.' | '_');
    let mut out = String::new();
    let mut rest = text;
    while let Some(begin) = rest.find(is_part) {
        let end = rest[begin..].find(|c| !is_part(c)).map_or(rest.len(), |length| begin + length);
        out += &rest[..begin];
        out += change(&rest[begin..end]).unwrap_or(&rest[begin..end]);
        rest = &rest[end..];
    }
    out + rest
}

/// Whether a word is an instant such as `2026-07-02T10:00:00.5Z`.
fn is_time(word: &str) -> bool {
    let date = word.get(..11).is_some_and(|date| {
        date.chars()
            .zip("dddd-dd-ddT".chars())
            .all(|(c, form)| if form == 'd' { c.is_ascii_digit() } else { c == form })
    });
    date && word.ends_with('Z')
}

/// Replaces each number behind `name` by `0`.
fn cut_numbers(text: &str, name: &str) -> String {
    let mut parts = text.split(name);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | '-'));
        out += name;
        out += if rest.len() < part.len() { "0" } else { "" };
        out += rest;
    }
    out
}

/// Snapshots a run: exit code, stdout, stderr.
macro_rules! snapshot {
    ($ran:expr $(,)?) => {
        insta::assert_snapshot!($ran.to_string())
    };
    ($name:expr, $ran:expr $(,)?) => {
        insta::assert_snapshot!($name, $ran.to_string())
    };
}

pub(crate) use snapshot;
