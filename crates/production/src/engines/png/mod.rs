//! PNG files: pixels packed, and texts in them read and written.
//!
//! A picture carries its recipe twice: as our own JSON under [`RECIPE_KEY`], and as the `parameters` text that other
//! tools read. What other programs put into a file stays in it.

mod chunks;
mod infotext;
mod pack;

pub use chunks::{PngError, read_texts, size, with_texts};
pub use infotext::{Infotext, infotext, read_infotext};
pub use pack::pack;

use crate::Recipe;

/// Under which word our recipe stands in a picture.
pub const RECIPE_KEY: &str = "emaki";
/// Under which word the text of other tools stands there.
pub const PARAMETERS_KEY: &str = "parameters";

/// The picture with its recipe in it, in the place of any that was there.
///
/// # Errors
/// [`PngError`] when the file is no PNG.
pub fn with_recipe(file: &[u8], recipe: &Recipe) -> Result<Vec<u8>, PngError> {
    let ours = serde_json::to_string(recipe).expect("a recipe is JSON");
    with_texts(file, &[(RECIPE_KEY, &ours), (PARAMETERS_KEY, &infotext(recipe))])
}

/// The recipe in a picture; `None` when there is none of ours.
///
/// # Errors
/// [`PngError`] when the file is no PNG, or its recipe cannot be read.
pub fn read_recipe(file: &[u8]) -> Result<Option<Recipe>, PngError> {
    let texts = read_texts(file)?;
    let Some((_, text)) = texts.into_iter().find(|(key, _)| key == RECIPE_KEY) else { return Ok(None) };
    serde_json::from_str(&text).map(Some).map_err(|error| PngError::Recipe(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::example;

    #[test]
    fn a_recipe_goes_into_a_picture_and_comes_back() {
        let plain = pack(3, 2, &[40; 18]);
        let mut recipe = example();
        recipe.prompt = "灯台, a lamp — “brass”".to_owned();
        let file = with_recipe(&plain, &recipe).expect("a PNG");
        assert_eq!(read_recipe(&file).expect("a PNG"), Some(recipe.clone()));
        assert_eq!(read_recipe(&plain).expect("a PNG"), None);
        let again = with_recipe(&file, &recipe).expect("a PNG");
        assert_eq!(again, file, "the one that was there gives way");
        let pixels = |file: &[u8]| pictures::decode(file, &pictures::Limits::default()).expect("a picture");
        assert_eq!(pixels(&file), pixels(&plain));
        let texts = read_texts(&file).expect("a PNG");
        assert!(texts.iter().any(|(key, text)| key == "parameters" && text.starts_with("灯台, a lamp")));
    }

    #[test]
    fn what_others_wrote_stays() {
        let file =
            with_texts(&pack(1, 1, &[1, 2, 3]), &[("prompt", "{}"), ("parameters", "old")]).expect("a PNG");
        let file = with_recipe(&file, &example()).expect("a PNG");
        let keys: Vec<String> = read_texts(&file).expect("a PNG").into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys, ["emaki", "parameters", "prompt"]);
    }
}
