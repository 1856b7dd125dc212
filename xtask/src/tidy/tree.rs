//! The files of the checkout that git knows or would take in.

use std::{collections::BTreeMap, fs, io::ErrorKind, path::Path, process::Command};

use anyhow::Context as _;

use crate::shell;

/// Every file by its path from the root, with `/` between folders.
pub struct Tree(BTreeMap<String, Vec<u8>>);

impl Tree {
    pub fn of_checkout(root: &Path) -> anyhow::Result<Self> {
        let mut git = Command::new("git");
        git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(root);
        let mut files = BTreeMap::new();
        for path in shell::output(&mut git)?.split_terminator('\0') {
            match fs::read(root.join(path)) {
                Ok(bytes) => drop(files.insert(path.to_owned(), bytes)),
                // Deleted, and not yet told to git.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(error).with_context(|| format!("cannot read `{path}`")),
            }
        }
        Ok(Self(files))
    }

    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        Self(files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect())
    }

    /// The text of a file; `None` when there is no such file, or it is no text.
    pub fn text(&self, path: &str) -> Option<&str> {
        std::str::from_utf8(self.0.get(path)?).ok()
    }

    /// Every file that is text.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(|(path, bytes)| Some((path.as_str(), std::str::from_utf8(bytes).ok()?)))
    }

    /// Every file with its length in bytes.
    pub fn sizes(&self) -> impl Iterator<Item = (&str, usize)> {
        self.0.iter().map(|(path, bytes)| (path.as_str(), bytes.len()))
    }

    /// Whether there is such a file or folder.
    pub fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        self.0.contains_key(path)
            || self.paths().any(|file| file.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')))
    }

    /// Every path.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The pages that people read: in the root and under `docs/`.
    pub fn pages(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts().filter(|(path, _)| {
            Path::new(path).extension().is_some_and(|end| end == "md")
                && (!path.contains('/') || path.starts_with("docs/"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_there_because_of_their_files() {
        let tree = Tree::of(&[("docs/a/b.md", "")]);
        assert!(tree.has("docs/a") && tree.has("docs/") && tree.has("docs/a/b.md"));
        assert!(!tree.has("doc") && !tree.has("docs/a/b"));
    }

    #[test]
    fn pages_are_those_for_people() {
        let tree =
            Tree::of(&[("README.md", ""), ("docs/x/y.md", ""), ("crates/a/notes.md", ""), ("a.rs", "")]);
        assert_eq!(tree.pages().map(|(path, _)| path).collect::<Vec<_>>(), ["README.md", "docs/x/y.md"]);
    }
}
