//! How two works are tied, in the words that MyAnimeList and AniDB use and others took from them.

use model::RelationType;

/// The tie behind a word: `Side story`, `side_story`, `Parent Story`. One that is not known is kept as it is.
pub fn by_word(word: &str) -> RelationType {
    match word.trim().to_lowercase().replace(['_', '-'], " ").as_str() {
        "parent story" => RelationType::Parent,
        "alternative setting" | "alternative version" => RelationType::Alternative,
        _ => RelationType::parse(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_ties() {
        for (word, kind) in [
            ("Parent story", RelationType::Parent),
            ("alternative_version", RelationType::Alternative),
            ("Spin-off", RelationType::SpinOff),
            ("full_story", RelationType::FullStory),
            ("Other", RelationType::Miscellaneous),
            ("", RelationType::Related),
            ("Cousin", RelationType::Other("Cousin".into())),
        ] {
            assert_eq!(by_word(word), kind, "{word}");
        }
    }
}
