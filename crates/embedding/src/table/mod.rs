//! The built-in embedder: one row of bytes per piece of text, summed up.

mod file;
mod tokenizer;

pub(crate) use file::TableParts;
pub(crate) use tokenizer::{TableTokenizer, each_word, is_unspaced};

use std::sync::LazyLock;

use crate::{
    embedder::{Embedder, ModelId, Side, Vector, normalize},
    error::DamagedError,
};

/// A table from pieces of text to vectors.
///
/// A text's vector is the sum of its pieces' rows, scaled to length 1. A row's own length is its weight:
/// words that tell much are long, words that are everywhere short, so no further weighting is needed.
#[derive(Debug, Clone)]
pub struct StaticTable {
    id: ModelId,
    dimensions: usize,
    bytes: u64,
    card: String,
    tokenizer: TableTokenizer,
    rows: Vec<i8>,
    scales: Vec<f32>,
}

impl StaticTable {
    /// The table that comes with Emaki. It is unpacked once, at the first call.
    pub fn builtin() -> &'static Self {
        static TABLE: LazyLock<StaticTable> = LazyLock::new(|| {
            StaticTable::from_bytes(StaticTable::builtin_file()).expect("the table in the program is whole")
        });
        &TABLE
    }

    /// The file of the table that comes with Emaki, for whoever trains it further.
    pub fn builtin_file() -> &'static [u8] {
        include_bytes!("../../data/table.bin")
    }

    /// What it was made from, in Markdown.
    pub fn card(&self) -> &str {
        &self.card
    }

    /// The length of its file.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// How many pieces it knows.
    pub fn len(&self) -> usize {
        self.scales.len()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.scales.is_empty()
    }

    /// Reads a table's file.
    ///
    /// # Errors
    /// When the file is damaged, or no table.
    pub fn from_bytes(file: &[u8]) -> Result<Self, DamagedError> {
        let parts = TableParts::from_bytes(file)?;
        Ok(Self {
            id: ModelId::of(&parts.name, [file]),
            dimensions: parts.dimensions,
            bytes: file.len() as u64,
            card: parts.card,
            tokenizer: TableTokenizer::new(&parts.pieces),
            rows: parts.rows,
            scales: parts.scales,
        })
    }

    /// A text's vector and how sure it is: the length of the mean before scaling, in the table's own unit.
    ///
    /// Words that point in many directions cancel each other out, so a short mean means a vague text.
    pub fn embed_text(&self, text: &str) -> Option<(Vector, f32)> {
        let mut sum = vec![0.0; self.dimensions];
        let mut total = 0.0;
        for (piece, count) in self.tokenizer.bag(text) {
            let piece = piece as usize;
            let row = &self.rows[piece * self.dimensions..(piece + 1) * self.dimensions];
            let scale = self.scales[piece] * count;
            for (sum, byte) in sum.iter_mut().zip(row) {
                *sum += f32::from(*byte) * scale;
            }
            total += count;
        }
        let length = sum.iter().map(|x| x * x).sum::<f32>().sqrt();
        normalize(&mut sum).then_some((sum, length / total))
    }
}

impl Embedder for StaticTable {
    fn id(&self) -> &ModelId {
        &self.id
    }

    fn dimensions(&self) -> usize {
        self.dimensions
    }

    fn embed(&self, _: Side, texts: &[&str]) -> Vec<Option<Vector>> {
        texts.iter().map(|text| self.embed_text(text).map(|(vector, _)| vector)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::quantize;

    fn table(rows: &[(&str, [f32; 2])]) -> StaticTable {
        let quantized: Vec<_> = rows.iter().map(|(_, row)| quantize(row)).collect();
        let parts = TableParts {
            name: "trial".to_owned(),
            dimensions: 2,
            pieces: rows.iter().map(|(piece, _)| (*piece).to_owned()).collect(),
            rows: quantized.iter().flat_map(|(bytes, _)| bytes.clone()).collect(),
            scales: quantized.iter().map(|(_, scale)| *scale).collect(),
            card: "made by hand".to_owned(),
        };
        StaticTable::from_bytes(&parts.to_bytes()).expect("a table")
    }

    #[test]
    fn rows_are_summed_and_what_is_unknown_has_no_vector() {
        let table = table(&[("moon", [2.0, 0.0]), ("##light", [0.0, 2.0]), ("月", [1.0, 0.0])]);
        let vectors = table.embed(Side::Query, &["Moonlight!", "月", "", "?? zzz"]);
        let first = vectors[0].as_ref().expect("known pieces");
        assert!((first[0] - first[1]).abs() < 1e-6 && (first[0] - 0.5f32.sqrt()).abs() < 1e-6);
        assert_eq!(vectors[1], Some(vec![1.0, 0.0]));
        assert_eq!(&vectors[2..], [None, None]);
    }

    #[test]
    fn a_damaged_table_is_told() {
        let parts = TableParts {
            name: "trial".to_owned(),
            dimensions: 2,
            pieces: vec!["moon".to_owned()],
            rows: vec![1, 2, 3],
            scales: vec![1.0],
            card: String::new(),
        };
        let error = StaticTable::from_bytes(&parts.to_bytes()).expect_err("a byte too many");
        assert!(error.to_string().starts_with("the embedding table is damaged: "), "{error}");
    }

    #[test]
    fn the_table_that_comes_along_knows_the_field() {
        let table = StaticTable::builtin();
        assert_eq!(table.dimensions(), 192);
        assert!(
            table.card().contains("Apache-2.0") && table.card().contains("DbCL"),
            "the card names the licenses"
        );
        let near = |left: &str, right: &str| {
            let vector = |text: &str| table.embed_one(Side::Query, text).expect("known words");
            crate::embedder::dot(&vector(left), &vector(right))
        };
        for (text, own, other) in [
            ("a girl with magic powers", "witch and wizard", "football tournament"),
            ("魔法少女", "magical girl", "baseball"),
            ("mahou shoujo", "magical girl", "car racing"),
            ("outer space battle", "war between planets", "cooking at home"),
            ("Gedankenspiel um Roboter", "robot", "idol concert"),
        ] {
            assert!(near(text, own) > near(text, other), "{text}: {own} before {other}");
        }
    }
}
