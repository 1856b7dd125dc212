//! What an engine keeps of a work: its vectors, and what filters ask of it.

use std::collections::BTreeMap;

use embedding::{Side, StaticTable};
use model::{Format, Medium, Season, Status};

use crate::{
    Document, TextModel,
    index::{
        columns::{Code, Columns},
        meanings::hash_of,
        meant_texts,
        row::{NONE, Row, SCORERS},
        state::State,
    },
    text::fold,
};

/// The fields of a payload that hold words. Tags and studios are folded, facts are as plans write them.
pub const WORD_FIELDS: [&str; 7] = ["medium", "format", "status", "season", "tags", "studios", "facts"];

/// The fields that hold a whole number each: a length in seconds, scores in thousandths of a point, and those
/// of single sources under `scores.`.
pub const NUMBER_FIELDS: [&str; 14] = [
    "year",
    "episodes",
    "duration",
    "score",
    "popularity",
    "scores.mal",
    "scores.anilist",
    "scores.kitsu",
    "scores.anidb",
    "scores.anime_planet",
    "scores.anisearch",
    "scores.livechart",
    "scores.animeschedule",
    "scores.imdb",
];

/// A work as an engine holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct VectorPoint {
    /// The work's number.
    pub work: u32,
    /// Its vectors by space, each of length 1; none where a text is empty.
    pub vectors: BTreeMap<String, Vec<f32>>,
    /// What filters ask of it.
    pub payload: Payload,
}

/// What filters ask of a work. What is not known is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Payload {
    /// The title shown first, for people who look into the engine.
    pub title: String,
    /// Whether it is for adults only.
    pub adult: bool,
    /// Words by field, sorted; see [`WORD_FIELDS`].
    pub words: BTreeMap<String, Vec<String>>,
    /// Numbers by field; see [`NUMBER_FIELDS`].
    pub numbers: BTreeMap<String, u32>,
}

impl VectorPoint {
    /// A document with the vectors of a model, or of the built-in table.
    pub(crate) fn of(document: &Document, model: Option<&TextModel>) -> Self {
        let row = Row::of(document);
        let table = StaticTable::builtin();
        let texts = meant_texts(&document.work);
        // Rows of an older text would stay in the engine: nothing tells it when the model has made new ones.
        let are_of_it =
            |model: &TextModel| model.texts.as_ref().is_none_or(|known| known.is_of(row.id, hash_of(&texts)));
        let kept = model.filter(|model| are_of_it(model));
        let vector = |space: &str, text: &str| match model {
            Some(model) => {
                let kept = kept.and_then(|model| model.rows.vector(space, row.id));
                kept.or_else(|| model.embedder.embed_one(Side::Document, text))
            }
            None => table.embed_text(text).map(|(vector, _)| vector),
        };
        let texts = texts.into_iter().filter(|(_, text)| !text.is_empty());
        let vectors = texts.filter_map(|(space, text)| Some((space.to_owned(), vector(space, &text)?)));
        Self {
            work: row.id,
            vectors: vectors.collect(),
            payload: Payload::of_row(&document.work.title, &row),
        }
    }
}

impl Payload {
    fn of_row(title: &str, row: &Row) -> Self {
        let mut payload = Self::new(title, row.codes, row.numbers);
        payload.put("tags", row.tags.iter().map(|tag| fold(tag)));
        payload.put("studios", row.studios.iter().map(|studio| fold(studio)));
        payload.put("facts", row.facts.iter().cloned());
        payload.scored(&row.scores);
        payload
    }

    /// The same out of the columns, so that the built-in engine can be held against the store as well.
    pub(super) fn in_columns(state: &State, row: u32) -> Self {
        let columns: &Columns = &state.columns;
        let codes = [Code::Medium, Code::Format, Code::Status, Code::Season, Code::Adult];
        let title = state.card(row).map(|card| card.title).unwrap_or_default();
        let mut payload =
            Self::new(&title, codes.map(|which| columns.code(which, row)), columns.numbers(row));
        let words = [("tags", &columns.tags), ("studios", &columns.studios)];
        for (field, vocabulary) in words {
            payload.put(field, vocabulary.of_row(row).iter().map(|word| fold(vocabulary.name(*word))));
        }
        let facts = columns.facts.of_row(row).iter();
        payload.put("facts", facts.map(|fact| columns.facts.name(*fact).to_owned()));
        payload.scored(columns.scores(row));
        payload
    }

    fn new(title: &str, codes: [u8; 5], numbers: [u32; 5]) -> Self {
        let mut payload = Self { title: title.to_owned(), adult: codes[4] == 1, ..Self::default() };
        let at = |code: u8| usize::from(code);
        payload.put("medium", Medium::ALL.get(at(codes[0])).map(|word| word.as_str().to_owned()));
        payload.put("format", Format::ALL.get(at(codes[1])).map(|word| word.as_str().to_owned()));
        payload.put("status", Status::ALL.get(at(codes[2])).map(|word| word.as_str().to_owned()));
        payload.put("season", Season::ALL.get(at(codes[3])).map(|word| word.as_str().to_owned()));
        for (field, number) in NUMBER_FIELDS.iter().zip(numbers).filter(|(_, number)| *number != NONE) {
            payload.numbers.insert((*field).to_owned(), number);
        }
        payload
    }

    /// Sets a field of words; none are no field.
    fn put(&mut self, field: &str, words: impl IntoIterator<Item = String>) {
        let mut words: Vec<String> = words.into_iter().collect();
        words.sort_unstable();
        words.dedup();
        if !words.is_empty() {
            self.words.insert(field.to_owned(), words);
        }
    }

    fn scored(&mut self, scores: &[u32]) {
        for score in scores {
            if let Some([name, ..]) = SCORERS.get((score >> 16) as usize) {
                self.numbers.insert(format!("scores.{name}"), score & 0xffff);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scorer_has_its_field() {
        let scores = SCORERS.iter().map(|names| format!("scores.{}", names[0]));
        let fields = ["year", "episodes", "duration", "score", "popularity"].map(str::to_owned);
        let all: Vec<String> = fields.into_iter().chain(scores).collect();
        assert_eq!(all, NUMBER_FIELDS);
    }
}
