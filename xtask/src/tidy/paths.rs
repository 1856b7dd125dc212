//! The pages name only files and folders that exist.

use super::{
    Finding, House,
    markdown::{self, Kind},
    tree::Tree,
};

/// Ends by which a name is known to be that of a file.
const FILE_ENDS: [&str; 9] = [".rs", ".toml", ".md", ".sh", ".sql", ".css", ".js", ".html", ".jsonl"];

/// Names of files that users or builds make, and that are no part of the tree.
const NOT_OURS: [&str; 2] = ["emaki.toml", "target/"];

/// Checks code spans that look like a path, and the targets of links.
pub fn check(house: &House) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (page, text) in house.tree.pages() {
        for span in markdown::spans(text) {
            let is_there = match span.kind {
                Kind::Fenced => true,
                Kind::Link => link_is_there(&house.tree, page, span.text),
                Kind::Code => {
                    !looks_like_a_path(&house.tree, span.text) || path_is_there(&house.tree, span.text)
                }
            };
            if !is_there {
                findings.push(format!("{page}:{}: there is no `{}`", span.line, span.text));
            }
        }
    }
    findings
}

/// A link without a scheme is relative to the page it stands in.
fn link_is_there(tree: &Tree, page: &str, target: &str) -> bool {
    let target = target.split('#').next().unwrap_or_default();
    if target.is_empty() || target.contains("://") || target.starts_with("mailto:") {
        return true;
    }
    let mut folders: Vec<&str> = page.split('/').collect();
    folders.pop();
    for part in target.split('/') {
        match part {
            ".." => drop(folders.pop()),
            "." => {}
            name => folders.push(name),
        }
    }
    tree.has(&folders.join("/"))
}

/// A path begins with a folder of the root, or ends as files do; it has no blanks and no scheme.
fn looks_like_a_path(tree: &Tree, code: &str) -> bool {
    let odd = |letter: char| letter.is_whitespace() || "$~:\"'=|&?%,;()".contains(letter);
    if code.contains(odd)
        || code.starts_with(['/', '-', '.', '*'])
        || NOT_OURS.iter().any(|name| code.starts_with(name))
    {
        return code.starts_with(".ci/") || code.starts_with(".cargo/");
    }
    let in_a_root_folder = code.split_once('/').is_some_and(|(first, _)| tree.has(first));
    in_a_root_folder || FILE_ENDS.iter().any(|end| code.len() > end.len() && code.ends_with(end))
}

/// Whole from the root, or the end of some file's path (`commands/search.rs`). What stands in `<…>`,
/// `{…}` or after `*` may be anything, so only the folders before it have to be there.
fn path_is_there(tree: &Tree, path: &str) -> bool {
    if let Some(open) = path.find(['<', '{', '*', '…']) {
        let sure = path.get(..open).and_then(|sure| sure.rsplit_once('/')).map_or("", |(folders, _)| folders);
        return sure.is_empty()
            || tree.has(sure)
            || tree.paths().any(|file| file.contains(&format!("/{sure}/")));
    }
    tree.has(path) || tree.paths().any(|file| file.strip_suffix(path).is_some_and(|rest| rest.ends_with('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(page: &str) -> Vec<String> {
        check(&House::of(&[
            ("README.md", page),
            ("docs/guide.md", "[up](../README.md) [gone](gone.md#part)"),
            ("crates/sources/src/datasets/csv.rs", ""),
        ]))
    }

    const GONE: &str = "docs/guide.md:1: there is no `gone.md#part`";

    #[test]
    fn names_of_what_exists_pass() {
        let page = "`docs/guide.md`, `datasets/csv.rs`, `crates/sources/`, `crates/sources/src/datasets/<format>.rs`,\n\
                    [guide](docs/guide.md#x), [web](https://example.org/a.md), `emaki.toml`, `/api/works/{id}`,\n\
                    `mal:1`, `--format csv`, `application/json`, `.rs`\n```\ndocs/gone.md\n```\n";
        assert_eq!(findings(page), [GONE]);
    }

    #[test]
    fn names_of_what_does_not_are_found() {
        let page =
            "`docs/lost.md` and `datasets/lost.rs`\n`crates/sources/lost/<x>.rs` ![picture](docs/lost.png)";
        assert_eq!(
            findings(page),
            [
                "README.md:1: there is no `docs/lost.md`",
                "README.md:1: there is no `datasets/lost.rs`",
                "README.md:2: there is no `crates/sources/lost/<x>.rs`",
                "README.md:2: there is no `docs/lost.png`",
                GONE,
            ]
        );
    }
}
