//! Whether a file that lies somewhere already is the one that is to lie there.

use std::{
    fs::{self, File},
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};

/// Whether the file at a path has this length and hash. One that shares its bytes with `kept` is not read; lengths
/// alone prove nothing, because films that were cut for one size share theirs.
pub(super) async fn is_same(path: &Path, kept: &Path, bytes: Option<u64>, sha256: Option<&str>) -> bool {
    let Ok(known) = fs::metadata(path) else { return false };
    if !known.is_file() || Some(known.len()) != bytes {
        return false;
    }
    if fs::metadata(kept).is_ok_and(|kept| is_one_file(&known, &kept)) {
        return true;
    }
    let Some(sha256) = sha256 else { return false };
    let path: PathBuf = path.to_owned();
    let hashed = tokio::task::spawn_blocking(move || hash_of(&path)).await;
    hashed.is_ok_and(|hash| hash.is_ok_and(|hash| hash == sha256))
}

#[cfg(unix)]
fn is_one_file(one: &fs::Metadata, other: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_one_file(_: &fs::Metadata, _: &fs::Metadata) -> bool {
    false
}

fn hash_of(path: &Path) -> io::Result<String> {
    let (mut file, mut hash) = (File::open(path)?, Sha256::new());
    let mut buffer = vec![0; 1 << 18];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(assets::hex(&hash.finalize()));
        }
        hash.update(&buffer[..read]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_of_the_same_length_is_another_one() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let [kept, linked, other, copied] =
            ["kept", "linked", "other", "copied"].map(|name| folder.path().join(name));
        for (path, text) in [(&kept, "lamp"), (&other, "lamb"), (&copied, "lamp")] {
            fs::write(path, text).expect("room");
        }
        fs::hard_link(&kept, &linked).expect("one disk");
        let sha256 = assets::hex(&Sha256::digest(b"lamp"));
        for (path, wanted) in [(&linked, true), (&other, false), (&copied, true)] {
            assert_eq!(is_same(path, &kept, Some(4), Some(&sha256)).await, wanted, "{}", path.display());
        }
        assert!(!is_same(&folder.path().join("none"), &kept, Some(4), Some(&sha256)).await);
    }
}
