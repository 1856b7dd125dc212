//! Words for what a work is like: genres, themes, demographics, warnings, and tags, each in one place.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashSet},
};

use model::{Details, Field, Record, Theme};

use crate::{
    rules::{How, aliases, mal_words},
    voices::Voices,
};

/// Words that sources write where they have no tag.
const NOT_WORDS: [&str; 4] = ["none", "unknown", "n/a", "-"];

/// Where a word belongs. The order settles what one source lists twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    Warning,
    Genre,
    Demographic,
    Theme,
    Tag,
}

impl Class {
    /// The field of the class.
    pub fn field(self) -> Field {
        match self {
            Self::Warning => Field::ContentWarnings,
            Self::Genre => Field::Genres,
            Self::Demographic => Field::Demographics,
            Self::Theme => Field::Themes,
            Self::Tag => Field::Tags,
        }
    }
}

/// All words in lower case with single blanks, without repeats: what a search filters by.
pub(crate) fn all_tags(voices: &Voices<'_>) -> Vec<String> {
    let mut seen = HashSet::new();
    let order = voices.of(&Field::Tags);
    let words = order.iter().flat_map(|record| record.genres.iter().chain(&record.tags));
    words
        .map(|word| word.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase())
        .filter(|word| is_word(word))
        .filter(|word| seen.insert(word.clone()))
        .collect()
}

fn is_word(word: &str) -> bool {
    !word.is_empty() && !NOT_WORDS.contains(&word.to_lowercase().as_str())
}

/// Sets the five lists of words, where any source tells the kinds of words apart.
pub(crate) fn fill(voices: &Voices<'_>, details: &mut Details) {
    let classified = |r: &&Record| {
        !(r.genres.is_empty() && r.themes.is_empty() && r.demographics.is_empty() && warnings(r).is_empty())
    };
    if !voices.all.iter().any(classified) {
        return;
    }
    match voices.how(&Field::Genres) {
        How::OneField(_) => one_field(voices, details),
        _ => chains(voices, details),
    }
}

/// The word lists of a record with the class that it gives each word, tags last.
fn said(record: &Record) -> impl Iterator<Item = (Cow<'_, str>, Class)> {
    fn list(words: &[String], class: Class) -> impl Iterator<Item = (Cow<'_, str>, Class)> {
        words.iter().map(move |word| (Cow::Borrowed(word.as_str()), class))
    }
    let at_mal = record.source.as_str() == "mal";
    let genres = list(&record.genres, Class::Genre)
        .map(move |(word, class)| if at_mal { (word.clone(), class_at_mal(&word)) } else { (word, class) });
    let warnings = warnings(record).into_iter().map(|word| (word, Class::Warning));
    // `Male` and `mina` are words of single sites, and nobody filters by them.
    let audiences = list(&record.demographics, Class::Demographic).map(|(word, class)| {
        let known = mal_words::kind(&word) == mal_words::Kind::Audience;
        (word, if known { class } else { Class::Tag })
    });
    warnings
        .chain(genres)
        .chain(audiences)
        .chain(list(&record.themes, Class::Theme))
        .chain(list(&record.tags, Class::Tag))
        .filter(|(word, _)| is_word(word))
}

/// The words to which a record gives a class.
pub(crate) fn of(record: &Record, class: Class) -> Vec<String> {
    said(record).filter(|(_, of)| *of == class).map(|(word, _)| word.into_owned()).collect()
}

/// MyAnimeList's official API has one list for three kinds of words.
fn class_at_mal(word: &str) -> Class {
    match mal_words::kind(word) {
        mal_words::Kind::Genre => Class::Genre,
        mal_words::Kind::Theme => Class::Theme,
        mal_words::Kind::Audience => Class::Demographic,
    }
}

/// What each source makes of each word, by the word's key; the most trusted source first. A source that
/// calls it a tag beside nothing else does not classify it.
pub(crate) fn classes<'a>(voices: &Voices<'a>) -> BTreeMap<String, Vec<(&'a Record, Class)>> {
    let mut classes: BTreeMap<String, Vec<(&Record, Class)>> = BTreeMap::new();
    for record in voices.of(&Field::Genres).iter().copied() {
        for (word, class) in said(record) {
            let entry = classes.entry(aliases::key(&word)).or_default();
            // Every list is also in the tags; the first mention of a source is its word.
            if !entry.iter().any(|(by, _)| std::ptr::eq(*by, record)) {
                entry.push((record, class));
            }
        }
    }
    classes
}

