//! Every rule by its id, and what it does in a sentence.

use serde::Serialize;

/// One rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// The id that values and reports name.
    pub id: &'static str,
    /// What it does.
    pub what: &'static str,
}

const fn rule(id: &'static str, what: &'static str) -> Rule {
    Rule { id, what }
}

/// Every rule, by id.
pub const RULES: &[Rule] = &[
    rule("creator.json", "writes who made a series as JSON, by the roles of its medium"),
    rule("filter.gender_table", "leaves a character of an anime out when every entry of its name is male"),
    rule("filter.vndb_sex", "leaves a character of a visual novel out that appears male"),
    rule("filter.zero_favorites", "leaves a character of an anime out that nobody favours"),
    rule("genre.medium", "labels a character with its medium's display name, or with its game's own name"),
    rule("genres.vndb_tags", "makes genres of a visual novel's tags, in the order of the list of genres"),
    rule("gifts.whole_word", "finds gifts by whole words; the old pipeline found `eat` in `great`"),
    rule("link.couple", "finds a character's series by couple; the old pipeline went by name only"),
    rule("name.suffix", "puts the medium's or the game's code behind a character's name, never twice"),
    rule("number.writing", "writes a number in one way: 7 and not 7.0, 12 and not 12.0"),
    rule("rarity.favorites", "gives 3 stars from 2,000 favourites, 2 from 500, else 1"),
    rule("rarity.range", "keeps a row whose stars are out of range; the old pipeline dropped it"),
    rule("rarity.vndb", "gives 1 to 5 stars by the length of a description and the number of traits"),
    rule("series.name", "writes the series' own name into its characters' rows"),
    rule("text.blanks", "takes away blanks at the ends of a text, and doubled ones within a line"),
    rule(
        "text.control",
        "takes away control characters, and those that turn the direction of writing around",
    ),
    rule("text.line_breaks", "makes one line break of several in what is told of a character"),
    rule("text.nan", "takes the word `nan`, which a program left behind, for no value"),
    rule("text.x000d", "takes away `_x000D_`, which a spreadsheet left behind for a line break"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_in_order_and_differ() {
        assert!(RULES.is_sorted_by(|a, b| a.id < b.id));
    }
}
