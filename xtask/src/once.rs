//! What makes one build serve three ends: the tests, the lints and the API docs.
//!
//! A clean build takes most of the time of `cargo xtask ci`, and linting or documenting on its own would have
//! every dependency read once more. So our own crates are compiled by clippy's driver, which is the compiler
//! with more lints; and where cargo calls rustdoc for the tests in doc comments, this program stands in for it,
//! builds the crate's API docs out of the same compiled crates first, and then hands over.

use std::{
    env,
    ffi::{OsStr, OsString},
    path::PathBuf,
    process::{Command, ExitCode},
};

use anyhow::Context as _;

use crate::{project, shell};

/// Set for the cargo that runs this program in rustdoc's place: where the true one is.
const RUSTDOC: &str = "EMAKI_XTASK_RUSTDOC";

/// Has `cargo test` lint what it compiles and document what it tests; every warning is an error.
///
/// # Errors
/// When the compiler cannot tell where it is installed.
pub fn lint_and_document(test: &mut Command) -> anyhow::Result<()> {
    let root = shell::output(Command::new("rustc").args(["--print", "sysroot"]))?;
    let tools = PathBuf::from(root.trim()).join("bin");
    test.env("RUSTC_WORKSPACE_WRAPPER", tools.join("clippy-driver"))
        // How `cargo clippy -- -D warnings` hands its words to the driver.
        .env("CLIPPY_ARGS", "-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__")
        .env("RUSTDOC", env::current_exe().context("where is this program?")?)
        .env(RUSTDOC, tools.join("rustdoc"));
    Ok(())
}

/// Stands in for rustdoc where [`lint_and_document`] asked for it: `None` when this is a call of another kind.
pub fn in_place_of_rustdoc() -> Option<ExitCode> {
    let rustdoc = env::var_os(RUSTDOC)?;
    let words: Vec<OsString> = env::args_os().skip(1).collect();
    // A test that runs a chore inherits the variable, and means the chore.
    if !words.iter().any(|word| word == "--crate-name" || word == "-vV") {
        return None;
    }
    let done = document(&rustdoc, &words).and_then(|documented| {
        let status = Command::new(&rustdoc).args(&words).status().context("cannot start rustdoc")?;
        Ok(documented && status.success())
    });
    Some(match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    })
}

/// The API docs of the crate whose doc comments are to be tested; whether they were built without a warning.
fn document(rustdoc: &OsStr, words: &[OsString]) -> anyhow::Result<bool> {
    if !words.iter().any(|word| word == "--test") {
        return Ok(true);
    }
    let folder = project::metadata()?.target_directory.join("doc");
    let status = Command::new(rustdoc)
        .args(without_tests(words))
        .args(["-D", "warnings", "--out-dir"])
        .arg(folder)
        .status()
        .context("cannot start rustdoc")?;
    Ok(status.success())
}

/// The words of a call for tests, less those that only say how to test.
fn without_tests(words: &[OsString]) -> Vec<&OsString> {
    let mut words = words.iter();
    let mut kept = Vec::new();
    while let Some(word) = words.next() {
        match word.to_str() {
            Some("--test") => {}
            Some("--test-run-directory" | "--test-args" | "--test-runtool") => {
                words.next();
            }
            _ => kept.push(word),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_how_to_test_goes_and_the_rest_stays() {
        let words: Vec<OsString> =
            ["--crate-name", "a", "--test", "a.rs", "--test-run-directory", "/x", "--extern", "b=/b.rlib"]
                .map(Into::into)
                .to_vec();
        assert_eq!(without_tests(&words), ["--crate-name", "a", "a.rs", "--extern", "b=/b.rlib"]);
    }
}
