//! The table as a sealed file.

use crate::{
    error::DamagedError,
    sealed::{Kind, little, unsigned},
};

const KIND: Kind = Kind { what: "embedding table", tag: *b"TABL", version: 1 };

/// What the file of a table holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TableParts {
    /// The model's name.
    pub(crate) name: String,
    /// How many numbers a row holds.
    pub(crate) dimensions: usize,
    /// The pieces in the order of their rows; one that continues a word begins with `##`.
    pub(crate) pieces: Vec<String>,
    /// The rows, one after the other.
    pub(crate) rows: Vec<i8>,
    /// What one step of each row is worth.
    pub(crate) scales: Vec<f32>,
    /// The model card.
    pub(crate) card: String,
}

impl TableParts {
    /// The bytes of the file.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        KIND.seal(&[
            self.name.as_bytes(),
            self.card.as_bytes(),
            &(self.dimensions as u32).to_le_bytes(),
            self.pieces.join("\n").as_bytes(),
            &little(&self.scales, f32::to_le_bytes),
            &unsigned(&self.rows),
        ])
    }

    /// Reads the bytes of a file.
    pub(crate) fn from_bytes(file: &[u8]) -> Result<Self, DamagedError> {
        let mut sections = KIND.unseal(file)?;
        let name = sections.text()?.to_owned();
        let card = sections.text()?.to_owned();
        let dimensions = match sections.words(u32::from_le_bytes)?[..] {
            [dimensions] if dimensions > 0 => dimensions as usize,
            _ => return Err(KIND.damaged("it does not say how long its rows are")),
        };
        let pieces: Vec<String> = sections.text()?.lines().map(str::to_owned).collect();
        let scales = sections.words(f32::from_le_bytes)?;
        let rows = sections.signed()?;
        if scales.len() != pieces.len() || rows.len() != pieces.len() * dimensions {
            return Err(KIND.damaged("its pieces and its rows are not as many"));
        }
        Ok(Self { name, dimensions, pieces, rows, scales, card })
    }
}
