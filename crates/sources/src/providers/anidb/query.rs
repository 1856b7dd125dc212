//! The universal query in AniDB's words: it cannot be searched, only asked for a work by its number.

use crate::providers::query::{Field, Mapping, Rule, Write};

/// The table.
pub const MAPPING: Mapping = Mapping {
    endpoint: "anime",
    rules: &[Rule::new(
        Field::Query,
        Write::With(|query, ask| match query.get(Field::Query).and_then(aid) {
            Some(number) => Ok(ask.with("aid", number)),
            None => {
                Err("it finds works by their number only; look titles up in its file of titles".to_owned())
            }
        }),
    )],
};

/// A work's number as AniDB counts: a whole number from 1 without leading zeros.
pub fn aid(text: &str) -> Option<&str> {
    let text = text.trim();
    let sound = text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    (sound && !text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use crate::providers::query::Field;

    #[test]
    fn every_cell() {
        let cells = [
            ("query", "9001", "aid=9001"),
            (
                "query",
                "moonlit depot",
                "unsupported: it finds works by their number only; look titles up in its file of titles",
            ),
            (
                "query",
                "0",
                "unsupported: it finds works by their number only; look titles up in its file of titles",
            ),
            (
                "query",
                "-4",
                "unsupported: it finds works by their number only; look titles up in its file of titles",
            ),
        ];
        for (field, value, written) in cells {
            assert_eq!(super::MAPPING.written(&[(field, value)]), written, "{field}={value}");
        }
    }

    #[test]
    fn nothing_else_can_be_asked() {
        let values = [
            "moon",
            "5",
            "20",
            "FINISHED",
            "TV",
            "7",
            "8",
            "2",
            "12",
            "10",
            "24",
            "Action",
            "Action",
            "Mecha",
            "Mecha",
            "2013",
            "FALL",
            "2013-01-01",
            "2014",
            "A",
            "A",
            "PG",
            "exclude",
            "score",
            "desc",
        ];
        for (field, value) in Field::ALL.into_iter().zip(values).skip(1) {
            let plan = super::MAPPING.written(&[(field.as_str(), value)]);
            assert_eq!(plan, "unsupported: it has no such parameter", "{}", field.as_str());
        }
    }
}
