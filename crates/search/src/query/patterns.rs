//! Phrases around a name: `X series`, `shows like X`, `anime with X`.

use super::tokens::{Token, joined};

/// A phrase with a name in it, the name still to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Pattern {
    Franchise(String),
    Similar(String),
    Character(String),
}

const LIKE: &[&str] = &[
    "shows like",
    "show like",
    "anime like",
    "animes like",
    "series like",
    "movies like",
    "manga like",
    "games like",
    "novels like",
    "works like",
    "something like",
    "stuff like",
    "anything like",
    "more like",
    "similar to",
    "anime similar to",
    "shows similar to",
    "recommendations for",
    "recommendation for",
    "recommend me something like",
];
const LIKE_AFTER: &[&str] = &["recommendations", "recommendation", "recs", "similar anime", "similar shows"];
const FRANCHISE: &[&str] = &[
    "all of",
    "all",
    "everything from",
    "everything of",
    "franchise",
    "the whole",
    "sequels of",
    "sequels to",
    "sequel to",
    "seasons of",
];
const FRANCHISE_AFTER: &[&str] = &[
    "series",
    "franchise",
    "sequels",
    "sequel",
    "prequels",
    "saga",
    "all seasons",
    "seasons",
    "watch order",
    "spin offs",
];
const CHARACTER: &[&str] = &[
    "anime with",
    "anime featuring",
    "anime starring",
    "animes with",
    "shows with",
    "show with",
    "series with",
    "manga with",
    "games with",
    "movies with",
    "with",
    "featuring",
    "starring",
    "character",
    "which anime has",
    "what anime has",
];
const CHARACTER_AFTER: &[&str] = &["anime", "appearances", "character"];

/// Every reading of a query as a phrase around a name, the most telling first.
pub(crate) fn patterns(tokens: &[Token]) -> Vec<Pattern> {
    let text = joined(tokens);
    let mut found = Vec::new();
    let before = |phrases: &[&str]| -> Option<String> {
        let rest = phrases.iter().filter_map(|phrase| text.strip_prefix(phrase)?.strip_prefix(' '));
        rest.min_by_key(|rest| rest.len()).map(str::to_owned)
    };
    let after = |phrases: &[&str]| -> Option<String> {
        let rest = phrases.iter().filter_map(|phrase| text.strip_suffix(phrase)?.strip_suffix(' '));
        rest.min_by_key(|rest| rest.len()).map(str::to_owned)
    };
    found.extend(before(LIKE).or_else(|| after(LIKE_AFTER)).map(Pattern::Similar));
    found.extend(after(FRANCHISE_AFTER).map(Pattern::Franchise));
    found.extend(before(FRANCHISE).map(Pattern::Franchise));
    found.extend(before(CHARACTER).map(Pattern::Character));
    found.extend(after(CHARACTER_AFTER).map(Pattern::Character));
    found
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    #[test]
    fn names_in_phrases() {
        let first = |query: &str| patterns(&tokens(query)).into_iter().next();
        assert_eq!(first("shows like Moonlit Depot"), Some(Pattern::Similar("moonlit depot".to_owned())));
        assert_eq!(
            first("Moonlit Depot recommendations"),
            Some(Pattern::Similar("moonlit depot".to_owned()))
        );
        assert_eq!(first("Moonlit Depot series"), Some(Pattern::Franchise("moonlit depot".to_owned())));
        assert_eq!(first("all of Moonlit Depot"), Some(Pattern::Franchise("moonlit depot".to_owned())));
        assert_eq!(first("anime with Rei Owl"), Some(Pattern::Character("rei owl".to_owned())));
        assert_eq!(first("Moonlit Depot"), None);
    }
}
