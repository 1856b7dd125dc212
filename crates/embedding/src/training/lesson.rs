//! What the teacher says of pieces and of phrases.

use super::{Corpus, Recipe, Vocabulary, phrases::phrases, random::Random};
use crate::{
    embedder::Side,
    error::DamagedError,
    folder::BertModel,
    sealed::{Kind, little},
    tokens::Pieces,
};

const KIND: Kind = Kind { what: "teacher's lesson", tag: *b"LESS", version: 1 };

/// Words put into phrases are those among the teacher's first so many pieces: behind them come names.
const WORDS: usize = 16_000;
/// Texts asked at once, between two signs of progress.
const CHUNK: usize = 2048;
/// A phrase is cut here.
const MAX_TOKENS: usize = 48;

/// The teacher's vectors of length 1 for every piece and for many phrases. Where the teacher had none it is
/// zeros, and nothing is learned from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Lesson {
    pub(super) dimensions: usize,
    /// One row per piece.
    pub(super) pieces: Vec<f32>,
    pub(super) phrases: Vec<String>,
    /// One row per phrase.
    pub(super) answers: Vec<f32>,
}

impl Lesson {
    /// Asks the teacher, over this many threads; `told` hears how many texts of how many are done.
    pub fn ask(
        teacher: &BertModel,
        vocabulary: &Vocabulary,
        corpus: &Corpus,
        recipe: &Recipe,
        threads: usize,
        told: &dyn Fn(usize, usize),
    ) -> Self {
        let words: Vec<&str> = vocabulary
            .pieces
            .iter()
            .zip(&vocabulary.teacher)
            .take(WORDS)
            .filter(|(piece, number)| {
                number.is_some() && piece.len() > 2 && piece.bytes().all(|byte| byte.is_ascii_lowercase())
            })
            .map(|(piece, _)| piece.as_str())
            .collect();
        let phrases = phrases(corpus, &words, recipe.phrases, &mut Random::new(recipe.seed));
        let mut texts: Vec<Vec<u32>> = Vec::with_capacity(vocabulary.len() + phrases.len());
        for (piece, number) in vocabulary.pieces.iter().zip(&vocabulary.teacher) {
            texts.push(match number {
                // By its number, for `##s` has no text that would be cut to it.
                Some(number) => teacher.around_token(*number),
                None => teacher.tokens(Side::Document, piece.trim_start_matches(Pieces::MARK)),
            });
        }
        texts.extend(phrases.iter().map(|phrase| {
            let mut tokens = teacher.tokens(Side::Document, phrase);
            if tokens.len() > MAX_TOKENS {
                let last = tokens[tokens.len() - 1];
                tokens.truncate(MAX_TOKENS - 1);
                tokens.push(last);
            }
            tokens
        }));
        let dimensions = crate::Embedder::dimensions(teacher);
        let mut rows = Vec::with_capacity(texts.len() * dimensions);
        for (at, chunk) in texts.chunks(CHUNK).enumerate() {
            for vector in teacher.embed_tokens(chunk, threads) {
                match vector {
                    Some(vector) => rows.extend(vector),
                    None => rows.resize(rows.len() + dimensions, 0.0),
                }
            }
            told((at * CHUNK + chunk.len()).min(texts.len()), texts.len());
        }
        let answers = rows.split_off(vocabulary.len() * dimensions);
        Self { dimensions, pieces: rows, phrases, answers }
    }

    /// The bytes of its file.
    pub fn to_bytes(&self) -> Vec<u8> {
        KIND.seal(&[
            &(self.dimensions as u32).to_le_bytes(),
            &little(&self.pieces, f32::to_le_bytes),
            self.phrases.join("\n").as_bytes(),
            &little(&self.answers, f32::to_le_bytes),
        ])
    }

    /// Reads what [`Lesson::to_bytes`] wrote.
    pub fn from_bytes(file: &[u8]) -> Result<Self, DamagedError> {
        let mut sections = KIND.unseal(file)?;
        let dimensions = match sections.words(u32::from_le_bytes)?[..] {
            [dimensions] => dimensions as usize,
            _ => return Err(KIND.damaged("it does not say how long its rows are")),
        };
        let pieces = sections.words(f32::from_le_bytes)?;
        let phrases: Vec<String> = sections.text()?.lines().map(str::to_owned).collect();
        let answers = sections.words(f32::from_le_bytes)?;
        if answers.len() != phrases.len() * dimensions {
            return Err(KIND.damaged("its phrases and its answers are not as many"));
        }
        Ok(Self { dimensions, pieces, phrases, answers })
    }
}
