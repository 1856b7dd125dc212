//! The lexical arm: words in all fields, scored as one (BM25F).
//!
//! The frequencies of a word in the fields of a document are weighted and added up, and only then bent
//! and damped with the word's rarity over all fields and the document's one length (Robertson, Zaragoza
//! and Taylor, *Simple BM25 extension to multiple weighted fields*, CIKM 2004).

use rustc_hash::FxHashSet;
use tantivy::{Term, schema::IndexRecordOption};

use super::scratch::Scratch;
use crate::{
    IndexError,
    index::{schema::FIELDS, state::State},
    text,
};

/// How soon more of the same word stops to count, and how much a long document loses.
const SATURATION: f32 = 0.9;
const LENGTH: f32 = 0.6;
/// So many rarer words make one that is in more than a third of all works not worth asking.
const ENOUGH_WORDS: usize = 4;

/// What the words found. Scores and fields lie in the scratch arrays, at the touched rows.
#[derive(Default)]
pub(crate) struct Lexical {
    /// Every row in which a word was found.
    pub(crate) touched: Vec<u32>,
    /// The score of a document that is all query.
    pub(crate) ideal: f32,
    /// How many words of the query occur nowhere.
    pub(crate) unknown: usize,
}

/// Adds up the scores of a query's words.
pub(crate) fn score(state: &State, query: &str, scratch: &mut Scratch) -> Result<Lexical, IndexError> {
    let mut words = Vec::new();
    let mut seen = FxHashSet::default();
    text::words(query, &mut |word| {
        if seen.insert(word.to_owned()) {
            words.push(word.to_owned());
        }
    });
    scratch.fit(state.columns.rows() as usize);
    let mut found = Lexical::default();
    let total = state.columns.living() as f32;
    let mut frequencies = Vec::with_capacity(words.len());
    for word in &words {
        frequencies.push(document_frequency(state, word)?);
    }
    let common = |frequency: u64| frequency as f32 > total / 3.0;
    let rare = frequencies.iter().filter(|frequency| **frequency > 0 && !common(**frequency)).count();
    let mut rows = Vec::new();
    for (word, frequency) in words.iter().zip(frequencies) {
        if frequency == 0 {
            found.unknown += 1;
            continue;
        }
        if common(frequency) && rare >= ENOUGH_WORDS {
            continue;
        }
        rows.clear();
        gather(state, word, scratch, &mut rows)?;
        let n = rows.len() as f32;
        let rarity = (1.0 + (total - n + 0.5) / (n + 0.5)).ln();
        found.ideal += rarity * (SATURATION + 1.0);
        for row in &rows {
            let at = *row as usize;
            let frequency = std::mem::take(&mut scratch.frequency[at]);
            let length = state.lengths[at] / state.average_length;
            let bent =
                frequency * (SATURATION + 1.0) / (frequency + SATURATION * (1.0 - LENGTH + LENGTH * length));
            if scratch.score[at] == 0.0 {
                found.touched.push(*row);
            }
            scratch.score[at] += rarity * bent;
        }
    }
    Ok(found)
}

/// In how many documents a word occurs, at most: the sum over fields.
fn document_frequency(state: &State, word: &str) -> Result<u64, IndexError> {
    let mut most = 0;
    for at in 0..FIELDS.len() {
        let term = Term::from_field_text(state.fields.words[at], word);
        let mut sum = 0;
        for segment in &state.segments {
            sum += u64::from(segment.fields[at].doc_freq(&term).map_err(tantivy::TantivyError::from)?);
        }
        most = most.max(sum);
    }
    Ok(most)
}

/// Adds up one word's weighted frequencies; `rows` gets every row that has it.
fn gather(state: &State, word: &str, scratch: &mut Scratch, rows: &mut Vec<u32>) -> Result<(), IndexError> {
    for (at, field) in FIELDS.iter().enumerate() {
        let term = Term::from_field_text(state.fields.words[at], word);
        for segment in &state.segments {
            let postings = segment.fields[at]
                .read_block_postings(&term, IndexRecordOption::WithFreqs)
                .map_err(tantivy::TantivyError::from)?;
            let Some(mut postings) = postings else { continue };
            while !postings.docs().is_empty() {
                for (doc, count) in postings.docs().iter().zip(postings.freqs()) {
                    let row = segment.rows[*doc as usize];
                    let Some(sum) = scratch.frequency.get_mut(row as usize) else { continue };
                    if *sum == 0.0 {
                        rows.push(row);
                    }
                    *sum += field.weight * *count as f32;
                    scratch.fields[row as usize] |= 1 << at;
                }
                postings.advance();
            }
        }
    }
    Ok(())
}

/// The names of the fields in a bit set.
pub(crate) fn field_names(bits: u8) -> Vec<String> {
    let set = FIELDS.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
    set.map(|(_, field)| field.name.to_owned()).collect()
}
