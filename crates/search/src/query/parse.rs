//! Reading a query as filters, piece by piece, the longest known phrase first.

use model::{Format, Medium};

use super::{
    lexicon::{self, Meaning},
    patterns::{Pattern, patterns},
    tokens::{Token, decade, tokens, year},
};
use crate::{
    Adult, Filters, Understood,
    index::{columns::Columns, row::code},
};

/// The longest tag or studio, in words.
const LONGEST_NAME: usize = 7;

/// A query, read.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// Phrases around a name.
    pub(crate) patterns: Vec<Pattern>,
    /// What the understood parts demand.
    pub(crate) filters: Filters,
    pub(crate) understood: Vec<Understood>,
    /// The words that no vocabulary knows, glue left out.
    pub(crate) rest: String,
    /// Whether all was understood, and asks for something.
    pub(crate) complete: bool,
}

/// Reads a query against the catalog's vocabularies.
pub(crate) fn read(query: &str, columns: &Columns) -> Reading {
    let tokens = tokens(query);
    let mut reader =
        Reader { columns, tokens: &tokens, at: 0, reading: Reading::default(), rest: Vec::new() };
    while reader.at < tokens.len() {
        reader.step();
    }
    let Reader { mut reading, rest, .. } = reader;
    reading.rest = rest.join(" ");
    reading.complete = rest.is_empty() && !reading.understood.is_empty();
    for part in &mut reading.understood {
        part.required = reading.complete;
    }
    reading.patterns = patterns(&tokens);
    reading
}

struct Reader<'a> {
    columns: &'a Columns,
    tokens: &'a [Token],
    at: usize,
    reading: Reading,
    rest: Vec<String>,
}

