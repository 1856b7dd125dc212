//! Files with the same bytes are the same picture.

use std::fmt::{self, Display, Formatter, Write};

use sha2::{Digest, Sha256};

/// The SHA-256 of a picture's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContentHash(pub [u8; 32]);

impl ContentHash {
    /// Of a file's bytes.
    pub fn of(file: &[u8]) -> Self {
        Self(Sha256::digest(file).into())
    }
}

impl Display for ContentHash {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| {
            formatter.write_char(char::from(b"0123456789abcdef"[usize::from(byte >> 4)]))?;
            formatter.write_char(char::from(b"0123456789abcdef"[usize::from(byte & 15)]))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(
            ContentHash::of(b"abc").to_string(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
