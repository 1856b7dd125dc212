//! How Kitsu says no: error objects, words of its login, pages, and lists in which the one thing is missing.

use serde_json::Value;

use super::document::Document;
use crate::{
    parts::{json::Json, refused},
    providers::Refusal,
};

pub fn refusal(body: &[u8]) -> Option<Refusal> {
    if let Some(page) = refused::instead(body) {
        return Some(page);
    }
    let value: Value = serde_json::from_slice(body).ok()?;
    let root = Json::of(&value);
    if let Some(error) = root.at("errors").list().next() {
        let words = || error.raw().map(str::to_owned);
        let told = error.at("detail").text().or_else(|| error.at("title").text()).or_else(words);
        return Some(refused::by_status(error.at("status").number(), told.unwrap_or_default()));
    }
    if let Some(word) = root.at("error").raw() {
        // The login's words, and those of the server before the interface: `{"status":404,"error":"Not Found"}`.
        let told = root.at("error_description").text().unwrap_or_else(|| word.to_owned());
        return Some(match root.at("status").number() {
            // The login's words are codes: `invalid_grant`, `unauthorized_client`.
            None if word.starts_with("invalid_") || word.starts_with("unauthorized") => {
                Refusal::Unauthorized(told)
            }
            status => refused::by_status(status, told),
        });
    }
    let document = Document::of(&value);
    // A list filtered by an id that nothing has is empty, and comes with 200.
    let data = value.get("data")?;
    let nothing =
        data.is_null() || data.as_array().is_some_and(|list| list.is_empty() && document.asks_for_one());
    nothing.then_some(Refusal::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_is_known() {
        let error = |status: &str, detail: &str| {
            serde_json::json!({"errors": [{"title": "x", "detail": detail, "code": "1", "status": status}]})
                .to_string()
        };
        for (body, told) in [
            (error("404", "no record 0"), Some(Refusal::NotFound)),
            (error("401", "expired"), Some(Refusal::Unauthorized("expired".into()))),
            (error("403", "no"), Some(Refusal::Blocked("no".into()))),
            (error("429", "slow"), Some(Refusal::RateLimited { retry_after: None })),
            (error("400", "foo is no relationship"), Some(Refusal::Fault("foo is no relationship".into()))),
            (
                r#"{"error":"invalid_grant","error_description":"wrong"}"#.into(),
                Some(Refusal::Unauthorized("wrong".into())),
            ),
            (r#"{"error":"out of order"}"#.into(), Some(Refusal::Fault("out of order".into()))),
            (r#"{"status":404,"error":"Not Found"}"#.into(), Some(Refusal::NotFound)),
            (r#"{"data":null}"#.into(), Some(Refusal::NotFound)),
            (
                r#"{"data":[],"links":{"first":"https://a.example/anime?filter%5Bid%5D=7"}}"#.into(),
                Some(Refusal::NotFound),
            ),
            (r#"{"data":[],"links":{"first":"https://a.example/anime?filter%5Btext%5D=x"}}"#.into(), None),
            (r#"{"data":[]}"#.into(), None),
            (
                "<title>503 Service Unavailable</title>".into(),
                Some(Refusal::Fault("503 Service Unavailable".into())),
            ),
        ] {
            assert_eq!(refusal(body.as_bytes()), told, "{body}");
        }
    }
}
