//! The arrows: which crate may use which, as ARCHITECTURE.md says, against what the manifests do.

use std::collections::{BTreeMap, BTreeSet};

use super::{Finding, House, markdown};

const PAGE: &str = "ARCHITECTURE.md";

/// Any crate's tests may use this one.
const TEST_HELPER: &str = "testkit";

/// One row of the table.
#[derive(Debug, Default)]
struct Row {
    uses: BTreeSet<String>,
    in_tests: BTreeSet<String>,
}

/// Every package has one row and every row a package, and no package uses what its row does not name.
pub fn check(house: &House) -> Vec<Finding> {
    let Some(page) = house.tree.text(PAGE) else { return vec![format!("{PAGE} is missing")] };
    let (rows, mut findings) = rows(page);
    let names: BTreeSet<&str> = house.packages.iter().map(|package| package.name.as_str()).collect();
    for (owner, arrows) in &rows {
        let mentioned = arrows.uses.iter().chain(&arrows.in_tests).map(String::as_str);
        for unknown in mentioned.chain([owner.as_str()]).filter(|name| !names.contains(name)) {
            findings.push(format!("{PAGE}: row `{owner}` names `{unknown}`, which is no crate here"));
        }
    }
    for package in &house.packages {
        let name = &package.name;
        let Some(row) = rows.get(name) else {
            findings.push(format!("{PAGE}: crate `{name}` has no row in the table of arrows"));
            continue;
        };
        for used in &package.dependencies {
            let target = used.name.as_str();
            let in_tests = used.is_dev() && (target == TEST_HELPER || row.in_tests.contains(target));
            // A crate's tests may ask for a feature of the crate itself.
            if !names.contains(target) || row.uses.contains(target) || in_tests || target == name {
                continue;
            }
            let place = if used.is_dev() { "its tests use" } else { "it uses" };
            findings.push(format!("{PAGE}: the row of `{name}` does not name `{target}`, yet {place} it"));
        }
    }
    findings
}

/// Reads the table `| crate | … | may use | in tests |`; the first cell of each row is code.
fn rows(page: &str) -> (BTreeMap<String, Row>, Vec<Finding>) {
    let mut rows = BTreeMap::new();
    let mut findings = Vec::new();
    let lines = page.lines().skip_while(|line| cells(line).first().is_none_or(|cell| *cell != "crate"));
    for line in lines.skip(2).take_while(|line| line.starts_with('|')) {
        let cells = cells(line);
        let [name, _, uses, rest @ ..] = cells.as_slice() else {
            findings.push(format!("{PAGE}: a row of arrows needs at least three cells: {line}"));
            continue;
        };
        let name = name.trim_matches('`').to_owned();
        let row = Row { uses: list(uses), in_tests: rest.first().map(|cell| list(cell)).unwrap_or_default() };
        if rows.insert(name.clone(), row).is_some() {
            findings.push(format!("{PAGE}: crate `{name}` has two rows"));
        }
    }
    if rows.is_empty() {
        findings.push(format!("{PAGE}: there is no table that begins `| crate |`"));
    }
    (rows, findings)
}

fn cells(line: &str) -> Vec<&str> {
    markdown::cells(line).unwrap_or_default()
}

/// `model, store` as a set; a dash is the empty one.
fn list(cell: &str) -> BTreeSet<String> {
    let names = cell.split(',').map(|name| name.trim().trim_matches('`'));
    names.filter(|name| !["", "–", "-"].contains(name)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::{Dependency, Package};

    const TABLE: &str = "\
# House

| crate | what lives there | may use | in tests |
|---|---|---|---|
| `model` | words | – | |
| `store` | tables | model | |
| `app` | use cases | model, store | serve |
| `serve` | doors | app, model | |
| `testkit` | helpers | model | |

| other | table |
";

    /// `store>model app>!store` : store uses model, app's tests use store.
    fn house(page: &str, arrows: &str) -> House {
        let mut house = House::of(&[("ARCHITECTURE.md", page)]);
        for name in ["model", "store", "app", "serve", "testkit"] {
            let uses = arrows.split(' ').filter_map(|arrow| arrow.strip_prefix(name)?.strip_prefix('>'));
            let dependencies = uses.map(|used| Dependency {
                name: used.trim_start_matches('!').to_owned(),
                kind: used.starts_with('!').then(|| "dev".to_owned()),
            });
            house.packages.push(Package { name: name.to_owned(), dependencies: dependencies.collect() });
        }
        house
    }

    #[test]
    fn arrows_that_the_table_names_pass() {
        let used = "store>model app>store app>model app>!serve serve>app store>!testkit app>serde app>!app";
        assert_eq!(check(&house(TABLE, used)), Vec::<String>::new());
    }

    #[test]
    fn an_arrow_that_it_does_not_name_is_found() {
        let found = check(&house(TABLE, "store>app model>!store store>testkit"));
        assert_eq!(
            found,
            [
                "ARCHITECTURE.md: the row of `model` does not name `store`, yet its tests use it",
                "ARCHITECTURE.md: the row of `store` does not name `app`, yet it uses it",
                "ARCHITECTURE.md: the row of `store` does not name `testkit`, yet it uses it",
            ]
        );
    }

    #[test]
    fn rows_and_crates_belong_together() {
        let page =
            TABLE.replace("| `store` |", "| `shop` |").replace("| `testkit` | helpers | model | |\n", "");
        let found = check(&house(&page, ""));
        assert!(found.iter().any(|finding| finding.contains("row `shop` names `shop`")), "{found:?}");
        assert!(found.iter().any(|finding| finding.contains("`testkit` has no row")), "{found:?}");
    }

    #[test]
    fn a_page_without_the_table_is_found() {
        assert!(check(&house("# House", "")).iter().any(|finding| finding.contains("there is no table")));
    }
}
