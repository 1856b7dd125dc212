//! Words for ties that are ties of our own under another name.

use model::RelationType;

/// The word, in upper case with underscores, and what it means.
const WORDS: [(&str, RelationType); 15] = [
    ("CONDENSED", RelationType::Summary),
    ("CONDENSED_VERSION", RelationType::Summary),
    ("RECAP", RelationType::Summary),
    ("COMPILATION", RelationType::Summary),
    ("REMAKE", RelationType::Alternative),
    ("ALTERNATIVE_VERSION", RelationType::Alternative),
    ("ALTERNATIVE_SETTING", RelationType::Alternative),
    ("ALTERNATE_VERSION", RelationType::Alternative),
    ("ALTERNATIVES", RelationType::Alternative),
    ("OMAKE", RelationType::SideStory),
    ("SIDE_STORIES", RelationType::SideStory),
    ("PARENT_STORY", RelationType::Parent),
    ("SPINOFF", RelationType::SpinOff),
    ("ORIGINAL_WORK", RelationType::Source),
    ("FULL", RelationType::FullStory),
];

/// A tie by our own word where there is one.
pub(crate) fn plain(kind: &RelationType) -> RelationType {
    let RelationType::Other(word) = kind else { return kind.clone() };
    let word = word.to_uppercase().replace([' ', '-'], "_");
    let known = WORDS.iter().find(|(name, _)| *name == word);
    known.map_or_else(|| kind.clone(), |(_, kind)| kind.clone())
}

/// Whether a source says how two works are tied, not only that they are.
pub(crate) fn says_how(kind: &RelationType) -> bool {
    !matches!(kind, RelationType::Related | RelationType::Miscellaneous)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_words_become_ours_and_unknown_ones_stay() {
        let plain = |word: &str| plain(&RelationType::parse(word)).as_str().to_owned();
        assert_eq!(plain("Recap"), "SUMMARY");
        assert_eq!(plain("remake"), "ALTERNATIVE");
        assert_eq!(plain("Omake"), "SIDE_STORY");
        assert_eq!(plain("Parent Story"), "PARENT");
        assert_eq!(plain("Same Universe"), "Same Universe");
    }
}
