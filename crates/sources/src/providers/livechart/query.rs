//! The universal query in LiveChart's words: it searches by title only.

use crate::providers::query::{Field, Mapping, Rule, Write};

/// The table.
pub const MAPPING: Mapping =
    Mapping { endpoint: "search", rules: &[Rule::new(Field::Query, Write::As("q"))] };

#[cfg(test)]
mod tests {
    use crate::providers::query::{Field, Query};

    #[test]
    fn every_cell() {
        assert_eq!(super::MAPPING.written(&[("query", "moon depot")]), "q=moon depot");
        let values =
            [("limit", "5"), ("offset", "20"), ("status", "FINISHED"), ("format", "TV"), ("year", "2013")];
        for (field, value) in
            values.into_iter().chain([("season", "SPRING"), ("genres", "Drama"), ("sort", "score")])
        {
            let plan = super::MAPPING
                .plan(&Query::default().with(field, value).expect("it fits"))
                .expect("no range");
            assert_eq!(plan.to_string(), "unsupported: it has no such parameter", "{field}");
            assert_eq!(Some(plan.unsupported[0].field), Field::named(field));
        }
    }
}
