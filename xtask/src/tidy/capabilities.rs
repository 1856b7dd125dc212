//! docs/capabilities.md names only tests that exist, and every row of it at least one.

use std::collections::BTreeSet;

use super::{Finding, House};

const PAGE: &str = "docs/capabilities.md";
/// The heading of the last column of each table that is held.
const COLUMN: &str = "shown by";

/// Holds the last cell of every row against the functions of the files that it names.
pub fn check(house: &House) -> Vec<Finding> {
    let Some(page) = house.tree.text(PAGE) else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    let mut is_held = false;
    for (number, line) in (1..).zip(page.lines()) {
        let Some(row) = line.trim().strip_prefix('|').and_then(|row| row.strip_suffix('|')) else {
            is_held = false;
            continue;
        };
        let last = row.rsplit('|').next().unwrap_or_default().trim();
        if last == COLUMN {
            is_held = true;
        } else if is_held && !last.starts_with("--") {
            findings.extend(wrong(house, last).into_iter().map(|wrong| format!("{PAGE}:{number}: {wrong}")));
        }
    }
    findings
}

/// What is wrong with a cell such as `` `crates/x/tests/it/y.rs`: `one_thing`, `another` ``.
fn wrong(house: &House, cell: &str) -> Vec<String> {
    let (mut known, mut file, mut tests, mut findings) = (BTreeSet::new(), None, 0, Vec::new());
    for span in cell.split('`').skip(1).step_by(2) {
        if span.contains('/') {
            if let Some(text) = house.tree.text(span) {
                known = functions(text);
            } else {
                known.clear();
                findings.push(format!("there is no `{span}`"));
            }
            file = Some(span);
        } else {
            tests += 1;
            match file {
                None => findings.push(format!("`{span}` stands before any file")),
                Some(_) if known.contains(span) => {}
                Some(file) => findings.push(format!("`{file}` has no test `{span}`")),
            }
        }
    }
    if tests == 0 {
        findings.push("no test is named".to_owned());
    }
    findings
}

/// The names of all functions in a file, those that macros make of a list included.
fn functions(text: &str) -> BTreeSet<&str> {
    let name = |text: &str| text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    let declared = text.split("fn ").skip(1).map(|rest| &rest[..name(rest)]);
    let listed = text.lines().filter_map(|line| Some(line.trim().split_once(": \"")?.0));
    declared.chain(listed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(rows: &str) -> Vec<String> {
        let page = format!(
            "# What it can do\n\n| row | shown by |\n| --- | --- |\n{rows}\n\n| a | b |\n| `x` | y |\n"
        );
        let code =
            "#[test]\nfn one_thing() {}\nasync fn another() {}\nendpoint! {\n    of_a_work: \"/api\",\n}\n";
        check(&House::of(&[(PAGE, &page), ("crates/x/tests/it/y.rs", code)]))
    }

    #[test]
    fn tests_that_exist_pass() {
        assert_eq!(
            findings("| 1 | `crates/x/tests/it/y.rs`: `one_thing`, `another`, `of_a_work` |"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn tests_that_do_not_are_found() {
        assert_eq!(
            findings(
                "| 1 | `crates/x/tests/it/y.rs`: `nothing` |\n| 2 | `crates/z.rs`: `one_thing` |\n| 3 | soon |"
            ),
            [
                "docs/capabilities.md:5: `crates/x/tests/it/y.rs` has no test `nothing`",
                "docs/capabilities.md:6: there is no `crates/z.rs`",
                "docs/capabilities.md:6: `crates/z.rs` has no test `one_thing`",
                "docs/capabilities.md:7: no test is named",
            ]
        );
    }
}
