//! What tests need from outside, each by the variable in which `cargo xtask test` hands it over.
//!
//! A variable that is not set skips the checks that need it, and says so on stderr past the test
//! runner's capture, so that no run looks more complete than it was.

use std::{
    env,
    io::{self, Write as _},
    path::PathBuf,
};

/// A browser and the program that drives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Browser {
    /// The `WebDriver` server's binary.
    pub driver: PathBuf,
    /// The browser's binary, where it is not the one that the driver finds by itself.
    pub binary: Option<PathBuf>,
}

/// A superuser's URL of a PostgreSQL server on which tests may create databases.
///
/// `checks` is the number of checks that the caller skips when there is none.
pub fn postgres_url(checks: usize) -> Option<String> {
    needed("EMAKI_TEST_POSTGRES_URL", checks)
}

/// The URL of a Redis server whose contents belong to the tests.
pub fn redis_url(checks: usize) -> Option<String> {
    needed("EMAKI_TEST_REDIS_URL", checks)
}

/// The folder of real data, which is never part of the project; it holds `catalog/` and others.
pub fn data_dir(checks: usize) -> Option<PathBuf> {
    needed("EMAKI_TEST_DATA", checks).map(PathBuf::from)
}

/// The browser in which pages are looked at.
pub fn browser(checks: usize) -> Option<Browser> {
    let driver = needed("EMAKI_TEST_CHROMEDRIVER", checks)?.into();
    let binary = env::var_os("EMAKI_TEST_CHROMIUM").filter(|path| !path.is_empty()).map(PathBuf::from);
    Some(Browser { driver, binary })
}

/// The value of `variable`; says that `checks` checks are skipped where it is unset or empty.
pub fn needed(variable: &str, checks: usize) -> Option<String> {
    let value = env::var(variable).ok().filter(|value| !value.is_empty());
    if value.is_none() {
        // Not `eprintln!`: the test runner swallows that of a test that passes. When stderr is closed
        // nobody reads it, so a failed write is nothing to fail for.
        let _ = writeln!(io::stderr(), "{}", skipped(checks, &format!("{variable} is not set")));
    }
    value
}

/// The line that tells of skipped checks: `skipped: 3 checks (why)`.
pub fn skipped(checks: usize, why: &str) -> String {
    format!("skipped: {checks} checks ({why})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_skip_says_how_much_and_why() {
        assert_eq!(skipped(3, "EMAKI_X is not set"), "skipped: 3 checks (EMAKI_X is not set)");
    }

    #[test]
    fn a_variable_that_is_set_is_handed_on() {
        assert!(needed("PATH", 0).is_some_and(|path| !path.is_empty()));
    }
}
