//! A vocabulary over a short list, for judging plans and for tests.

use std::collections::HashMap;

use super::{Name, NameKind, TagClass, Vocabulary, distance::distance};

/// Names from a table, each under all its spellings.
#[derive(Debug, Clone, Default)]
pub struct Names {
    by_spelling: HashMap<(NameKind, String), Name>,
}

/// Words that people leave out of a studio's name.
const STUDIO_WORDS: &[&str] =
    &["studio", "studios", "animation", "production", "productions", "pictures", "entertainment"];

impl Names {
    /// Reads lines of `kind`, name and further spellings, separated by tabs. Empty lines and those
    /// that begin with `#` are skipped.
    ///
    /// # Errors
    /// The number and text of the first line whose kind is unknown or that has no name.
    pub fn read(table: &str) -> Result<Self, String> {
        let mut names = Self::default();
        names.add(table)?;
        Ok(names)
    }

    /// Adds a further table.
    ///
    /// # Errors
    /// As for [`Names::read`].
    pub fn add(&mut self, table: &str) -> Result<(), String> {
        for (number, line) in table.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let mut cells = line.split('\t').map(str::trim).filter(|cell| !cell.is_empty());
            let kind = match cells.next() {
                Some("title") => NameKind::Title,
                Some("studio") => NameKind::Studio,
                Some("person") => NameKind::Person,
                Some("character") => NameKind::Character,
                Some("tag") => NameKind::Tag,
                _ => return Err(format!("line {}: `{line}` does not begin with a kind of name", number + 1)),
            };
            let Some(name) = cells.next() else {
                return Err(format!("line {}: `{line}` has no name", number + 1));
            };
            let known = Name { class: (kind == NameKind::Tag).then_some(TagClass::Theme), ..Name::new(name) };
            for spelling in std::iter::once(name).chain(cells) {
                let folded = spelling::fold(spelling);
                if kind == NameKind::Studio
                    && let Some(short) = short_studio(&folded)
                {
                    self.by_spelling
                        .entry((kind, short))
                        .or_insert_with(|| Name { weight: 0.7, ..known.clone() });
                }
                self.by_spelling.insert((kind, folded), known.clone());
            }
        }
        Ok(())
    }
}

/// A studio's name without the words that people leave out, where something telling is left.
pub fn short_studio(folded: &str) -> Option<String> {
    let words: Vec<&str> = folded.split(' ').filter(|word| !STUDIO_WORDS.contains(word)).collect();
    let short = words.join(" ");
    (short.len() >= 4 && short != folded).then_some(short)
}

impl Vocabulary for Names {
    fn find(&self, kind: NameKind, folded: &str) -> Option<Name> {
        self.by_spelling.get(&(kind, folded.to_owned())).cloned()
    }

    fn near(&self, kind: NameKind, folded: &str) -> Option<Name> {
        let allowed = match folded.chars().count() {
            0..5 => return None,
            5..9 => 1,
            9..16 => 2,
            _ => 3,
        };
        let of_kind = self.by_spelling.iter().filter(|((of, _), _)| *of == kind);
        let mut near: Vec<(usize, &Name)> = of_kind
            .filter_map(|((_, spelling), name)| Some((distance(spelling, folded, allowed)?, name)))
            .collect();
        near.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.name.cmp(&b.1.name)));
        near.dedup_by(|a, b| a.1.name == b.1.name);
        match near.as_slice() {
            [(first, _), (second, _), ..] if first == second => None,
            [(_, name), ..] => Some((*name).clone()),
            [] => None,
        }
    }
}
