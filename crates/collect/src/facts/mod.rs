//! Facts out of answers, in their sources' own words: rules come later.
//!
//! Whether an answer is sound was settled by its reader in `sources`; here the words are taken as they
//! stand. Any of them may be null.

pub mod jikan;
pub mod mangadex;
pub mod vndb;

use model::{Image, ImageKind, Record};
use serde_json::Value;

use crate::Failure;

/// An answer's document.
fn document(body: &[u8]) -> Result<Value, Failure> {
    serde_json::from_slice(body).map_err(|error| Failure::item(format!("its answer cannot be read: {error}")))
}

/// A text that is not blank.
fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned)
}

/// The texts under a key of each element of a list.
fn names(list: &Value, key: &str) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(|entry| text(&entry[key])).collect()
}

/// The address of the large picture.
fn poster(record: Option<&Record>) -> Option<String> {
    let is_poster = |image: &&Image| image.kind == ImageKind::Poster;
    record?.images.iter().find(is_poster).map(|image| image.url.clone())
}
