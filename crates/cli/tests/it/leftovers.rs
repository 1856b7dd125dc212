//! What lies in a folder of pictures, and what of it is nobody's.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use crate::emaki::Emaki;

/// Every file below a folder.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.expect("a folder").path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files
}

/// The contents of the pictures below a folder.
fn pictures(folder: &Path) -> BTreeSet<Vec<u8>> {
    let files = files_below(folder).into_iter();
    let pictures = files.filter(|path| path.extension().is_some_and(|ending| ending == "png"));
    pictures.map(|path| fs::read(path).expect("it is there")).collect()
}

/// Lets two days pass twice, tidies up after each, and finds nothing that is nobody's: each kept picture is that of a
/// take, each picture has its sidecar and each sidecar its picture, and nothing is half written.
///
/// # Panics
/// Where anything else lies there.
pub fn nothing_is_left(emaki: &Emaki) {
    let folder = emaki.path("data/productions");
    for _ in 0..2 {
        for path in files_below(&folder) {
            let file = fs::File::options().append(true).open(path).expect("it is there");
            file.set_modified(SystemTime::now() - Duration::from_hours(48)).expect("a time may be set");
        }
        let ran = emaki.run(&["production", "fsck", "--repair"]);
        assert_eq!(ran.code, Some(0), "{ran}");
    }
    assert_eq!(files_below(&folder.join("leaving")), Vec::<PathBuf>::new());
    let kept = pictures(&folder.join("objects"));
    assert!(!kept.is_empty(), "no picture lies in {}", folder.display());
    assert!(
        kept == pictures(&folder.join("projects")),
        "pictures are kept that no take speaks of, or are not kept"
    );
    for path in files_below(&folder) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        assert!(!name.starts_with('.'), "half written: {}", path.display());
        if path.starts_with(folder.join("projects")) && name != "metadata.json" {
            let is_picture = path.extension().is_some_and(|end| end == "png");
            let other = if is_picture { "json" } else { "png" };
            assert!(path.with_extension(other).is_file(), "alone: {}", path.display());
        }
    }
}
