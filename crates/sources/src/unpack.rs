//! Answers that were kept packed.

use std::io::{self, Read as _};

/// The bytes behind gzip, or the bytes themselves when they are not packed; at most `limit` and one more,
/// so that whoever asks can tell that there were too many.
///
/// # Errors
/// When the packing is broken.
pub fn unpacked(body: Vec<u8>, limit: u64) -> io::Result<Vec<u8>> {
    if !body.starts_with(&[0x1f, 0x8b]) {
        return Ok(body);
    }
    let mut plain = Vec::new();
    flate2::read::MultiGzDecoder::new(body.as_slice()).take(limit + 1).read_to_end(&mut plain)?;
    Ok(plain)
}
