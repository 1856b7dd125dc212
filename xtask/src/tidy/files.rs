//! Source files: each says at its top what it holds, and most are short.

use super::{Finding, House};

/// No source file is longer, its tests included.
const LONGEST: usize = 600;

/// At least half of them, tests aside, are shorter.
const MEDIAN: usize = 100;

/// Files that a program writes; nobody reads them from the top.
const GENERATED: [&str; 0] = [];

/// Checks every Rust file.
pub fn check(house: &House) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut lengths = Vec::new();
    for (path, text) in sources(house) {
        if !text.starts_with("//!") {
            findings.push(format!("{path}:1: the file does not begin with `//!` and what it holds"));
        }
        if is_crate_root(path) && !header(text).contains("not belong") {
            findings.push(format!("{path}:1: the crate's header does not say what does not belong here"));
        }
        let lines = text.lines().count();
        if lines > LONGEST {
            findings.push(format!("{path}: {lines} lines; {LONGEST} are the most"));
        }
        if !is_test(path) {
            lengths.push(without_tests(text));
        }
    }
    lengths.sort_unstable();
    let median = lengths.get(lengths.len() / 2).copied().unwrap_or_default();
    if median >= MEDIAN {
        findings.push(format!("half of the source files have {median} lines or more; aim below {MEDIAN}"));
    }
    findings
}

fn sources(house: &House) -> impl Iterator<Item = (&str, &str)> {
    let is_source = |path: &str| std::path::Path::new(path).extension().is_some_and(|end| end == "rs");
    house.tree.texts().filter(move |(path, _)| is_source(path) && !GENERATED.contains(path))
}

fn is_crate_root(path: &str) -> bool {
    path.starts_with("crates/") && path.ends_with("/src/lib.rs")
}

fn is_test(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("/tests.rs")
}

fn header(text: &str) -> String {
    text.lines().take_while(|line| line.starts_with("//!")).collect()
}

/// Lines above the module of tests, which stands last by custom.
fn without_tests(text: &str) -> usize {
    text.lines().take_while(|line| *line != "#[cfg(test)]").count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(count: usize) -> String {
        format!("//! Long.\n{}", "fn f() {}\n".repeat(count - 1))
    }

    #[test]
    fn a_tidy_tree_passes() {
        let house = House::of(&[
            ("crates/a/src/lib.rs", "//! Words. I/O does not belong here.\n"),
            ("crates/a/src/long.rs", &lines(600)),
            ("crates/a/src/short.rs", "//! Short.\n#[cfg(test)]\nmod tests {}\n"),
            ("crates/a/tests/it/main.rs", &lines(590)),
        ]);
        assert_eq!(check(&house), Vec::<String>::new());
    }

    #[test]
    fn a_file_without_header_and_one_too_long_are_found() {
        let house = House::of(&[
            ("crates/a/src/lib.rs", "//! Words.\n"),
            ("crates/a/src/bare.rs", "fn f() {}\n"),
            ("crates/a/src/long.rs", &lines(601)),
        ]);
        assert_eq!(
            check(&house),
            [
                "crates/a/src/bare.rs:1: the file does not begin with `//!` and what it holds",
                "crates/a/src/lib.rs:1: the crate's header does not say what does not belong here",
                "crates/a/src/long.rs: 601 lines; 600 are the most",
            ]
        );
    }

    #[test]
    fn too_many_long_files_are_found() {
        let house = House::of(&[("xtask/src/a.rs", &lines(100)), ("xtask/src/b.rs", "//! Short.\n")]);
        assert_eq!(check(&house), ["half of the source files have 100 lines or more; aim below 100"]);
    }
}
