//! Arrays into a sealed file, each as it comes: the file is never held in memory.

use std::io::{self, Seek, SeekFrom, Write};

/// The first bytes of every sealed file.
pub(super) const MAGIC: &[u8; 8] = b"EMAKIPRT";

/// So many bytes of numbers are written at once.
const CHUNK: usize = 1 << 16;

/// Where a sealed file goes.
pub(crate) trait Target: Write + Seek {}

impl<T: Write + Seek> Target for T {}

/// Writes arrays, each behind its length. A failure is kept until the file is sealed, and nothing is written after it.
pub(crate) struct Sink<'a> {
    to: &'a mut dyn Target,
    sum: crc32fast::Hasher,
    failed: Option<io::Error>,
}

/// Writes what `write` puts in behind the magic word, the version and a checksum.
///
/// # Errors
/// Where the target cannot be written to.
pub(crate) fn seal(version: u32, to: &mut dyn Target, write: impl FnOnce(&mut Sink<'_>)) -> io::Result<()> {
    to.write_all(MAGIC)?;
    to.write_all(&version.to_le_bytes())?;
    let place = to.stream_position()?;
    to.write_all(&[0; 4])?;
    let mut sink = Sink { to, sum: crc32fast::Hasher::new(), failed: None };
    write(&mut sink);
    if let Some(error) = sink.failed {
        return Err(error);
    }
    let sum = sink.sum.finalize();
    to.seek(SeekFrom::Start(place))?;
    to.write_all(&sum.to_le_bytes())?;
    to.seek(SeekFrom::End(0))?;
    to.flush()
}

impl Sink<'_> {
    /// Writes bytes.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.length(bytes.len());
        self.put(bytes);
    }

    /// Writes signed bytes.
    pub(crate) fn signed(&mut self, bytes: &[i8]) {
        self.items(bytes, |byte| [byte.cast_unsigned()]);
    }

    /// Writes 32-bit numbers.
    pub(crate) fn numbers(&mut self, numbers: &[u32]) {
        self.items(numbers, u32::to_le_bytes);
    }

    /// Writes 32-bit fractions.
    pub(crate) fn fractions(&mut self, fractions: &[f32]) {
        self.items(fractions, f32::to_le_bytes);
    }

    /// Writes 64-bit numbers.
    pub(crate) fn longs(&mut self, numbers: &[u64]) {
        self.items(numbers, u64::to_le_bytes);
    }

    fn items<T: Copy, const N: usize>(&mut self, items: &[T], bytes: impl Fn(T) -> [u8; N]) {
        self.length(items.len() * N);
        let mut chunk = Vec::with_capacity(CHUNK.min(items.len() * N));
        for items in items.chunks(CHUNK / N) {
            chunk.clear();
            chunk.extend(items.iter().flat_map(|item| bytes(*item)));
            self.put(&chunk);
        }
    }

    fn length(&mut self, bytes: usize) {
        self.put(&(bytes as u64).to_le_bytes());
    }

    fn put(&mut self, bytes: &[u8]) {
        if self.failed.is_none() {
            self.sum.update(bytes);
            self.failed = self.to.write_all(bytes).err();
        }
    }
}
