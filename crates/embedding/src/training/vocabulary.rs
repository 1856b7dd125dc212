//! The pieces a table knows.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Corpus, Recipe};
use crate::{
    folder::BertModel,
    table::{each_word, is_unspaced},
    tokens::Pieces,
};

/// A word the teacher does not know counts when so many works have it.
const WORKS_PER_WORD: u32 = 4;
/// A run of signs counts when so many works have it.
const WORKS_PER_RUN: u32 = 8;
/// The longest run of signs that becomes a piece.
const LONGEST_RUN: usize = 4;

/// The pieces, and which of them the teacher knows by what number.
#[derive(Debug, Clone, PartialEq)]
pub struct Vocabulary {
    pub(super) pieces: Vec<String>,
    pub(super) teacher: Vec<Option<u32>>,
}

impl Vocabulary {
    /// The teacher's pieces that the table's tokenizer can meet, then the field's own words and runs of
    /// signs, those in most works first, as long as there is room.
    pub fn choose(teacher: &BertModel, corpus: &Corpus, recipe: &Recipe) -> Self {
        let mut vocabulary = Self { pieces: Vec::new(), teacher: Vec::new() };
        let mut known = FxHashSet::default();
        for (piece, number) in teacher.pieces() {
            if vocabulary.pieces.len() < recipe.pieces && is_plain(&piece) && known.insert(piece.clone()) {
                vocabulary.pieces.push(piece);
                vocabulary.teacher.push(Some(number));
            }
        }
        let mut counts: FxHashMap<String, u32> = FxHashMap::default();
        for work in &corpus.works {
            let mut words = BTreeSet::new();
            for text in work.titles.iter().chain(&work.tags).chain([&work.synopsis]) {
                each_word(text, |word| words.extend(candidates(word)));
            }
            for word in words.into_iter().filter(|word| !known.contains(word)) {
                *counts.entry(word).or_default() += 1;
            }
        }
        let worth = |word: &str, count: u32| {
            let unspaced = word.chars().next().is_some_and(is_unspaced);
            let least = if unspaced { WORKS_PER_RUN } else { WORKS_PER_WORD };
            // A run counts by its length: the longer it is, the more it says.
            (count >= least).then(|| if unspaced { count * word.chars().count() as u32 } else { count * 3 })
        };
        let mut ranked: Vec<(u32, String)> =
            counts.into_iter().filter_map(|(word, count)| Some((worth(&word, count)?, word))).collect();
        ranked.sort_unstable_by(|left, right| right.0.cmp(&left.0).then_with(|| left.1.cmp(&right.1)));
        for (_, word) in ranked.into_iter().take(recipe.pieces.saturating_sub(vocabulary.pieces.len())) {
            vocabulary.pieces.push(word);
            vocabulary.teacher.push(None);
        }
        vocabulary
    }

    /// How many pieces there are.
    pub fn len(&self) -> usize {
        self.pieces.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }
}

/// A word itself, or the short runs in a run of signs.
fn candidates(word: &str) -> Vec<String> {
    if !word.chars().next().is_some_and(is_unspaced) {
        return if word.len() > 2 { vec![word.to_owned()] } else { Vec::new() };
    }
    let letters: Vec<char> = word.chars().collect();
    (1..=LONGEST_RUN).flat_map(|length| letters.windows(length).map(|run| run.iter().collect())).collect()
}

/// Whether the table's tokenizer can come upon the piece.
fn is_plain(piece: &str) -> bool {
    let text = piece.strip_prefix(Pieces::MARK).unwrap_or(piece);
    if text.len() < piece.len() && text.chars().next().is_some_and(is_unspaced) {
        return false;
    }
    let mut words = Vec::new();
    each_word(text, |word| words.push(word.to_owned()));
    words == [text]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_met() {
        for (piece, plain) in [
            ("moon", true),
            ("##lit", true),
            ("[CLS]", false),
            ("!", false),
            ("##月", false),
            ("月", true),
            ("É", false),
        ] {
            assert_eq!(is_plain(piece), plain, "{piece}");
        }
        assert_eq!(candidates("月の駅"), ["月", "の", "駅", "月の", "の駅", "月の駅"]);
        assert_eq!(candidates("moon"), ["moon"]);
    }
}
