//! The index as a sealed file.

use super::rows::{RowArrays, VectorIndex};
use crate::{
    embedder::ModelId,
    error::DamagedError,
    sealed::{Kind, little, unsigned},
};

const KIND: Kind = Kind { what: "vector index", tag: *b"ROWS", version: 1 };

impl VectorIndex {
    /// The bytes of its file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut sections: Vec<Vec<u8>> = vec![
            self.model().as_str().as_bytes().to_vec(),
            (self.dimensions() as u32).to_le_bytes().to_vec(),
            (self.spaces.len() as u32).to_le_bytes().to_vec(),
        ];
        for (name, rows) in &self.spaces {
            sections.push(name.as_bytes().to_vec());
            sections.push(little(&rows.keys, u32::to_le_bytes));
            sections.push(little(&rows.scales, f32::to_le_bytes));
            sections.push(unsigned(&rows.coarse));
            sections.push(little(&rows.fine_scales, f32::to_le_bytes));
            sections.push(unsigned(&rows.fine));
        }
        KIND.seal(&sections.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }

    /// Reads what [`VectorIndex::to_bytes`] wrote.
    ///
    /// # Errors
    /// When the file is damaged, or another program's.
    pub fn from_bytes(file: &[u8]) -> Result<Self, DamagedError> {
        let mut sections = KIND.unseal(file)?;
        let model = ModelId::from_text(sections.text()?);
        let single = |words: Vec<u32>| match words[..] {
            [word] => Ok(word as usize),
            _ => Err(KIND.damaged("a number in it is missing")),
        };
        let dimensions = single(sections.words(u32::from_le_bytes)?)?;
        let spaces = single(sections.words(u32::from_le_bytes)?)?;
        let mut index = Self::new(model, dimensions);
        for _ in 0..spaces {
            let name = sections.text()?.to_owned();
            let arrays = RowArrays {
                keys: sections.words(u32::from_le_bytes)?,
                scales: sections.words(f32::from_le_bytes)?,
                coarse: sections.signed()?,
                fine_scales: sections.words(f32::from_le_bytes)?,
                fine: sections.signed()?,
            };
            index.put_space(&name, arrays)?;
        }
        Ok(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_comes_back_and_damage_shows() {
        let mut index = VectorIndex::new(ModelId::from_text("moon@1"), 2);
        index.set("title", 3, Some(&[0.6, 0.8]));
        index.set("synopsis", 1, Some(&[1.0, 0.0]));
        let file = index.to_bytes();
        assert_eq!(VectorIndex::from_bytes(&file), Ok(index));
        assert!(VectorIndex::from_bytes(&file[..file.len() - 1]).is_err());
        assert!(VectorIndex::from_bytes(b"no index").is_err());
    }
}
