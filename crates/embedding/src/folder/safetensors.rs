//! The safetensors format: a header in JSON, then the numbers as they lie.

use std::{ops::Range, path::PathBuf};

use ndarray::{Array1, Array2};
use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::error::ModelError;

/// The weights of a model by the tensors' names.
pub(super) struct Weights {
    path: PathBuf,
    bytes: Vec<u8>,
    tensors: FxHashMap<String, Tensor>,
    /// What stands before every name: `bert.`, `roberta.`, or nothing.
    prefix: String,
}

#[derive(Debug, Clone)]
struct Tensor {
    kind: Kind,
    shape: Vec<usize>,
    at: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum Kind {
    F32,
    F16,
    BF16,
}

#[derive(Deserialize)]
struct Entry {
    dtype: String,
    shape: Vec<usize>,
    data_offsets: [usize; 2],
}

impl Weights {
    /// Reads a file's header; tensors of integers are passed over.
    pub(super) fn new(path: PathBuf, bytes: Vec<u8>) -> Result<Self, ModelError> {
        let shape = |reason: &str| ModelError::Shape { path: path.clone(), reason: reason.to_owned() };
        let (length, rest) = bytes.split_first_chunk::<8>().ok_or_else(|| shape("it is cut short"))?;
        let length = usize::try_from(u64::from_le_bytes(*length)).unwrap_or(usize::MAX);
        let (header, body) = rest.split_at_checked(length).ok_or_else(|| {
            // What git leaves in a file's place when large files were not fetched.
            if bytes.starts_with(b"version https://git-lfs") {
                shape("it is a pointer of git-lfs; run `git lfs pull` in the folder")
            } else {
                shape("its header is cut short")
            }
        })?;
        let entries: FxHashMap<String, serde_json::Value> =
            serde_json::from_slice(header).map_err(|error| shape(&format!("its header: {error}")))?;
        let start = bytes.len() - body.len();
        let mut tensors = FxHashMap::default();
        for (name, entry) in entries {
            if name == "__metadata__" {
                continue;
            }
            let entry =
                Entry::deserialize(entry).map_err(|error| shape(&format!("tensor `{name}`: {error}")))?;
            let kind = match entry.dtype.as_str() {
                "F32" => Kind::F32,
                "F16" => Kind::F16,
                "BF16" => Kind::BF16,
                _ => continue,
            };
            let [from, to] = entry.data_offsets;
            let size = entry.shape.iter().try_fold(kind.size(), |size, side| size.checked_mul(*side));
            if to > body.len() || from > to || size != Some(to - from) {
                return Err(shape(&format!("tensor `{name}` does not lie where the header says")));
            }
            tensors.insert(name, Tensor { kind, shape: entry.shape, at: start + from..start + to });
        }
        Ok(Self { path, bytes, tensors, prefix: String::new() })
    }

    /// Looks every name up behind a prefix, if the file has the given tensor only with it.
    pub(super) fn with_prefix(mut self, prefixes: &[&str], tensor: &str) -> Self {
        let found = prefixes.iter().find(|prefix| self.tensors.contains_key(&format!("{prefix}{tensor}")));
        self.prefix = found.map_or_else(String::new, |prefix| (*prefix).to_owned());
        self
    }

    /// The file's bytes, for the model's id.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether there is a tensor of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.tensors.contains_key(&format!("{}{name}", self.prefix))
    }

    /// A tensor's numbers, which must have this shape.
    pub(super) fn numbers(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        let full = format!("{}{name}", self.prefix);
        let tensor = self.tensors.get(&full).filter(|tensor| tensor.shape == shape);
        let tensor = tensor.ok_or_else(|| ModelError::Tensor {
            path: self.path.clone(),
            name: full.clone(),
            shape: shape.to_vec(),
        })?;
        let bytes = &self.bytes[tensor.at.clone()];
        Ok(match tensor.kind {
            Kind::F32 => bytes.as_chunks::<4>().0.iter().map(|chunk| f32::from_le_bytes(*chunk)).collect(),
            Kind::F16 => halves(bytes).map(half).collect(),
            Kind::BF16 => halves(bytes).map(|bits| f32::from_bits(u32::from(bits) << 16)).collect(),
        })
    }

