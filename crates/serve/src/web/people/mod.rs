//! `/people`: who is there with how their files stand, one of them with players, transcripts and texts, sessions of
//! downloads as they go on, and what failed by its cause.
//!
//! Names and addresses are masked until a token that may also write asks for them. All is there without a script.

pub mod failures;
mod file;
pub mod person;
mod session;
pub mod sessions;
pub mod table;

use std::fmt::Write as _;

use app::AppError;
use axum::http::StatusCode;

use crate::{problem::Problem, rest, safety::Standing};

/// A refusal of a page: what is no key or id is not found.
fn refused(error: AppError) -> Problem {
    let problem = rest::people::refused(error);
    if problem.status() == StatusCode::BAD_REQUEST {
        return problem.with_status(StatusCode::NOT_FOUND);
    }
    problem
}

/// The address of somebody's page, whatever letters are in the key.
fn address(key: &str) -> String {
    let mut told = String::from("/people/");
    for byte in key.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'~') {
            told.push(char::from(byte));
        } else {
            let _ = write!(told, "%{byte:02X}"); // writing to a `String` cannot fail
        }
    }
    told
}

/// Whether names are shown in full: somebody asked, and their token may.
fn is_plain(standing: &Standing, value: &str) -> bool {
    value == "1" && standing.may_write
}

/// A cause of failures in words that say what it means.
fn cause(category: &str) -> &'static str {
    match category {
        "network" => "No connection, or one that broke",
        "rate_limit" => "The other side asks for a pause",
        "quota" => "Asked for too often today",
        "permission" => "Private, or behind a sign-in",
        "gone" => "Removed at its source",
        "validation" => "Something else came than a file",
        "disk" => "No room, or a disk that fails",
        "system" => "A program is missing or breaks",
        _ => "Another cause",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_one_part_of_an_address() {
        assert_eq!(address("151#2"), "/people/151%232");
        assert_eq!(address("a/../b é?"), "/people/a%2F%2E%2E%2Fb%20%C3%A9%3F");
    }
}
