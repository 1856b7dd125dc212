//! A bible as a page to read, in Markdown.

use std::fmt::Write;

use super::{Bible, Relationship};

/// The bible of one version, with its ties, as a page.
pub fn page(bible: &Bible, version: u32, ties: &[Relationship]) -> String {
    let mut page = format!("# {}\n\nVersion {version}\n", plain(&bible.name));
    let mut section = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            let _ = write!(page, "\n## {title}\n\n{}\n", lines.join("\n"));
        }
    };
    let text = |text: &str| if text.trim().is_empty() { Vec::new() } else { vec![plain(text)] };
    let pairs = |texts: &std::collections::BTreeMap<String, String>| {
        texts.iter().map(|(name, words)| format!("- **{}**: {}", plain(name), plain(words))).collect()
    };
    section("Description", text(&bible.description));
    section("Attributes", pairs(&bible.attributes));
    let looks = bible.appearance.parts();
    section("Appearance", looks.map(|(part, words)| format!("- **{part}**: {}", plain(words))).collect());
    section("Wardrobe", pairs(&bible.wardrobe));
    section("Personality", text(&bible.personality));
    section("Backstory", text(&bible.backstory));
    let ties = ties.iter().map(|tie| {
        let note = if tie.note.is_empty() { String::new() } else { format!(" ({})", plain(&tie.note)) };
        format!("- {} of **{}**{note}", tie.kind.as_str(), plain(&tie.name))
    });
    section("Relationships", ties.collect());
    let words = |parts: &[super::PromptPart]| -> Vec<String> {
        parts.iter().map(|part| format!("- `{}` × {}", part.text.replace('`', "'"), part.weight)).collect()
    };
    section("In every prompt", words(&bible.prompt_parts));
    section("In every negative prompt", words(&bible.negative_parts));
    section("Seeds", bible.seeds.iter().map(|seed| format!("- {seed}")).collect());
    let pictures = bible.references.iter().map(|picture| {
        let note = if picture.note.is_empty() { "picture".to_owned() } else { plain(&picture.note) };
        format!("- {note}: `{}`", picture.hash)
    });
    section("References", pictures.collect());
    page
}

/// Words that mean what they say: signs that Markdown or HTML would take for its own stand escaped.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.trim().chars() {
        if matches!(sign, '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|') {
            out.push('\\');
        }
        match sign {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            sign => out.push(sign),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Appearance, CharacterId, bible::RelationshipKind};

    #[test]
    fn a_page_tells_all_and_runs_nothing() {
        let bible = Bible {
            name: "Mirei <script>".to_owned(),
            appearance: Appearance { hair: "silver".to_owned(), ..Appearance::default() },
            attributes: [("age".to_owned(), "17".to_owned())].into(),
            seeds: vec![7],
            ..Bible::default()
        };
        let tie = Relationship {
            kind: RelationshipKind::Sibling,
            other: CharacterId::new(model::Instant::EPOCH),
            name: "Toma".to_owned(),
            note: "a twin".to_owned(),
        };
        insta::assert_snapshot!(page(&bible, 3, &[tie]), @r"
        # Mirei &lt;script>

        Version 3

        ## Attributes

        - **age**: 17

        ## Appearance

        - **hair**: silver

        ## Relationships

        - sibling of **Toma** (a twin)

        ## Seeds

        - 7
        ");
    }
}
