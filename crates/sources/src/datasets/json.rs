//! JSON rows: reading into a typed shape, with the fault named as a reject.

use serde::de::DeserializeOwned;

use super::{RawRow, Reason, Reject};

/// Reads a JSON row into the shape a format declares.
pub fn parse<T: DeserializeOwned>(raw: RawRow<'_>) -> Result<T, Reject> {
    let RawRow::Json(text) = raw else {
        return Err(Reject::new(Reason::BadJson, "a table row where a JSON object belongs"));
    };
    serde_json::from_str(text).map_err(|error| reject(&error))
}

/// The reject behind a JSON error.
fn reject(error: &serde_json::Error) -> Reject {
    use serde_json::error::Category;
    let text = error.to_string();
    let reason = match error.classify() {
        Category::Data if text.starts_with("missing field") => Reason::MissingField,
        Category::Data if text.contains("no such day") || text.contains("is outside 1850") => {
            Reason::ImpossibleDate
        }
        Category::Data => Reason::WrongType,
        _ if text.contains("surrogate") || text.contains("unexpected end of hex escape") => {
            Reason::UnpairedSurrogate
        }
        _ if text.starts_with("control character") => Reason::ControlCharacters,
        Category::Syntax | Category::Eof | Category::Io => Reason::BadJson,
    };
    Reject::new(reason, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_have_their_reasons() {
        #[derive(Debug, serde::Deserialize)]
        struct Shape {
            #[expect(dead_code, reason = "only read")]
            title: String,
        }
        let cases = [
            (r#"{"title":5}"#, Reason::WrongType),
            (r#"{"name":"a"}"#, Reason::MissingField),
            (r#"{"title":"\ud800"}"#, Reason::UnpairedSurrogate),
            (r#"{"title":"\ud800x"}"#, Reason::UnpairedSurrogate),
            (r#"{"title":"\udc00"}"#, Reason::UnpairedSurrogate),
            ("{\"title\":\"a\u{1}\"}", Reason::ControlCharacters),
            (r#"{"title":"a"#, Reason::BadJson),
            ("[1]", Reason::WrongType),
            ("nonsense", Reason::BadJson),
        ];
        for (text, reason) in cases {
            let found = parse::<Shape>(RawRow::Json(text)).map_err(|reject| reject.reason).err();
            assert_eq!(found, Some(reason), "{text}");
        }
    }
}
