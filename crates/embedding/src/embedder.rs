//! What every embedder can do.

use std::fmt;

use sha2::{Digest, Sha256};

/// A vector of length 1, or one about to become so.
pub type Vector = Vec<f32>;

/// Which side of a search a text stands on; some models want another prefix before each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// What is asked.
    Query,
    /// What is searched.
    Document,
}

/// Turns texts into vectors.
///
/// Implemented by [`crate::StaticTable`], [`crate::BertModel`] and [`crate::ClipModel`]. It is the same
/// vector for the same text every time, whatever else is in the batch.
pub trait Embedder: Send + Sync {
    /// Which model this is; rows of another model cannot be compared with its vectors.
    fn id(&self) -> &ModelId;

    /// How many numbers a vector holds.
    fn dimensions(&self) -> usize;

    /// A vector of length 1 for each text, in the order given; `None` for a text that holds nothing the
    /// model can read. A text beyond the model's length is cut there.
    fn embed(&self, side: Side, texts: &[&str]) -> Vec<Option<Vector>>;

    /// [`Embedder::embed`] for a single text.
    fn embed_one(&self, side: Side, text: &str) -> Option<Vector> {
        self.embed(side, &[text]).pop().flatten()
    }
}

/// A model's name and the beginning of the SHA-256 of its files: `minilm@1f2e3d4c5b6a`.
///
/// Two models of one name that differ in a single byte have different ids, so that a row made by one is
/// never compared with a query of the other.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModelId(String);

impl ModelId {
    /// The id of the model of this name whose files hold these bytes, in this order.
    pub fn of<'a>(name: &str, files: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut hash = Sha256::new();
        for file in files {
            hash.update((file.len() as u64).to_le_bytes());
            hash.update(file);
        }
        let digest = hash.finalize();
        Self(format!("{name}@{}", hex(&digest[..6])))
    }

    /// An id as it was written by [`ModelId::as_str`].
    pub fn from_text(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ModelId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// Bytes as hex digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).expect("half a byte is a digit");
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Scales a vector to length 1; `false` when it has no direction.
pub(crate) fn normalize(vector: &mut [f32]) -> bool {
    let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    if length <= f32::EPSILON || !length.is_finite() {
        return false;
    }
    for x in vector {
        *x /= length;
    }
    true
}

/// The scalar product; of two vectors of length 1 it is their cosine.
pub(crate) fn dot(left: &[f32], right: &[f32]) -> f32 {
    // Eight sums side by side, which the compiler turns into vector instructions; the order of additions
    // is part of the result, so that it stays the same wherever this runs.
    let mut sums = [0.0f32; 8];
    let (left, left_rest) = left.as_chunks::<8>();
    let (right, right_rest) = right.as_chunks::<8>();
    for (a, b) in left.iter().zip(right) {
        for at in 0..8 {
            sums[at] += a[at] * b[at];
        }
    }
    let rest: f32 = left_rest.iter().zip(right_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_byte_more_is_another_model() {
        let id = ModelId::of("moon", [b"a".as_slice(), b"bc"]);
        assert_eq!(id, ModelId::of("moon", [b"a".as_slice(), b"bc"]));
        assert_ne!(id, ModelId::of("moon", [b"ab".as_slice(), b"c"]), "files are told apart");
        assert!(id.as_str().starts_with("moon@") && id.as_str().len() == 17);
        assert_eq!(ModelId::from_text(id.as_str()), id);
    }

    #[test]
    fn no_direction_no_length() {
        let mut vector = vec![3.0, 4.0];
        assert!(normalize(&mut vector));
        assert_eq!(vector, [0.6, 0.8]);
        assert!(!normalize(&mut [0.0, 0.0]));
        assert!(!normalize(&mut [f32::NAN, 1.0]));
        let ones = [1.0f32; 19];
        assert!((dot(&ones, &ones) - 19.0).abs() < 1e-6);
    }
}
