//! The help texts: what a stranger reads first.

use crate::emaki::{Emaki, snapshot};

#[test]
fn the_first_page_of_help() {
    snapshot!(Emaki::new().run(&["-h"]));
}

#[test]
fn every_command_has_help() {
    let page = Emaki::new().run(&["reference", "cli"]);
    snapshot!(page);
}

#[test]
fn the_table_of_error_codes() {
    snapshot!(Emaki::new().run(&["reference", "errors"]));
}

#[test]
fn the_version_is_a_result() {
    let ran = Emaki::new().run(&["--version"]);
    assert_eq!(
        (ran.code, ran.stdout.starts_with("emaki "), ran.stderr.as_str()),
        (Some(0), true, ""),
        "{ran}"
    );
}
