//! What the columns and the title arm keep of a document.

use std::hash::Hasher;

use model::{ExternalId, Format, Medium, RelationType, Season, Status, TitleKind, Work};
use rustc_hash::FxHashSet;

use super::facts::facts;
use crate::{Document, text::fold, titles::NameKind};

/// A number that is not known.
pub(crate) const NONE: u32 = u32::MAX;
/// The longest name that is kept, in characters.
const LONGEST_NAME: usize = 400;
/// The longest key to sort titles by, in bytes.
const LONGEST_SORT_KEY: usize = 120;
/// The sources whose scores can be asked for: the name that plans use, then those of our own sources.
pub(crate) const SCORERS: [&[&str]; 9] = [
    &["mal", "jikan", "mal_web"],
    &["anilist"],
    &["kitsu"],
    &["anidb"],
    &["anime_planet"],
    &["anisearch"],
    &["livechart"],
    &["animeschedule"],
    &["imdb"],
];

/// One work's values, ready to be laid into arrays.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) id: u32,
    /// Medium, format, status, season by their place in the vocabulary, and adult as 0 or 1.
    pub(crate) codes: [u8; 5],
    /// Year, episodes, duration in seconds, score in thousandths, popularity; [`NONE`] when unknown.
    pub(crate) numbers: [u32; 5],
    pub(crate) sort_title: String,
    pub(crate) tags: Vec<String>,
    pub(crate) studios: Vec<String>,
    pub(crate) names: Vec<(String, NameKind)>,
    pub(crate) external: Vec<u64>,
    pub(crate) relations: Vec<(u64, u8)>,
    pub(crate) facts: Vec<String>,
    /// Each source's score: its place in [`SCORERS`] in the upper half, thousandths in the lower.
    pub(crate) scores: Vec<u32>,
}

/// The place of a word in its vocabulary; one past the end for a word outside it.
pub(crate) fn code<T: PartialEq>(word: &T, all: &[T]) -> u8 {
    all.iter().position(|known| known == word).unwrap_or(all.len()) as u8
}

/// Relations as the columns code them.
pub(crate) fn relation_code(relation: &RelationType) -> u8 {
    code(relation, RelationType::ALL)
}

/// A stable 64-bit stand-in for an external id.
pub(crate) fn external_hash(id: &ExternalId) -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(id.namespace().as_str().as_bytes());
    hasher.write_u8(b':');
    hasher.write(id.id().as_bytes());
    hasher.finish()
}

impl Row {
    pub(crate) fn of(document: &Document) -> Self {
        let work = &document.work;
        let number = |value: Option<u32>| value.unwrap_or(NONE);
        let season = work.season.map_or(Season::ALL.len() as u8, |season| code(&season, &Season::ALL));
        let sort_title = fold(&work.title);
        Self {
            id: work.id.get() as u32,
            codes: [
                code(&work.medium, Medium::ALL),
                code(&work.format, Format::ALL),
                code(&work.status, Status::ALL),
                season,
                u8::from(work.adult),
            ],
            numbers: [
                number(work.year.and_then(|year| u32::try_from(year).ok())),
                number(work.episodes),
                number(work.duration_s),
                number(work.score.map(|score| (score.normalized * 1000.0).round() as u32)),
                number(work.popularity.map(|count| u32::try_from(count).unwrap_or(NONE - 1))),
            ],
            sort_title: cut_bytes(&sort_title, LONGEST_SORT_KEY).to_owned(),
            tags: distinct(&work.tags),
            studios: distinct(&work.studios),
            names: names(document),
            external: work.external_ids.iter().map(external_hash).collect(),
            relations: work
                .relations
                .iter()
                .map(|entry| (external_hash(&entry.external_id), relation_code(&entry.kind)))
                .collect(),
            facts: facts(document),
            scores: scores(work),
        }
    }
}

/// The verdicts of the sources that can be asked for.
fn scores(work: &Work) -> Vec<u32> {
    let told = work.details.as_deref().map(|details| details.statistics.as_slice()).unwrap_or_default();
    let mut scores: Vec<u32> = told
        .iter()
        .filter_map(|told| {
            let score = (told.score?.normalized * 1000.0).round() as u32;
            Some((scorer(told.source.as_str())? << 16) | score.min(u32::from(u16::MAX)))
        })
        .collect();
    scores.sort_unstable();
    scores.dedup_by_key(|score| *score >> 16);
    scores
}

/// The place of a source among those whose scores can be asked for.
pub(crate) fn scorer(source: &str) -> Option<u32> {
    let known = SCORERS.iter().position(|names| names.contains(&source));
    known.and_then(|at| u32::try_from(at).ok())
}

/// The beginning of a text, no more than so many bytes and not inside a character.
pub(crate) fn cut_bytes(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn distinct(words: &[String]) -> Vec<String> {
    let mut seen = FxHashSet::default();
    words.iter().filter(|word| !word.trim().is_empty() && seen.insert(fold(word))).cloned().collect()
}

/// Titles first, then characters, then people; a text that was there before is left out.
fn names(document: &Document) -> Vec<(String, NameKind)> {
    let work = &document.work;
    let titles = work.titles.iter().map(|title| {
        let kind = match title.kind {
            TitleKind::Main => NameKind::Main,
            TitleKind::Official => NameKind::Official,
            _ => NameKind::Synonym,
        };
        (title.text.as_str(), kind)
    });
    let characters = document.characters.iter().map(|name| (name.as_str(), NameKind::Character));
    let people = document.people.iter().map(|name| (name.as_str(), NameKind::Person));
    let mut seen = FxHashSet::default();
    [(work.title.as_str(), NameKind::Main)]
        .into_iter()
        .chain(titles)
        .chain(characters)
        .chain(people)
        .filter(|(text, _)| !text.trim().is_empty() && text.chars().nth(LONGEST_NAME).is_none())
        .filter(|(text, _)| seen.insert(*text))
        .map(|(text, kind)| (text.to_owned(), kind))
        .collect()
}
