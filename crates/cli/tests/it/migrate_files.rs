//! The old pipeline's files through the binary: in, and out again as the old pipeline's own.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::emaki::{Emaki, snapshot};

/// The old tree of invented titles.
const OLD_TREE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrate/fixtures/old-tree");

/// An installation with a copy of the tree in its folder, so that messages name a short place.
pub fn beside_an_old_tree() -> Emaki {
    let emaki = Emaki::new();
    copy(Path::new(OLD_TREE), &emaki.path("old"));
    emaki
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder for the copy");
    for entry in fs::read_dir(from).expect("the tree can be listed") {
        let entry = entry.expect("it can be listed");
        let place = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), place).expect("it can be copied");
        }
    }
}

#[test]
fn an_old_tree_comes_in_once() {
    let emaki = beside_an_old_tree();
    let would = emaki.run(&["--json", "migrate", "legacy-files", "old", "--dry-run"]);
    let would: serde_json::Value = serde_json::from_str(&would.stdout).expect("a report");
    assert_eq!(would["stats"]["new"], 3, "a dry run counts stats as well");
    snapshot!("legacy_files_dry_run", emaki.run(&["migrate", "legacy-files", "old", "--dry-run"]));
    snapshot!("legacy_files", emaki.run(&["migrate", "legacy-files", "old"]));
    let before = emaki.export();
    let again = emaki.json(&["migrate", "legacy-files", "old/data"]);
    assert_eq!(again["merges"]["new"], 0);
    assert_eq!(again["characters_by_hand"]["new"], 0);
    assert_eq!(emaki.export(), before);
    snapshot!("legacy_files_again", emaki.run(&["migrate", "legacy-files", "old"]));
    snapshot!("legacy_files_check", emaki.run(&["registry", "check"]));
    snapshot!("legacy_files_show", emaki.run(&["registry", "show", "main:series:1"]));
    // New rows go on behind the old ones.
    let given = emaki.json(&["registry", "identify"]);
    assert_eq!((&given["series"]["new"], &given["series"]["next"]), (&0.into(), &6.into()));
}

#[test]
fn a_tree_that_is_wrong_is_told_whole_and_changes_nothing() {
    let emaki = beside_an_old_tree();
    let before = emaki.export();
    let change = |name: &str, from: &str, to: &str| {
        let path = emaki.path("old/data").join(name);
        let text = fs::read_to_string(&path).expect("a table");
        fs::write(path, text.replacen(from, to, 1)).expect("it can be written");
    };
    change("registries/character_id_registry.csv", "mal,007,3,", "mal,007,2.5,");
    change("intermediate/characters_processed.csv", "mal,502,", "mal,,");
    snapshot!("legacy_files_wrong", emaki.run(&["migrate", "legacy-files", "old"]));
    assert_eq!(emaki.export(), before);
    snapshot!("legacy_files_nowhere", emaki.run(&["migrate", "legacy-files", "data"]));
}

/// From the real tree the old pipeline's final files come out as they are, byte for byte.
#[test]
fn the_real_final_files_come_out_byte_for_byte() {
    let Some(data) = testkit::data_dir(1) else { return };
    let tree = data.join("catalog/geminya");
    let emaki = Emaki::new();
    let ran = emaki.run(&["migrate", "legacy-files", &tree.display().to_string()]);
    assert_eq!(ran.code, Some(0), "{ran}");
    eprintln!("{}", ran.stdout);
    let publish = ["publish", "files", "--profile", "legacy", "--stage", "final", "--out", "out"];
    let ran = emaki.run(&[&publish[..], &["--accept-warnings"]].concat());
    assert_eq!(ran.code, Some(0), "{ran}");
    for name in ["series_final.csv", "characters_final.csv"] {
        let packed = fs::read(tree.join("final").join(format!("{name}.gz"))).expect("it is there");
        let mut wanted = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(packed.as_slice()), &mut wanted)
            .expect("it can be unpacked");
        let written = find(&emaki.path("out"), name).expect("it was written");
        assert!(fs::read(&written).expect("it was written") == wanted, "{name} differs");
    }
    // The registry that was read and the one that is written are one.
    let ran = emaki.run(&["registry", "export", "--out", "registries"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    for name in ["series_id_registry.csv", "character_id_registry.csv"] {
        let read = |path: &Path| fs::read(path.join(name)).expect("it is there");
        assert!(read(&emaki.path("registries")) == read(&tree.join("registries")), "{name} differs");
    }
}

fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    let listed =
        fs::read_dir(folder).expect("it was made").map(|entry| entry.expect("it can be listed").path());
    let (folders, files): (Vec<_>, Vec<_>) = listed.partition(|path| path.is_dir());
    let is_it = |path: &PathBuf| path.file_name().is_some_and(|found| found == name);
    files.into_iter().find(is_it).or_else(|| folders.iter().find_map(|folder| find(folder, name)))
}
