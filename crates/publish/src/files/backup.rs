//! What stood at a place, packed small and checksummed, as it is kept in the store.

use std::io;

use sha2::{Digest, Sha256};

/// The place under which files are kept among what a publish found.
pub(super) const PLACE: &str = "file";

/// The first byte of a packed file, so that another way of packing can be told from this one.
const VERSION: u8 = 1;
const HASH: usize = 32;
/// Files of rows pack to a quarter at the fastest level; higher ones cost more than they save.
const LEVEL: i32 = 1;

/// Packs a file's content: version, SHA-256, zstd. Never empty, unlike what stands for no file.
pub(super) fn pack(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = vec![VERSION];
    packed.extend_from_slice(&sha256(bytes));
    zstd::stream::copy_encode(bytes, &mut packed, LEVEL)?;
    Ok(packed)
}

/// The SHA-256 of what was packed; none when it is no packed file.
pub(super) fn hash(packed: &[u8]) -> Option<&[u8]> {
    packed.strip_prefix(&[VERSION])?.get(..HASH)
}

/// What was packed; none when it is damaged.
pub(super) fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let hash = hash(packed)?;
    let bytes = zstd::stream::decode_all(&packed[1 + HASH..]).ok()?;
    (sha256(&bytes) == hash).then_some(bytes)
}

pub(super) fn sha256(bytes: &[u8]) -> [u8; HASH] {
    Sha256::digest(bytes).into()
}

/// Bytes as hex digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back_or_is_known_to_be_damaged() {
        let bytes = b"id,name\n1,Mira\n".repeat(100);
        let mut packed = pack(&bytes).expect("memory takes it");
        assert!(packed.len() < bytes.len() / 2);
        assert_eq!(unpack(&packed).as_deref(), Some(&bytes[..]));
        assert_eq!(unpack(&pack(b"").expect("memory takes it")).as_deref(), Some(&b""[..]));
        packed[1] ^= 1;
        assert_eq!(unpack(&packed), None);
        assert_eq!(unpack(b""), None);
    }
}