impl Reader<'_> {
    fn step(&mut self) {
        let taken = self
            .years()
            .or_else(|| self.exclusion())
            .or_else(|| self.studio_by_name())
            .or_else(|| self.long_tag())
            .or_else(|| self.common_word())
            .or_else(|| self.tag(self.at, 1))
            .or_else(|| self.studio(self.at));
        let taken = taken.unwrap_or_else(|| {
            let word = &self.tokens[self.at].text;
            if !lexicon::is_glue(word) {
                self.rest.push(word.clone());
            }
            1
        });
        self.at += taken;
    }

    fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.text.as_str())
    }

    /// The words from `at` on, so many, or `None` past the end.
    fn phrase(&self, at: usize, words: usize) -> Option<String> {
        self.tokens.get(at..at + words).map(super::tokens::joined)
    }

    fn note(&mut self, words: usize, meaning: &str, value: impl Into<String>) -> usize {
        let words_text = self.phrase(self.at, words).unwrap_or_default();
        self.reading.understood.push(Understood {
            words: words_text,
            meaning: meaning.to_owned(),
            value: value.into(),
            required: false,
        });
        words
    }

    /// `2013`, `2010-2014`, `90s`, `from 2010 to 2014`, `since 2010`, `before 2000`.
    fn years(&mut self) -> Option<usize> {
        if let Some((from, to)) = self.tokens[self.at].range {
            return self.year_span(1, Some(from), Some(to));
        }
        let (first, second, third) = (self.word(self.at), self.word(self.at + 1), self.word(self.at + 2));
        if let Some((from, to)) = decade(first) {
            return self.year_span(1, Some(from), Some(to));
        }
        if first == "the"
            && let Some((from, to)) = decade(second)
        {
            return self.year_span(2, Some(from), Some(to));
        }
        if matches!(first, "from" | "between")
            && matches!(third, "to" | "and" | "until" | "through")
            && let (Some(from), Some(to)) = (year(second), year(self.word(self.at + 3)))
        {
            return self.year_span(4, Some(from.min(to)), Some(from.max(to)));
        }
        if let Some(bound) = year(second) {
            match first {
                "since" => return self.year_span(2, Some(bound), None),
                "after" => return self.year_span(2, Some(bound + 1), None),
                "before" => return self.year_span(2, None, Some(bound - 1)),
                "until" => return self.year_span(2, None, Some(bound)),
                _ => {}
            }
        }
        let one = year(first)?;
        if matches!(second, "to" | "until")
            && let Some(to) = year(third).filter(|to| *to >= one)
        {
            return self.year_span(3, Some(one), Some(to));
        }
        self.year_span(1, Some(one), Some(one))
    }

    fn year_span(&mut self, words: usize, from: Option<i16>, to: Option<i16>) -> Option<usize> {
        let filters = &mut self.reading.filters;
        // Two different years ask for nothing that could be met; the second is left as a word.
        if filters.year_min.is_some() || filters.year_max.is_some() {
            return None;
        }
        (filters.year_min, filters.year_max) = (from, to);
        let shown = |year: Option<i16>| year.map(|year| year.to_string()).unwrap_or_default();
        let value = if from == to { shown(from) } else { format!("{}-{}", shown(from), shown(to)) };
        Some(self.note(words, "year", value))
    }

    /// `without gore`, `no romance`, `-mecha`.
    fn exclusion(&mut self) -> Option<usize> {
        let minus = self.tokens[self.at].minus;
        let skip = usize::from(!minus);
        if !minus && !lexicon::is_negation(self.word(self.at)) {
            return None;
        }
        (1..=LONGEST_NAME).rev().find_map(|words| {
            let phrase = self.phrase(self.at + skip, words)?;
            if let Some(tag) = self.columns.tags.find_folded(&phrase) {
                let name = self.columns.tags.name(tag).to_owned();
                self.reading.filters.tags_none.push(name.clone());
                return Some(self.note(words + skip, "tags_none", name));
            }
            let studio = self.columns.studios.find_folded(&phrase)?;
            let name = self.columns.studios.name(studio).to_owned();
            self.reading.filters.studios_none.push(name.clone());
            Some(self.note(words + skip, "studios_none", name))
        })
    }

    /// `by X`, `studio X`, `by studio X`, `made by X`.
    fn studio_by_name(&mut self) -> Option<usize> {
        let (first, second) = (self.word(self.at), self.word(self.at + 1));
        let lead = match (first, second) {
            ("by" | "from", "studio") | ("made", "by") => 2,
            ("by" | "from" | "studio", _) => 1,
            _ => return None,
        };
        let at = self.at;
        // The studio may itself be called `Studio X`.
        for from in [at + lead - usize::from(second == "studio" || first == "studio"), at + lead] {
            for words in (1..=LONGEST_NAME).rev() {
                let phrase = self.phrase(from, words);
                if let Some(studio) = phrase.and_then(|phrase| self.columns.studios.find_folded(&phrase)) {
                    return Some(self.take_studio(studio, from + words - at));
                }
            }
        }
        None
    }

    fn take_studio(&mut self, studio: u32, words: usize) -> usize {
        let name = self.columns.studios.name(studio).to_owned();
        self.reading.filters.studios_any.push(name.clone());
        self.note(words, "studios_any", name)
    }

    fn studio(&mut self, at: usize) -> Option<usize> {
        (1..=LONGEST_NAME).rev().find_map(|words| {
            let phrase =
                self.phrase(at, words).filter(|phrase| phrase.len() >= 3 && !lexicon::is_glue(phrase))?;
            let studio = self.columns.studios.find_folded(&phrase)?;
            Some(self.take_studio(studio, words))
        })
    }

    /// A tag or a studio of two words or more, whichever is longer.
    fn long_tag(&mut self) -> Option<usize> {
        for words in (2..=LONGEST_NAME).rev() {
            if let Some(taken) = self.tag(self.at, words) {
                return Some(taken);
            }
            let studio =
                self.phrase(self.at, words).and_then(|phrase| self.columns.studios.find_folded(&phrase));
            if let Some(studio) = studio {
                return Some(self.take_studio(studio, words));
            }
        }
        None
    }

    fn tag(&mut self, at: usize, words: usize) -> Option<usize> {
        let phrase = self.phrase(at, words).filter(|phrase| !lexicon::is_glue(phrase))?;
        let tag = self.columns.tags.find_folded(&phrase)?;
        // A format said in the field's own words is a format, though somebody made a tag of it.
        if let Some(meaning) = lexicon::meaning(&phrase)
            && self.present(&meaning)
        {
            return None;
        }
        let name = self.columns.tags.name(tag).to_owned();
        self.reading.filters.tags_all.push(name.clone());
        Some(self.note(words, "tags_all", name))
    }

    fn common_word(&mut self) -> Option<usize> {
        (1..=lexicon::LONGEST).rev().find_map(|words| {
            let meaning = self.phrase(self.at, words).and_then(|phrase| lexicon::meaning(&phrase))?;
            if !self.present(&meaning) {
                return None;
            }
            let filters = &mut self.reading.filters;
            let (name, value) = match meaning {
                Meaning::Medium(medium) => {
                    filters.medium.push(medium.clone());
                    ("medium", medium.as_str().to_owned())
                }
                Meaning::Format(format) => {
                    filters.format.push(format.clone());
                    ("format", format.as_str().to_owned())
                }
                Meaning::Status(status) => {
                    filters.status.push(status.clone());
                    ("status", status.as_str().to_owned())
                }
                Meaning::Season(season) => {
                    filters.season.push(season);
                    ("season", season.as_str().to_owned())
                }
                Meaning::Adult => {
                    filters.adult = Adult::Only;
                    ("adult", "only".to_owned())
                }
            };
            Some(self.note(words, name, value))
        })
    }

    /// Whether the catalog holds any work of a medium or format.
    fn present(&self, meaning: &Meaning) -> bool {
        match meaning {
            Meaning::Medium(medium) => self.columns.holds_medium(code(medium, Medium::ALL)),
            Meaning::Format(format) => self.columns.holds_format(code(format, Format::ALL)),
            _ => true,
        }
    }
}
