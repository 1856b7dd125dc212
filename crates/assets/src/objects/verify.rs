//! Whether what lies there is what should.

use futures::StreamExt as _;
use sha2::{Digest as _, Sha256};

use super::{Content, ObjectError, Objects};
use crate::hex;

/// How closely to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// At the length alone; one small request.
    Length,
    /// At every byte, which is read again.
    Whole,
}

impl Objects {
    /// Looks at an object.
    ///
    /// # Errors
    /// `Missing` or `Damaged` when it is not what it should be; a store that fails or refuses.
    pub async fn verify(&self, key: &str, content: &Content, depth: Depth) -> Result<(), ObjectError> {
        let missing = || ObjectError::Missing { key: key.to_owned() };
        let seen = self.head(key).await?.ok_or_else(missing)?;
        let damaged = |reason| Err(ObjectError::Damaged { key: key.to_owned(), reason });
        if seen.bytes != content.bytes {
            return damaged(format!("it has {} bytes instead of {}", seen.bytes, content.bytes));
        }
        if depth == Depth::Length {
            return Ok(());
        }
        let hash = self.hash(key).await?.0;
        if hash == content.sha256 {
            return Ok(());
        }
        damaged(format!("its hash is {hash} instead of {}", content.sha256))
    }

    /// Reads an object to its end, for its hash and its length.
    ///
    /// # Errors
    /// An object that is missing; a store that fails or refuses.
    pub async fn hash(&self, key: &str) -> Result<(String, u64), ObjectError> {
        let mut pieces = self.stream(key, 0).await?;
        let (mut hash, mut bytes) = (Sha256::new(), 0);
        while let Some(piece) = pieces.next().await {
            let piece = piece?;
            bytes += piece.len() as u64;
            hash.update(&piece);
        }
        Ok((hex(&hash.finalize()), bytes))
    }
}
