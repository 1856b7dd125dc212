//! `config/default.toml` lists every setting, each with its explanation above it.
//!
//! That the file and the types hold exactly the same keys is proven by a test of `app`, which can read
//! both; here the names are compared, so that a forgotten one is found without building anything.

use std::collections::BTreeSet;

use super::{Finding, House};

const FILE: &str = "config/default.toml";

/// Checks the file against the fields of every `…Config` struct in the crates.
pub fn check(house: &House) -> Vec<Finding> {
    let Some(text) = house.tree.text(FILE) else { return vec![format!("{FILE} is missing")] };
    let mut findings = Vec::new();
    let mut names = BTreeSet::new();
    let mut above = "";
    for (at, line) in text.lines().enumerate() {
        if let Some(table) = line.strip_prefix('[') {
            names.extend(table.trim_end_matches(']').split('.').map(str::to_owned));
        } else if let Some((key, _)) = line.split_once('=').filter(|_| !line.starts_with('#')) {
            if !above.starts_with('#') {
                findings.push(format!("{FILE}:{}: `{}` has no comment above it", at + 1, key.trim()));
            }
            names.insert(key.trim().to_owned());
        }
        above = line;
    }
    for (path, field) in fields(house) {
        if !names.contains(&field) {
            findings.push(format!("{FILE}: `{field}` of {path} is not listed"));
        }
    }
    findings
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
