//! The universal query in the words of MAL's advanced search.

use crate::providers::{
    Ask,
    query::{Field, Mapping, Query, Rule, Write},
};

/// The table.
pub const MAPPING: Mapping = Mapping {
    endpoint: "search",
    rules: &[
        Rule::new(Field::Query, Write::As("q")),
        Rule::new(Field::Offset, Write::With(offset)),
        Rule::new(Field::Status, Write::Word("status", STATUS)),
        Rule::new(Field::Format, Write::Word("type", FORMAT)),
        Rule::new(Field::ScoreMin, Write::With(score)),
        Rule::new(Field::ScoreMax, Write::With(score)),
        Rule::new(Field::Rating, Write::Word("r", RATING)),
        Rule::new(Field::Sort, Write::With(order)),
        Rule::new(Field::Order, Write::With(order)),
    ],
};

const STATUS: &[(&str, &str)] = &[("ONGOING", "1"), ("FINISHED", "2"), ("UPCOMING", "3")];

const FORMAT: &[(&str, &str)] = &[
    ("TV", "1"),
    ("OVA", "2"),
    ("MOVIE", "3"),
    ("SPECIAL", "4"),
    ("ONA", "5"),
    ("MUSIC", "6"),
    ("CM", "7"),
    ("PV", "8"),
    ("TV_SPECIAL", "9"),
];

const RATING: &[(&str, &str)] =
    &[("G", "1"), ("PG", "2"), ("PG13", "3"), ("R", "4"), ("R_PLUS", "5"), ("RX", "6")];

/// Hits on a page.
const PAGE: u64 = 50;

fn offset(query: &Query, ask: Ask) -> Result<Ask, String> {
    if query.offset().is_multiple_of(PAGE) {
        Ok(ask.with("show", query.offset().to_string()))
    } else {
        Err(format!("its pages begin at multiples of {PAGE}"))
    }
}

/// It looks for one whole score and what lies above it up to the next.
fn score(query: &Query, ask: Ask) -> Result<Ask, String> {
    let bounds = query.number(Field::ScoreMin).zip(query.number(Field::ScoreMax));
    match bounds {
        Some((min, max)) if min >= 1.0 && min.fract() == 0.0 && max > min && max <= min + 1.0 => {
            Ok(ask.with("score", min.to_string()))
        }
        _ => Err("it knows only whole steps, such as from 7 to 8".to_owned()),
    }
}

/// A column and a direction: 1 is downwards, 2 upwards.
fn order(query: &Query, ask: Ask) -> Result<Ask, String> {
    let column = match query.get(Field::Sort) {
        Some("title") => "1",
        Some("start_date" | "year") => "2",
        Some("score" | "rank") => "3",
        Some("episodes") => "4",
        Some("end_date") => "5",
        Some("popularity") => "7",
        Some("id") => "9",
        Some("relevance") | None => return Err("it orders by relevance in one direction only".to_owned()),
        Some(other) => return Err(format!("it cannot order by `{other}`")),
    };
    let upwards = match (query.get(Field::Order), query.get(Field::Sort)) {
        // A rank is better the lower it is, a score the higher.
        (Some(direction), Some("rank")) => direction == "desc",
        (Some(direction), _) => direction == "asc",
        (None, Some("title")) => true,
        (None, _) => false,
    };
    Ok(ask.with("o", column).with("w", if upwards { "2" } else { "1" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(values: &[(&str, &str)]) -> String {
        let query = values
            .iter()
            .fold(Query::default(), |query, (field, value)| query.with(field, value).expect("it fits"));
        MAPPING.plan(&query).expect("sound ranges").to_string()
    }

    #[test]
    fn every_cell() {
        for (field, value, written) in [
            ("query", "moon", "q=moon"),
            ("offset", "100", "show=100"),
            ("offset", "20", "unsupported: its pages begin at multiples of 50"),
            ("status", "ONGOING", "status=1"),
            ("status", "FINISHED", "status=2"),
            ("status", "UPCOMING", "status=3"),
            ("status", "HIATUS", "unsupported: it has no word for `HIATUS`"),
            ("format", "TV", "type=1"),
            ("format", "OVA", "type=2"),
            ("format", "MOVIE", "type=3"),
            ("format", "SPECIAL", "type=4"),
            ("format", "ONA", "type=5"),
            ("format", "MUSIC", "type=6"),
            ("format", "CM", "type=7"),
            ("format", "PV", "type=8"),
            ("format", "TV_SPECIAL", "type=9"),
            ("format", "NOVEL", "unsupported: it has no word for `NOVEL`"),
            ("rating", "PG13", "r=3"),
            ("score_min", "7", "unsupported: it knows only whole steps, such as from 7 to 8"),
            ("sort", "score", "o=3&w=1"),
            ("sort", "title", "o=1&w=2"),
            ("sort", "popularity", "o=7&w=1"),
            ("sort", "id", "o=9&w=1"),
            ("sort", "favorites", "unsupported: it cannot order by `favorites`"),
            ("order", "asc", "unsupported: it orders by relevance in one direction only"),
            ("limit", "5", "unsupported: it has no such parameter"),
            ("year", "2013", "unsupported: it has no such parameter"),
        ] {
            assert_eq!(plan(&[(field, value)]), written, "{field}={value}");
        }
        assert_eq!(plan(&[("score_min", "7"), ("score_max", "8")]), "score=7");
        assert_eq!(plan(&[("sort", "rank"), ("order", "asc")]), "o=3&w=1");
        assert_eq!(plan(&[("sort", "start_date"), ("order", "asc")]), "o=2&w=2");
    }
}
