//! The pages name only commands and flags that exist.
//!
//! What exists is read from docs/reference/cli.md, which `cargo xtask docs` writes out of the program's
//! own help and `cargo xtask docs --check` keeps true.

use std::collections::BTreeMap;

use super::{
    Finding, House,
    markdown::{self, Kind},
};

/// The page that lists every `emaki` command under a heading of its own.
pub const REFERENCE: &str = "docs/reference/cli.md";
/// Pages beside the reference that come out of the program as well.
const MADE: [&str; 2] = ["docs/errors.md", "docs/sources.md"];

/// Checks code spans and lines of fenced blocks that begin with one of our programs.
pub fn check(house: &House) -> Vec<Finding> {
    let Some(reference) = house.tree.text(REFERENCE) else {
        return vec![format!("{REFERENCE} is missing; `cargo xtask docs` writes it")];
    };
    let known = Known { emaki: sections(reference), xtask: &house.xtask_commands };
    let mut findings = Vec::new();
    // The pages of the reference come out of the program, hidden commands included.
    for (page, text) in
        house.tree.pages().filter(|(page, _)| !page.starts_with("docs/reference/") && !MADE.contains(page))
    {
        for span in markdown::spans(text).into_iter().filter(|span| span.kind != Kind::Link) {
            for line in span.text.split("&&") {
                if let Some(wrong) = known.what_is_wrong(line) {
                    findings.push(format!("{page}:{}: {wrong}: `{}`", span.line, line.trim()));
                }
            }
        }
    }
    findings
}

/// Each command, such as `emaki db backup`, with the text below its heading.
fn sections(reference: &str) -> BTreeMap<String, String> {
    let mut sections = BTreeMap::<String, String>::new();
    let mut current = None;
    for line in reference.lines() {
        let heading =
            line.strip_prefix('#').map(|rest| rest.trim_start_matches('#').trim().trim_matches('`'));
        if let Some(command) = heading.filter(|heading| *heading == "emaki" || heading.starts_with("emaki "))
        {
            current = Some(command.to_owned());
            sections.entry(command.to_owned()).or_default();
        } else if let Some(text) = current.as_ref().and_then(|command| sections.get_mut(command)) {
            text.push_str(line);
            text.push('\n');
        }
    }
    sections
}

struct Known<'a> {
    emaki: BTreeMap<String, String>,
    xtask: &'a [String],
}

impl Known<'_> {
    /// `None` when the line is no command of ours or a right one.
    fn what_is_wrong(&self, line: &str) -> Option<String> {
        let line = line.trim().trim_start_matches("$ ").split(" #").next().unwrap_or_default();
        let mut words = line.split_whitespace().skip_while(|word| is_setting(word)).peekable();
        match words.next()? {
            "emaki" | "target/release/emaki" | "./target/release/emaki" => self.wrong_emaki(words),
            "cargo" => match words.next()? {
                "xtask" => self.wrong_xtask(words.next()),
                "run" => self.wrong_emaki(words.skip_while(|word| *word != "--").skip(1)),
                _ => None,
            },
            _ => None,
        }
    }

    fn wrong_xtask(&self, command: Option<&str>) -> Option<String> {
        // `cargo xtask test | ci` names several at once.
        let command = command?.trim_matches(is_decoration);
        let known = command.is_empty() || self.xtask.iter().any(|name| name == command);
        (!known).then(|| format!("`cargo xtask` has no `{command}`"))
    }

    fn wrong_emaki<'a>(&self, words: impl Iterator<Item = &'a str>) -> Option<String> {
        let mut command = "emaki".to_owned();
        let mut goes_deeper = true;
        for word in words {
            if ["|", ">", "<", "2>", "…", "..."].contains(&word) {
                break;
            }
            let flag = word.trim_start_matches('[').split(['=', ']']).next().unwrap_or_default();
            if flag.starts_with("--") && flag.len() > 2 {
                if !self.knows_flag(&command, flag) {
                    return Some(format!("`{command}` has no `{flag}`"));
                }
            } else if goes_deeper {
                match self.deeper(&command, word) {
                    Ok(Some(deeper)) => command = deeper,
                    Ok(None) => goes_deeper = false,
                    Err(wrong) => return Some(wrong),
                }
            }
        }
        None
    }

    /// The subcommand `word` of `command`, where that has subcommands at all.
    fn deeper(&self, command: &str, word: &str) -> Result<Option<String>, String> {
        let deeper = format!("{command} {word}");
        let has_subcommands = self.emaki.keys().any(|known| known.starts_with(&format!("{command} ")));
        let is_name = word.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-');
        match (self.emaki.contains_key(&deeper), has_subcommands && is_name) {
            (true, _) => Ok(Some(deeper)),
            (false, true) => Err(format!("`{command}` has no `{word}`")),
            (false, false) => Ok(None),
        }
    }

    fn knows_flag(&self, command: &str, flag: &str) -> bool {
        let names = |text: &String| {
            text.match_indices(flag).any(|(at, _)| {
                let next = text.get(at + flag.len()..).and_then(|rest| rest.chars().next());
                next.is_none_or(|letter| !letter.is_ascii_alphanumeric() && letter != '-')
            })
        };
        [command, "emaki"].iter().filter_map(|command| self.emaki.get(*command)).any(names)
    }
}

/// `NAME=value` before a command.
fn is_setting(word: &str) -> bool {
    word.split_once('=')
        .is_some_and(|(name, _)| name.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_'))
}

fn is_decoration(letter: char) -> bool {
    "|…<>[]".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLI: &str = "# Commands\n## `emaki`\n--json\n## `emaki db`\n### `emaki db backup`\n--out DIR\n## `emaki search`\n--limit N\n";

    fn findings(page: &str) -> Vec<String> {
        check(&House::of(&[
            ("README.md", page),
            (REFERENCE, CLI),
            ("docs/reference/errors.md", "`emaki hidden`"),
        ]))
    }

    #[test]
    fn commands_that_exist_pass() {
        let page = "`emaki`, `emaki search \"moon depot\" --limit 3`, `emaki db backup --json --out x`, `emaki search naruto`\n\
                    `cargo xtask test`, `cargo build`, `NO_COLOR=1 emaki db`, `cargo run --release -- search x`\n\
                    ```sh\n$ emaki db backup --out x  # keep it\ncargo xtask tidy && emaki search x | wc\n```\n";
        assert_eq!(findings(page), Vec::<String>::new());
    }

    #[test]
    fn commands_that_do_not_are_found() {
        let page = "`emaki fly` `emaki db restoer` `emaki search x --limits 3`\n```\ncargo xtask dance\n```\n`cargo run -- fly`";
        assert_eq!(
            findings(page),
            [
                "README.md:1: `emaki` has no `fly`: `emaki fly`",
                "README.md:1: `emaki db` has no `restoer`: `emaki db restoer`",
                "README.md:1: `emaki search` has no `--limits`: `emaki search x --limits 3`",
                "README.md:3: `cargo xtask` has no `dance`: `cargo xtask dance`",
                "README.md:5: `emaki` has no `fly`: `cargo run -- fly`",
            ]
        );
    }

    #[test]
    fn without_the_reference_nothing_can_be_known() {
        assert_eq!(check(&House::of(&[])).len(), 1);
    }
}
