//! The draft of a table: numbers not yet rounded.

use rustc_hash::FxHashMap;

use super::{Corpus, Lesson, Recipe, Vocabulary, axes::Axes};
use crate::{
    embedder::{dot, normalize},
    error::DamagedError,
    index::quantize,
    table::{TableParts, TableTokenizer},
};

/// The smoothing of a piece's weight, `a / (a + frequency)` (Arora, Liang and Ma, ICLR 2017).
const SMOOTHING: f64 = 1e-3;
/// How much of a field word's vector comes from the works that have it; the rest is the teacher's guess.
const FROM_WORKS: f32 = 0.7;

/// A table on its way.
#[derive(Debug, Clone)]
pub struct Draft {
    pub(super) name: String,
    pub(super) dimensions: usize,
    pub(super) pieces: Vec<String>,
    pub(super) tokenizer: TableTokenizer,
    /// One row per piece; its length is its weight.
    pub(super) rows: Vec<f32>,
    /// What the teacher says of each phrase, on the same axes and of length 1; zeros where it said nothing.
    pub(super) answers: Vec<f32>,
}

impl Draft {
    /// Lays the teacher's vectors on their main axes and weighs them.
    pub fn distill(vocabulary: &Vocabulary, lesson: &Lesson, corpus: &Corpus, recipe: &Recipe) -> Self {
        let size = lesson.dimensions;
        let dimensions = recipe.dimensions.min(size);
        // The axes are those of whole phrases where there are enough of them, for phrases are what is
        // searched; each kind of text has its own middle.
        let enough = lesson.phrases.len() >= 4 * size;
        let axes = Axes::of(if enough { &lesson.answers } else { &lesson.pieces }, size, dimensions);
        let middle = mean(&lesson.pieces, size);
        let mut rows: Vec<f32> = Vec::with_capacity(vocabulary.len() * dimensions);
        for row in lesson.pieces.chunks_exact(size) {
            let mut row = axes.project(row, Some(&middle));
            normalize(&mut row);
            rows.extend(row);
        }
        let mut answers = Vec::with_capacity(lesson.phrases.len() * dimensions);
        for row in lesson.answers.chunks_exact(size) {
            let mut row = axes.project(row, None);
            normalize(&mut row);
            answers.extend(row);
        }
        let tokenizer = TableTokenizer::new(&vocabulary.pieces);
        let name = recipe.name.clone();
        let pieces = vocabulary.pieces.clone();
        let mut draft = Self { name, dimensions, pieces, tokenizer, rows, answers };
        draft.weigh(corpus, lesson);
        draft.learn_words(vocabulary, corpus);
        draft
    }

    /// A draft that begins where a finished table left off, to be trained further on texts of one's own: it
    /// takes seconds and no teacher.
    ///
    /// # Errors
    /// When the file is damaged, or no table.
    pub fn from_table(file: &[u8], name: &str) -> Result<Self, DamagedError> {
        let parts = TableParts::from_bytes(file)?;
        let scaled = parts.rows.chunks_exact(parts.dimensions).zip(&parts.scales);
        let rows =
            scaled.flat_map(|(row, scale)| row.iter().map(move |byte| f32::from(*byte) * scale)).collect();
        Ok(Self {
            name: name.to_owned(),
            dimensions: parts.dimensions,
            tokenizer: TableTokenizer::new(&parts.pieces),
            pieces: parts.pieces,
            rows,
            answers: Vec::new(),
        })
    }

    /// Scales every row by its piece's rarity.
    fn weigh(&mut self, corpus: &Corpus, lesson: &Lesson) {
        let mut counts = vec![0.0f64; self.pieces.len()];
        let mut total = 0.0;
        let titles = corpus.works.iter().flat_map(|work| work.titles.iter().chain(&work.tags));
        // Phrases hold the language's common words as often as the language does.
        for text in titles.chain(&lesson.phrases) {
            for (piece, count) in self.tokenizer.bag(text) {
                counts[piece as usize] += f64::from(count);
                total += f64::from(count);
            }
        }
        for (row, count) in self.rows.chunks_exact_mut(self.dimensions).zip(counts) {
            let frequency = count / f64::max(total, 1.0);
            let weight = (SMOOTHING / (SMOOTHING + frequency)) as f32;
            for x in row {
                *x *= weight;
            }
        }
    }

    /// Gives words that the teacher cuts to bits the meaning of the works they name.
    fn learn_words(&mut self, vocabulary: &Vocabulary, corpus: &Corpus) {
        let mut sums: FxHashMap<u32, Vec<f32>> = FxHashMap::default();
        for work in &corpus.works {
            let mut own = Vec::new();
            let mut sum = vec![0.0; self.dimensions];
            for text in work.titles.iter().chain(&work.tags) {
                for (piece, count) in self.tokenizer.bag(text) {
                    if vocabulary.teacher[piece as usize].is_some() && text.is_ascii() {
                        sum.iter_mut().zip(self.row(piece)).for_each(|(sum, x)| *sum += x * count);
                    } else {
                        own.push(piece);
                    }
                }
            }
            own.sort_unstable();
            own.dedup();
            if normalize(&mut sum) {
                for piece in own {
                    let to = sums.entry(piece).or_insert_with(|| vec![0.0; self.dimensions]);
                    to.iter_mut().zip(&sum).for_each(|(to, x)| *to += x);
                }
            }
        }
        for (piece, mut sum) in sums {
            let at = piece as usize * self.dimensions;
            let row = &mut self.rows[at..at + self.dimensions];
            let weight = dot(row, row).sqrt();
            if normalize(&mut sum) && vocabulary.teacher[piece as usize].is_none() {
                row.iter_mut()
                    .zip(sum)
                    .for_each(|(x, from)| *x = *x * (1.0 - FROM_WORKS) + from * weight * FROM_WORKS);
                normalize(row);
                for x in row {
                    *x *= weight;
                }
            }
        }
    }

    pub(super) fn row(&self, piece: u32) -> &[f32] {
        let at = piece as usize * self.dimensions;
        &self.rows[at..at + self.dimensions]
    }

    /// Rounds to bytes and seals the file of a [`crate::StaticTable`], with its card.
    pub fn finish(&self, card: &str) -> Vec<u8> {
        let mut rows = Vec::with_capacity(self.rows.len());
        let mut scales = Vec::with_capacity(self.pieces.len());
        for row in self.rows.chunks_exact(self.dimensions) {
            let (bytes, scale) = quantize(row);
            rows.extend(bytes);
            scales.push(scale);
        }
        let (name, pieces) = (self.name.clone(), self.pieces.clone());
        TableParts { name, dimensions: self.dimensions, pieces, rows, scales, card: card.to_owned() }
            .to_bytes()
    }
}

fn mean(rows: &[f32], size: usize) -> Vec<f32> {
    let number = (rows.len() / size.max(1)).max(1) as f32;
    let mut mean = vec![0.0; size];
    for row in rows.chunks_exact(size) {
        mean.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
    }
    for sum in &mut mean {
        *sum /= number;
    }
    mean
}
