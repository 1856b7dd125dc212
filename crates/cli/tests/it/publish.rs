//! Publishing to files through the binary: checked, written, listed, taken back.

use std::fs;

use crate::{
    emaki::{Emaki, snapshot},
    migrate_files::beside_an_old_tree,
};

const CHARACTERS: &str = "out/data/final/characters_final.csv";

/// An installation with the rows of the old tree.
fn with_rows() -> Emaki {
    let emaki = beside_an_old_tree();
    let ran = emaki.run(&["migrate", "legacy-files", "old"]);
    assert!(matches!(ran.code, Some(0 | 3)), "{ran}");
    emaki
}

#[test]
fn rows_are_checked_before_they_go_out() {
    let emaki = with_rows();
    snapshot!("publish_check", emaki.run(&["publish", "check"]));
    snapshot!("publish_refused", emaki.run(&["publish", "files", "--out", "out"]));
    assert!(!emaki.path("out").exists());
    let usage = emaki.run(&["publish", "check", "--report", "report.txt"]);
    assert_eq!(usage.code, Some(2), "{usage}");
    for name in ["report.html", "report.json"] {
        let ran = emaki.run(&["publish", "check", "--report", name]);
        assert!(ran.stderr.contains(&format!("wrote {name}")), "{ran}");
    }
    let page = fs::read_to_string(emaki.path("report.html")).expect("the page");
    assert!(page.starts_with("<!doctype html>") && !page.contains("src="), "{page}");
    let report = fs::read_to_string(emaki.path("report.json")).expect("the report");
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!(report["registry"], "main");
}

#[test]
fn a_single_finding_is_told_of_as_well() {
    let emaki = with_rows();
    assert_eq!(emaki.run(&["stats", "generate", "--offline"]).code, Some(0));
    let ran = emaki.run(&["curate", "set", "character", "mal:504", "rarity", "5", "--by", "ann"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    let ran = emaki.run(&["publish", "files", "--accept-warnings", "--out", "out"]);
    assert!(ran.stderr.contains("\n  registry main, character mal:504 (Mio), column rarity, `5`: "), "{ran}");
}

#[test]
fn files_go_out_and_come_back() {
    let emaki = with_rows();
    let publish = ["publish", "files", "--accept-warnings", "--out", "out", "--by", "ann"];
    snapshot!("publish_dry_run", emaki.run(&[&publish[..], &["--dry-run", "--differences"]].concat()));
    assert!(!emaki.path("out").exists());
    snapshot!("publish_files", emaki.run(&[&publish[..], &["--stage", "all"]].concat()));
    let first = fs::read(emaki.path(CHARACTERS)).expect("it is written");
    snapshot!("publish_files_again", emaki.run(&[&publish[..], &["--stage", "final"]].concat()));
    snapshot!("publish_files_legacy", emaki.run(&[&publish[..], &["--profile", "legacy"]].concat()));
    assert_ne!(fs::read(emaki.path(CHARACTERS)).expect("it is written"), first);
    snapshot!("publish_list", emaki.run(&["publish", "list"]));

    fs::write(emaki.path(CHARACTERS), "by hand").expect("it can be written");
    snapshot!("publish_rollback_refused", emaki.run(&["publish", "rollback"]));
    snapshot!("publish_rollback_forced", emaki.run(&["publish", "rollback", "--force"]));
    assert_eq!(fs::read(emaki.path(CHARACTERS)).expect("it is back"), first);
    snapshot!("publish_rollback_all", emaki.run(&["publish", "rollback"]));
    assert!(!emaki.path(CHARACTERS).exists());
    snapshot!("publish_rollback_none", emaki.run(&["publish", "rollback"]));
}
