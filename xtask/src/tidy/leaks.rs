//! No folder of somebody's machine, no private package registry, nothing that looks like a credential.

use super::{Finding, House};

/// Where people's files lie. The pieces are joined here, so that this file does not find itself.
const HOMES: [&str; 4] =
    [concat!("/ho", "me/"), concat!("/Us", "ers/"), concat!("/ro", "ot/"), concat!("C:\\Us", "ers\\")];

/// How well-known tokens begin, and how many letters of them follow at least.
const TOKENS: [(&str, usize); 9] = [
    (concat!("AK", "IA"), 16),
    (concat!("gh", "p_"), 36),
    (concat!("gh", "o_"), 36),
    (concat!("github", "_pat_"), 40),
    (concat!("gl", "pat-"), 20),
    (concat!("s", "k-"), 32),
    (concat!("xo", "xb-"), 20),
    (concat!("ey", "JhbGciOi"), 40),
    (concat!("-----BE", "GIN "), 0),
];

/// The one place that packages may come from.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Checks every line of every text.
pub fn check(house: &House) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in house.tree.texts() {
        for (at, line) in text.lines().enumerate() {
            let leak = machine_path(line, &house.machine)
                .or_else(|| credential(line))
                .or_else(|| path.ends_with("Cargo.lock").then(|| foreign_package(line)).flatten())
                .or_else(|| path.starts_with(".cargo/").then(|| foreign_registry(line)).flatten());
            findings.extend(leak.map(|leak| format!("{path}:{}: {leak}", at + 1)));
        }
    }
    findings
}

fn machine_path(line: &str, machine: &[String]) -> Option<String> {
    let ours = machine.iter().map(String::as_str).find(|folder| continues(line, folder, |next| next == '/'));
    // `/home/` must be followed by a name: the bare folder is nobody's.
    let home = HOMES.iter().copied().find(|home| continues(line, home, |next| next.is_ascii_alphanumeric()));
    ours.or(home).map(|folder| format!("a path of somebody's machine (`{folder}`)"))
}

/// Whether `prefix` stands in `line`, at the begin of a path, and a fitting letter follows it.
fn continues(line: &str, prefix: &str, fits: impl Fn(char) -> bool) -> bool {
    line.match_indices(prefix).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let next = line.get(at + prefix.len()..).and_then(|text| text.chars().next());
        let begins =
            before.is_none_or(|letter| !letter.is_ascii_alphanumeric() && !"._-/*}".contains(letter));
        begins && next.is_some_and(&fits)
    })
}

fn credential(line: &str) -> Option<String> {
    TOKENS.iter().find(|(prefix, least)| has_token(line, prefix, *least)).and_then(|(prefix, least)| {
        // A public key's or a certificate's block may stand in a test; a private key's may not.
        let is_secret = *least > 0 || line.contains("PRIVATE KEY");
        is_secret.then(|| format!("what looks like a credential (`{prefix}…`)"))
    })
}

fn has_token(line: &str, prefix: &str, least: usize) -> bool {
    line.match_indices(prefix).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let rest = line.get(at + prefix.len()..).unwrap_or_default();
        let run = rest
            .chars()
            .take_while(|letter| letter.is_ascii_alphanumeric() || "_-".contains(*letter))
            .count();
        before.is_none_or(|letter| !letter.is_ascii_alphanumeric()) && run >= least
    })
}

fn foreign_package(line: &str) -> Option<String> {
    let source = line.strip_prefix("source = \"")?.trim_end_matches('"');
    (source != REGISTRY).then(|| format!("a package from elsewhere than crates.io (`{source}`)"))
}

fn foreign_registry(line: &str) -> Option<String> {
    let marks = ["[source", "[registr", "replace-with", "registry =", "index ="];
    marks
        .iter()
        .any(|mark| line.trim_start().starts_with(mark))
        .then(|| "a package registry of its own".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_texts_pass() {
        let house = House::of(&[
            (
                "a.md",
                "in ~/x, /home, $HOME/x, https://example.org/home/you, task-force, risk-free-for-everybody-who-comes-along",
            ),
            ("Cargo.lock", &format!("source = \"{REGISTRY}\"")),
            (".cargo/config.toml", "[alias]\nxtask = \"run\""),
        ]);
        assert_eq!(check(&house), Vec::<String>::new());
    }

    #[test]
    fn leaks_are_found() {
        let key = format!("-----BE{} PRIVATE KEY-----", "GIN");
        let token = format!("token: gh{}{}", "p_", "a1".repeat(18));
        let home = format!("see {}me/ann/notes", "/ho");
        let house = House::of(&[
            ("a.md", &format!("{key}\n{token}\n{home}\nbuilt in /srv/checkout/target")),
            ("Cargo.lock", "source = \"registry+https://mirror.example/index\""),
            (".cargo/config.toml", "[source.crates-io]"),
        ]);
        let found = check(&house);
        let lines: Vec<_> = found.iter().filter_map(|finding| finding.split(": ").next()).collect();
        assert_eq!(lines, [".cargo/config.toml:1", "Cargo.lock:1", "a.md:1", "a.md:2", "a.md:3", "a.md:4"]);
    }
}
