//! The postings: which fields tantivy keeps, and how it cuts them into words.

use tantivy::{
    Index,
    schema::{FAST, Field, INDEXED, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions},
    tokenizer::{Token, TokenStream, Tokenizer},
};

use crate::text::words;

const TOKENIZER: &str = "emaki_words";

/// A field of words: its name as answers show it, and its weight in the common score.
pub(crate) struct WordField {
    pub(crate) name: &'static str,
    pub(crate) weight: f32,
    /// Whether its words make a document longer. A long cast says nothing of the other fields.
    pub(crate) counts: bool,
}

/// The fields of words. Their weighted frequencies are added up before the score is bent and damped,
/// with one set of word statistics: adding up finished scores field by field would let words that are
/// rare in titles drown the rest.
pub(crate) const FIELDS: [WordField; 6] = [
    WordField { name: "title", weight: 10.0, counts: true },
    WordField { name: "synonyms", weight: 8.0, counts: true },
    WordField { name: "tags", weight: 12.0, counts: true },
    WordField { name: "studios", weight: 12.0, counts: true },
    WordField { name: "people", weight: 6.0, counts: false },
    WordField { name: "synopsis", weight: 3.0, counts: true },
];

/// The fields by number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    pub(crate) id: Field,
    pub(crate) card: Field,
    pub(crate) words: [Field; FIELDS.len()],
}

/// The schema and its fields.
pub(crate) fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let id = builder.add_u64_field("id", INDEXED | FAST);
    let card = builder.add_bytes_field("card", STORED);
    let indexing =
        TextFieldIndexing::default().set_tokenizer(TOKENIZER).set_index_option(IndexRecordOption::WithFreqs);
    let options = TextOptions::default().set_indexing_options(indexing);
    let words = FIELDS.map(|field| builder.add_text_field(field.name, options.clone()));
    (builder.build(), Fields { id, card, words })
}

/// Tells an index how to cut words.
pub(crate) fn register(index: &Index) {
    index.tokenizers().register(TOKENIZER, Words);
}

/// Cuts text as `text::words` does.
#[derive(Clone)]
struct Words;

impl Tokenizer for Words {
    type TokenStream<'a> = WordStream;

    fn token_stream(&mut self, text: &str) -> WordStream {
        let mut stream = WordStream::default();
        words(text, &mut |word| {
            stream.letters.push_str(word);
            stream.ends.push(stream.letters.len());
        });
        stream
    }
}

/// The words of one text.
#[derive(Default)]
struct WordStream {
    letters: String,
    ends: Vec<usize>,
    next: usize,
    token: Token,
}

impl TokenStream for WordStream {
    fn advance(&mut self) -> bool {
        let Some(end) = self.ends.get(self.next).copied() else { return false };
        let start = self.next.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.token.text.clear();
        self.token.text.push_str(&self.letters[start..end]);
        self.token.position = self.next;
        self.next += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
