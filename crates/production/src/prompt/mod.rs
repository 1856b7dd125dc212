//! From words, bible, presets and project to the prompt that goes to the engine.
//!
//! The order is: whom it shows, the maker's words, the cut with its scene and episode, the style, the project's defaults. A piece that says again what an
//! earlier one said is left out. Choices are drawn from the picture's own seed, so that the same seed always makes
//! the same prompt.

mod choosing;
mod dice;
mod syntax;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use choosing::Choice;
pub use syntax::SyntaxError;

use crate::{Bible, Hundredths, Style, hundredths};

/// One piece of a compiled prompt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Piece {
    /// Where it came from: `words`, `character`, a part of the appearance such as `hair`, `outfit`, `cut`, `scene`,
    /// `episode`, `preset:` and its name, `project`.
    pub from: String,
    /// What it says, choices resolved.
    pub text: String,
    /// How strongly; 1 is plain.
    #[serde(default = "hundredths::one", skip_serializing_if = "hundredths::is_one")]
    pub weight: Hundredths,
    /// Whether it belongs to the negative prompt.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub negative: bool,
}

/// What a prompt is compiled of.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    /// What the maker wrote.
    pub words: &'a str,
    /// What the maker does not want.
    pub negative_words: &'a str,
    /// What its cut, scene and episode say, each with its word.
    pub places: &'a [(&'static str, String)],
    /// Whom it shows.
    pub character: Option<&'a Bible>,
    /// In place of the bible's outfit: the name of one in its wardrobe, or words.
    pub outfit: Option<&'a str>,
    /// Presets with their names, the first one at the bottom.
    pub presets: &'a [(String, Style)],
    /// The project's defaults.
    pub project: Option<&'a Style>,
    /// What `__name__` may become.
    pub wildcards: &'a BTreeMap<String, Vec<String>>,
}

/// A prompt ready for the engine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compiled {
    /// What is wanted.
    pub prompt: String,
    /// What is not.
    pub negative_prompt: String,
    /// What both are made of.
    pub pieces: Vec<Piece>,
    /// What was chosen.
    pub choices: Vec<Choice>,
}

/// Compiles a prompt for one picture. The same parts and seed give the same prompt for ever.
///
/// # Errors
/// Where a choice is not closed, or a wildcard is not known.
pub fn compile(parts: &Parts<'_>, seed: u64) -> Result<Compiled, SyntaxError> {
    let mut making = Making { choosing: choosing::Choosing::new(parts.wildcards, seed), pieces: Vec::new() };
    if let Some(bible) = parts.character {
        for part in &bible.prompt_parts {
            making.add("character", &part.text, part.weight, false)?;
        }
        for (name, words) in bible.appearance.parts() {
            let words = if name == "outfit" {
                parts.outfit.map_or(words, |wanted| bible.outfit(wanted))
            } else {
                words
            };
            making.add(name, words, Hundredths::ONE, false)?;
        }
        if let (Some(wanted), true) = (parts.outfit, bible.appearance.outfit.trim().is_empty()) {
            making.add("outfit", bible.outfit(wanted), Hundredths::ONE, false)?;
        }
    } else if let Some(outfit) = parts.outfit {
        making.add("outfit", outfit, Hundredths::ONE, false)?;
    }
    making.add("words", parts.words, Hundredths::ONE, false)?;
    for (from, words) in parts.places {
        making.add(from, words, Hundredths::ONE, false)?;
    }
    making.add("words", parts.negative_words, Hundredths::ONE, true)?;
    for part in parts.character.iter().flat_map(|bible| &bible.negative_parts) {
        making.add("character", &part.text, part.weight, true)?;
    }
    let named = parts.presets.iter().map(|(name, style)| (format!("preset:{name}"), style));
    let styles = named.chain(parts.project.map(|style| ("project".to_owned(), style)));
    for (from, style) in styles {
        making.add(&from, &style.positive, Hundredths::ONE, false)?;
        making.add(&from, &style.negative, Hundredths::ONE, true)?;
    }
    Ok(making.finish())
}

struct Making<'a> {
    choosing: choosing::Choosing<'a>,
    pieces: Vec<Piece>,
}

impl Making<'_> {
    fn add(
        &mut self,
        from: &str,
        words: &str,
        weight: Hundredths,
        negative: bool,
    ) -> Result<(), SyntaxError> {
        let text = tidy(&self.choosing.resolve(from, words)?);
        let said = self
            .pieces
            .iter()
            .any(|piece| piece.negative == negative && piece.text.eq_ignore_ascii_case(&text));
        if !text.is_empty() && !said {
            self.pieces.push(Piece { from: from.to_owned(), text, weight, negative });
        }
        Ok(())
    }

    fn finish(self) -> Compiled {
        let side = |negative| {
            let texts = self.pieces.iter().filter(|piece| piece.negative == negative).map(Piece::told);
            texts.collect::<Vec<_>>().join(", ")
        };
        Compiled {
            prompt: side(false),
            negative_prompt: side(true),
            choices: self.choosing.choices,
            pieces: self.pieces,
        }
    }
}

impl Piece {
    /// As it stands in the prompt: `(words:1.2)` where it has a weight.
    fn told(&self) -> String {
        if self.weight == Hundredths::ONE {
            self.text.clone()
        } else {
            format!("({}:{})", self.text, self.weight)
        }
    }
}

/// One line, without the commas and blanks that a choice of nothing leaves behind.
fn tidy(text: &str) -> String {
    let parts = text.split(',').map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Appearance, PromptPart};

    fn bible() -> Bible {
        let part = |text: &str, weight| PromptPart { text: text.to_owned(), weight: Hundredths(weight) };
        Bible {
            name: "Mirei".to_owned(),
            appearance: Appearance {
                hair: "long silver hair".to_owned(),
                outfit: "red coat".to_owned(),
                ..Appearance::default()
            },
            prompt_parts: vec![part("1girl", 100), part("gentle smile", 120)],
            negative_parts: vec![part("short hair", 100)],
            wardrobe: [("festival".to_owned(), "blue yukata".to_owned())].into(),
            ..Bible::default()
        }
    }

    fn told(parts: Parts<'_>, seed: u64) -> String {
        match compile(&parts, seed) {
            Ok(made) => format!("{} | {}", made.prompt, made.negative_prompt),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn the_bible_is_compiled_into_the_prompt() {
        let (bible, none) = (bible(), BTreeMap::new());
        let style = |positive: &str, negative: &str| Style {
            positive: positive.to_owned(),
            negative: negative.to_owned(),
            ..Style::default()
        };
        let presets = [("manga".to_owned(), style("manga style, black and white", "color"))];
        let project = style("Manga style,  black and white", "blurry");
        let parts = Parts {
            words: "reading,, by  a lantern",
            negative_words: "crowd",
            places: &[],
            character: Some(&bible),
            outfit: None,
            presets: &presets,
            project: Some(&project),
            wildcards: &none,
        };
        insta::assert_snapshot!(told(parts, 1), @"1girl, (gentle smile:1.2), long silver hair, red coat, reading, by a lantern, manga style, black and white | crowd, short hair, color, blurry");
        let festival = Parts { outfit: Some("festival"), ..parts };
        insta::assert_snapshot!(told(festival, 1), @"1girl, (gentle smile:1.2), long silver hair, blue yukata, reading, by a lantern, manga style, black and white | crowd, short hair, color, blurry");
        let free =
            Parts { outfit: Some("a diving suit"), character: None, presets: &[], project: None, ..parts };
        insta::assert_snapshot!(told(free, 1), @"a diving suit, reading, by a lantern | crowd");
    }
}
