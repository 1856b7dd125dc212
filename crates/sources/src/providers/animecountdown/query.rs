//! The universal query in AnimeCountdown's words: it searches by title only.

use crate::providers::query::{Field, Mapping, Rule, Write};

/// The table.
pub const MAPPING: Mapping =
    Mapping { endpoint: "search", rules: &[Rule::new(Field::Query, Write::As("q"))] };

#[cfg(test)]
mod tests {
    #[test]
    fn every_cell() {
        for (field, value, written) in [
            ("query", "moon depot", "q=moon depot"),
            ("status", "ONGOING", "unsupported: it has no such parameter"),
            ("limit", "5", "unsupported: it has no such parameter"),
        ] {
            assert_eq!(super::MAPPING.written(&[(field, value)]), written, "{field}");
        }
    }
}
