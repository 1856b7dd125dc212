//! An engine's picture made into what is kept: a file with its recipe inside.

use sha2::{Digest, Sha256};

use crate::Recipe;

use super::{Made, png};

/// What is kept of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Finished {
    /// The recipe, with how it was made.
    pub recipe: Recipe,
    /// The pictures, PNG files with the recipe in them; the first one is the one that the recipe speaks of.
    pub files: Vec<FinishedFile>,
}

/// One picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinishedFile {
    /// The PNG file.
    pub bytes: Vec<u8>,
    /// Its SHA-256.
    pub hash: [u8; 32],
    /// Its width and height in pixels.
    pub size: (u32, u32),
}

/// A picture cannot be kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FinishError {
    /// It is no PNG.
    #[error(transparent)]
    Png(#[from] png::PngError),
    /// There is none.
    #[error("the engine made no picture")]
    Nothing,
}

/// Puts the recipe into the pictures.
///
/// The same recipe and the same pixels give the same bytes: nothing of the time or the place goes in.
///
/// # Errors
/// [`FinishError`] when there is no picture, or one is no PNG.
pub fn finish(recipe: &Recipe, made: Made) -> Result<Finished, FinishError> {
    if made.files.is_empty() {
        return Err(FinishError::Nothing);
    }
    let recipe = Recipe { made_by: Some(made.made_by), ..recipe.clone() };
    let finished = |file: &Vec<u8>| -> Result<FinishedFile, FinishError> {
        let bytes = png::with_recipe(file, &recipe)?;
        let (hash, size): ([u8; 32], _) = (Sha256::digest(&bytes).into(), png::size(&bytes)?);
        Ok(FinishedFile { bytes, hash, size })
    };
    let files = made.files.iter().map(finished).collect::<Result<_, _>>()?;
    Ok(Finished { recipe, files })
}
