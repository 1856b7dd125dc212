//! A reader that has seen enough closes its end; that is no error.

use std::{
    io::{BufRead, BufReader},
    process::Stdio,
};

use crate::fixtures;

#[test]
fn a_closed_pipe_is_no_error() {
    let emaki = fixtures::imported();
    for arguments in
        [&["db", "export"][..], &["--json", "search"], &["search", "--explain"], &["reference", "cli"]]
    {
        let mut command = emaki.command(arguments);
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts");
        // Closed before the program has written anything, so its very first write fails.
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the binary ends");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {stderr}");
        assert!(!stderr.contains("error") && !stderr.contains("panic"), "{arguments:?}: {stderr}");
    }
}

#[test]
fn a_closed_pipe_hides_no_failure() {
    let emaki = fixtures::imported();
    let none = serde_json::json!([{ "source_type": "mal", "source_id": "1", "stats": {} }]);
    emaki.write("bad.json", none.to_string());
    let arguments = ["stats", "import", "bad.json", "--by", "ann", "--json"];
    let open = emaki.run(&arguments);
    assert!(open.code == Some(1) && open.stdout.contains("\"refused\":1"), "{open}");
    let mut command = emaki.command(&arguments);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the binary ends");
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_first_line_is_enough() {
    let emaki = fixtures::imported();
    let mut command = emaki.command(&["db", "export"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts");
    let mut first = String::new();
    BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut first).expect("a line");
    let output = child.wait_with_output().expect("the binary ends");
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
    assert!(first.starts_with('{'));
}
