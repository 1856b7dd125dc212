//! The programs that tests need beside cargo: where they are, and what to install when they are not.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::bail;

use crate::{conformance::server, install, project, shell};

/// The oldest PostgreSQL that the store supports.
const OLDEST_POSTGRES: u32 = 15;

/// A program that tests need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    Postgres,
    Redis,
    Chromium,
    Chromedriver,
}

impl Tool {
    pub const ALL: [Self; 4] = [Self::Postgres, Self::Redis, Self::Chromium, Self::Chromedriver];

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL 15 or newer (server binaries)",
            Self::Redis => "redis-server",
            Self::Chromium => "chromium",
            Self::Chromedriver => "chromedriver",
        }
    }

    /// The Debian package that holds it.
    pub fn package(self) -> &'static str {
        match self {
            Self::Postgres => "postgresql",
            Self::Redis => "redis-server",
            Self::Chromium => "chromium",
            Self::Chromedriver => "chromium-driver",
        }
    }

    /// Its binary; for PostgreSQL the folder of its binaries, which distributions keep off the path.
    pub fn find(self) -> Option<PathBuf> {
        match self {
            Self::Postgres => postgres_folder(),
            Self::Redis => on_path(&["redis-server"]),
            Self::Chromium => on_path(&["chromium", "chromium-browser", "google-chrome"]),
            Self::Chromedriver => on_path(&["chromedriver"]),
        }
    }
}

/// Finds every one of `tools`, and installs what is missing where that is ours to do.
///
/// # Errors
/// Says exactly what to install when something is missing and we may not.
pub fn provide(tools: &[Tool]) -> anyhow::Result<()> {
    let missing = |tools: &[Tool]| -> Vec<Tool> {
        tools.iter().copied().filter(|tool| tool.find().is_none()).collect()
    };
    let absent = missing(tools);
    if absent.is_empty() {
        return Ok(());
    }
    if install::is_ours_to_do() {
        install::packages(&absent)?;
    }
    let absent = missing(tools);
    if !absent.is_empty() {
        bail!("{}", what_to_install(&absent));
    }
    Ok(())
}

/// Programs of Python that tests need, as pip names their packages: the real yt-dlp, and an S3 of somebody else's.
const PYTHON: [&str; 4] = ["yt-dlp==2026.10.26", "moto[s3]==5.2.5", "flask", "flask-cors"];

/// A folder with these programs, made below `target` where it is missing.
///
/// # Errors
/// When there is no Python, or its package index cannot be reached.
pub fn python() -> anyhow::Result<PathBuf> {
    let folder = project::metadata()?.target_directory.join("test-python");
    let programs = folder.join("bin");
    if !["yt-dlp", "moto_server"].iter().all(|name| programs.join(name).is_file()) {
        shell::say("installing yt-dlp and moto for the tests");
        server::python(&folder, &PYTHON)?;
    }
    Ok(programs)
}

fn what_to_install(absent: &[Tool]) -> String {
    let names: Vec<_> = absent.iter().map(|tool| tool.name()).collect();
    let packages: Vec<_> = absent.iter().map(|tool| tool.package()).collect();
    format!(
        "the tests need what is not installed here: {}\n\
         hint: on Debian or Ubuntu run\n  \
         sudo apt-get update && sudo apt-get install -y --no-install-recommends {}\n\
         elsewhere install the same programs and put them on the PATH; then run this again",
        names.join(", "),
        packages.join(" "),
    )
}

fn on_path(names: &[&str]) -> Option<PathBuf> {
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH")?).collect();
    names.iter().find_map(|name| folders.iter().map(|folder| folder.join(name)).find(|path| path.is_file()))
}

/// The folder with `initdb` and `postgres` of the newest version that is new enough.
fn postgres_folder() -> Option<PathBuf> {
    let mut folders: Vec<PathBuf> =
        on_path(&["initdb"]).and_then(|path| Some(path.parent()?.into())).into_iter().collect();
    for parent in ["/usr/lib/postgresql", "/usr/local/opt", "/opt/homebrew/opt"] {
        let entries = fs::read_dir(parent).into_iter().flatten().flatten();
        folders.extend(entries.map(|entry| entry.path().join("bin")));
    }
    folders
        .into_iter()
        .filter(|folder| ["initdb", "postgres", "pg_isready"].iter().all(|name| folder.join(name).is_file()))
        .filter_map(|folder| Some((postgres_major(&folder)?, folder)))
        .filter(|(major, _)| *major >= OLDEST_POSTGRES)
        .max()
        .map(|(_, folder)| folder)
}

fn postgres_major(folder: &Path) -> Option<u32> {
    parse_major(&shell::output(Command::new(folder.join("postgres")).arg("--version")).ok()?)
}

/// The major version in a line such as `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
fn parse_major(line: &str) -> Option<u32> {
    let version = line.split_once("(PostgreSQL) ")?.1;
    version.split(|digit: char| !digit.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_any_builders_line() {
        assert_eq!(parse_major("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"), Some(15));
        assert_eq!(parse_major("postgres (PostgreSQL) 17beta2"), Some(17));
        assert_eq!(parse_major("postgres 9"), None);
    }

    #[test]
    fn what_is_missing_is_named_with_its_package() {
        let told = what_to_install(&[Tool::Redis, Tool::Chromedriver]);
        assert!(told.contains("not installed here: redis-server, chromedriver"), "{told}");
        assert!(told.contains("--no-install-recommends redis-server chromium-driver\n"), "{told}");
        assert!(!told.contains("postgres"), "{told}");
    }
}
