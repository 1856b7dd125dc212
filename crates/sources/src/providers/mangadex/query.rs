//! The universal query in MangaDex's words.

use crate::providers::query::{Field, Mapping, Rule, Write};

/// The table.
pub const MAPPING: Mapping = Mapping {
    endpoint: "search",
    rules: &[
        Rule::new(Field::Query, Write::As("title")),
        Rule::new(Field::Limit, Write::As("limit")),
        Rule::new(Field::Offset, Write::As("offset")),
        Rule::new(Field::Status, Write::Word("status[]", STATUS)),
        Rule::new(Field::Year, Write::As("year")),
        Rule::new(Field::Adult, Write::Word("contentRating[]", ADULT)),
        Rule::new(
            Field::Sort,
            Write::With(|query, ask| {
                let own = match query.get(Field::Sort) {
                    Some("relevance") => "order[relevance]",
                    Some("popularity") => "order[followedCount]",
                    Some("score") => "order[rating]",
                    Some("year") => "order[year]",
                    Some("title") => "order[title]",
                    other => return Err(format!("it cannot order by `{}`", other.unwrap_or_default())),
                };
                Ok(ask.with(own, query.get(Field::Order).unwrap_or("desc")))
            }),
        ),
        Rule::new(Field::Order, Write::Within(Field::Sort)),
    ],
};

const STATUS: &[(&str, &str)] =
    &[("FINISHED", "completed"), ("ONGOING", "ongoing"), ("CANCELLED", "cancelled"), ("HIATUS", "hiatus")];

/// Its own default leaves pornographic works out, so that only the other wishes have to be written.
const ADULT: &[(&str, &str)] = &[("exclude", "safe"), ("only", "pornographic")];

#[cfg(test)]
mod tests {
    #[test]
    fn every_cell() {
        let cells = [
            ("query", "moon", "title=moon"),
            ("limit", "5", "limit=5"),
            ("offset", "40", "offset=40"),
            ("status", "FINISHED", "status[]=completed"),
            ("status", "HIATUS", "status[]=hiatus"),
            ("status", "UPCOMING", "unsupported: it has no word for `UPCOMING`"),
            ("year", "2013", "year=2013"),
            ("adult", "only", "contentRating[]=pornographic"),
            ("sort", "score", "order[rating]=desc"),
            ("sort", "episodes", "unsupported: it cannot order by `episodes`"),
            ("episodes_min", "3", "unsupported: it has no such parameter"),
        ];
        for (field, value, written) in cells {
            assert_eq!(super::MAPPING.written(&[(field, value)]), written, "{field}={value}");
        }
    }
}