    /// A matrix of this shape.
    pub(super) fn matrix(&self, name: &str, rows: usize, columns: usize) -> Result<Array2<f32>, ModelError> {
        let numbers = self.numbers(name, &[rows, columns])?;
        Ok(Array2::from_shape_vec((rows, columns), numbers).expect("the shape was checked"))
    }

    /// A vector of this length.
    pub(super) fn vector(&self, name: &str, length: usize) -> Result<Array1<f32>, ModelError> {
        Ok(self.numbers(name, &[length])?.into())
    }
}

impl Kind {
    fn size(self) -> usize {
        match self {
            Self::F32 => 4,
            Self::F16 | Self::BF16 => 2,
        }
    }
}

fn halves(bytes: &[u8]) -> impl Iterator<Item = u16> + '_ {
    bytes.as_chunks::<2>().0.iter().map(|chunk| u16::from_le_bytes(*chunk))
}

/// A number of IEEE 754's half precision.
fn half(bits: u16) -> f32 {
    let sign = u32::from(bits >> 15) << 31;
    let exponent = u32::from(bits >> 10) & 0x1F;
    let fraction = u32::from(bits) & 0x3FF;
    match exponent {
        // Zero and what lies below the smallest normal number: fraction * 2^-24.
        0 => {
            let value = fraction as f32 * 2.0f32.powi(-24);
            if sign == 0 { value } else { -value }
        }
        0x1F => f32::from_bits(sign | 0x7F80_0000 | (fraction << 13)),
        _ => f32::from_bits(sign | ((exponent + 112) << 23) | (fraction << 13)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(header: &str, body: &[u8]) -> Vec<u8> {
        let mut file = (header.len() as u64).to_le_bytes().to_vec();
        file.extend_from_slice(header.as_bytes());
        file.extend_from_slice(body);
        file
    }

    #[test]
    fn numbers_of_every_width() {
        let header = r#"{"__metadata__":{"format":"pt"},
            "bert.a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},
            "bert.b":{"dtype":"F16","shape":[4],"data_offsets":[4,12]},
            "bert.c":{"dtype":"BF16","shape":[1],"data_offsets":[12,14]},
            "ids":{"dtype":"I64","shape":[0],"data_offsets":[14,14]}}"#;
        let mut body = 1.5f32.to_le_bytes().to_vec();
        for bits in [0x3E00u16, 0xC000, 0x0001, 0x7C00, 0x4049] {
            body.extend_from_slice(&bits.to_le_bytes());
        }
        let weights =
            Weights::new("w".into(), file(header, &body)).expect("tensors").with_prefix(&["bert."], "a");
        assert_eq!(weights.numbers("a", &[1]).expect("a"), [1.5]);
        let halves = weights.numbers("b", &[4]).expect("b");
        assert_eq!(halves, [1.5, -2.0, 2.0f32.powi(-24), f32::INFINITY]);
        assert!((weights.numbers("c", &[1]).expect("c")[0] - 3.140_625).abs() < 1e-6);
        assert!(weights.has("a") && !weights.has("ids"));
        let error = weights.numbers("a", &[2]).expect_err("another shape");
        assert_eq!(
            error.to_string(),
            "`w` has no tensor `bert.a` of shape [2]; are the weights of this model's config?"
        );
    }

    #[test]
    fn files_that_are_none_are_told() {
        for (bytes, wanted) in [
            (b"abc".to_vec(), "it is cut short"),
            (b"version https://git-lfs.github.com/spec/v1".to_vec(), "git lfs pull"),
            (file("no json", b""), "its header: "),
            (
                file(r#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, &[0; 4]),
                "does not lie where",
            ),
        ] {
            let error = Weights::new("w".into(), bytes).err().expect("no weights");
            assert!(error.to_string().contains(wanted), "{error}");
        }
    }
}
