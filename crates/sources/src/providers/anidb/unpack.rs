//! Answers may come as they were sent: AniDB packs every one with gzip, whatever was asked.

use std::{borrow::Cow, io::Read};

use flate2::bufread::MultiGzDecoder;

use crate::providers::ParseError;

/// The largest answer unpacked, in bytes; the file of titles has some 20 MB.
const MAX_BYTES: u64 = 64 << 20;

/// The whole answer, unpacked where it is packed.
pub fn whole(body: &[u8]) -> Result<Cow<'_, [u8]>, ParseError> {
    if !packed(body) {
        return Ok(Cow::Borrowed(body));
    }
    let mut plain = Vec::new();
    let read = MultiGzDecoder::new(body).take(MAX_BYTES + 1).read_to_end(&mut plain);
    read.map_err(|error| ParseError::damaged(format!("it cannot be unpacked: {error}")))?;
    if plain.len() as u64 > MAX_BYTES {
        return Err(ParseError::damaged(format!("more than {MAX_BYTES} bytes unpacked")));
    }
    Ok(Cow::Owned(plain))
}

/// The opening of an answer, as text; enough to tell what it is without unpacking the rest.
pub fn opening(body: &[u8]) -> String {
    const ENOUGH: usize = 64 << 10;
    let mut plain = Vec::new();
    let opening = if packed(body) {
        // What cannot be unpacked is damage, which reading it will tell.
        let _ = MultiGzDecoder::new(body).take(ENOUGH as u64).read_to_end(&mut plain);
        &plain[..]
    } else {
        body.get(..ENOUGH).unwrap_or(body)
    };
    String::from_utf8_lossy(opening).trim_start_matches('\u{feff}').trim_start().to_owned()
}

fn packed(body: &[u8]) -> bool {
    body.starts_with(&[0x1f, 0x8b])
}
