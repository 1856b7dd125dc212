//! How AniList says no: errors beside the data, with whatever status, and pages instead of data.

use std::time::Duration;

use serde_json::Value;

use crate::{
    parts::{json::Json, refused},
    providers::Refusal,
};

pub fn refusal(body: &[u8]) -> Option<Refusal> {
    if let Some(page) = refused::instead(body) {
        return Some(page);
    }
    let value: Value = serde_json::from_slice(body).ok()?;
    let root = answer(Json::of(&value));
    let data = root.at("data");
    // Errors may stand beside data that is good: the answer to one of several questions is missing.
    if data.entries().any(|(_, part)| part.is_some()) {
        return None;
    }
    if let Some(error) = root.at("errors").list().next() {
        return Some(told(error, Json::of(&value)));
    }
    if let Some(word) = root.at("error").text() {
        // The login's way of saying it, and that of the gateway before the interface.
        let said = root.at("message").text().or_else(|| root.at("error_description").text()).unwrap_or(word);
        return Some(if said.to_lowercase().contains("token") || said.to_lowercase().contains("unauth") {
            Refusal::Unauthorized(said)
        } else {
            Refusal::Fault(said)
        });
    }
    // A question for one thing that is answered by null, and no word about it.
    data.entries().next().is_some().then_some(Refusal::NotFound)
}

/// What the errors of an answer say; also asked for answers whose data came to nothing.
pub fn errors(root: Json<'_>) -> Option<Refusal> {
    root.at("errors").list().next().map(|error| told(error, root))
}

/// The answer itself, where it was kept together with its status and headers.
pub fn answer(root: Json<'_>) -> Json<'_> {
    let kept = root.at("status").is_some() && root.at("headers").is_some() && root.path("body").is_some();
    if kept { root.at("body") } else { root }
}

fn told(error: Json<'_>, whole: Json<'_>) -> Refusal {
    let message = error.at("message").text().unwrap_or_else(|| "an error without a message".to_owned());
    let lower = message.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let status = error.at("status").number();
    if says(&["invalid token", "unauthorized", "unauthenticated", "token expired"]) || status == Some(401) {
        return Refusal::Unauthorized(message);
    }
    if says(&["too many requests"]) || status == Some(429) {
        let wait = whole.path("headers.retry-after").unsigned().map(Duration::from_secs);
        return Refusal::RateLimited { retry_after: wait };
    }
    if says(&["private user", "private profile"]) {
        return Refusal::Removed;
    }
    if says(&["complexity"]) {
        return Refusal::Fault(format!("the question is too complex: {message}"));
    }
    if says(&["banned", "has been blocked", "have been blocked"]) {
        return Refusal::Banned(message);
    }
    match status {
        Some(404) => Refusal::NotFound,
        Some(403) => Refusal::Blocked(message),
        _ if says(&["not found"]) => Refusal::NotFound,
        _ if says(&["temporarily disabled"]) => Refusal::Blocked(message),
        _ => Refusal::Fault(validation(error).map_or(message.clone(), |what| format!("{message}: {what}"))),
    }
}

/// What is wrong with which variable.
fn validation(error: Json<'_>) -> Option<String> {
    let faults = error.at("validation").entries().map(|(name, faults)| {
        let faults = faults.list().filter_map(Json::title).collect::<Vec<_>>().join(" ");
        format!("{name}: {faults}")
    });
    let faults = faults.collect::<Vec<_>>().join("; ");
    (!faults.is_empty()).then_some(faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(message: &str, status: u16) -> String {
        serde_json::json!({"data": null, "errors": [{"message": message, "status": status}]}).to_string()
    }

    #[test]
    fn each_error_is_known() {
        let told = |body: &str| refusal(body.as_bytes()).map(|refusal| refusal.to_string());
        for (body, said) in [
            (error("Not Found.", 404), "there is no such entry"),
            (error("User not found", 404), "there is no such entry"),
            (error("Private User", 404), "the entry was removed or is not open to the public"),
            (error("Too Many Requests.", 429), "too many requests"),
            (error("Invalid token", 400), "the token is not accepted: Invalid token"),
            (error("Unauthorized.", 401), "the token is not accepted: Unauthorized."),
            (
                error("The AniList API has been temporarily disabled.", 403),
                "access is blocked: The AniList API has been temporarily disabled.",
            ),
            (error("Your address has been blocked", 403), "we are banned for now: Your address has been blocked"),
            (
                error("Max query complexity should be 500 but got 612.", 400),
                "the source reports an error: the question is too complex: Max query complexity should be 500 but got 612.",
            ),
            (error("Internal Server Error", 500), "the source reports an error: Internal Server Error"),
            (r#"{"data":{"Media":null}}"#.to_owned(), "there is no such entry"),
            (
                r#"{"data":null,"errors":[{"message":"validation","status":400,"validation":{"id":["is invalid."]}}]}"#
                    .to_owned(),
                "the source reports an error: validation: id: is invalid.",
            ),
            (r#"{"error":"invalid_token"}"#.to_owned(), "the token is not accepted: invalid_token"),
        ] {
            assert_eq!(told(&body).as_deref(), Some(said));
        }
    }

    #[test]
    fn data_beside_errors_counts() {
        let partly = r#"{"errors":[{"message":"Not Found.","status":404}],"data":{"a":null,"b":{"id":1}}}"#;
        assert_eq!(refusal(partly.as_bytes()), None);
        assert_eq!(refusal(br#"{"data":{"Page":{"media":[]}}}"#), None);
    }

    #[test]
    fn an_answer_kept_with_its_headers_is_read_as_well() {
        let kept = r#"{"status":429,"headers":{"retry-after":"60"},"body":{"data":null,"errors":[{"message":"Too Many Requests.","status":429}]}}"#;
        let wait = Some(Duration::from_mins(1));
        assert_eq!(refusal(kept.as_bytes()), Some(Refusal::RateLimited { retry_after: wait }));
    }
}
