//! Models through the façade, on the tiny random ones of the `embedding` crate: embedded in the background, pulled
//! from a server of the test's own, made, and asked about pictures.

#![allow(clippy::duplicate_mod, reason = "scenes are drawn by one file of the pictures crate")]

mod answering;
mod making;
mod pulling;
mod seeing;

use std::path::{Path, PathBuf};

use app::{App, State, testing::TestApp};

/// A folder of the `embedding` crate's fixtures.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../embedding/fixtures").join(name)
}

/// A copy of a model folder under another name, which is another model.
fn copied(name: &str, to: &Path) -> PathBuf {
    let folder = to.join("second-model");
    std::fs::create_dir_all(folder.join("1_Pooling")).expect("a folder");
    for file in
        ["config.json", "tokenizer.json", "model.safetensors", "modules.json", "1_Pooling/config.json"]
    {
        std::fs::copy(fixture(name).join(file), folder.join(file)).expect("a copy");
    }
    folder
}

/// Eight works with tags; so many as make four batches of two.
async fn eight(test: &TestApp) {
    for (number, word) in
        ["moon", "girl", "thief", "baker", "robot", "ghost", "knight", "singer"].iter().enumerate()
    {
        let (title, id) = (format!("The {word} of the depot"), format!("mal:{}", number + 1));
        test.work(&title, &id).tags(&["drama", word]).save().await;
    }
}

async fn health(app: &App) -> (State, String) {
    let parts = app.health().await.parts;
    let part = parts.into_iter().find(|part| part.name == "model").expect("the part is always there");
    (part.state, part.reason.unwrap_or_default())
}
