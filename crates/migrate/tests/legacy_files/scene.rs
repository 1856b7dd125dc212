//! An empty store, an old tree, and what stands in the store afterwards.

use std::{
    fs,
    path::{Path, PathBuf},
};

use keeping::{
    Entry, Keeping, KeepingError,
    forms::Form,
    rules::{Profile, Rules},
};
use migrate::{LegacyFiles, LegacyFilesRequest, legacy_files};
use model::Instant;
use store::Store;

/// What a check gives: a failed call fails the test.
pub type Checked = Result<(), KeepingError>;

/// An instant some way into the test's own time.
pub fn at(second: i64) -> Instant {
    Instant::from_micros(1_750_000_000_000_000 + second * 1_000_000)
}

/// An empty store on a file of its own.
pub async fn sqlite() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let store = Store::open(&format!("sqlite:{}", folder.path().join("catalog.sqlite").display())).await;
    (folder, store.expect("a new file opens"))
}

/// The old tree of invented titles.
pub fn old_tree() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/old-tree")
}

/// A copy of it that may be changed.
pub fn copy_of(tree: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder for the copy");
    for entry in fs::read_dir(tree).expect("the tree can be listed") {
        let entry = entry.expect("it can be listed");
        let place = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_of(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), place).expect("it can be copied");
        }
    }
}

/// What is asked for.
pub fn request(folder: &Path, second: i64) -> LegacyFilesRequest {
    LegacyFilesRequest {
        folder: folder.to_owned(),
        registry: "main".to_owned(),
        author: "legacy".to_owned(),
        dry_run: false,
        rules: legacy(),
        at: at(second),
    }
}

/// Brings a tree in.
pub async fn migrate(store: &Store, folder: &Path, second: i64) -> Result<LegacyFiles, KeepingError> {
    legacy_files(store, &request(folder, second)).await
}

/// The old pipeline's rules, which leave texts as they are.
pub fn legacy() -> Rules {
    Rules::default().with(Profile::Legacy)
}

/// All rows of the registry.
pub async fn load(store: &Store) -> Result<Keeping, KeepingError> {
    keeping::load(store, "main", &legacy()).await
}

/// One row.
pub fn entry<'a>(keeping: &'a Keeping, form: Form, couple: &str) -> &'a Entry {
    let found = keeping.of(form).iter().find(|entry| entry.row.couple.to_string() == couple);
    found.unwrap_or_else(|| panic!("there is no {couple}"))
}
