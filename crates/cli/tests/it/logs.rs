//! Log lines: on stderr, JSON when nobody watches, each with the run's correlation id.

use serde_json::Value;

use crate::fixtures;

#[test]
fn every_line_is_json_with_one_correlation_id() {
    let emaki = fixtures::imported();
    let ran = emaki.command(&["-vv", "--quiet", "search", "moonlit"]).output().expect("the binary starts");
    let stderr = String::from_utf8(ran.stderr).expect("UTF-8");
    let ids: Vec<Value> = stderr
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .map(|line| line["correlation_id"].clone())
        .collect();
    assert!(!ids.is_empty(), "-vv logs something");
    assert!(ids.iter().all(|id| *id == ids[0] && id.as_str().is_some_and(|id| id.len() == 16)), "{ids:?}");
}

#[test]
fn people_get_lines_for_people() {
    let emaki = fixtures::imported();
    let ran = emaki.run(&["-vv", "--log-format", "human", "search", "moonlit"]);
    let lines: Vec<&str> =
        ran.stderr.lines().filter(|line| line.contains(" DEBUG ") || line.contains(" INFO ")).collect();
    assert!(!lines.is_empty(), "{ran}");
    assert!(lines.iter().all(|line| line.contains("correlation_id=") && !line.contains('\u{1b}')), "{ran}");
}

#[test]
fn a_command_that_is_not_asked_to_logs_nothing() {
    let emaki = fixtures::imported();
    let ran = emaki.run(&["--quiet", "search", "moonlit"]);
    assert_eq!(ran.stderr, "", "{ran}");
}

#[test]
fn the_level_comes_from_the_environment_too() {
    let emaki = fixtures::imported();
    let run = |level: &str| {
        let mut command = emaki.command(&["--quiet", "search", "moonlit"]);
        command.env("RUST_LOG", level).output().expect("the binary starts").stderr
    };
    assert!(run("off").is_empty());
    assert!(!run("trace").is_empty());
}
