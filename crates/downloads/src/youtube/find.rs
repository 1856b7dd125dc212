//! Where yt-dlp is, and how it gets there.

use std::{
    env,
    path::{Path, PathBuf},
    time::Duration,
};

use people::FailureCategory;
use tokio::process::Command;

use crate::Trouble;

/// Where an installed yt-dlp lies below the data folder.
pub const INSTALLED: &str = "tools/yt-dlp";
/// How long an installation may take.
const PATIENCE: Duration = Duration::from_mins(5);

/// The programs that videos need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tool {
    /// yt-dlp itself.
    pub yt_dlp: PathBuf,
    /// ffmpeg, which joins picture and sound; without it only formats that hold both are taken.
    pub ffmpeg: Option<PathBuf>,
    /// Arguments that every call gets, before all others.
    pub arguments: Vec<String>,
}

impl Tool {
    /// Finds them: what is set, then what was installed into the data folder, then the PATH.
    ///
    /// # Errors
    /// `system` when there is no yt-dlp, with what to do.
    pub fn find(set: Option<&Path>, data: &Path, arguments: Vec<String>) -> Result<Self, Trouble> {
        let missing = |message: String| Trouble::new(FailureCategory::System, message);
        let yt_dlp = match set {
            Some(path) if path.is_file() => path.to_owned(),
            Some(path) => {
                let message = format!(
                    "there is no yt-dlp at `{}`; mend `people.yt_dlp`, or take the setting away",
                    path.display()
                );
                return Err(missing(message));
            }
            None => Some(installed(data))
                .filter(|path| path.is_file())
                .or_else(|| on_path("yt-dlp"))
                .ok_or_else(|| {
                    missing(
                        "yt-dlp is not installed, which videos need; `emaki doctor --fix` installs it"
                            .to_owned(),
                    )
                })?,
        };
        Ok(Self { yt_dlp, ffmpeg: on_path("ffmpeg"), arguments })
    }
}

fn installed(data: &Path) -> PathBuf {
    let folder = data.join(INSTALLED);
    let folder = if cfg!(windows) { folder.join("Scripts") } else { folder.join("bin") };
    folder.join(if cfg!(windows) { "yt-dlp.exe" } else { "yt-dlp" })
}

fn on_path(name: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// Installs yt-dlp into the data folder from Python's package index, or brings an installed one up to date.
///
/// # Errors
/// `system` when there is no Python, or it fails, in its own words.
pub async fn install(data: &Path) -> Result<PathBuf, Trouble> {
    let folder = data.join(INSTALLED);
    let failed = |message: String| Trouble::new(FailureCategory::System, message);
    let python = on_path("python3").or_else(|| on_path("python"));
    let python = python.ok_or_else(|| {
        failed(
            "yt-dlp needs Python 3.10 or newer, and there is none on the PATH; install Python first"
                .to_owned(),
        )
    })?;
    let place = folder.display().to_string();
    let own = if cfg!(windows) { folder.join("Scripts/python.exe") } else { folder.join("bin/python") };
    let steps = [
        (python, vec!["-m".to_owned(), "venv".to_owned(), place]),
        (own, ["-m", "pip", "install", "--quiet", "--upgrade", "yt-dlp"].map(str::to_owned).to_vec()),
    ];
    for (program, arguments) in steps {
        let run = Command::new(&program).args(&arguments).kill_on_drop(true).output();
        let done = tokio::time::timeout(PATIENCE, run).await;
        let done = done.map_err(|_| failed("the installation of yt-dlp takes too long".to_owned()))?;
        let done = done.map_err(|error| failed(format!("cannot run `{}`: {error}", program.display())))?;
        if !done.status.success() {
            let told = String::from_utf8_lossy(&done.stderr);
            let told = told.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or_default();
            return Err(failed(format!("yt-dlp could not be installed: {told}")));
        }
    }
    Some(installed(data))
        .filter(|path| path.is_file())
        .ok_or_else(|| failed("the installation ended well and left no yt-dlp".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_wins_and_what_is_missing_says_what_to_do() {
        let data = tempfile::tempdir().expect("a folder for the test");
        let set = data.path().join("own-yt-dlp");
        let told = Tool::find(Some(&set), data.path(), Vec::new()).expect_err("it is not there");
        assert!(told.message.contains("people.yt_dlp"), "{told}");
        std::fs::write(&set, "").expect("room");
        assert_eq!(Tool::find(Some(&set), data.path(), Vec::new()).expect("it is there").yt_dlp, set);
        let own = installed(data.path());
        std::fs::create_dir_all(own.parent().expect("a folder")).expect("room");
        std::fs::write(&own, "").expect("room");
        assert_eq!(Tool::find(None, data.path(), Vec::new()).expect("it is there").yt_dlp, own);
    }
}
