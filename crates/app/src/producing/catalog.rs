//! A character of the catalog as the beginning of a bible.

use model::{Character, Gender};
use production::Bible;

use crate::{App, AppError, CharacterRef, ErrorCode};

impl App {
    /// What the catalog tells of a character, in the fields of a bible.
    ///
    /// # Errors
    /// `not_found` when the catalog has no such character.
    pub(super) async fn bible_of_catalog(&self, character: &CharacterRef) -> Result<Bible, AppError> {
        Ok(bible(&self.character(character).await?.character))
    }

    /// Whether the catalog has the character that a bible names, where it names another one than before. Files of another
    /// house are not asked: there it may have been.
    pub(super) async fn catalog_has(&self, bible: &Bible, before: &Bible) -> Result<(), AppError> {
        let named = bible.catalog_character.filter(|_| bible.catalog_character != before.catalog_character);
        let Some(number) = named else { return Ok(()) };
        let unknown = || {
            AppError::invalid_parameter(
                "catalog_character",
                format!("the catalog has no character `{number}`"),
            )
            .hint("`/api/works/{id}/characters` lists those of a work with their ids")
        };
        let character: CharacterRef = number.to_string().parse().map_err(|_| unknown())?;
        match self.character(&character).await {
            Ok(_) => Ok(()),
            Err(error) if error.code == ErrorCode::NotFound => Err(unknown()),
            Err(error) => Err(error),
        }
    }
}

fn bible(character: &Character) -> Bible {
    let mut bible = Bible {
        name: cut(&character.name, 100),
        description: cut(character.about.as_deref().unwrap_or_default(), 500),
        catalog_character: Some(character.id.get()),
        ..Bible::default()
    };
    let mut attribute = |name: &str, value: String| {
        if !value.is_empty() {
            bible.attributes.insert(name.to_owned(), cut(&value, 500));
        }
    };
    attribute("name_native", character.name_native.clone().unwrap_or_default());
    attribute("nicknames", character.nicknames.join(", "));
    let gender = character.gender.as_ref().filter(|gender| **gender != Gender::Unknown);
    attribute("gender", gender.map(|gender| gender.as_str().to_lowercase()).unwrap_or_default());
    if let Some(figure) = &character.figure {
        attribute("age", figure.age.clone().unwrap_or_default());
        attribute("traits", figure.traits.join(", "));
        bible.appearance.hair = colored(figure.hair.as_deref(), "hair");
        bible.appearance.eyes = colored(figure.eyes.as_deref(), "eyes");
    }
    bible
}

/// `silver` of hair is `silver hair`; what says so itself stays.
fn colored(color: Option<&str>, what: &str) -> String {
    let color = color.unwrap_or_default().trim().to_lowercase();
    if color.is_empty() || color.contains(what) { color } else { format!("{color} {what}") }
}

fn cut(text: &str, most: usize) -> String {
    text.chars().filter(|sign| *sign != '\0').take(most).collect()
}
