//! Upkeep of the store.

use crate::{
    emaki::{Emaki, snapshot},
    fixtures,
};

#[test]
fn a_backup_comes_back_whole() {
    let emaki = fixtures::imported();
    let before = emaki.export();
    let backup = emaki.run(&["db", "backup", "kept.emaki"]);
    assert_eq!(backup.code, Some(0), "{backup}");
    assert_eq!(emaki.run(&["registry", "merge", "1", "2"]).code, Some(0));
    assert_ne!(emaki.export(), before);

    let refused = emaki.run(&["db", "restore", "kept.emaki"]);
    snapshot!("restore_refused", refused);
    let restored = emaki.run(&["db", "restore", "--yes", "kept.emaki"]);
    assert_eq!(restored.code, Some(0), "{restored}");
    assert_eq!(emaki.export(), before);
    let found = emaki.json(&["search", "moonlit depot"]);
    assert_eq!(found["results"][0]["title"], "Moonlit Depot", "search follows the restored store");
}

#[test]
fn a_backup_goes_into_an_empty_store_without_asking() {
    let emaki = fixtures::imported();
    assert_eq!(emaki.run(&["db", "backup", "kept.emaki"]).code, Some(0));
    let other = Emaki::new();
    let file = emaki.path("kept.emaki");
    let ran = other.run(&["db", "restore", &file.display().to_string()]);
    assert_eq!(ran.code, Some(0), "{ran}");
    assert_eq!(other.export(), emaki.export());
}

#[test]
fn keepers_rows_are_not_replaced_without_asking() {
    let emaki = Emaki::new();
    assert_eq!(emaki.run(&["db", "backup", "empty.emaki"]).code, Some(0));
    emaki.write(
        "series.csv",
        "source_type,source_id,unique_series_id,name,created_at\nmal,9001,1,Moonlit Depot,2025-11-14T13:28:24\n",
    );
    assert_eq!(emaki.run(&["registry", "import", "series.csv"]).code, Some(0));
    let ran = emaki.run(&["db", "restore", "empty.emaki"]);
    assert_eq!(ran.code, Some(2), "{ran}");
    assert_eq!(emaki.json(&["registry", "check", "--registry", "main"])[0]["series"]["next"], 2);
    assert_eq!(emaki.run(&["db", "restore", "--yes", "empty.emaki"]).code, Some(0));
}

#[test]
fn nothing_that_is_there_is_written_over_unasked() {
    let emaki = fixtures::imported();
    emaki.write("kept.emaki", "somebody's");
    for command in [&["db", "backup", "kept.emaki"][..], &["db", "export", "kept.emaki"]] {
        let ran = emaki.run(command);
        assert_eq!(ran.code, Some(1), "{ran}");
        assert!(ran.stderr.contains("`kept.emaki` is there already"), "{ran}");
        assert_eq!(std::fs::read(emaki.path("kept.emaki")).expect("it is there"), b"somebody's");
    }
    assert_eq!(emaki.run(&["db", "backup", "--force", "kept.emaki"]).code, Some(0));
    assert_eq!(emaki.run(&["db", "verify", "kept.emaki"]).code, Some(0));
}

#[test]
fn a_damaged_backup_changes_nothing() {
    let emaki = fixtures::imported();
    assert_eq!(emaki.run(&["db", "backup", "kept.emaki"]).code, Some(0));
    let mut bytes = std::fs::read(emaki.path("kept.emaki")).expect("the backup");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x55;
    emaki.write("damaged.emaki", &bytes);
    emaki.write("cut.emaki", &bytes[..middle]);
    emaki.write("other.emaki", "not a backup at all");
    let before = emaki.export();
    for file in ["damaged.emaki", "cut.emaki", "other.emaki", "missing.emaki"] {
        for command in [&["db", "restore", "--yes", file][..], &["db", "verify", file]] {
            let ran = emaki.run(command);
            assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""), "{command:?}: {ran}");
            assert!(ran.stderr.starts_with("error: "), "{ran}");
        }
    }
    assert_eq!(emaki.export(), before);
}

#[test]
fn the_store_and_a_backup_are_verified() {
    let emaki = fixtures::imported();
    assert_eq!(emaki.run(&["db", "backup", "kept.emaki"]).code, Some(0));
    snapshot!("verify_store", emaki.run(&["db", "verify"]));
    let backup = emaki.run(&["db", "verify", "kept.emaki"]);
    assert_eq!(backup.code, Some(0), "{backup}");
}

#[test]
fn an_export_to_a_file_is_the_export_to_stdout() {
    let emaki = fixtures::imported();
    let ran = emaki.run(&["db", "export", "--without-times", "out.jsonl"]);
    assert_eq!(
        (ran.code, ran.stdout.as_str(), ran.stderr.as_str()),
        (Some(0), "", "wrote out.jsonl\n"),
        "{ran}"
    );
    let file = std::fs::read(emaki.path("out.jsonl")).expect("the export");
    let piped = emaki.command(&["db", "export", "--without-times"]).output().expect("the binary starts");
    assert_eq!(file, piped.stdout);
    let lines = String::from_utf8(file).expect("UTF-8");
    assert!(lines.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
    assert!(!emaki.path("out.jsonl.partial").exists());
    let nowhere = emaki.run(&["db", "export", "no/such/folder.jsonl"]);
    assert_eq!(nowhere.code, Some(1), "{nowhere}");
}

#[test]
fn imports_are_listed() {
    let emaki = fixtures::imported();
    snapshot!("imports", emaki.run(&["db", "imports"]));
}

#[test]
fn upgrade_and_prune_say_what_they_did() {
    let emaki = fixtures::imported();
    snapshot!("upgrade", emaki.run(&["db", "upgrade"]));
    snapshot!("prune", emaki.run(&["db", "prune"]));
}

#[test]
fn a_store_that_cannot_be_opened_is_named() {
    let emaki = Emaki::new();
    emaki.write("plain.sqlite", "this is no database, and it is long enough to be looked at as one");
    let mut pages = Vec::new();
    for url in
        ["sqlite:plain.sqlite", "mysql://127.0.0.1/x", "nonsense", "postgres://emaki:hunter2@127.0.0.1:9/x"]
    {
        let ran = emaki.run(&["--database-url", url, "db", "verify"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""), "{url}: {ran}");
        assert!(!ran.stderr.contains("hunter2"), "{ran}");
        pages.push(format!("# {}\n{}\n", url.replace("hunter2", "…"), ran.stderr));
    }
    insta::assert_snapshot!(pages.concat());
}
