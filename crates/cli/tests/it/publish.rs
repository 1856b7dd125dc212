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
    assert_eq!(emaki.run(&["stats", "generate", "--offline", "--limit", "4"]).code, Some(0));
    let ran = emaki.run(&["publish", "files", "--out", "out"]);
    assert!(ran.stderr.contains("1 warning in the rows of registry main"), "{ran}");
    assert!(ran.stderr.contains("\n  registry main, character "), "{ran}");
    assert!(ran.stderr.contains(", column stats: it has no stats"), "{ran}");
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

/// The numbers that the next series and character would get.
fn next(emaki: &Emaki) -> String {
    let report = emaki.json(&["registry", "check", "--registry", "main"]);
    format!("{} {}", report[0]["series"]["next"], report[0]["characters"]["next"])
}

#[test]
fn a_publish_that_is_refused_spends_no_number() {
    let emaki = with_rows();
    emaki.write(
        "new.csv",
        "source_type,source_id,name,series,series_source_id,genre,rarity,image_url,about,favorites\n\
         mal,77001,Newcomer,Lantern Harbor,7,Anime,1,,,4\n",
    );
    assert_eq!(emaki.run(&["curate", "import", "new.csv", "--by", "ann"]).code, Some(0));
    let before = next(&emaki);
    let refused = emaki.run(&["publish", "files", "--out", "out"]);
    assert_eq!(refused.code, Some(1), "{refused}");
    let dry = emaki.run(&["publish", "files", "--out", "out", "--dry-run"]);
    assert_eq!(dry.code, Some(0), "{dry}");
    assert_eq!(next(&emaki), before);
}

#[test]
fn a_registry_that_nobody_made_is_refused() {
    let emaki = with_rows();
    for command in [
        &["publish", "files", "--accept-warnings", "--out", "out", "--registry", "mian"][..],
        &["publish", "check", "--registry", "mian"],
        &["registry", "check", "--registry", "mian"],
        &["registry", "identify", "--registry", "mian"],
        &["curate", "export", "--registry", "mian"],
        &["stats", "check", "--registry", "mian"],
    ] {
        let ran = emaki.run(command);
        assert_eq!(ran.code, Some(1), "{command:?}: {ran}");
        assert!(ran.stderr.contains("there is no registry `mian`"), "{ran}");
        assert!(ran.stderr.contains("`emaki registry create mian` makes a new one"), "{ran}");
    }
    assert_eq!(emaki.run(&["registry", "create", "mian"]).code, Some(0));
    let ran = emaki.run(&["registry", "identify", "--registry", "mian"]);
    assert_eq!(ran.code, Some(0), "{ran}");
}

#[test]
fn a_series_that_a_person_named_and_nobody_keeps_is_told_of() {
    let emaki = with_rows();
    let rows = emaki.json(&["curate", "export", "--format", "csv", "--out", "handed"]);
    assert!(rows["files"].is_array(), "{rows}");
    let table = fs::read_to_string(emaki.path("handed/characters.csv")).expect("it was written");
    let row = table.lines().nth(1).expect("a character");
    let couple: Vec<&str> = row.split(',').take(2).collect();
    let couple = couple.join(":");
    let set = emaki.run(&["curate", "set", "character", &couple, "series", "Nowhere", "--by", "ann"]);
    assert_eq!(set.code, Some(0), "{set}");
    let check = emaki.json(&["publish", "check"]);
    let findings = check["findings"].as_array().expect("a list");
    assert!(
        findings.iter().any(|one| one["code"] == "series_unknown" && one["value"] == "Nowhere"),
        "{check}"
    );
}
