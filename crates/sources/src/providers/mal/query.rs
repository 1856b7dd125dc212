//! The universal query in MyAnimeList's words: its search knows words and pages, and nothing else.

use crate::providers::query::{Field, Mapping, Rule, Write};

/// The table.
pub const MAPPING: Mapping = Mapping {
    endpoint: "search",
    rules: &[
        Rule::new(Field::Query, Write::As("q")),
        Rule::new(Field::Limit, Write::As("limit")),
        Rule::new(Field::Offset, Write::As("offset")),
        Rule::new(Field::Adult, Write::Word("nsfw", ADULT)),
    ],
};

const ADULT: &[(&str, &str)] = &[("exclude", "false"), ("include", "true")];

#[cfg(test)]
mod tests {
    use crate::providers::query::Field;

    #[test]
    fn every_cell() {
        let mut cells = vec![
            ("query", "moon", "q=moon"),
            ("limit", "5", "limit=5"),
            ("offset", "40", "offset=40"),
            ("adult", "exclude", "nsfw=false"),
            ("adult", "include", "nsfw=true"),
            ("adult", "only", "unsupported: it has no word for `only`"),
        ];
        let others = [
            ("status", "FINISHED"),
            ("format", "TV"),
            ("score_min", "8"),
            ("score_max", "8"),
            ("episodes_min", "3"),
            ("episodes_max", "3"),
            ("duration_min", "3"),
            ("duration_max", "3"),
            ("genres", "Drama"),
            ("genres_exclude", "Drama"),
            ("themes", "Trains"),
            ("themes_exclude", "Trains"),
            ("year", "2013"),
            ("season", "FALL"),
            ("start_date", "2013"),
            ("end_date", "2013"),
            ("studios", "Lantern"),
            ("producers", "Lantern"),
            ("rating", "PG"),
            ("sort", "score"),
            ("order", "asc"),
        ];
        cells.extend(others.map(|(field, value)| (field, value, "unsupported: it has no such parameter")));
        assert_eq!(
            cells.iter().map(|cell| cell.0).collect::<std::collections::BTreeSet<_>>().len(),
            Field::ALL.len()
        );
        for (field, value, written) in cells {
            assert_eq!(super::MAPPING.written(&[(field, value)]), written, "{field}={value}");
        }
    }
}
