//! What a caller over HTTP may do next, where the use case that refused has not said so itself.

use app::{AppError, ErrorCode};

/// The words before the name of what is not there.
const NOTHING: &str = "there is no ";

/// What to do next: the error's own hint, else what helps at this door.
pub fn next_step(error: &AppError) -> String {
    if let Some(hint) = &error.hint {
        return hint.clone();
    }
    let step = match error.code {
        ErrorCode::NotFound => missing(&error.message),
        ErrorCode::InvalidParameter => match error.details["near"].as_array() {
            Some(near) if !near.is_empty() => {
                let near: Vec<&str> = near.iter().filter_map(serde_json::Value::as_str).collect();
                return format!("near it are {}", near.join(", "));
            }
            _ => "/docs lists the parameters of every path with their values",
        },
        ErrorCode::InvalidInput => "/docs shows the body that each path reads, with an example",
        ErrorCode::PayloadTooLarge => "send less at once; `details` has the bound, and the settings raise it",
        ErrorCode::UnsupportedMediaType => "send `Content-Type: application/json`; /docs names other types",
        ErrorCode::AmbiguousTitle => "name one of `details.candidates` by its id",
        ErrorCode::Conflict => "look at what is stored now, and ask again",
        ErrorCode::Unauthorized => {
            "make a token with `emaki token create` and send it as `Authorization: Bearer …`"
        }
        ErrorCode::Forbidden => "use a token with the scope that `details` names: `emaki token list`",
        ErrorCode::RateLimited => "wait as long as `Retry-After` says, and ask again",
        ErrorCode::Removed => "ask another source, or leave it out",
        ErrorCode::Blocked | ErrorCode::Banned | ErrorCode::SourceUnavailable => {
            "try again later; `/api/sources` tells how each source fares"
        }
        ErrorCode::TargetFailed => "mend what the message names, and ask again",
        ErrorCode::NotConfigured => "docs/reference/config.md describes every setting",
        ErrorCode::DiskFull => "make room on the server's disk",
        ErrorCode::Busy => "try again in a moment",
        ErrorCode::MethodNotAllowed => "the `Allow` header names the methods that are answered",
        ErrorCode::Damaged => "`emaki db verify` checks the whole store",
        ErrorCode::Internal => "the log has more under the correlation id",
    };
    step.to_owned()
}

/// Where to look for what is not there.
fn missing(message: &str) -> &'static str {
    let kind = message.strip_prefix(NOTHING).and_then(|rest| rest.split('`').next()).unwrap_or_default();
    match kind.trim() {
        "work" => "look its id up by its title: `/api/search?q=TITLE`, or `emaki search TITLE`",
        "character" => "`/api/works/{id}/characters` lists those of a work with their ids",
        "source" | "site" => "`/api/sources` lists the sources",
        "conversation" => "ask without `conversation_id` to begin a new one",
        "job" => "`/api/jobs` lists the jobs; old ones are pruned",
        _ => "/docs lists every path, and which of them list what there is",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_says_what_to_do_next() {
        for code in ErrorCode::ALL {
            assert!(!next_step(&AppError::new(code, "x")).is_empty(), "{}", code.as_str());
        }
        let own = AppError::not_found("work", "7").hint("ask the keeper");
        assert_eq!(next_step(&own), "ask the keeper");
        assert!(next_step(&AppError::not_found("work", "7")).contains("/api/search"));
        let near =
            AppError::invalid_parameter("tags_any", "no such tag").detail("near", vec!["trains", "rain"]);
        assert_eq!(next_step(&near), "near it are trains, rain");
    }
}
