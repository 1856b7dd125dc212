//! What a file is, apart from where it lies: its hash, its length, its kind. Its key follows from these.

use serde::{Deserialize, Serialize};

/// The folder that keys of contents begin with.
pub const FILES: &str = "files";

/// What a file is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Its SHA-256, in 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// Its ending without a dot, such as `mp4`; empty when none is known.
    pub extension: String,
    /// Its media type, such as `video/mp4`.
    pub content_type: String,
}

impl Content {
    /// The key that the content gives itself: `files/ab/ab….mp4`. Equal contents have equal keys, so that they are
    /// kept once.
    pub fn key(&self) -> String {
        let ending = if is_plain(&self.extension) { format!(".{}", self.extension) } else { String::new() };
        format!("{FILES}/{}/{}{ending}", self.sha256.get(..2).unwrap_or("00"), self.sha256)
    }
}

/// The SHA-256 that a key of a content states; `None` for keys of another making, as of older pipelines.
pub fn hash_in_key(key: &str) -> Option<&str> {
    let (folders, name) = key.rsplit_once('/')?;
    let hash = name.split('.').next()?;
    let sound = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    (sound && folders.ends_with(&format!("{FILES}/{}", &hash[..2]))).then_some(hash)
}

/// Whether an ending is one that any file system and any browser takes.
fn is_plain(extension: &str) -> bool {
    (1..=10).contains(&extension.len())
        && extension.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(extension: &str) -> Content {
        Content {
            sha256: "ab".repeat(32),
            bytes: 3,
            extension: extension.to_owned(),
            content_type: "video/mp4".to_owned(),
        }
    }

    #[test]
    fn keys_follow_from_contents_and_say_their_hash() {
        let key = content("mp4").key();
        assert_eq!(key, format!("files/ab/{}.mp4", "ab".repeat(32)));
        assert_eq!(hash_in_key(&key), Some("ab".repeat(32).as_str()));
        for odd in ["", "../x", "MP4", "a/b", "averylongending"] {
            assert_eq!(content(odd).key(), format!("files/ab/{}", "ab".repeat(32)), "{odd}");
        }
        for other in
            ["files/0c8f-uuid.mp4", "", "files/ab/short.mp4", &format!("files/cd/{}", "ab".repeat(32))]
        {
            assert_eq!(hash_in_key(other), None, "{other}");
        }
    }
}
