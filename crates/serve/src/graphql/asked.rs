//! A request as it comes: in the body, or in the address.

use app::{AppError, ErrorCode};
use serde_json::{Map, Value};

/// One request, its names as GraphQL over HTTP has them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Asked {
    /// The document; may be left out where it is named by its hash.
    pub query: Option<String>,
    /// The document's hash: `sha256:` and 64 hex digits.
    pub document_id: Option<String>,
    /// Which operation of the document is meant.
    pub operation_name: Option<String>,
    /// The values of its variables.
    pub variables: Map<String, Value>,
}

/// A body: one request or several.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// One.
    One(Asked),
    /// A list, answered by a list.
    Many(Vec<Asked>),
}

impl Body {
    /// Reads a JSON body.
    ///
    /// # Errors
    /// `invalid_input` for what is no JSON, or no request.
    pub fn read(bytes: &[u8]) -> Result<Self, AppError> {
        let value = serde_json::from_slice(bytes).map_err(|error| {
            let at = format!("line {} column {}", error.line(), error.column());
            wrong(format!("the body is not JSON at {at}"))
        })?;
        match value {
            Value::Array(all) => Ok(Self::Many(all.into_iter().map(Asked::of).collect::<Result<_, _>>()?)),
            one => Asked::of(one).map(Self::One),
        }
    }
}

impl Asked {
    /// Reads the parameters of an address; `None` where they hold no document.
    ///
    /// # Errors
    /// `invalid_input` for variables that are no JSON object.
    pub fn of_address(query: &str) -> Result<Option<Self>, AppError> {
        let mut fields = Map::new();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let value = match name.as_ref() {
                "variables" | "extensions" if value.is_empty() => Value::Null,
                "variables" | "extensions" => serde_json::from_str(&value)
                    .map_err(|_| wrong(format!("the parameter `{name}` is not JSON")))?,
                _ => Value::String(value.into_owned()),
            };
            fields.insert(name.into_owned(), value);
        }
        let is_asked = ["query", "documentId", "extensions"].iter().any(|name| fields.contains_key(*name));
        is_asked.then(|| Self::of(Value::Object(fields))).transpose()
    }

    fn of(value: Value) -> Result<Self, AppError> {
        let Value::Object(mut fields) = value else {
            return Err(wrong("a request is a JSON object with the field `query`".to_owned()));
        };
        let mut text = |name: &str| match fields.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(wrong(format!("`{name}` is not text"))),
        };
        let query = text("query")?;
        let mut document_id = text("documentId")?;
        let operation_name = text("operationName")?.filter(|name| !name.is_empty());
        let mut object = |name: &str| match fields.remove(name) {
            None | Some(Value::Null) => Ok(Map::new()),
            Some(Value::Object(object)) => Ok(object),
            Some(_) => Err(wrong(format!("`{name}` is not an object"))),
        };
        let variables = object("variables")?;
        // Where clients have put the hash for years, before the protocol had a name for it.
        let extensions = object("extensions")?;
        let persisted =
            extensions.get("persistedQuery").and_then(|persisted| persisted["sha256Hash"].as_str());
        document_id = document_id.or_else(|| persisted.map(|hash| format!("sha256:{hash}")));
        if query.is_none() && document_id.is_none() {
            return Err(wrong("there is no `query`".to_owned()));
        }
        Ok(Self { query, document_id, operation_name, variables })
    }
}

fn wrong(message: String) -> AppError {
    AppError::new(ErrorCode::InvalidInput, message)
        .hint("send `{\"query\": \"{ search(query: \\\"moon\\\") { totalCount } }\"}` as application/json")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(read: Result<Body, AppError>) -> Option<ErrorCode> {
        read.err().map(|error| error.code)
    }

    #[test]
    fn bodies_and_addresses_say_the_same() {
        let body = br#"{"query": "query A($n: Int) { x }", "operationName": "A", "variables": {"n": 1}}"#;
        let Ok(Body::One(by_body)) = Body::read(body) else { unreachable!("one request") };
        let address = "query=query+A($n:+Int)+{+x+}&operationName=A&variables={%22n%22:1}";
        assert_eq!(Asked::of_address(address).ok().flatten(), Some(by_body));
        assert_eq!(Asked::of_address("").ok().flatten(), None);
    }

    #[test]
    fn what_is_no_request_is_refused() {
        for bad in [
            "{\"query\":",
            "NONSENSE",
            "7",
            r#"{"qeury": "{__typename}"}"#,
            r#"{"query": 7}"#,
            r#"{"query": "{ x }", "variables": [7]}"#,
            r#"{"query": "{ x }", "operationName": 1}"#,
            r#"[{"query": "{ x }"}, 1]"#,
        ] {
            assert_eq!(code(Body::read(bad.as_bytes())), Some(ErrorCode::InvalidInput), "{bad}");
        }
        assert!(Asked::of_address("query={x}&variables=[").is_err());
    }

    #[test]
    fn a_hash_stands_for_a_document_in_both_spellings() {
        let spelled = |text: &str| match Body::read(text.as_bytes()) {
            Ok(Body::One(asked)) => asked.document_id,
            _ => None,
        };
        assert_eq!(spelled(r#"{"documentId": "sha256:ab"}"#).as_deref(), Some("sha256:ab"));
        let older = r#"{"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "ab"}}}"#;
        assert_eq!(spelled(older).as_deref(), Some("sha256:ab"));
    }
}
