//! Jikan's errors, and those of what stands between it and us.

use serde_json::Value;

use super::read;
use crate::{
    parts::{json::Json, refused},
    providers::Refusal,
};

/// What an answer refuses with; `None` when it is none of that.
///
/// Errors are `{status, type, message, error}`, those of a bad request with `messages` instead. The number
/// decides and not what the answer came with, since MyAnimeList's own errors are handed on in it.
pub fn refusal(body: &[u8]) -> Option<Refusal> {
    match read::document(body) {
        Ok(value) => told(&value),
        Err(_) => refused::instead(body),
    }
}

fn told(value: &Value) -> Option<Refusal> {
    let root = Json::of(value);
    // Works have a `status` and a `type` too, but below `data`.
    if root.at("data").is_some() || root.at("mal_id").is_some() || !value.is_object() {
        return None;
    }
    let kind = root.at("type").raw().unwrap_or_default();
    let status = root.at("status").number().filter(|status| *status >= 400);
    if status.is_none() && !kind.ends_with("Exception") && !root.at("message").is_some() {
        return None;
    }
    let message = message(root);
    let too_many = message.to_lowercase().contains("too many");
    let limited = status.is_none() && (too_many || kind.starts_with("RateLimit"));
    Some(refused::by_status(if limited { Some(429) } else { status }, message))
}

/// What is wrong in a few words. A bad request has a list of words for each parameter.
fn message(root: Json<'_>) -> String {
    let about_parameters = root.at("messages").entries().flat_map(|(_, words)| words.texts());
    let words: Vec<String> = root.at("message").text().into_iter().chain(about_parameters).collect();
    if words.is_empty() {
        return root.at("error").text().or_else(|| root.at("type").text()).unwrap_or_default();
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_told_by_their_number() {
        let limited = Refusal::RateLimited { retry_after: None };
        for (body, refused) in [
            (
                r#"{"status":404,"type":"BadResponseException","message":"Resource does not exist","error":"404 on x"}"#,
                Refusal::NotFound,
            ),
            (
                r#"{"status":404,"type":"HttpException","message":"Not Found","error":null}"#,
                Refusal::NotFound,
            ),
            (r#"{"status":"429","type":"RateLimitException","message":"slow down"}"#, limited.clone()),
            (r#"{"message":"Too Many Attempts."}"#, limited.clone()),
            (r#"{"status":403,"type":"BadResponseException","message":"no"}"#, Refusal::Blocked("no".into())),
            (
                r#"{"status":400,"type":"ValidationException","messages":{"page":["It is no number."],"q":["Too long."]},"error":"x"}"#,
                Refusal::Fault("It is no number. Too long.".into()),
            ),
            (
                r#"{"status":500,"type":"ParserException","message":null,"error":"broken","report_url":"x"}"#,
                Refusal::Fault("broken".into()),
            ),
            (r#"{"status":503,"type":"HttpException","message":"down"}"#, Refusal::Fault("down".into())),
            (
                r#"{"request":{},"status":404,"headers":{},"body":{"status":404,"type":"HttpException"}}"#,
                Refusal::NotFound,
            ),
            ("<html><head><title>429 Too Many Requests</title>", limited.clone()),
            ("error code: 1015", limited),
            ("<!DOCTYPE html><title>Just a moment...</title>", Refusal::Blocked("Just a moment...".into())),
            ("<html><title>403 Forbidden</title>nginx", Refusal::Blocked("403 Forbidden".into())),
            ("<html><title>502 Bad Gateway</title>", Refusal::Fault("502 Bad Gateway".into())),
        ] {
            assert_eq!(refusal(body.as_bytes()), Some(refused), "{body}");
        }
    }

    #[test]
    fn answers_are_no_errors() {
        for body in [
            r#"{"data":{"mal_id":1,"status":"Finished Airing","type":"TV"}}"#,
            r#"{"mal_id":1,"status":404,"type":"TV"}"#,
            r#"{"data":[]}"#,
            r#"{"data":{"mal"#,
            "[1]",
            "12",
        ] {
            assert_eq!(refusal(body.as_bytes()), None, "{body}");
        }
    }
}
