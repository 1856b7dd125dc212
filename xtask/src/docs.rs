//! `cargo xtask docs`: the API docs, and the pages that come out of the program: docs/reference, docs/errors.md and docs/sources.md.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, bail};

use crate::{project, shell};

/// Build the API docs, and write docs/reference, docs/errors.md and docs/sources.md again
#[derive(Debug, clap::Args)]
pub struct Docs {
    /// Write nothing; fail when a page is out of date
    #[arg(long)]
    check: bool,
}

impl Docs {
    pub fn run(self) -> anyhow::Result<()> {
        shell::run(&mut project::cargo(&["build", "--package", "cli"]))?;
        let pages = reference_pages(&built_emaki()?)?;
        if self.check {
            compare(project::root(), &pages)?;
        } else {
            write(project::root(), &pages)?;
        }
        shell::run(&mut api_docs())
    }
}

/// The same check with the program that `cargo test` has just built, so that it is not built again with
/// other features.
pub fn check_pages_after_tests() -> anyhow::Result<()> {
    compare(project::root(), &reference_pages(&built_emaki()?)?)
}

/// What builds the API docs of the libraries, every warning an error.
fn api_docs() -> Command {
    let mut command = project::cargo(&["doc", "--workspace", "--no-deps", "--lib"]);
    command.env("RUSTDOCFLAGS", "-D warnings");
    command
}

fn built_emaki() -> anyhow::Result<PathBuf> {
    let path = project::metadata()?.target_directory.join("debug/emaki");
    if !path.is_file() {
        bail!("there is no `{}`; `cargo build --package cli` makes it", path.display());
    }
    Ok(path)
}

/// Each page by its path from the root.
fn reference_pages(emaki: &Path) -> anyhow::Result<Vec<(&'static str, String)>> {
    let told = |page: &str| shell::output(Command::new(emaki).args(["reference", page]));
    Ok(vec![
        ("docs/reference/cli.md", told("cli")?),
        ("docs/reference/config.md", config_page(&told("config")?)),
        ("docs/errors.md", told("errors")?),
        ("docs/sources.md", told("sources")?),
        ("docs/reference/schema.graphql", told("graphql")?),
    ])
}

fn config_page(settings: &str) -> String {
    format!(
        "# Settings\n\nMade by `emaki reference config` from `config/default.toml` and the `settings.toml` of each source; \
         every setting is here with its default.\n\n\
         ```toml\n{}\n```\n",
        settings.trim_end()
    )
}

fn compare(root: &Path, pages: &[(&str, String)]) -> anyhow::Result<()> {
    let is_old = |(path, text): &&(&str, String)| {
        fs::read_to_string(root.join(path)).map_or(true, |written| written != *text)
    };
    let old: Vec<_> = pages.iter().filter(is_old).map(|(path, _)| *path).collect();
    if !old.is_empty() {
        bail!("out of date: {}; `cargo xtask docs` writes them again", old.join(", "));
    }
    Ok(())
}

fn write(root: &Path, pages: &[(&str, String)]) -> anyhow::Result<()> {
    for (path, text) in pages {
        let path = root.join(path);
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::write(&path, text).with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    shell::say(&format!("wrote {} pages that come out of the program", pages.len()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_was_written_is_up_to_date_until_it_changes() {
        let root = tempfile::tempdir().expect("a temp folder can be made");
        let pages = [("docs/reference/a.md", "one\n".to_owned())];
        assert!(compare(root.path(), &pages).is_err(), "a missing page is out of date");
        write(root.path(), &pages).expect("the folder is ours");
        compare(root.path(), &pages).expect("it was just written");
        let error = compare(root.path(), &[("docs/reference/a.md", "two\n".to_owned())]);
        assert!(error.is_err_and(|error| error.to_string().contains("docs/reference/a.md")));
    }

    #[test]
    fn the_settings_page_holds_the_file() {
        assert!(config_page("# Why.\na = 1\n").ends_with("```toml\n# Why.\na = 1\n```\n"));
    }
}
