//! Every recorded answer of the folder of real data, and every value that is known to stand in it.
//!
//! The folder is found through `EMAKI_TEST_DATA` and is no part of the project; without it these checks
//! are skipped, and say so. `EMAKI_TEST_SOURCE` narrows a run to one source.

mod compare;
mod folder;

use sources::providers::{ParseError, Parsed, Refusal, provider_named, read};

use crate::folder::{Capture, captures};

/// The values that the folder lists must all come out.
#[test]
fn every_listed_value_comes_out() {
    let Some(captures) = captures() else { return };
    let (mut checks, mut wrong) = (0, Vec::new());
    for capture in captures.iter().filter(|capture| !capture.expected.is_null()) {
        let parsed = parse(capture);
        let (count, found) = compare::compare(capture, &parsed);
        checks += count;
        wrong.extend(found.into_iter().map(|what| format!("{}/{}: {what}", capture.source, capture.name)));
    }
    // A run narrowed to one source may be of one for which no values are listed.
    let narrowed = std::env::var_os("EMAKI_TEST_SOURCE").is_some();
    assert!(checks > 0 || narrowed, "the folder of real data lists no values");
    eprintln!("{checks} values compared");
    assert!(wrong.is_empty(), "{} of {checks} values differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// A recorded answer is read or refused; its form is known without being told.
#[test]
fn every_recorded_answer_is_understood() {
    let Some(captures) = captures() else { return };
    let wrong: Vec<String> = captures
        .iter()
        .filter_map(|capture| {
            match parse(capture) {
                Ok(parsed) if parsed.records.is_empty() && !capture.may_be_empty() => {
                    Some("no record".to_owned())
                }
                Ok(_) if capture.is_error() => Some("an error was read as an answer".to_owned()),
                Ok(_) | Err(ParseError::Refused(_)) => None,
                Err(error) => Some(error.to_string()),
            }
            .map(|what| format!("{}/{}: {what}", capture.source, capture.name))
        })
        .collect();
    assert!(wrong.is_empty(), "{} answers are not understood:\n{}", wrong.len(), wrong.join("\n"));
}

/// Bytes that break off never bring a parser down.
#[test]
fn cut_answers_bring_nothing_down() {
    let Some(captures) = captures() else { return };
    for capture in &captures {
        for share in [1, 3, 7, 9] {
            let cut = &capture.body[..capture.body.len() * share / 10];
            let _ = read(provider(capture), None, cut, &capture.context());
        }
    }
}

fn parse(capture: &Capture) -> Result<Parsed, ParseError> {
    read(provider(capture), None, &capture.body, &capture.context())
}

fn provider(capture: &Capture) -> &'static dyn sources::providers::Provider {
    provider_named(&capture.source).unwrap_or_else(|| panic!("there is no provider `{}`", capture.source))
}

/// Whether an answer was refused in the way that a page of this kind is.
fn is_refused_as(parsed: &Result<Parsed, ParseError>, kind: &str) -> bool {
    let Err(ParseError::Refused(refusal)) = parsed else { return false };
    match kind {
        "not_found" => *refusal == Refusal::NotFound,
        "removed" => *refusal == Refusal::Removed,
        _ => matches!(refusal, Refusal::Blocked(_)),
    }
}
