//! Bodies on their way in and out: compressed where that helps, and hashed, so that damage is noticed.

use std::cell::RefCell;

use model::Instant;
use sha2::{Digest, Sha256};
use zstd::bulk::{Compressor, Decompressor};

use super::{CacheError, Entry, Key};

/// zstd's level: 3 gains a twentieth on JSON and takes half as long again.
const LEVEL: i32 = 1;
/// No larger body is taken, and no frame that claims more is unpacked.
const MAX_BODY_BYTES: usize = 64 << 20;
/// Below this a frame's own head eats the gain.
const MIN_PACKED_BYTES: usize = 64;
/// Larger bodies are packed and unpacked on a thread of their own: a megabyte takes some 3 ms.
const LONG_WORK_BYTES: usize = 1 << 20;

/// An entry the way engines hold it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stored {
    /// The entry, whose body is what is stored.
    pub entry: Entry,
    /// Whether the body is a zstd frame.
    pub packed: bool,
    /// The body's size before packing.
    pub plain_bytes: u64,
    /// SHA-256 over what is stored; see [`Stored::digest`].
    pub hash: [u8; 32],
    /// When it was last asked for; at most an hour behind.
    pub used_at: Instant,
}

impl Stored {
    /// What counts for the cache's bound.
    pub fn bytes(&self) -> u64 {
        (self.entry.body.len() + self.entry.meta.len()) as u64
    }

    /// What it would take uncompressed.
    pub fn bytes_plain(&self) -> u64 {
        self.plain_bytes + self.entry.meta.len() as u64
    }

    /// Covers key and notes too, so that a body under the wrong key is noticed as well.
    fn digest(&self) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(self.entry.key.0);
        hasher.update([u8::from(self.packed)]);
        hasher.update(self.plain_bytes.to_le_bytes());
        hasher.update((self.entry.meta.len() as u64).to_le_bytes());
        hasher.update(&self.entry.meta);
        hasher.update(&self.entry.body);
        hasher.finalize().into()
    }
}

thread_local! {
    // A context takes longer to make than a small body to pack.
    static PACKER: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// Makes an entry ready to be stored.
pub(crate) async fn pack(entry: &Entry, now: Instant) -> Result<Stored, CacheError> {
    let bytes = entry.body.len();
    if bytes > MAX_BODY_BYTES {
        return Err(CacheError::TooLarge { bytes });
    }
    if bytes < LONG_WORK_BYTES {
        return Ok(pack_now(entry, now));
    }
    let entry = entry.clone();
    aside("packing a body", move || pack_now(&entry, now)).await
}

/// The entry as it was before [`pack`]; `None` when the stored bytes are not those that were stored.
pub(crate) async fn unpack(stored: Stored) -> Result<Option<Entry>, CacheError> {
    if stored.plain_bytes < LONG_WORK_BYTES as u64 && stored.entry.body.len() < LONG_WORK_BYTES {
        return Ok(unpack_now(stored));
    }
    aside("unpacking a body", move || unpack_now(stored)).await
}

async fn aside<T: Send + 'static>(
    doing: &'static str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, CacheError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|source| CacheError::Failed { doing, source: source.into() })
}

fn pack_now(entry: &Entry, now: Instant) -> Stored {
    let plain_bytes = entry.body.len() as u64;
    let frame = (entry.body.len() >= MIN_PACKED_BYTES).then(|| compress(&entry.body)).flatten();
    // A sixteenth less is the least that is worth unpacking at every read.
    let frame = frame.filter(|frame| frame.len() < entry.body.len() - entry.body.len() / 16);
    let packed = frame.is_some();
    let body = frame.unwrap_or_else(|| entry.body.clone());
    let entry = Entry {
        body,
        source: entry.source.clone(),
        endpoint: entry.endpoint.clone(),
        url: entry.url.clone(),
        meta: entry.meta.clone(),
        ..*entry
    };
    let mut stored = Stored { entry, packed, plain_bytes, hash: [0; 32], used_at: now };
    stored.hash = stored.digest();
    stored
}

fn unpack_now(stored: Stored) -> Option<Entry> {
    if stored.digest() != stored.hash {
        return None;
    }
    let plain_bytes = usize::try_from(stored.plain_bytes).ok().filter(|bytes| *bytes <= MAX_BODY_BYTES)?;
    let mut entry = stored.entry;
    if stored.packed {
        entry.body = decompress(&entry.body, plain_bytes)?;
    }
    (entry.body.len() == plain_bytes).then_some(entry)
}

fn compress(body: &[u8]) -> Option<Vec<u8>> {
    PACKER.with_borrow_mut(|packer| {
        if packer.is_none() {
            *packer = Compressor::new(LEVEL).ok();
        }
        packer.as_mut()?.compress(body).ok()
    })
}

fn decompress(frame: &[u8], plain_bytes: usize) -> Option<Vec<u8>> {
    UNPACKER.with_borrow_mut(|unpacker| {
        if unpacker.is_none() {
            *unpacker = Decompressor::new().ok();
        }
        unpacker.as_mut()?.decompress(frame, plain_bytes).ok()
    })
}

/// The number in which two keys differ is nothing to a person; a warning names the entry by its address.
pub(crate) fn warn_of_damage(key: &Key, url: &str) {
    tracing::warn!(%key, url, "a cached answer was damaged and is dropped; it will be fetched again");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(body: &[u8]) -> Entry {
        Entry {
            key: Key([7; 32]),
            source: "lantern".to_owned(),
            endpoint: "works".to_owned(),
            url: "https://lantern.test/works".to_owned(),
            meta: b"200".to_vec(),
            body: body.to_vec(),
            stored_at: Instant::EPOCH,
            fresh_until: Instant::EPOCH,
            keep_until: Instant::from_micros(1),
            private: false,
        }
    }

    #[test]
    fn what_does_not_shrink_is_kept_as_it_is() {
        let noise: Vec<u8> = (0..40_u32).flat_map(|n| Sha256::digest(n.to_le_bytes())).collect();
        for (body, packed) in
            [(b"".as_slice(), false), (b"short", false), (&noise, false), (&[0; 4096], true)]
        {
            let stored = pack_now(&entry(body), Instant::EPOCH);
            assert_eq!(stored.packed, packed);
            assert_eq!(unpack_now(stored), Some(entry(body)));
        }
    }

    #[test]
    fn every_flipped_bit_is_noticed() {
        let stored = pack_now(&entry(&b"moonlit depot ".repeat(20)), Instant::EPOCH);
        assert!(stored.packed);
        for at in 0..stored.entry.body.len() * 8 {
            let mut flipped = stored.clone();
            flipped.entry.body[at / 8] ^= 1 << (at % 8);
            assert_eq!(unpack_now(flipped), None);
        }
        let wrong_key = Stored { entry: Entry { key: Key([8; 32]), ..stored.entry.clone() }, ..stored };
        assert_eq!(unpack_now(wrong_key), None);
    }

    #[test]
    fn a_frame_that_claims_too_much_is_not_unpacked() {
        let mut stored = pack_now(&entry(&[0; 4096]), Instant::EPOCH);
        stored.plain_bytes = u64::MAX;
        stored.hash = stored.digest();
        assert_eq!(unpack_now(stored), None);
    }
}
