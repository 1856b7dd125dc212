//! People, their documents and files, and sessions of downloads. Closed until `people.enabled` opens them, and then only
//! for tokens with the scope `people`.
//!
//! Names, addresses and the links that lead to names are masked; `plain=true` shows them to tokens that may also write.

pub mod assets;
pub mod content;
pub mod failures;
pub mod live;
pub mod persons;
mod range;
pub mod sessions;

use app::{AppError, ErrorCode};
use axum::http::StatusCode;

use super::production::flag;
use crate::{problem::Problem, safety::Standing};

/// The parameters that name something by its id.
const IDS: [&str; 3] = ["person_key", "asset_id", "session_id"];

/// A refusal on its way out: a text that is no id at all is a bad request.
pub fn refused(error: AppError) -> Problem {
    let is_id = error.details["parameter"].as_str().is_some_and(|name| IDS.contains(&name));
    let problem = Problem::from(error);
    if is_id { problem.with_status(StatusCode::BAD_REQUEST) } else { problem }
}

/// Whether names are to be shown in full, by a parameter of a query.
///
/// # Errors
/// `forbidden` for a token that may look only.
pub fn plain(standing: &Standing, value: &str) -> Result<bool, AppError> {
    let plain = flag("plain", value)?;
    if plain && !standing.may_write {
        return Err(AppError::new(ErrorCode::Forbidden, "the token does not allow `plain`")
            .detail("scope", "write")
            .hint("make a token with `--scope people,write`, or leave it out"));
    }
    Ok(plain)
}

/// How many a page holds: 1 to 500.
///
/// # Errors
/// `invalid_parameter` for anything else.
pub fn limit(value: &str) -> Result<usize, AppError> {
    let limit = value.parse().ok().filter(|limit| (1..=500).contains(limit));
    limit.ok_or_else(|| AppError::invalid_parameter("limit", format!("`{value}` is not 1 to 500")))
}
