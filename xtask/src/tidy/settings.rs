//! `config/default.toml` and the `settings.toml` of each source list every setting, each with its
//! explanation above it.
//!
//! That the files and the types hold exactly the same keys is proven by a test of `app`, which can read
//! them all; here the names are compared, so that a forgotten one is found without building anything.

use std::collections::BTreeSet;

use super::{Finding, House};

const FILE: &str = "config/default.toml";
/// Where the settings of sources lie: `<provider>/settings.toml`, a table of `[sources]` each.
const SOURCES: &str = "crates/sources/src/providers/";

/// Checks the files against the fields of every `…Config` struct in the crates.
pub fn check(house: &House) -> Vec<Finding> {
    let Some(text) = house.tree.text(FILE) else { return vec![format!("{FILE} is missing")] };
    let mut findings = Vec::new();
    let mut names = BTreeSet::new();
    read(FILE, text, &mut names, &mut findings);
    for (path, text) in house.tree.texts().filter(|(path, _)| is_of_a_source(path)) {
        names.insert("sources".to_owned());
        read(path, text, &mut names, &mut findings);
    }
    for (path, field) in fields(house) {
        if !names.contains(&field) {
            findings.push(format!("{FILE}: `{field}` of {path} is not listed"));
        }
    }
    findings
}

fn is_of_a_source(path: &str) -> bool {
    let name = path.strip_prefix(SOURCES).and_then(|rest| rest.strip_suffix("/settings.toml"));
    name.is_some_and(|name| !name.contains('/'))
}

/// Takes down the names that a file lists; a key with nothing to explain it is a finding.
fn read(file: &str, text: &str, names: &mut BTreeSet<String>, findings: &mut Vec<Finding>) {
    let mut above = "";
    for (at, line) in text.lines().enumerate() {
        if let Some(table) = line.strip_prefix('[') {
            names.extend(table.trim_end_matches(']').split('.').map(str::to_owned));
        } else if let Some((key, _)) = line.split_once('=').filter(|_| !line.starts_with('#')) {
            if !above.starts_with('#') {
                findings.push(format!("{file}:{}: `{}` has no comment above it", at + 1, key.trim()));
            }
            names.insert(key.trim().to_owned());
        } else if let Some(shown) = line.strip_prefix("# ") {
            // What has no default, or a name that users choose, is shown as an example.
            let table = shown.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
            names.extend(table.into_iter().flat_map(|table| table.split('.').map(str::to_owned)));
            let key = shown.split_once(" = ").map(|(key, _)| key).filter(|key| !key.contains(' '));
            names.extend(key.map(str::to_owned));
        }
        above = line;
    }
}

/// The public fields of every `pub struct …Config`, and of `Config` itself.
fn fields(house: &House) -> Vec<(&str, String)> {
    let mut fields = Vec::new();
    for (path, text) in
        house.tree.texts().filter(|(path, _)| path.starts_with("crates/") && path.contains("/src/"))
    {
        let mut inside = false;
        for line in text.lines() {
            if let Some(rest) = line.strip_prefix("pub struct ") {
                inside = rest.strip_suffix(" {").is_some_and(|name| name.ends_with("Config"));
            } else if line == "}" {
                inside = false;
            } else if let Some((field, _)) =
                line.strip_prefix("    pub ").filter(|_| inside).and_then(|rest| rest.split_once(':'))
            {
                fields.push((path, field.to_owned()));
            }
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPES: &str = "pub struct Config {\n    /// Doors.\n    pub serve: ServeConfig,\n}\n\
                         pub struct ServeConfig {\n    pub listen: String,\n}\npub struct Other {\n    pub x: u8,\n}\n";

    fn findings(file: &str) -> Vec<String> {
        check(&House::of(&[("config/default.toml", file), ("crates/app/src/config.rs", TYPES)]))
    }

    #[test]
    fn a_full_and_explained_file_passes() {
        assert_eq!(findings("# Doors.\n[serve]\n# Where.\nlisten = \"x\"\n"), Vec::<String>::new());
    }

    #[test]
    fn what_has_no_default_is_shown_as_an_example() {
        assert_eq!(
            findings("# Doors.\n[serve]\n# Where, as here:\n# listen = \"x\"\n"),
            Vec::<String>::new()
        );
        assert_eq!(findings("# Doors.\n[serve]\n# Where it may listen = a door.\n").len(), 1);
    }

    #[test]
    fn sources_have_files_of_their_own() {
        let types = "pub struct Config {\n    pub sources: Map,\n}\n";
        let check = |settings: &str| {
            check(&House::of(&[
                ("config/default.toml", ""),
                ("crates/sources/src/providers/depot/settings.toml", settings),
                ("crates/app/src/config.rs", types),
            ]))
        };
        assert_eq!(check("# Whether it is asked.\nenabled = true\n"), Vec::<String>::new());
        assert_eq!(
            check("# Whether it is asked.\nenabled = true\nbase_url = \"\"\n"),
            ["crates/sources/src/providers/depot/settings.toml:3: `base_url` has no comment above it"]
        );
    }

    #[test]
    fn what_is_missing_or_unexplained_is_found() {
        assert_eq!(
            findings("[serve]\n\nlisten_to = \"x\"\n"),
            [
                "config/default.toml:3: `listen_to` has no comment above it",
                "config/default.toml: `listen` of crates/app/src/config.rs is not listed",
            ]
        );
    }
}