/// The one place of a word: a warning whoever gives it, else where the most trusted source that
/// classified it put it, else the tags.
pub(crate) fn place<'a>(said: &[(&'a Record, Class)]) -> Option<(&'a Record, Class)> {
    let warning = said.iter().find(|(_, class)| *class == Class::Warning);
    warning.or_else(|| said.iter().find(|(_, class)| *class != Class::Tag)).or(said.first()).copied()
}

fn one_field(voices: &Voices<'_>, details: &mut Details) {
    let classes = classes(voices);
    let mut done: HashSet<String> = HashSet::new();
    for record in voices.of(&Field::Genres).iter() {
        for (word, _) in said(record) {
            let key = aliases::key(&word);
            let Some((_, class)) = classes.get(&key).and_then(|said| place(said)) else { continue };
            if done.insert(key) {
                add(details, class, shown(&word), voices);
            }
        }
    }
}

fn shown(word: &str) -> String {
    word.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn add(details: &mut Details, class: Class, word: String, voices: &Voices<'_>) {
    match class {
        Class::Warning => details.content_warnings.push(word),
        Class::Genre => details.genres.push(word),
        Class::Demographic => details.demographics.push(word),
        Class::Tag => details.tags.push(word),
        Class::Theme => {
            let description = note(voices, &word);
            details.themes.push(Theme { name: word, description });
        }
    }
}

/// What the first source that explains a word means by it.
fn note(voices: &Voices<'_>, word: &str) -> Option<String> {
    let key = aliases::key(word);
    let notes = voices.all.iter().flat_map(|record| &record.word_notes);
    notes.into_iter().find(|(name, _)| aliases::key(name) == key).map(|(_, note)| note.clone())
}

/// The older way: each list by its own sources, a theme dropped when it is a genre, warnings out of the
/// rating's words.
fn chains(voices: &Voices<'_>, details: &mut Details) {
    let list = |field: &Field, of: &dyn Fn(&Record) -> Vec<String>| {
        let mut seen = HashSet::new();
        let order = voices.of(field);
        let words = order.iter().flat_map(|record| of(record)).map(|word| shown(&word));
        words.filter(|word| is_word(word) && seen.insert(word.to_lowercase())).collect::<Vec<_>>()
    };
    details.genres = list(&Field::Genres, &|record| record.genres.clone());
    details.demographics = list(&Field::Demographics, &|record| record.demographics.clone());
    let genres: HashSet<String> = details.genres.iter().map(|word| word.to_lowercase()).collect();
    // Sources without a list of themes speak of them in their tags.
    let themes = list(&Field::Themes, &|record| {
        let from_tags = !matches!(crate::rules::platform(&record.source), "mal" | "manual");
        if from_tags { record.tags.clone() } else { record.themes.clone() }
    });
    let themes = themes.into_iter().filter(|word| !genres.contains(&word.to_lowercase()));
    details.themes = themes.map(|name| Theme { description: note(voices, &name), name }).collect();
    details.tags = list(&Field::Tags, &|record| record.tags.clone());
    details.content_warnings =
        list(&Field::ContentWarnings, &|record| warnings(record).into_iter().map(Cow::into_owned).collect());
}

/// What a record warns of: in a list of its own, and in the words of its age rating.
pub(crate) fn warnings(record: &Record) -> Vec<Cow<'_, str>> {
    let mut list: Vec<Cow<'_, str>> = record.content_warnings.iter().map(Into::into).collect();
    let rated = record.rating.as_deref().map(rating_words).unwrap_or_default();
    let new =
        rated.into_iter().filter(|word| !record.content_warnings.iter().any(|w| aliases::key(w) == *word));
    list.extend(new.map(Cow::Owned).collect::<Vec<_>>());
    list
}

/// `R - 17+ (violence & profanity)` warns of violence and profanity, `R+ - Mild Nudity` of mild nudity.
pub(crate) fn rating_words(rating: &str) -> Vec<String> {
    let words = match (rating.split_once('('), rating.split_once("+ - ")) {
        (Some((_, inside)), _) => inside.trim_end_matches(')'),
        (None, Some((_, behind))) => behind,
        (None, None) => return Vec::new(),
    };
    let parts = words.split(['&', ',']).map(str::trim).filter(|word| !word.is_empty());
    parts.map(str::to_lowercase).filter(|word| word != "recommended").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratings_warn_in_words() {
        assert_eq!(rating_words("R - 17+ (violence & profanity)"), ["violence", "profanity"]);
        assert_eq!(rating_words("R+ - Mild Nudity"), ["mild nudity"]);
        assert!(rating_words("PG-13 - Teens 13 or older").is_empty());
    }
}
