//! The texts that a table is trained on.

use sha2::{Digest, Sha256};

use crate::embedder::hex;

/// Works and loose sentences. What stands in it has to be licensed for what the table is used for: the
/// built-in one is made of titles and tags of the offline database and of the project's own synopses.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Corpus {
    /// The works.
    pub works: Vec<WorkTexts>,
    /// Sentences that belong to no work in particular.
    pub sentences: Vec<String>,
}

/// What is said of a work; every part may be empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WorkTexts {
    /// Its titles in all languages.
    pub titles: Vec<String>,
    /// Its tags and genres.
    pub tags: Vec<String>,
    /// What it is about.
    pub synopsis: String,
    /// The places in [`Corpus::works`] of works that belong beside it: relations, or recommended together.
    pub related: Vec<u32>,
}

impl Corpus {
    /// The SHA-256 of all texts in order, in hex, for the card.
    pub fn hash(&self) -> String {
        let mut hash = Sha256::new();
        let mut text = |text: &str| {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        };
        for work in &self.works {
            work.titles.iter().chain(&work.tags).for_each(|part| text(part));
            text(&work.synopsis);
            text(&format!("{:?}", work.related));
        }
        self.sentences.iter().for_each(|part| text(part));
        hex(&hash.finalize())
    }

    /// The sentences of all synopses and the loose ones.
    pub(super) fn all_sentences(&self) -> impl Iterator<Item = &str> {
        let of_works = self.works.iter().flat_map(|work| sentences(&work.synopsis));
        of_works.chain(self.sentences.iter().flat_map(|text| sentences(text)))
    }
}

/// A text's sentences of at least four words.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split_inclusive(['.', '!', '?', '\n', '。', '！', '？']).map(str::trim);
    parts.filter(|part| {
        part.split_whitespace().nth(3).is_some() || part.chars().count() >= 12 && !part.is_ascii()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_word_is_another_corpus() {
        let mut corpus = Corpus {
            sentences: vec!["A keeper waits at sea. Why? He forgot to leave!".to_owned()],
            ..Corpus::default()
        };
        let parts: Vec<_> = corpus.all_sentences().collect();
        assert_eq!(parts, ["A keeper waits at sea.", "He forgot to leave!"]);
        let before = corpus.hash();
        corpus.works.push(WorkTexts { titles: vec!["Moonlit Depot".to_owned()], ..WorkTexts::default() });
        assert_ne!(corpus.hash(), before);
    }
}
