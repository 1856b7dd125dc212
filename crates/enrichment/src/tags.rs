//! Tags: genres and tags of all sources as one list.

use std::collections::HashSet;

use model::Record;

/// Words that sources write where they have no tag.
const NOT_TAGS: [&str; 4] = ["none", "unknown", "n/a", "-"];

/// Genres, then tags, in lower case with single blanks, without repeats.
pub(crate) fn merge(records: &[&Record]) -> Vec<String> {
    let mut seen = HashSet::new();
    let words = records.iter().flat_map(|record| record.genres.iter().chain(&record.tags));
    words
        .map(|word| word.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase())
        .filter(|word| !word.is_empty() && !NOT_TAGS.contains(&word.as_str()))
        .filter(|word| seen.insert(word.clone()))
        .collect()
}
